"""A slider with its name above and its value beside it. The mouse wheel never changes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from desktop.theme.style import role
from desktop.theme.tokens import Space


class SliderField(QWidget):
    """Steps from 0 to `steps`; `value_of` gives each step its value, `text_of` its text. `moved` follows a person's move."""

    moved = Signal()

    def __init__(
        self,
        steps: int,
        value_of: Callable[[int], float],
        text_of: Callable[[float], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._value_of, self._text_of, self._steps = value_of, text_of, steps
        self._name, self._figure, self._slider = QLabel(self), QLabel(self), _Slider(Qt.Orientation.Horizontal, self)
        role(self._name, "soft")
        role(self._figure, "faint")
        self._slider.setRange(0, steps)
        self._slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name.setBuddy(self._slider)
        top = QHBoxLayout()
        top.addWidget(self._name)
        top.addStretch(1)
        top.addWidget(self._figure)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.NONE)
        column.addLayout(top)
        column.addWidget(self._slider)
        self._slider.valueChanged.connect(self._on_changed)
        self._show_figure()

    @property
    def value(self) -> float:
        """The value at the slider's step."""
        return self._value_of(self._slider.value())

    def show_value(self, value: float) -> None:
        """Move to the step nearest to a value, without `moved`."""
        nearest = min(range(self._steps + 1), key=lambda step: abs(self._value_of(step) - value))
        self._slider.blockSignals(True)
        self._slider.setValue(nearest)
        self._slider.blockSignals(False)
        self._show_figure()

    def set_name(self, name: str, about: str = "") -> None:
        """Set the label, the accessible name and the tooltip."""
        self._name.setText(name)
        self._slider.setAccessibleName(name)
        self._slider.setAccessibleDescription(about)
        self.setToolTip(about)
        self._show_figure()

    def _on_changed(self) -> None:
        self._show_figure()
        self.moved.emit()

    def _show_figure(self) -> None:
        self._figure.setText(self._text_of(self.value))


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
