"""A row of a table in two lines: the names of its columns, and its cells below them, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space, Type
from desktop.widgets.tables.table_rows import Cell, TextTable, page_parts

LINES = 2
WIDEST_SHARE = 0.5
"""Of the room that one column may take while others have none."""
ELLIPSIS = "…"

Span = tuple[int, int]


class RowCell(msgspec.Struct, frozen=True):
    """A cell with its column's name; `is_found` where it has a word of the search."""

    name: str
    text: str
    is_found: bool = False


class RowExcerpt(QWidget):
    """Shows a row as wide as there is room. Columns with words that were found come before others."""

    def __init__(self, theme: Theme, cells: Sequence[RowCell], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.cells = theme, tuple(cells)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def shown_cells(self) -> list[RowCell]:
        """Return the cells there is room for, in their order."""
        return [cell for cell, _ in self._columns()]

    def sizeHint(self) -> QSize:
        return QSize(Size.CARD_MIN, LINES * self._line_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, LINES * self._line_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left, height = 0, self._line_height()
        columns = self._columns()
        for cell, width in columns:
            for line, text, colour, strong in (
                (0, cell.name, "faint", False),
                (1, cell.text, "text" if cell.is_found else "soft", cell.is_found),
            ):
                font = self._theme.font(Type.SMALL, strong=strong)
                painter.setFont(font)
                painter.setPen(self._theme.colour(colour))
                elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
                painter.drawText(QRect(left, line * height, width, height), Qt.AlignmentFlag.AlignVCenter, elided)
            left += width + Space.M
        if len(columns) < len(self.cells):
            painter.setPen(self._theme.colour("faint"))
            painter.drawText(QRect(left, 0, Space.L, height), Qt.AlignmentFlag.AlignVCenter, ELLIPSIS)

    def _line_height(self) -> int:
        return QFontMetrics(self._theme.font(Type.SMALL)).height() + Space.HAIR * 2

    def _columns(self) -> list[tuple[RowCell, int]]:
        """Return the cells that are shown and their widths, in the order of the table."""
        widths = [self._width_of(cell) for cell in self.cells]
        order = sorted(range(len(widths)), key=lambda at: (not self.cells[at].is_found, at))
        left = self.width() - (Space.L if sum(widths) + Space.M * (len(widths) - 1) > self.width() else 0)
        chosen: dict[int, int] = {}
        for at in order:
            width = min(
                widths[at], left if not chosen and len(widths) == 1 else max(round(self.width() * WIDEST_SHARE), 1)
            )
            if chosen and width > left:
                continue
            chosen[at] = min(width, max(left, 1))
            left -= chosen[at] + Space.M
        return [(self.cells[at], chosen[at]) for at in sorted(chosen)]

    def _width_of(self, cell: RowCell) -> int:
        name = QFontMetrics(self._theme.font(Type.SMALL)).horizontalAdvance(cell.name)
        text = QFontMetrics(self._theme.font(Type.SMALL, strong=cell.is_found)).horizontalAdvance(cell.text)
        return max(name, text) + Space.HAIR


def found_row(text: str, bold: Sequence[Span]) -> list[RowCell]:
    """Return the row of a table with the first of the bold words, or the first row of a passage that begins with a table.

    Nothing where the bold words, or else the beginning, are in no table.
    """
    parts = page_parts(text)
    place = min((start for start, _ in bold), default=None)
    for table in (part for part in parts if isinstance(part, TextTable)):
        for row in table.rows:
            cells = [cell for cell in row if cell is not None]
            if place is not None and cells[0].start <= place < cells[-1].end:
                return _row_cells(table, row, bold)
    first = parts[0] if parts and place is None else None
    return _row_cells(first, first.rows[0], bold) if isinstance(first, TextTable) else []


def _row_cells(table: TextTable, row: Sequence[Cell | None], bold: Sequence[Span]) -> list[RowCell]:
    return [
        RowCell(name, cell.text or "—", any(cell.start <= start < cell.end for start, _ in bold))
        for name, cell in zip(table.names, row, strict=True)
        if cell is not None
    ]
