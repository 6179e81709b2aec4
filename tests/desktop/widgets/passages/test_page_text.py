"""Text of a page: the passage marked and in view, letters zoomed with keys and wheel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.widgets.passages.page_text import PageTextView
from tests.desktop.widgets.passages.wheel import turn_wheel

LINES = [f"Line {number} of a long page." for number in range(200)]


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> PageTextView:
    view = PageTextView(theme)
    qtbot.addWidget(view)
    view.resize(292, 320)
    view.show()
    return view


def test_the_passage_is_marked_and_in_view(view: PageTextView) -> None:
    text = "\n".join(LINES)
    start = text.index(LINES[150])
    view.show_text(text, start, start + len(LINES[150]))
    (selection,) = view.extraSelections()
    assert selection.cursor.selectedText() == LINES[150]  # type: ignore[attr-defined]
    assert view.viewport().rect().contains(view.cursorRect())


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 2), (-1, 4), (0, 10_000)])
def test_a_span_that_is_not_in_the_text_marks_nothing(view: PageTextView, start: int, end: int) -> None:
    view.show_text("A short page.", start, end)
    assert view.extraSelections() == []


def test_keys_and_wheel_zoom_the_letters_and_the_next_page_keeps_the_size(qtbot: QtBot, view: PageTextView) -> None:
    view.show_text("One page.", 0, 3)
    size = view.document().defaultFont().pixelSize()
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.document().defaultFont().pixelSize() > size
    turn_wheel(view, 1, Qt.KeyboardModifier.ControlModifier)
    larger = view.document().defaultFont().pixelSize()
    view.show_text("Another page.", 0, 0)
    assert view.document().defaultFont().pixelSize() == larger > size * 1.4
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.document().defaultFont().pixelSize() == size
    for _ in range(40):
        view.zoom_out()
    assert view.zoom == pytest.approx(0.64)
