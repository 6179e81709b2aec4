"""A report drawn as a PDF: its tables over several pages, its letters, and what happens when it cannot be written."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from pytestqt.qtbot import QtBot

from desktop.theme import fonts
from desktop.widgets.text.pdf import write_pdf


def test_a_report_becomes_a_pdf_with_its_tables_and_letters(qtbot: QtBot, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>fila número {n}</td><td>{n},5 %</td></tr>" for n in range(90))
    html = f"<title>Avería</title><h1>Avería y ruido</h1><table><thead><tr><th>Etiqueta</th></tr></thead>{rows}</table>"
    fonts.register()
    assert write_pdf(html, str(tmp_path / "r.pdf"))
    document = pypdfium2.PdfDocument(tmp_path / "r.pdf")
    # without spaces: a narrow column is read downwards
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    assert len(pages) > 1 and all("Etiqueta" in page for page in pages)
    assert "Averíayruido" in pages[0] and "filanúmero89" in pages[-1]


def test_a_pdf_that_cannot_be_written_leaves_no_file(qtbot: QtBot, tmp_path: Path) -> None:
    assert not write_pdf("<p>text</p>", str(tmp_path / "none" / "r.pdf"))
    assert list(tmp_path.iterdir()) == []
