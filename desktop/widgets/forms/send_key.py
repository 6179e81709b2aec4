"""Ctrl+Enter in a text box of several lines, where Enter alone begins a new line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def on_ctrl_enter(box: QWidget, run: Callable[[], object]) -> None:
    """Call `run` when Ctrl+Enter is pressed in `box`, on the main keys or the keypad."""
    for key in ("Ctrl+Return", "Ctrl+Enter"):
        shortcut = QShortcut(QKeySequence(key), box)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(run)
