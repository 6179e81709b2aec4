"""Text of a page, read only, whose letters are zoomed with Ctrl and the wheel, and with the keys + and −."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Type
from desktop.widgets.passages.zoom_input import STEP, wheel_factor, zoom_by_key

SMALLEST, LARGEST = 0.64, 4.0
"""Limits of the zoom, where 1.0 is the size of reading text."""


class PageTextView(QPlainTextEdit):
    """Shows a text with one span marked; the person's zoom stays for the next page."""

    zoomed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._zoom = theme, 1.0
        self._marked = (0, 0)
        self.setReadOnly(True)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    @property
    def zoom(self) -> float:
        """Size of the letters, where 1.0 is that of reading text."""
        return self._zoom

    def show_text(self, text: str, start: int, end: int) -> None:
        """Show a text and scroll to its characters `start` to `end`, which are marked; none where both are equal."""
        self.setPlainText(text)
        is_there = 0 <= start < end <= len(text)
        self._marked = (_utf16_length(text[:start]), _utf16_length(text[:end])) if is_there else (0, 0)
        self._apply_theme()
        if self._marked[1]:
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._marked[0])
            self.setTextCursor(cursor)
            self.centerCursor()

    def zoom_in(self) -> None:
        self._zoom_to(self._zoom * STEP)

    def zoom_out(self) -> None:
        self._zoom_to(self._zoom / STEP)

    def fit_width(self) -> None:
        """Return to the size of reading text: lines always fit the width."""
        self._zoom_to(1.0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        factor = wheel_factor(event)
        if factor is None:
            super().wheelEvent(event)
        else:
            self._zoom_to(self._zoom * factor)
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not zoom_by_key(self, event):
            super().keyPressEvent(event)

    def _zoom_to(self, zoom: float) -> None:
        limited = min(max(zoom, SMALLEST), LARGEST)
        if limited != self._zoom:
            self._zoom = limited
            self._apply_theme()
            self.zoomed.emit()

    def _apply_theme(self) -> None:
        """Set the size of the letters, which a style sheet would win over a widget's font, and the colour of the mark."""
        self.document().setDefaultFont(self._theme.font(round(Type.BODY * self._zoom)))
        start, end = self._marked
        if not end:
            self.setExtraSelections([])
            return
        selection = QTextEdit.ExtraSelection()
        selection.cursor = QTextCursor(self.document())
        selection.cursor.setPosition(start)
        selection.cursor.setPosition(min(end, self.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
        selection.format = QTextCharFormat()
        selection.format.setBackground(self._theme.colour("mark"))
        self.setExtraSelections([selection])


def _utf16_length(text: str) -> int:
    """Return the length as Qt counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
