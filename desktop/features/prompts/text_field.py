"""A text of several lines that is as high as its text, between two and a dozen lines."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Space

FEWEST_LINES, MOST_LINES = 2, 14


class TextField(QPlainTextEdit):
    """`edited` is emitted when the person types, not when `show_text` sets the text."""

    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, lines: int = FEWEST_LINES) -> None:
        super().__init__(parent)
        self._theme, self._lines, self._is_showing = theme, lines, False
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._on_text)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        theme.changed.connect(self._fit)
        self._fit()

    def show_text(self, text: str) -> None:
        """Set the text; one that is there already keeps its cursor."""
        if text != self.toPlainText():
            self._is_showing = True
            self.setPlainText(text)
            self._is_showing = False

    def _on_text(self) -> None:
        if not self._is_showing:
            self.edited.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = int(self.document().size().height())  # QPlainTextEdit counts its height in lines
        lines = min(max(needed, self._lines), MOST_LINES)
        frame = 2 * round(self.document().documentMargin()) + 2 * self.frameWidth() + 2 * Space.XS
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + frame)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn if needed > lines else policy.ScrollBarAlwaysOff)
