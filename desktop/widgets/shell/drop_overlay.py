"""Overlay that lists what can be done with files while they are dragged over the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_label import IconLabel


class DropOverlay(QFrame):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        role(self, "overlay")
        self._heading, self._actions = QLabel(self), QLabel(self)
        role(self._heading, "title")
        role(self._actions, "soft")
        self._actions.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        column.setSpacing(Space.M)
        column.addStretch(1)
        column.addWidget(IconLabel(theme, theme.icon("tray", "accent"), Size.ICON_HERO, self), 0, _MIDDLE)
        column.addWidget(self._heading, 0, _MIDDLE)
        column.addWidget(self._actions, 0, _MIDDLE)
        column.addStretch(1)
        self.hide()

    def show_actions(self, titles: Sequence[str], rect: QRect) -> None:
        """Cover `rect` and list the actions; without any, say that the files cannot be used."""
        self._heading.setText(tr("shell", "Drop here") if titles else tr("shell", "Ateneo cannot use these files"))
        self._actions.setText("\n".join(titles))
        gap = Space.L
        self.setGeometry(rect.adjusted(gap, gap, -gap, -gap))
        self.raise_()
        self.show()


_MIDDLE = Qt.AlignmentFlag.AlignHCenter
