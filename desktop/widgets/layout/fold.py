"""A part of a form that is folded away behind its title."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space


class Fold(QWidget):
    """`body` is shown while it is open. `toggled` carries whether it is."""

    toggled = Signal(bool)

    def __init__(self, theme: Theme, body: QWidget, parent: QWidget | None = None, *, is_open: bool = False) -> None:
        super().__init__(parent)
        self._theme, self.body = theme, body
        self._header = QPushButton(self)
        role(self._header, "link")
        self._header.setCheckable(True)
        self._header.setChecked(is_open)
        self._header.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addWidget(self._header, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(body)
        self._header.toggled.connect(self._on_toggled)
        self._show()

    @property
    def is_open(self) -> bool:
        return self._header.isChecked()

    @property
    def title(self) -> str:
        return self._header.text()

    def set_open(self, is_open: bool) -> None:
        self._header.setChecked(is_open)

    def set_title(self, title: str, about: str = "") -> None:
        self._header.setText(title)
        self._header.setToolTip(about)
        self._header.setAccessibleDescription(about)

    def _on_toggled(self, is_open: bool) -> None:
        self._show()
        self.toggled.emit(is_open)

    def _show(self) -> None:
        self.body.setVisible(self.is_open)
        self._header.setIcon(self._theme.icon("caret-down" if self.is_open else "caret-right", "accent"))
