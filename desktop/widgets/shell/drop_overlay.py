"""Overlay that lists what can be done with files while they are dragged over the window, and offers it once they are dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.escape_key import EscapeKey
from desktop.widgets.controls.icon_label import IconLabel


class DropOverlay(QFrame):
    """The choice is made inside the window: a menu after a drop is not shown on Wayland, which wants a click for one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        role(self, "overlay")
        self._heading, self._actions = QLabel(self), QLabel(self)
        role(self._heading, "title")
        role(self._actions, "soft")
        self._actions.setTextFormat(Qt.TextFormat.PlainText)
        self._focused_before: QWidget | None = None
        self._choices = QVBoxLayout()
        self._choices.setSpacing(Space.S)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        column.setSpacing(Space.M)
        column.addStretch(1)
        column.addWidget(IconLabel(theme, theme.icon("tray", "accent"), Size.ICON_HERO, self), 0, _MIDDLE)
        column.addWidget(self._heading, 0, _MIDDLE)
        column.addWidget(self._actions, 0, _MIDDLE)
        column.addLayout(self._choices)
        column.setAlignment(self._choices, _MIDDLE)
        column.addStretch(1)
        EscapeKey(self, self._end)
        self.hide()

    @property
    def choices(self) -> list[QPushButton]:
        """The buttons that are offered; the last one does nothing."""
        return [button for button in self.findChildren(QPushButton) if not button.isHidden()]

    def show_actions(self, titles: Sequence[str], rect: QRect) -> None:
        """Cover `rect` and list the actions; without any, say that the files cannot be used."""
        self._remove_choices()
        self._heading.setText(tr("shell", "Drop here") if titles else tr("shell", "Ateneo cannot use these files"))
        self._actions.setText("\n".join(titles))
        self._actions.show()
        self._cover(rect)

    def offer(self, choices: Sequence[tuple[str, Callable[[], object]]], rect: QRect) -> None:
        """Cover `rect` and offer the choices as buttons, of which one is pressed, or none."""
        self._remove_choices()
        self._focused_before = QApplication.focusWidget()
        self._heading.setText(tr("shell", "What should be done with these files?"))
        self._actions.hide()
        for title, run in (*choices, (tr("shell", "Nothing"), lambda: None)):
            button = QPushButton(title, self)
            button.clicked.connect(lambda _=False, run=run: self._choose(run))
            self._choices.addWidget(button)
        self._cover(rect)
        self.choices[0].setFocus()

    def _choose(self, run: Callable[[], object]) -> None:
        self._end()
        run()

    def _end(self) -> None:
        """Hide, and give the focus back to where it was."""
        before, self._focused_before = self._focused_before, None
        self.hide()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()

    def _cover(self, rect: QRect) -> None:
        gap = Space.L
        self.setGeometry(rect.adjusted(gap, gap, -gap, -gap))
        self.raise_()
        self.show()

    def _remove_choices(self) -> None:
        for button in self.choices:
            button.hide()
            button.deleteLater()


_MIDDLE = Qt.AlignmentFlag.AlignHCenter
