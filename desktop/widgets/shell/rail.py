"""Rail: the column of icons at the left edge that shows the pages."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton


class RailItem(msgspec.Struct, frozen=True):
    """One page. `title` is an English source of the translation context "features"."""

    name: str
    title: str
    icon: str
    below_the_line: bool


class Rail(TranslatedWidget):
    chosen = Signal(str)

    def __init__(self, theme: Theme, items: Sequence[RailItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = items
        self._group = QButtonGroup(self)
        self._buttons = {item.name: self._make_button(theme, item) for item in items}
        role(self, "rail")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.M, Space.S, Space.M)
        column.setSpacing(Space.XS)
        self._fill(column)
        self.retranslate()

    def mark(self, name: str) -> None:
        """Show which page is open."""
        self._buttons[name].setChecked(True)

    def retranslate(self) -> None:
        for number, item in enumerate(self._items, start=1):
            self._buttons[item.name].set_name(tr("features", item.title), f"Ctrl+{number}")

    def _make_button(self, theme: Theme, item: RailItem) -> IconButton:
        button = IconButton(theme, item.icon, Size.ICON_LARGE, parent=self)
        button.setCheckable(True)
        role(button, "rail-button")
        button.clicked.connect(lambda: self.chosen.emit(item.name))
        self._group.addButton(button)
        return button

    def _fill(self, column: QVBoxLayout) -> None:
        for item in self._items:
            if not item.below_the_line:
                column.addWidget(self._buttons[item.name])
        column.addStretch(1)
        line = QFrame(self)
        role(line, "line")
        column.addWidget(line)
        for item in self._items:
            if item.below_the_line:
                column.addWidget(self._buttons[item.name])
