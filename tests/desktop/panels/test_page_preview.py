"""The page of a source: its text with the passage marked, turned, and calm when the file or the page is gone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.link.client import Client
from desktop.link.process import Process
from desktop.panels.page_preview import PagePreview, PdfPage
from desktop.paths import PROGRAM, SAMPLES
from desktop.theme.theme import Theme
from desktop.widgets.cards.source_card import SourcePassage
from tests.desktop.conftest import TIMEOUT_MS

BIG = (sys.executable, "-m", "tests.support.big_library")
QUOTE = "the boiler is serviced each October. 🏠"
START = len("Page 2 says: ")
SOURCE = SourcePassage(1, 8, "/gone.pdf", "Gone", 2, START, START + len(QUOTE), QUOTE)


@pytest.fixture
def library(qtbot: QtBot, tmp_path: Path) -> Iterator[Client]:
    made = Client(Process(BIG, PROGRAM, tmp_path / "logs" / "engine.log"))
    with qtbot.waitSignal(made.state_changed, timeout=TIMEOUT_MS):
        made.start()
    yield made
    made.close()


@pytest.fixture
def preview(qtbot: QtBot, library: Client, theme: Theme, english: Language) -> PagePreview:
    made = PagePreview(library, theme, SOURCE)
    qtbot.addWidget(made)
    made.show()
    return made


def text(preview: PagePreview) -> QPlainTextEdit:
    field = preview.findChild(QPlainTextEdit)
    assert isinstance(field, QPlainTextEdit)
    return field


def named(preview: PagePreview, name: str) -> QAbstractButton:
    return next(b for b in preview.findChildren(QAbstractButton) if name in (b.accessibleName(), b.text()))


def test_the_passage_is_marked_also_behind_characters_outside_the_basic_plane(
    qtbot: QtBot, preview: PagePreview
) -> None:
    qtbot.waitUntil(lambda: bool(text(preview).extraSelections()), timeout=TIMEOUT_MS)
    assert text(preview).extraSelections()[0].cursor.selectedText() == QUOTE  # type: ignore[attr-defined]


def test_a_file_that_is_gone_still_shows_its_text_and_offers_no_viewer(qtbot: QtBot, preview: PagePreview) -> None:
    qtbot.waitUntil(lambda: "Page 2" in text(preview).toPlainText(), timeout=TIMEOUT_MS)
    assert text(preview).isVisible()
    assert not named(preview, "Open in the system's viewer").isEnabled()


def test_pages_are_turned_up_to_the_last_and_marked_only_where_the_passage_is(
    qtbot: QtBot, preview: PagePreview
) -> None:
    qtbot.waitUntil(lambda: "Page 2" in text(preview).toPlainText(), timeout=TIMEOUT_MS)
    named(preview, "Next page").click()
    qtbot.waitUntil(lambda: "Page 3" in text(preview).toPlainText(), timeout=TIMEOUT_MS)
    assert not text(preview).extraSelections()
    assert not named(preview, "Next page").isEnabled()
    named(preview, "Previous page").click()
    qtbot.waitUntil(lambda: bool(text(preview).extraSelections()), timeout=TIMEOUT_MS)


def test_every_button_has_a_name(preview: PagePreview) -> None:
    assert all(b.accessibleName() or b.text() for b in preview.findChildren(QPushButton))


def test_the_cited_words_of_a_pdf_are_marked_where_they_stand(qtbot: QtBot, theme: Theme) -> None:
    paper = PdfPage(theme)
    qtbot.addWidget(paper)
    paper.resize(400, 560)
    paper.show_page(SAMPLES / "manual-de-la-casa.pdf", 3, "La caldera de gas se revisa cada octubre.")
    assert paper.marks
    top = paper.marks[0].boundingRect().top()
    paper.show_page(SAMPLES / "manual-de-la-casa.pdf", 3, "El filtro del aire acondicionado se limpia")
    assert paper.marks[0].boundingRect().top() > top


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"not a PDF at all", os.urandom(2000)])
def test_a_damaged_pdf_falls_back_to_the_text(qtbot: QtBot, theme: Theme, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "damaged.pdf"
    file.write_bytes(content)
    paper = PdfPage(theme)
    qtbot.addWidget(paper)
    with qtbot.waitSignal(paper.unreadable):
        paper.show_page(file, 1, "anything")


def test_a_page_that_is_not_there_falls_back_to_the_text(qtbot: QtBot, theme: Theme) -> None:
    paper = PdfPage(theme)
    qtbot.addWidget(paper)
    with qtbot.waitSignal(paper.unreadable):
        paper.show_page(SAMPLES / "manual-de-la-casa.pdf", 99, "anything")
