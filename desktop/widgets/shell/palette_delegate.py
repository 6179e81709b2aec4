"""Draws a line of the command palette: its title with the words found in bold, its shortcut, and its kind at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Space, Type

SPANS = Qt.ItemDataRole.UserRole
SIDE_NOTE = Qt.ItemDataRole.UserRole + 1
"""The shortcut and the kind, at the right."""


class PaletteDelegate(QStyledItemDelegate):
    """The item's text is the title, its SPANS the words found in it, its SIDE_NOTE what stands at the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        title, whole.text = whole.text, ""
        style = whole.widget.style() if whole.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, whole, painter, whole.widget)
        painter.save()
        line = whole.rect.adjusted(Space.S, 0, -Space.S, 0)
        width = self._paint_note(painter, line, index.data(SIDE_NOTE))
        line.setRight(line.right() - width - Space.M)
        self._paint_title(painter, line, title, index.data(SPANS), whole.font)
        painter.restore()

    def _paint_note(self, painter: QPainter, line: QRect, note: str) -> int:
        """Return the width of the note, in pixels."""
        painter.setFont(self._theme.font(Type.SMALL))
        painter.setPen(self._theme.colour("faint"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        return painter.fontMetrics().horizontalAdvance(note)

    def _paint_title(
        self, painter: QPainter, line: QRect, title: str, spans: tuple[tuple[int, int], ...], font: QFont
    ) -> None:
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        formats = []
        for start, end in spans:
            part = QTextLayout.FormatRange()
            part.start, part.length, part.format = start, end - start, bold
            formats.append(part)
        painter.setFont(font)
        elided = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, line.width())
        layout = QTextLayout(elided, font)
        layout.setFormats(formats)
        layout.beginLayout()
        text_line = layout.createLine()
        text_line.setNumColumns(len(elided))
        layout.endLayout()
        painter.setPen(self._theme.colour("text"))
        painter.setClipRect(line)
        layout.draw(painter, QPointF(line.left(), line.top() + (line.height() - text_line.height()) / 2))
