""" "‹ 2/3 ›": which of the answers at this place is shown, and the way to the others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.icon_button import IconButton


class Siblings(TranslatedWidget):
    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: Sequence[int] = ()
        self._at = 0
        self._back = IconButton(theme, "caret-left", Size.ICON_SMALL, "faint", self)
        self._place = QLabel(self)
        role(self._place, "faint")
        self._forth = IconButton(theme, "caret-right", Size.ICON_SMALL, "faint", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.NONE)
        for widget in (self._back, self._place, self._forth):
            row.addWidget(widget)
        self._back.clicked.connect(lambda: self.chosen.emit(self._ids[self._at - 1]))
        self._forth.clicked.connect(lambda: self.chosen.emit(self._ids[self._at + 1]))
        self.retranslate()

    def show_place(self, id: int, ids: Sequence[int]) -> None:
        self._ids = ids
        self._at = ids.index(id) if id in ids else 0
        self.setVisible(len(ids) > 1)
        self.retranslate()

    def retranslate(self) -> None:
        self._place.setText(f"{self._at + 1}/{len(self._ids)}")
        self._place.setAccessibleName(tr("chat", "Version {n} of {all}", n=self._at + 1, all=len(self._ids)))
        self._back.say(tr("chat", "Previous version"))
        self._forth.say(tr("chat", "Next version"))
        self._back.setEnabled(self._at > 0)
        self._forth.setEnabled(self._at + 1 < len(self._ids))
