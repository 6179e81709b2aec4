"""Writes the text of a page into a Qt document: its paragraphs as they are, its tables as tables."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from desktop.theme.theme import Theme
from desktop.widgets.tables.table_rows import Cell, TextPart, TextTable, page_parts
from desktop.widgets.text.text_formats import TextFormats

MOST_CELLS = 4000
"""Cells shown as tables, of the rows nearest to the passage: Qt lays out 10,000 in a second."""
FULL_WIDTH = 100.0


class MarkedRange(msgspec.Struct, frozen=True):
    """Characters of the Qt document, from `start` to `end`."""

    start: int
    end: int


class PageDocument:
    """Writes one page; `marked` are the places of the characters `start` to `end` of its text.

    `has_table`: part of it is written as a table.
    """

    def __init__(self, document: QTextDocument, theme: Theme, text: str, start: int, end: int) -> None:
        self._formats, self._text = TextFormats(theme), text
        self._start, self._end = start, end
        self._cursor = QTextCursor(document)
        self._is_empty, self._is_after_table = True, False
        self.has_table = False
        self.marked: list[MarkedRange] = []
        parts = page_parts(text)
        shown = _nearest_rows(parts, start)
        self._cursor.beginEditBlock()
        for number, part in enumerate(parts):
            if isinstance(part, TextPart):
                self._write_text(part.start, part.end)
            else:
                self._write_table(part, shown[number])
        self._cursor.endEditBlock()

    def _write_text(self, start: int, end: int) -> None:
        if self._is_after_table:
            self._cursor.insertBlock(QTextBlockFormat())
        elif not self._is_empty:
            self._cursor.insertBlock()
            self._cursor.insertBlock()
        self._is_empty = self._is_after_table = False
        self._insert(start, end)

    def _insert(self, start: int, end: int) -> None:
        """Insert characters of the text, and note which of them are marked."""
        place = self._cursor.position()
        self._cursor.insertText(self._text[start:end].replace("\u2029", "\n"))
        first, last = max(start, self._start), min(end, self._end)
        if first < last:
            begin = place + _utf16_length(self._text[start:first])
            self.marked.append(MarkedRange(begin, begin + _utf16_length(self._text[first:last])))

    def _write_table(self, part: TextTable, rows: range) -> None:
        if rows.start:
            self._write_text(*_span(part.rows[: rows.start]))
        if len(rows):
            self.has_table = True
            shape = self._table_format()
            self._fill(self._cursor.insertTable(len(rows) + 1, len(part.names), shape), part, rows)
            self._cursor.movePosition(QTextCursor.MoveOperation.End)
            self._cursor.setBlockFormat(self._formats.hairline())
            self._is_after_table = True
        if rows.stop < len(part.rows):
            self._write_text(*_span(part.rows[rows.stop :]))

    def _fill(self, table: QTextTable, part: TextTable, rows: range) -> None:
        name_format = QTextCharFormat()
        name_format.setFontWeight(QFont.Weight.DemiBold)
        for column, name in enumerate(part.names):
            table.cellAt(0, column).firstCursorPosition().insertText(name, name_format)
        for at, row in enumerate(part.rows[rows.start : rows.stop], 1):
            for column, cell in enumerate(row):
                if cell is not None:
                    self._write_cell(table.cellAt(at, column).firstCursorPosition(), cell)

    def _write_cell(self, cursor: QTextCursor, cell: Cell) -> None:
        start = cursor.position()
        cursor.insertText(cell.text)
        if max(cell.start, self._start) < min(cell.end, self._end) and cursor.position() > start:
            self.marked.append(MarkedRange(start, cursor.position()))

    def _table_format(self) -> QTextTableFormat:
        shape = self._formats.table()
        shape.setHeaderRowCount(1)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, FULL_WIDTH))
        return shape


def _nearest_rows(parts: Sequence[TextPart | TextTable], place: int) -> dict[int, range]:
    """Return the rows of each table, by the number of the part, that are shown as a table: MOST_CELLS around a place."""
    left = MOST_CELLS
    tables = [(number, part) for number, part in enumerate(parts) if isinstance(part, TextTable)]
    shown = dict.fromkeys((number for number, _ in tables), range(0))
    for number, part in sorted(tables, key=lambda table: abs(_span(table[1].rows)[0] - place)):
        count = min(len(part.rows), left // len(part.names))
        before = sum(_span([row])[1] <= place for row in part.rows) if count < len(part.rows) else 0
        first = min(max(before - count // 2, 0), len(part.rows) - count)
        shown[number] = range(first, first + count)
        left -= count * len(part.names)
    return shown


def _span(rows: Sequence[Sequence[Cell | None]]) -> tuple[int, int]:
    """Return where rows begin and end in the text."""
    first = next(cell for cell in rows[0] if cell is not None)
    last = next(cell for cell in reversed(rows[-1]) if cell is not None)
    return first.start, last.end


def _utf16_length(text: str) -> int:
    """Return the length as Qt counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
