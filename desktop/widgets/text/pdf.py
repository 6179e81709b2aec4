"""Writes an HTML report as a PDF.

The command line runs `python -m desktop.widgets.text.pdf report.html report.pdf`, which needs no screen.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from desktop.theme import fonts
from desktop.theme.tokens import Type
from desktop.widgets.forms.save_file import open_to_replace

RESOLUTION = 96
"""Dots per inch at which the style sheet's pixels keep their size; text and lines are vectors at any resolution."""
MARGIN_MM = 4
"""Added to the two centimetres that Qt leaves."""


def write_pdf(html: str, path: str) -> bool:
    """Write the PDF and return whether that succeeded. An older file stays until the new one is complete."""
    file = open_to_replace(path)
    if file is None:
        return False
    document = QTextDocument()
    font = fonts.font(Type.BODY)
    font.setFeature(
        QFont.Tag("calt"), 0
    )  # its glyphs, as the raised colon of 22:13, have no characters: nobody finds the text
    document.setDefaultFont(font)
    document.setHtml(html)
    writer = QPdfWriter(file)
    writer.setTitle(document.metaInformation(QTextDocument.MetaInformation.DocumentTitle))
    writer.setResolution(RESOLUTION)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    page = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    document.print_(writer)
    return file.commit()


def main() -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    html, target = sys.argv[1:]
    if Path(target).exists() and not Path(target).is_file():
        return 1  # a device or a folder, which a file must not take the place of
    application = QGuiApplication(sys.argv[:1])
    fonts.register()
    is_written = write_pdf(Path(html).read_text("utf-8"), target)
    application.quit()
    return 0 if is_written else 1


if __name__ == "__main__":
    sys.exit(main())
