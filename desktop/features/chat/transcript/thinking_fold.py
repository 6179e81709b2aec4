"""The thinking of a model before its answer, folded away behind one line."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.layout.fold import Fold
from desktop.widgets.text import formatting
from desktop.widgets.text.message_text import MessageText

SHORTEST_SECONDS = 0.5
"""A shorter thinking is not timed."""


class ThinkingFold(TranslatedWidget):
    """Hidden while there is no thinking, and made of nothing until then. Its text is drawn only while it is open."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text, self._seconds, self._is_live = "", 0.0, False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self.hide()

    @cached_property
    def _body(self) -> MessageText:
        return MessageText(self._theme)

    @cached_property
    def _fold(self) -> Fold:
        frame = QFrame(self)
        role(frame, "notice")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        inside.addWidget(self._body)
        fold = Fold(self._theme, frame, self)
        self._column.addWidget(fold)
        fold.toggled.connect(self._on_toggled)
        return fold

    @property
    def is_open(self) -> bool:
        """Whether the thinking is shown."""
        return bool(self._text) and self._fold.is_open

    def show_thinking(self, text: str, seconds: float = 0.0, *, is_live: bool = False) -> None:
        """Show this thinking, or nothing for an empty one. `is_live`: the model is still thinking."""
        if (text, seconds, is_live) == (self._text, self._seconds, self._is_live):
            return
        grown = text[len(self._text) :] if is_live and text.startswith(self._text) else ""
        self._text, self._seconds, self._is_live = text, seconds, is_live
        if self.is_open and grown:
            self._body.append(grown)
        elif self.is_open:
            self._body.show_text(text)
        self.retranslate()
        self.setVisible(bool(text))

    def append(self, text: str) -> None:
        """Add what the model thinks now."""
        self.show_thinking(self._text + text, is_live=True)

    def retranslate(self) -> None:
        if not self._text:
            return
        title = tr("chat", "Thoughts of the model")
        if self._is_live:
            title = tr("chat", "The model is thinking…")
        elif self._seconds >= SHORTEST_SECONDS:
            title = tr("chat", "Thought for {n} s", n=formatting.number(self._seconds, 0))
        hint = tr("chat", "Hide the thoughts") if self.is_open else tr("chat", "Show the thoughts")
        self._fold.set_title(title, hint)

    def _on_toggled(self, is_open: bool) -> None:
        if is_open:
            self._body.show_text(self._text)
        self.retranslate()
