"""The page of a source: its text with the passage marked, turned, and calm when the file or the page is gone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.link.client import Client
from desktop.link.process import Process
from desktop.panels.page_preview import PagePreview
from desktop.paths import PROGRAM
from desktop.theme.theme import Theme
from desktop.widgets.cards.source_card import SourcePassage
from desktop.widgets.passages.page_text import PageTextView
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


def text(preview: PagePreview) -> PageTextView:
    field = preview.findChild(PageTextView)
    assert isinstance(field, PageTextView)
    return field


def named(preview: PagePreview, name: str) -> QAbstractButton:
    return next(b for b in preview.findChildren(QAbstractButton) if name in (b.accessibleName(), b.text()))


def test_the_passage_is_marked_also_behind_characters_outside_the_basic_plane(
    qtbot: QtBot, preview: PagePreview
) -> None:
    qtbot.waitUntil(lambda: bool(text(preview).extraSelections()), timeout=TIMEOUT_MS)
    assert text(preview).extraSelections()[0].cursor.selectedText() == QUOTE


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


def test_the_page_that_is_shown_is_named_once(qtbot: QtBot, preview: PagePreview) -> None:
    preview.resize(800, 600)
    qtbot.waitUntil(lambda: bool(text(preview).extraSelections()), timeout=TIMEOUT_MS)
    places = [label.text() for label in preview.findChildren(QLabel) if "page" in label.text() or "p. " in label.text()]
    assert places == ["page 2 of 3"]


def test_buttons_zoom_the_text_and_fit_it_again(qtbot: QtBot, preview: PagePreview) -> None:
    qtbot.waitUntil(lambda: "Page 2" in text(preview).toPlainText(), timeout=TIMEOUT_MS)
    size = text(preview).document().defaultFont().pixelSize()
    named(preview, "Larger").click()
    assert text(preview).document().defaultFont().pixelSize() > size
    named(preview, "Smaller").click()
    named(preview, "Smaller").click()
    assert text(preview).document().defaultFont().pixelSize() < size
    named(preview, "Fit the width").click()
    assert text(preview).document().defaultFont().pixelSize() == size


def test_every_button_has_a_name(preview: PagePreview) -> None:
    assert all(b.accessibleName() or b.text() for b in preview.findChildren(QPushButton))


def test_a_page_that_cannot_be_read_says_so(qtbot: QtBot, client: Client, theme: Theme, english: Language) -> None:
    preview = PagePreview(client, theme, SOURCE)  # this engine knows no documents
    qtbot.addWidget(preview)
    preview.show()

    def notices() -> list[str]:
        labels = [label for label in preview.findChildren(QLabel) if type(label) is QLabel and label.isVisible()]
        return [label.text() for label in labels]

    qtbot.waitUntil(lambda: any(notices()), timeout=TIMEOUT_MS)
