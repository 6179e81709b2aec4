"""The column of icons that leads to the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.icon_button import IconButton


@dataclass(frozen=True)
class RailItem:
    """`title` in English, translated in context "features"."""

    name: str
    title: str
    icon: str
    below_the_line: bool


class Rail(TranslatedWidget):
    chosen = Signal(str)

    def __init__(self, theme: Theme, stops: Sequence[RailItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stops = stops
        self._group = QButtonGroup(self)
        self._buttons = {stop.name: self._button(theme, stop) for stop in stops}
        role(self, "rail")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.M, Space.S, Space.M)
        column.setSpacing(Space.XS)
        self._fill(column)
        self.retranslate()

    def mark(self, name: str) -> None:
        self._buttons[name].setChecked(True)

    def retranslate(self) -> None:
        for number, stop in enumerate(self._stops, start=1):
            self._buttons[stop.name].say(tr("features", stop.title), f"Ctrl+{number}")

    def _button(self, theme: Theme, stop: RailItem) -> IconButton:
        button = IconButton(theme, stop.icon, Size.ICON_LARGE, parent=self)
        button.setCheckable(True)
        role(button, "rail-button")
        button.clicked.connect(lambda: self.chosen.emit(stop.name))
        self._group.addButton(button)
        return button

    def _fill(self, column: QVBoxLayout) -> None:
        for stop in self._stops:
            if not stop.below_the_line:
                column.addWidget(self._buttons[stop.name])
        column.addStretch(1)
        line = QFrame(self)
        role(line, "line")
        column.addWidget(line)
        for stop in self._stops:
            if stop.below_the_line:
                column.addWidget(self._buttons[stop.name])
