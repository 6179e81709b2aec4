"""Text editor whose characters can be marked with a colour and a tooltip. Editing removes the marks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QEvent, QMimeData
from PySide6.QtGui import QHelpEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Opacity

MAX_MARKS = 3_000
MAX_WORD = 5_000
"""Characters; Qt takes minutes to find where to break a longer word, so such a text breaks anywhere."""
MAX_ONE_UNIT = 0xFFFF
"""Qt counts characters above this as two (UTF-16)."""


class TextMark(NamedTuple):
    """Mark of characters `start` to `end`. `colour` is a name of the palette, `strength` from 0 to 1 its opacity."""

    start: int
    end: int
    colour: str
    tooltip: str = ""
    strength: float = 0.5


class MarkedText(QPlainTextEdit):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marks: Sequence[TextMark] = ()
        self._units: Sequence[int] | None = None
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._remove_marks)
        theme.changed.connect(self._show_marks)

    @property
    def marks(self) -> Sequence[TextMark]:
        return self._marks

    def set_marks(self, marks: Sequence[TextMark]) -> None:
        """Replace the marks; only the first MAX_MARKS are kept."""
        self._marks = marks[:MAX_MARKS]
        text = self.toPlainText()
        has_wide = bool(text) and ord(max(text)) > MAX_ONE_UNIT
        self._units = [0, *accumulate(1 + (ord(c) > MAX_ONE_UNIT) for c in text)] if has_wide and marks else None
        self._show_marks()

    def setPlainText(self, text: str) -> None:
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._wrap_for(text)
        super().setPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._wrap_for(source.text())
        super().insertFromMimeData(source)

    def scroll_to_mark(self, mark: TextMark) -> None:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._unit(mark.start))
        self.setTextCursor(cursor)
        self.centerCursor()

    def tooltip_at(self, position: int) -> str:
        """Return the tooltip of the mark around a position counted as Qt does."""
        return next((m.tooltip for m in self._marks if self._unit(m.start) <= position < self._unit(m.end)), "")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = self.cursorForPosition(self.viewport().mapFromGlobal(event.globalPos())).position()
            QToolTip.showText(event.globalPos(), self.tooltip_at(position), self)
            return True
        return super().event(event)

    def _wrap_for(self, text: str) -> None:
        if any(len(word) > MAX_WORD for word in text.split()):
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)

    def _remove_marks(self) -> None:
        if self._marks:
            self.set_marks(())

    def _show_marks(self) -> None:
        self.setExtraSelections([self._selection(mark) for mark in self._marks])

    def _selection(self, mark: TextMark) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = QTextCursor(self.document())
        selection.cursor.setPosition(self._unit(mark.start))
        selection.cursor.setPosition(self._unit(mark.end), QTextCursor.MoveMode.KeepAnchor)
        colour = self._theme.colour(mark.colour)
        selection.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        selection.format.setUnderlineColor(colour)
        colour.setAlpha(round(Opacity.PLAIN * min(max(mark.strength, 0.0), 1.0)))
        selection.format.setBackground(colour)
        return selection

    def _unit(self, index: int) -> int:
        """Return the index of a character as Qt counts."""
        return self._units[min(index, len(self._units) - 1)] if self._units else index
