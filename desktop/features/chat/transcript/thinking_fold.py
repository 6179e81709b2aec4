"""The thinking of a model before its answer, folded away behind one line."""

from __future__ import annotations

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
    """Hidden while there is no thinking. Its text is drawn only while it is open."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._seconds, self._is_live = "", 0.0, False
        self._frame = QFrame(self)
        role(self._frame, "notice")
        self._body = MessageText(theme, self._frame)
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        inside.addWidget(self._body)
        self._fold = Fold(theme, self._frame, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.addWidget(self._fold)
        self._fold.toggled.connect(self._on_toggled)
        self.hide()
        self.retranslate()

    @property
    def is_open(self) -> bool:
        """Whether the thinking is shown."""
        return self._fold.is_open

    def show_thinking(self, text: str, seconds: float = 0.0, *, is_live: bool = False) -> None:
        """Show this thinking, or nothing for an empty one. `is_live`: the model is still thinking."""
        if (text, seconds, is_live) == (self._text, self._seconds, self._is_live):
            return
        grown = text[len(self._text) :] if is_live and text.startswith(self._text) else ""
        self._text, self._seconds, self._is_live = text, seconds, is_live
        self.setVisible(bool(text))
        if self.is_open and grown:
            self._body.append(grown)
        elif self.is_open:
            self._body.show_text(text)
        self.retranslate()

    def append(self, text: str) -> None:
        """Add what the model thinks now."""
        self.show_thinking(self._text + text, is_live=True)

    def retranslate(self) -> None:
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
