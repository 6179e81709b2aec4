"""The word of a drawn answer on which its menu was opened, or that was clicked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal

from desktop.features.chat.lab.drawn_answer import python_position, source_offset
from desktop.widgets.text.message_text import MessageText


class ClickedWord(QObject):
    """`clicked` follows a click without a selection; `source` returns the Markdown of the answer."""

    clicked = Signal()

    def __init__(self, text: MessageText, source: Callable[[], str]) -> None:
        super().__init__(text)
        self._text, self._source = text, source
        self._point: QPoint | None = None
        text.customContextMenuRequested.connect(self._on_menu)
        text.cursorPositionChanged.connect(self._on_cursor)

    @property
    def offset(self) -> int | None:
        """The first character of the word in the source; None before a click."""
        if self._point is None:
            return None
        drawn = self._text.document().toPlainText()
        at = python_position(drawn, self._text.cursorForPosition(self._point).position())
        return source_offset(self._source(), drawn, at)

    def _on_menu(self, point: QPoint) -> None:
        self._point = point

    def _on_cursor(self) -> None:
        if not self._text.textCursor().hasSelection():
            self._point = self._text.cursorRect().center()
            self.clicked.emit()
