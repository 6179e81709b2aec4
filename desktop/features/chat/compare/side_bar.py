"""The line above texts side by side: back, title, and buttons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.layout.flow_layout import FlowLayout


class SideBar(TranslatedWidget):
    """`closed` follows the back button, `marking_changed` the switch of the differences."""

    closed = Signal()
    marking_changed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._back = IconButton(theme, "arrow-left", Size.ICON, parent=self)
        self._title = ElidedLabel("", self)
        role(self._title, "heading")
        self._marks = QCheckBox(self)
        self._marks.setChecked(True)
        self._buttons = FlowLayout()
        self._buttons.addWidget(self._marks)
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self._back)
        top.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addLayout(top)
        column.addLayout(self._buttons)
        self._back.clicked.connect(self.closed)
        self._marks.toggled.connect(self.marking_changed)
        self.retranslate()

    def add_button(self, kind: str = "chip") -> QPushButton:
        """Add a button, whose text the caller sets."""
        button = QPushButton(self)
        role(button, kind)
        self._buttons.addWidget(button)
        return button

    def set_title(self, title: str) -> None:
        self._title.show_text(title)

    def retranslate(self) -> None:
        self._back.set_name(tr("chat", "Back to the conversation"), "Esc")
        self._marks.setText(tr("chat", "Mark the differences"))
        self._marks.setToolTip(tr("chat", "Words that are not in the first text are shaded."))
