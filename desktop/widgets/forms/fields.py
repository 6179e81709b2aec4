"""Fields of one value that call a function when the user changes it. The mouse wheel never changes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QSpinBox

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space


class ComboField(QComboBox):
    """Combo box of `values`; `set_texts` sets the text shown for each."""

    def __init__(self, values: Sequence[str], value: str, on_changed: Callable[[str], None]) -> None:
        super().__init__()
        self._values = list(values)
        self.addItems(self._values)
        self.setCurrentIndex(self._values.index(value))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda index: on_changed(self._values[index]))

    @property
    def value(self) -> str:
        """The chosen value."""
        return self._values[max(self.currentIndex(), 0)]

    def set_values(self, values: Sequence[str], texts: Sequence[str], value: str) -> None:
        """Replace the values and their texts, and choose `value`."""
        self._values = list(values)
        self.clear()
        self.addItems(list(texts))
        self.setCurrentIndex(self._values.index(value))

    def show_value(self, value: str) -> None:
        """Show a value that was chosen elsewhere."""
        self.setCurrentIndex(self._values.index(value))

    def set_texts(self, texts: Sequence[str]) -> None:
        for index, text in enumerate(texts):
            self.setItemText(index, text)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the page must not change it


class IntField(QSpinBox):
    def __init__(
        self, theme: Theme, minimum: int, maximum: int, step: int, value: int, on_changed: Callable[[int], None]
    ) -> None:
        super().__init__()
        self.setRange(minimum, maximum)
        self.setSingleStep(step)
        self.setValue(value)
        self.setKeyboardTracking(False)
        _set_width(self, theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(on_changed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class FloatField(QDoubleSpinBox):
    def __init__(
        self, theme: Theme, minimum: float, maximum: float, value: float, on_changed: Callable[[float], None]
    ) -> None:
        super().__init__()
        self.setRange(minimum, maximum)
        self.setSingleStep((maximum - minimum) / 20)
        self.setValue(value)
        self.setKeyboardTracking(False)
        _set_width(self, theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(lambda new: on_changed(round(new, 2)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _set_width(box: QAbstractSpinBox, theme: Theme) -> None:
    def apply_theme() -> None:
        if shiboken6.isValid(box):
            box.setFixedWidth(theme.px(Size.SPIN))

    theme.changed.connect(apply_theme)
    apply_theme()
    box.lineEdit().setTextMargins(Space.S, Space.NONE, Space.NONE, Space.NONE)
