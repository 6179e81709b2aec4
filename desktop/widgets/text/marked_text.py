"""A box to write in whose characters can be marked; what a mark says is read under the pointer. Typing takes them off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QEvent, QMimeData
from PySide6.QtGui import QHelpEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Opacity

MOST_MARKED = 3_000
LONGEST_WORD = 5_000
"""Characters. To find where to break a longer one at a word's end takes Qt minutes."""
BEYOND = 0xFFFF
"""Characters above this are two to Qt."""


class TextMark(NamedTuple):
    """Characters `start` to `end`. `strength` 0–1 shades the colour, a name of the palette."""

    start: int
    end: int
    colour: str
    said: str = ""
    strength: float = 0.5


class MarkedText(QPlainTextEdit):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marks: Sequence[TextMark] = ()
        self._units: Sequence[int] | None = None
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._forget)
        theme.changed.connect(self._show)

    @property
    def marks(self) -> Sequence[TextMark]:
        return self._marks

    def mark(self, marks: Sequence[TextMark]) -> None:
        """Of the text as it stands; of very many the first."""
        self._marks = marks[:MOST_MARKED]
        text = self.toPlainText()
        wide = bool(text) and ord(max(text)) > BEYOND
        self._units = [0, *accumulate(1 + (ord(c) > BEYOND) for c in text)] if wide and marks else None
        self._show()

    def setPlainText(self, text: str) -> None:
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._wrap_for(text)
        super().setPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._wrap_for(source.text())
        super().insertFromMimeData(source)

    def go_to(self, mark: TextMark) -> None:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._unit(mark.start))
        self.setTextCursor(cursor)
        self.centerCursor()

    def said_at(self, position: int) -> str:
        """Of the mark around a position of Qt's."""
        return next((m.said for m in self._marks if self._unit(m.start) <= position < self._unit(m.end)), "")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.cursorForPosition(self.viewport().mapFromGlobal(event.globalPos())).position()
            QToolTip.showText(event.globalPos(), self.said_at(at), self)
            return True
        return super().event(event)

    def _wrap_for(self, text: str) -> None:
        if any(len(word) > LONGEST_WORD for word in text.split()):
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)

    def _forget(self) -> None:
        if self._marks:
            self.mark(())

    def _show(self) -> None:
        self.setExtraSelections([self._selection(mark) for mark in self._marks])

    def _selection(self, mark: TextMark) -> QTextEdit.ExtraSelection:
        shown = QTextEdit.ExtraSelection()
        shown.cursor = QTextCursor(self.document())
        shown.cursor.setPosition(self._unit(mark.start))
        shown.cursor.setPosition(self._unit(mark.end), QTextCursor.MoveMode.KeepAnchor)
        colour = self._theme.colour(mark.colour)
        shown.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        shown.format.setUnderlineColor(colour)
        colour.setAlpha(round(Opacity.PLAIN * min(max(mark.strength, 0.0), 1.0)))
        shown.format.setBackground(colour)
        return shown

    def _unit(self, at: int) -> int:
        return self._units[min(at, len(self._units) - 1)] if self._units else at
