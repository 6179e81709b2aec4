"""Pager between the versions of a message: "‹ 2/3 ›"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton


class VersionPager(TranslatedWidget):
    """`chosen` carries the id of another version; `compared` asks for all of them side by side."""

    chosen = Signal(int)
    compared = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: Sequence[int] = ()
        self._index = 0
        self._previous = IconButton(theme, "caret-left", Size.ICON_SMALL, "faint", self)
        self._label = QLabel(self)
        role(self._label, "faint")
        self._next = IconButton(theme, "caret-right", Size.ICON_SMALL, "faint", self)
        self._compare = IconButton(theme, "columns", Size.ICON_SMALL, "faint", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.NONE)
        for widget in (self._previous, self._label, self._next, self._compare):
            row.addWidget(widget)
        self._previous.clicked.connect(lambda: self.chosen.emit(self._ids[self._index - 1]))
        self._next.clicked.connect(lambda: self.chosen.emit(self._ids[self._index + 1]))
        self._compare.clicked.connect(self.compared)
        self.retranslate()

    def show_version(self, id: int, ids: Sequence[int]) -> None:
        """Show which of the versions `id` is; hidden where there is only one."""
        self._ids = ids
        self._index = ids.index(id) if id in ids else 0
        self.setVisible(len(ids) > 1)
        self.retranslate()

    def retranslate(self) -> None:
        self._label.setText(f"{self._index + 1}/{len(self._ids)}")
        self._label.setAccessibleName(tr("chat", "Version {n} of {all}", n=self._index + 1, all=len(self._ids)))
        self._previous.set_name(tr("chat", "Previous version"))
        self._next.set_name(tr("chat", "Next version"))
        self._compare.set_name(tr("chat", "Versions side by side"))
        self._previous.setEnabled(self._index > 0)
        self._next.setEnabled(self._index + 1 < len(self._ids))
