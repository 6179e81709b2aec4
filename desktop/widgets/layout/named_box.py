"""A field under its name: shown, hidden and moved to a line of its own together."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.theme.style import role
from desktop.theme.tokens import Space


class NamedBox(QWidget):
    def __init__(self, box: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box, self._name = box, QLabel(self)
        role(self._name, "faint")
        self._name.setBuddy(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.NONE)
        column.addWidget(self._name)
        column.addWidget(box)

    def say(self, name: str) -> None:
        """Also to who hears it read."""
        self._name.setText(name)
        self._box.setAccessibleName(name)
