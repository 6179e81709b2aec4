"""Row that turns into a column when the text is large."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Space

LARGE_TEXT = 1.35
"""From this text scale on, a row made for a small window no longer fits."""


class FoldingRow(QBoxLayout):
    """The first widget takes the room that is left."""

    def __init__(self, theme: Theme, *widgets: QWidget) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self._theme = theme
        self.setSpacing(Space.S)
        for widget in widgets:
            self.addWidget(widget, 1 if widget is widgets[0] else 0)
        self._fold()
        theme.changed.connect(self._fold)

    def _fold(self) -> None:
        large = self._theme.scale >= LARGE_TEXT
        self.setDirection(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)
