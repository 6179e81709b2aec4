"""Turns of the mouse wheel over the middle of a scroll area."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

NO_KEYS = Qt.KeyboardModifier.NoModifier


def turn_wheel(area: QAbstractScrollArea, notches: int, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Turn the wheel away from the person, or towards them when negative."""
    centre = area.viewport().rect().center()
    there = QPointF(area.viewport().mapToGlobal(centre))
    nothing, turned, no_button = QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton
    phase, inverted = Qt.ScrollPhase.NoScrollPhase, False
    event = QWheelEvent(QPointF(centre), there, nothing, turned, no_button, modifiers, phase, inverted)
    QApplication.sendEvent(area.viewport(), event)
