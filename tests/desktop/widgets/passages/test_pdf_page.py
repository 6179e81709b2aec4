"""A page of a PDF: the cited words marked and zoomed to, scrolled and zoomed; and what cannot be shown as a page."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.paths import SAMPLES
from desktop.theme.theme import Theme
from desktop.widgets.passages.pdf_page import PdfPage
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.widgets.passages.wheel import turn_wheel


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


@pytest.mark.skipif(sys.platform == "win32", reason="no pipe is a file there")
def test_a_pipe_in_the_place_of_a_pdf_does_not_hold_up_the_window(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    """docs/faults.md 40."""
    os.mkfifo(tmp_path / "pipe.pdf")
    page = PdfPage(theme)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.unreadable):
        page.show_page(tmp_path / "pipe.pdf", 1, "anything")


def test_a_page_that_is_not_there_falls_back_to_the_text(qtbot: QtBot, theme: Theme) -> None:
    page = PdfPage(theme)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.unreadable):
        page.show_page(SAMPLES / "manual-de-la-casa.pdf", 99, "anything")


MANUAL = SAMPLES / "manual-de-la-casa.pdf"
QUOTE = "La caldera de gas se revisa cada octubre."


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> PdfPage:
    """A view of the size that the inspector gives it, with a passage."""
    page = PdfPage(theme)
    qtbot.addWidget(page)
    page.resize(292, 420)
    page.show()
    page.show_page(MANUAL, 3, QUOTE)
    return page


def test_a_page_opens_zoomed_to_the_passage_with_all_of_it_in_view(page: PdfPage) -> None:
    assert page.zoom > 1.1
    passage, view = page.passage_rect(), page.viewport().rect()
    assert view.contains(passage) and passage.width() > view.width() * 0.6
    assert 0 < passage.top() < view.height() / 2


@pytest.mark.parametrize("quote", ["", "of this there is no word on the page"])
def test_a_page_without_the_passage_opens_at_its_top_as_wide_as_the_view(
    qtbot: QtBot, theme: Theme, quote: str
) -> None:
    page = PdfPage(theme)
    qtbot.addWidget(page)
    page.resize(292, 420)
    page.show()
    page.show_page(MANUAL, 3, quote)
    assert (page.zoom, page.verticalScrollBar().value(), page.marks) == (1.0, 0, ())
    assert page.page_rect().width() == page.viewport().width()


def test_a_short_passage_is_not_enlarged_beyond_reading(qtbot: QtBot, theme: Theme, page: PdfPage) -> None:
    page.show_page(MANUAL, 3, "3. Mantenimiento")
    assert 1.1 < page.zoom <= 2.5


def test_the_wheel_scrolls_and_with_ctrl_it_zooms(page: PdfPage) -> None:
    page.fit_width()
    page.verticalScrollBar().setValue(0)
    page.zoom_in()
    page.zoom_in()
    zoom, scrolled = page.zoom, page.verticalScrollBar().value()
    turn_wheel(page, -1)
    assert page.zoom == zoom and page.verticalScrollBar().value() > scrolled
    turn_wheel(page, 1, Qt.KeyboardModifier.ControlModifier)
    assert page.zoom == pytest.approx(zoom * 1.25)
    turn_wheel(page, -2, Qt.KeyboardModifier.ControlModifier)
    assert page.zoom == pytest.approx(zoom / 1.25)


def test_keys_zoom_and_fit_the_width(qtbot: QtBot, page: PdfPage) -> None:
    before = page.zoom
    qtbot.keyClick(page, Qt.Key.Key_Plus)
    assert page.zoom == pytest.approx(before * 1.25)
    qtbot.keyClick(page, Qt.Key.Key_Minus)
    assert page.zoom == pytest.approx(before)
    qtbot.keyClick(page, Qt.Key.Key_0)
    assert page.zoom == 1.0 and page.page_rect().width() == page.viewport().width()


def test_zooming_leaves_what_is_in_the_middle_there(page: PdfPage) -> None:
    page.fit_width()
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum() // 2)
    middle = page.passage_rect().center().y() - page.viewport().height() / 2
    page.zoom_in()
    assert page.passage_rect().center().y() - page.viewport().height() / 2 == pytest.approx(middle * 1.25, abs=2)


def test_the_zoom_has_limits(page: PdfPage) -> None:
    for _ in range(40):
        page.zoom_in()
    largest = page.zoom
    for _ in range(80):
        page.zoom_out()
    assert largest == 6.0 and page.zoom == 0.5
    assert page.page_rect().center().x() == pytest.approx(page.viewport().rect().center().x(), abs=1)


def test_a_wider_view_shows_the_passage_again_until_the_person_has_scrolled(page: PdfPage) -> None:
    page.resize(600, 420)
    assert page.viewport().rect().contains(page.passage_rect())
    page.verticalScrollBar().setValue(0)
    turn_wheel(page, 1)
    page.resize(500, 420)
    assert page.verticalScrollBar().value() == 0


def test_the_page_is_drawn_at_the_size_it_is_zoomed_to(qtbot: QtBot, page: PdfPage) -> None:
    def has_ink() -> bool:
        image = page.viewport().grab().toImage()
        columns, lines = range(0, image.width(), 2), range(0, image.height(), 2)
        return any(image.pixelColor(x, y).lightness() < 90 for x in columns for y in lines)

    qtbot.waitUntil(has_ink, timeout=TIMEOUT_MS)
    page.zoom_in()
    qtbot.waitUntil(has_ink, timeout=TIMEOUT_MS)
