"""Cells of a table with wrapped text in which words are shaded, and a quiet line below it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.theme.theme import Theme
from desktop.theme.tokens import Space, Type

MARKS, NOTE, STRONG = (Qt.ItemDataRole.UserRole + number for number in range(1, 4))
"""Roles: start and end of the shaded words of the text; the line below it; whether the text is bold."""
MOST_CHARACTERS = 1_500
"""Drawn of a cell; the page shows the rest."""
MAX_ONE_UNIT = 0xFFFF
"""Qt counts characters above this as two."""


class MarkedCells(QStyledItemDelegate):
    """Draws a cell's text over several lines; rows are as tall as `sizeHint` says."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        painter.setPen(self._theme.colour("text"))
        at = QPointF(option.rect.left() + Space.S, option.rect.top() + Space.S)
        text = self._layout(index, option.rect.width())
        text.draw(painter, at)
        if note := index.data(NOTE):
            painter.setPen(self._theme.colour("soft"))
            below = at + QPointF(0, text.boundingRect().height() + Space.XS)
            self._note(str(note), option.rect.width()).draw(painter, below)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view = option.widget
        width = view.columnWidth(index.column()) if isinstance(view, QTableView) else option.rect.width()
        height = self._layout(index, width).boundingRect().height()
        if note := index.data(NOTE):
            height += self._note(str(note), width).boundingRect().height() + Space.XS
        return QSize(width, int(height) + 2 * Space.S)

    def _layout(self, index: QModelIndex | QPersistentModelIndex, width: int) -> QTextLayout:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        shown = text[:MOST_CHARACTERS] + ("…" if len(text) > MOST_CHARACTERS else "")
        layout = QTextLayout(shown.replace("\n", "\u2028"), self._theme.font(strong=bool(index.data(STRONG))))
        shade = QTextCharFormat()
        shade.setBackground(self._theme.colour("mark"))
        ranges = []
        for start, end in index.data(MARKS) or ():
            mark = QTextLayout.FormatRange()
            mark.start, mark.length, mark.format = _units(shown, start), _units(shown[start:end]), shade
            ranges.append(mark)
        layout.setFormats(ranges)
        return _broken(layout, width)

    def _note(self, text: str, width: int) -> QTextLayout:
        return _broken(QTextLayout(text, self._theme.font(Type.SMALL)), width)


def _broken(layout: QTextLayout, width: int) -> QTextLayout:
    """Break a text into lines that fit into a cell."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width - 2 * Space.S))
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout


def _units(text: str, end: int | None = None) -> int:
    """Return the length of the first `end` characters as Qt counts."""
    part = text if end is None else text[:end]
    return len(part) + sum(ord(character) > MAX_ONE_UNIT for character in part)
