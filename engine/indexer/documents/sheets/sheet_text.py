"""Writes the rows of a sheet as text: its tables one after the other or side by side, each row with its columns' names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from engine.indexer.documents.plain_text import MOST_CHARACTERS
from engine.indexer.documents.tables.table_layout import begins_table, find_layout, is_number
from engine.indexer.documents.tables.table_text import body_lines, layout_lines, row_text

FIRST_ROWS = 200
"""Rows by which the layout of a table is found."""
LEAST_COLUMNS_BESIDE = 2
"""Columns of a table that stands beside another. A single one is only set apart."""

Rows = Sequence[Sequence[str]]


class SheetText:
    """The text of a sheet in the making. `is_cut`: more was in it than a document may have."""

    def __init__(self, rows: Iterator[Sequence[str]]) -> None:
        self._rows = rows
        self._names: list[str] = []
        """The names of the table above."""
        self.is_cut = False

    def lines(self) -> Iterator[str]:
        """Yield a line for each row, as many as a document may have."""
        characters = 0
        for line in self._lines():
            yield line
            characters += len(line) + 2
            if characters > MOST_CHARACTERS:
                self.is_cut = next(self._rows, None) is not None
                return

    def _lines(self) -> Iterator[str]:
        while (first := self._first_rows()) is not None:
            if not first:
                continue
            rest = self._rest() if len(first) == FIRST_ROWS else iter(())
            yield from self._block_lines(first, rest)

    def _first_rows(self) -> list[Sequence[str]] | None:
        """Return the next rows until an empty one; None at the end."""
        rows: list[Sequence[str]] = []
        for row in self._rows:
            if not any(row):
                return rows
            rows.append(row)
            if len(rows) == FIRST_ROWS:
                return rows
        return rows or None

    def _rest(self) -> Iterator[Sequence[str]]:
        for row in self._rows:
            if not any(row):
                return
            yield row

    def _block_lines(self, first: Rows, rest: Iterator[Sequence[str]]) -> Iterator[str]:
        if all(_is_remark(row) for row in first):
            yield from (" ".join(filter(None, row)) for row in chain(first, rest))
        elif self._names and not begins_table(first, self._names):
            yield from body_lines(self._names, chain(first, rest))
        elif len(areas := _areas(first)) > 1:
            for start, end in areas:
                self._names = []
                yield from self._table_lines([row[start:end] for row in first if any(row[start:end])], iter(()))
            self._names = []
            yield from (row_text([], row, len(row)) for row in rest)
        else:
            yield from self._table_lines(first, rest)

    def _table_lines(self, first: Rows, rest: Iterator[Sequence[str]]) -> Iterator[str]:
        layout = find_layout(first)
        self._names = layout.names(first)
        yield from layout_lines(layout, first)
        yield from body_lines(self._names, rest)


def _is_remark(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return len(filled) == 1 and not is_number(filled[0])


def _areas(rows: Rows) -> list[tuple[int, int]]:
    """Return the columns of the tables that stand beside each other, with empty columns between them."""
    width = max(map(len, rows))
    filled = [any(at < len(row) and row[at] for row in rows) for at in range(width)]
    areas: list[tuple[int, int]] = []
    start = 0
    for at in range(width + 1):
        if at < width and filled[at]:
            continue
        if at > start:
            areas.append((start, at))
        start = at + 1
    is_beside = len(areas) > 1 and all(end - begin >= LEAST_COLUMNS_BESIDE for begin, end in areas)
    return areas if is_beside else [(0, width)]
