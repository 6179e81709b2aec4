"""Esc for a part of the window that can be closed, before the window takes it as its own shortcut."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class EscapeKey(QObject):
    """Calls `close` when Esc is pressed in a widget or in what stands in it; else Esc would stop an answer."""

    def __init__(self, widget: QWidget, close: Callable[[], object]) -> None:
        super().__init__(widget)
        self._close = close
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._close()
            return True
        return False
