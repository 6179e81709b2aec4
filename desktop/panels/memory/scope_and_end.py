"""Where a memory is used and until when, as two choices in a row, and the switch that stands apart from them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QDateTime, QLocale, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.memory.api import Memory

DAY_MS = 24 * 3600 * 1000
ENDS = {"week": 7, "month": 30, "year": 365}
"""Lengths that are offered, in days."""
NO_END, SAME_END = "none", "same"


class ScopeAndEnd(TranslatedWidget):
    """`changed` carries the changes as arguments of a Memory; `folders` are those of conversations, by number.

    The owner lays out the switch `on`.
    """

    changed = Signal(dict)

    def __init__(self, shown: Memory, folders: Mapping[int, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory, self._folders = shown, folders
        self.on, self.scope, self.end = QCheckBox(parent), QComboBox(self), QComboBox(self)
        row = FlowLayout(self)
        for widget in (self.scope, self.end):
            row.addWidget(widget)
        self.on.setChecked(shown.is_on)
        self.on.clicked.connect(lambda is_on: self.changed.emit({"is_on": is_on}))
        self.scope.activated.connect(self._choose_scope)
        self.end.activated.connect(self._choose_end)
        self.retranslate()

    def show_memory(self, shown: Memory, folders: Mapping[int, str]) -> None:
        """Show the choices of the memory as they are now."""
        self._memory, self._folders = shown, folders
        self.on.setChecked(shown.is_on)
        self.retranslate()

    def limits(self) -> list[str]:
        """Return in words where it is not used everywhere, and that its use ends."""
        limits = [] if self._memory.scope == "everywhere" else [self.scope.currentText()]
        return limits if self._memory.expires_at is None else [*limits, self.end.currentText()]

    def retranslate(self) -> None:
        with QSignalBlocker(self.scope), QSignalBlocker(self.end):
            self._fill_scope()
            self._fill_end()
        self.on.setText(tr("memory", "Use it"))
        self.scope.setAccessibleName(tr("memory", "Where it is used"))
        self.end.setAccessibleName(tr("memory", "Until when it is used"))

    def _fill_scope(self) -> None:
        self.scope.clear()
        self.scope.addItem(tr("memory", "In all conversations"), ("everywhere", None))
        for number, name in self._folders.items():
            self.scope.addItem(tr("memory", "Only in “{folder}”", folder=name), ("folder", number))
        if self._memory.scope == "folder" and self._memory.folder not in self._folders:
            self.scope.addItem(tr("memory", "Only in a folder that was deleted"), ("folder", self._memory.folder))
        self.scope.addItem(tr("memory", "In no conversation"), ("never", None))
        folder = self._memory.folder if self._memory.scope == "folder" else None
        places = [tuple(self.scope.itemData(at)) for at in range(self.scope.count())]
        self.scope.setCurrentIndex(places.index((self._memory.scope, folder)))

    def _fill_end(self) -> None:
        self.end.clear()
        self.end.addItem(tr("memory", "Without end"), NO_END)
        self.end.addItem(tr("memory", "For a week"), "week")
        self.end.addItem(tr("memory", "For a month"), "month")
        self.end.addItem(tr("memory", "For a year"), "year")
        if self._memory.expires_at is not None:
            self.end.addItem(tr("memory", "Until {day}", day=day_text(self._memory.expires_at)), SAME_END)
            self.end.setCurrentIndex(self.end.count() - 1)

    def _choose_scope(self, _: int) -> None:
        scope, folder = self.scope.currentData()
        self.changed.emit({"scope": scope, "folder": folder})

    def _choose_end(self, _: int) -> None:
        chosen = str(self.end.currentData())
        if chosen != SAME_END:
            end = QDateTime.currentMSecsSinceEpoch() + ENDS[chosen] * DAY_MS if chosen in ENDS else None
            self.changed.emit({"expires_at": end})


def day_text(moment: int) -> str:
    """Return the day of a moment in milliseconds since 1970, as the user's language writes it."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(moment).date(), QLocale.FormatType.ShortFormat)
