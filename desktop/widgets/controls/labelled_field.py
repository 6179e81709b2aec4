"""A field with its label above it, shown, hidden and wrapped to the next line together."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.theme.style import role
from desktop.theme.tokens import Space


class LabelledField(QWidget):
    def __init__(self, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field, self._label = field, QLabel(self)
        role(self._label, "faint")
        self._label.setBuddy(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addWidget(self._label)
        column.addWidget(field)

    def set_name(self, name: str) -> None:
        """Set the label and the field's accessible name."""
        self._label.setText(name)
        self._field.setAccessibleName(name)
