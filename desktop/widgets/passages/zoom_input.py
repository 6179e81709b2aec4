"""The wheel and the keys that zoom a page: Ctrl with the wheel, +, − and 0."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent

STEP = 1.25
"""Factor of one step of the zoom."""
_WHEEL_NOTCH = 120


class Zoomable(Protocol):
    """A page that can be zoomed."""

    def zoom_in(self) -> None: ...
    def zoom_out(self) -> None: ...
    def fit_width(self) -> None: ...


def wheel_factor(event: QWheelEvent) -> float | None:
    """Return the factor by which the wheel zooms; None where it scrolls."""
    if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return None
    return float(STEP ** (event.angleDelta().y() / _WHEEL_NOTCH))


def zoom_by_key(page: Zoomable, event: QKeyEvent) -> bool:
    """Zoom the page when the key is one that zooms, and return whether it was."""
    actions = {
        Qt.Key.Key_Plus: page.zoom_in,
        Qt.Key.Key_Equal: page.zoom_in,
        Qt.Key.Key_Minus: page.zoom_out,
        Qt.Key.Key_0: page.fit_width,
    }
    action = actions.get(Qt.Key(event.key()))
    if action is not None:
        action()
    return action is not None
