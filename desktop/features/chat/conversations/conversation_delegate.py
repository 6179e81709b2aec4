"""Draws a row of the list of conversations: its title, what is going on in it, and the sentence that a search found."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QIcon, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.features.chat.conversations.rows import Activity, ConversationRow, ListEntry
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space, Type
from engine.capabilities.chat.api import ConversationMatch

SENTENCE_LINES = 2
SPINNER_DEGREES = 100
"""Length of the arc that turns while an answer is written."""
SIXTEENTHS = 16
"""Qt counts angles in sixteenths of a degree."""
Index = QModelIndex | QPersistentModelIndex


class ConversationDelegate(QStyledItemDelegate):
    """`row_at` returns the row of an index. `angle` is how far the spinner has turned, in degrees."""

    def __init__(self, theme: Theme, row_at: Callable[[Index], ListEntry | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._row_at = theme, row_at
        self.angle = 0
        self._clock = theme.icon("clock", "faint")
        self._lock, self._archive = theme.icon("lock-key", "faint"), theme.icon("archive", "faint")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._row_at(index)
        if not isinstance(row, ConversationRow):
            super().paint(painter, option, index)
            return
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        style = whole.widget.style() if whole.widget else QApplication.style()
        left = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, whole, whole.widget).left()
        margin = left + style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, whole, whole.widget) + Space.HAIR
        margin -= whole.rect.left()
        title, whole.text = whole.text, ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, whole, painter, whole.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.is_indented:
            margin += self._theme.px(Size.ICON_SMALL)
        line = whole.rect.adjusted(margin, 0, -Space.S, 0)
        line.setHeight(self._theme.px(Size.ROW))
        if row.activity:
            self._paint_activity(painter, self._activity_rect(line), row.activity)
            line.setRight(self._activity_rect(line).left() - Space.S)
        for sign in self._signs(row):
            sign.paint(painter, self._activity_rect(line))
            line.setRight(self._activity_rect(line).left() - Space.S)
        painter.setPen(self._theme.colour("accent" if whole.state & QStyle.StateFlag.State_Selected else "text"))
        self._paint_title(painter, line, title, whole.font)
        if row.conversation.match is not None:
            below = whole.rect.adjusted(margin, line.height() - Space.XS, -Space.S, 0)
            self._paint_sentence(painter, below, row.conversation.match)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        row = self._row_at(index)
        if isinstance(row, ConversationRow) and row.conversation.match is not None:
            size.setHeight(self._theme.px(Size.ROW) + SENTENCE_LINES * self._line_height() + Space.S)
        return size

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Edit the title in its own line, whatever stands below it."""
        editor.setGeometry(QRect(option.rect.topLeft(), QSize(option.rect.width(), self._theme.px(Size.ROW))))

    def _signs(self, row: ConversationRow) -> list[QIcon]:
        """The signs of a private conversation, and of an archived one among what a search found."""
        conversation = row.conversation
        signs = [self._lock] if conversation.is_private else []
        return [*signs, self._archive] if conversation.is_archived and not row.is_indented else signs

    def _activity_rect(self, line: QRect) -> QRect:
        side = self._theme.px(Size.ICON_SMALL) - Space.XS
        return QRect(line.right() - side, line.center().y() - side // 2, side, side)

    def _paint_activity(self, painter: QPainter, rect: QRect, activity: Activity) -> None:
        if activity == "waiting":
            self._clock.paint(painter, rect)
            return
        pen = QPen(self._theme.colour("accent"), Space.HAIR * 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(rect, -self.angle * SIXTEENTHS, -SPINNER_DEGREES * SIXTEENTHS)

    def _paint_title(self, painter: QPainter, rect: QRect, title: str, font: QFont) -> None:
        painter.setFont(font)
        elided = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)

    def _line_height(self) -> int:
        return round(self._theme.px(Type.SMALL) * 1.35)

    def _paint_sentence(self, painter: QPainter, rect: QRect, match: ConversationMatch) -> None:
        """Draw at most SENTENCE_LINES lines, the words found in bold."""
        layout = QTextLayout(match.text, self._theme.font(Type.SMALL))
        found = QTextCharFormat()
        found.setFontWeight(QFont.Weight.Bold)
        found.setForeground(self._theme.colour("text"))
        formats = []
        for start, end in match.marks:
            part = QTextLayout.FormatRange()
            part.start, part.length, part.format = start, end - start, found
            formats.append(part)
        layout.setFormats(formats)
        layout.beginLayout()
        for number in range(SENTENCE_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(rect.width())
            line.setPosition(QPointF(0, number * self._line_height()))
        layout.endLayout()
        painter.setPen(self._theme.colour("soft"))
        layout.draw(painter, QPointF(rect.topLeft()))
