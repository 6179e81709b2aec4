"""A table of an RTF file: its cells stand in columns by the right edges that each row names."""

from __future__ import annotations

from bisect import bisect_left

from engine.indexer.documents.tables.table_layout import Continued
from engine.indexer.documents.tables.table_text import grid_text

SAME_EDGE = 40
"""Twips: edges that are no farther apart are one."""
DEEPEST_TABLE = 10


class _RtfRow:
    """The cells of a row with their right edges; `merged` says which of them belong to one above or at the left."""

    def __init__(self, cells: list[str], edges: list[int], merged: list[str]) -> None:
        self.cells, self.edges, self.merged = cells, edges, merged


class RtfTable:
    """A table in the making."""

    def __init__(self) -> None:
        self._rows: list[_RtfRow] = []
        self._cells: list[str] = []
        self._texts: list[str] = []
        self._edges: list[int] = []
        self._merged: list[str] = []
        self._next_merged = ""

    @property
    def has_rows(self) -> bool:
        return bool(self._rows or self._cells or self._texts)

    def start_definition(self) -> None:
        self._edges, self._merged, self._next_merged = [], [], ""

    def mark_merged(self, where: str) -> None:
        self._next_merged = where

    def add_edge(self, edge: int) -> None:
        self._edges.append(edge)
        self._merged.append(self._next_merged)
        self._next_merged = ""

    def add_text(self, text: str) -> None:
        self._texts.append(text)

    def end_cell(self) -> None:
        self._cells.append("\n".join(self._texts))
        self._texts = []

    def end_row(self) -> None:
        if self._cells:
            self._rows.append(_RtfRow(self._cells, list(self._edges), list(self._merged)))
        self._cells = []

    def text(self) -> str:
        """Return the table as text."""
        if self._texts:
            self.end_cell()
        self.end_row()
        edges: list[int] = []
        for edge in sorted({edge for row in self._rows for edge in row.edges}):
            if not edges or edge - edges[-1] > SAME_EDGE:
                edges.append(edge)
        grid: list[list[str]] = []
        for row in self._rows:
            grid.append(_place(row, edges, grid[-1] if grid else []))
        return grid_text(grid)


def _place(row: _RtfRow, edges: list[int], above: list[str]) -> list[str]:
    placed: list[str] = []
    for at, cell in enumerate(row.cells):
        if at >= len(row.edges):
            placed.append(cell)
            continue
        end = bisect_left(edges, row.edges[at] - SAME_EDGE) + 1
        if row.merged[at] == "left" and placed:
            text: str = Continued(placed[-1])
        elif row.merged[at] == "above" and len(placed) < len(above):
            text = str(above[len(placed)])
        else:
            text = cell
        placed.append(text)
        placed += [Continued(text)] * (end - len(placed))
    return placed


class NestedTables:
    """The table that is read, and those that stand in its cell: an inner one is written into the cell where it ends.

    `level` is that of the paragraph that is read, from 1.
    """

    def __init__(self) -> None:
        self._open: list[RtfTable] = []
        self.level = 1
        self._defined = 1
        """The level of the row whose edges are named."""

    @property
    def has_rows(self) -> bool:
        return any(table.has_rows for table in self._open)

    def add_text(self, text: str) -> None:
        self._at(self.level).add_text(text)

    def end_cell(self) -> None:
        self._at(self.level).end_cell()

    def end_row(self) -> None:
        self._at(self.level).end_row()
        self._defined = 1

    def define_inner_row(self) -> None:
        self._defined = max(self.level, 2)

    def start_definition(self) -> None:
        self._at(self._defined).start_definition()

    def add_edge(self, edge: int) -> None:
        self._at(self._defined).add_edge(edge)

    def mark_merged(self, where: str) -> None:
        self._at(self._defined).mark_merged(where)

    def end(self) -> str:
        """End all of them; return the outermost as text."""
        text = self._at(1).text()
        self._open.clear()
        return text

    def _at(self, level: int) -> RtfTable:
        """Return the table at a level; those inside it end."""
        while len(self._open) < min(level, DEEPEST_TABLE):
            self._open.append(RtfTable())
        while len(self._open) > max(level, 1):
            inner = self._open.pop()
            if inner.has_rows:
                self._open[-1].add_text(inner.text())
        return self._open[-1]
