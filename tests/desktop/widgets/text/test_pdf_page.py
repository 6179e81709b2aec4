"""A page of a PDF: the cited words marked, and what cannot be shown as a page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.paths import SAMPLES
from desktop.theme.theme import Theme
from desktop.widgets.text.pdf_page import PdfPage


def test_the_cited_words_are_marked_where_they_are(qtbot: QtBot, theme: Theme) -> None:
    page = PdfPage(theme)
    qtbot.addWidget(page)
    page.resize(400, 560)
    page.show_page(SAMPLES / "manual-de-la-casa.pdf", 3, "La caldera de gas se revisa cada octubre.")
    assert page.marks
    top = page.marks[0].boundingRect().top()
    page.show_page(SAMPLES / "manual-de-la-casa.pdf", 3, "El filtro del aire acondicionado se limpia")
    assert page.marks[0].boundingRect().top() > top


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"not a PDF at all", os.urandom(2000)])
def test_a_damaged_pdf_falls_back_to_the_text(qtbot: QtBot, theme: Theme, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "damaged.pdf"
    file.write_bytes(content)
    page = PdfPage(theme)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.unreadable):
        page.show_page(file, 1, "anything")


def test_a_page_that_is_not_there_falls_back_to_the_text(qtbot: QtBot, theme: Theme) -> None:
    page = PdfPage(theme)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.unreadable):
        page.show_page(SAMPLES / "manual-de-la-casa.pdf", 99, "anything")
