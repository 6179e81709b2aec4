"""Text of a page: the passage marked and in view, letters zoomed with keys and wheel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextTable
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.widgets.passages.page_document import MOST_CELLS
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
    assert selection.cursor.selectedText() == LINES[150]
    assert view.viewport().rect().contains(view.cursorRect())


def test_a_passage_stays_in_view_when_the_view_becomes_smaller_until_the_person_scrolls(
    qtbot: QtBot, view: PageTextView
) -> None:
    text = "\n".join(LINES)
    start = text.index(LINES[100])
    view.show_text(text, start, start + 200)
    place = view.cursorRect().top() / view.viewport().height()
    assert place < 0.4
    view.resize(view.width(), 120)
    qtbot.waitUntil(lambda: view.viewport().rect().contains(view.cursorRect()), timeout=5_000)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    scrolled = view.verticalScrollBar().value()
    view.resize(view.width(), 130)
    assert view.verticalScrollBar().value() == scrolled


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


TABLE = (
    "Facturas\n\n"
    + "\n\n".join(f"Número: F-{n} · Cliente: Ana 🏠 {n} · Total: {n},50 €." for n in range(40))
    + "\n\nFin."
)


def table_of(view: PageTextView) -> QTextTable:
    (table,) = (frame for frame in view.document().rootFrame().childFrames() if isinstance(frame, QTextTable))
    return table


def cell(table: QTextTable, row: int, column: int) -> str:
    at = table.cellAt(row, column)
    cursor = at.firstCursorPosition()
    cursor.setPosition(at.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
    return str(cursor.selectedText())


def test_a_table_is_shown_as_a_table_with_the_passage_marked_in_its_cells(view: PageTextView) -> None:
    start = TABLE.index("Número: F-30")
    view.show_text(TABLE, start, TABLE.index("Número: F-31"))
    table = table_of(view)
    assert (table.rows(), table.columns(), table.format().headerRowCount()) == (41, 3, 1)
    assert [cell(table, 0, column) for column in range(3)] == ["Número", "Cliente", "Total"]
    assert [cell(table, 31, column) for column in range(3)] == ["F-30", "Ana 🏠 30", "30,50 €"]
    marked = [selection.cursor.selectedText() for selection in view.extraSelections()]
    assert marked == ["F-30", "Ana 🏠 30", "30,50 €"]
    assert view.viewport().rect().intersects(view.cursorRect())
    assert view.toPlainText().startswith("Facturas") and view.toPlainText().endswith("Fin.")


def test_the_table_and_its_mark_stay_when_the_theme_changes(view: PageTextView, theme: Theme) -> None:
    view.show_text(TABLE, 0, len("Facturas"))
    for mode in ("dark", "light"):
        theme.use(mode, 100, False)
        assert table_of(view).rows() == 41
        (selection,) = view.extraSelections()
        assert selection.cursor.selectedText() == "Facturas"
        assert selection.format.background().color() == theme.colour("mark")


def test_of_a_very_long_table_the_rows_around_the_passage_are_a_table_and_nothing_is_lost(view: PageTextView) -> None:
    rows = [f"Número: F-{n} · Cliente: Ana {n} · Total: {n},50 €." for n in range(2500)]
    text = "\n\n".join(rows)
    start = text.index(rows[2000])
    view.show_text(text, start, start + len(rows[2000]))
    table = table_of(view)
    assert table.rows() * table.columns() <= MOST_CELLS + table.columns()
    shown = [cell(table, row, 0) for row in range(1, table.rows())]
    assert "F-2000" in shown
    plain = view.toPlainText()
    assert all(name in plain for name in ("F-0 ", "F-2499", "Ana 1200"))


def test_no_word_is_cut_in_a_table_that_is_wider_than_the_view(view: PageTextView) -> None:
    row = " · ".join(f"Columna{n}: Informática{n}" for n in range(8)) + "."
    view.show_text(f"{row}\n\n{row}", 0, 0)
    cursor = QTextCursor(view.document())
    table = next(frame for frame in view.document().rootFrame().childFrames() if isinstance(frame, QTextTable))
    for column in range(table.columns()):
        cursor.setPosition(table.cellAt(1, column).firstPosition())
        assert cursor.block().layout().lineCount() == 1
    assert view.horizontalScrollBar().maximum() > 0
    view.show_text("x" * 400, 0, 0)
    assert view.horizontalScrollBar().maximum() == 0
