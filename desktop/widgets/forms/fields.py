"""Fields that show one value each and hand a change to a callable; scrolling past them changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QSpinBox

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space


class ComboField(QComboBox):
    """`values` in the order shown; their words come with `set_texts`."""

    def __init__(self, values: Sequence[str], now: str, changed: Callable[[str], None]) -> None:
        super().__init__()
        self._values = list(values)
        self.addItems(self._values)
        self.setCurrentIndex(self._values.index(now))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda index: changed(self._values[index]))

    def offer(self, values: Sequence[str], words: Sequence[str], now: str) -> None:
        """Other values than before, with their words."""
        self._values = list(values)
        self.clear()
        self.addItems(list(words))
        self.setCurrentIndex(self._values.index(now))

    def set_texts(self, texts: Sequence[str]) -> None:
        for index, text in enumerate(texts):
            self.setItemText(index, text)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the page past it must not change it


class IntField(QSpinBox):
    def __init__(
        self, theme: Theme, lowest: int, highest: int, step: int, now: int, changed: Callable[[int], None]
    ) -> None:
        super().__init__()
        self.setRange(lowest, highest)
        self.setSingleStep(step)
        self.setValue(now)
        self.setKeyboardTracking(False)
        _keep_width(self, theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(changed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class FloatField(QDoubleSpinBox):
    def __init__(
        self, theme: Theme, lowest: float, highest: float, now: float, changed: Callable[[float], None]
    ) -> None:
        super().__init__()
        self.setRange(lowest, highest)
        self.setSingleStep((highest - lowest) / 20)
        self.setValue(now)
        self.setKeyboardTracking(False)
        _keep_width(self, theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(lambda value: changed(round(value, 2)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _keep_width(box: QAbstractSpinBox, theme: Theme) -> None:
    def fit() -> None:
        if shiboken6.isValid(box):
            box.setFixedWidth(theme.px(Size.SPIN))

    theme.changed.connect(fit)
    fit()
    box.lineEdit().setTextMargins(Space.S, Space.NONE, Space.NONE, Space.NONE)
