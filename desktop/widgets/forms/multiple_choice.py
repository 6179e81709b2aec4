"""Box that shows which of some values were chosen, and opens a menu of check boxes to choose others."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QMenu, QStyle, QStyleOptionComboBox, QWidget

from desktop.theme.tokens import Space

MAX_MENU_WIDTH = 420
"""Of the text of a line, in pixels."""


class Choice(msgspec.Struct, frozen=True):
    """A value and its texts: `short` on the button, `text` in the menu."""

    value: str
    text: str
    short: str = ""


class MultipleChoice(QComboBox):
    """Looks like a combo box. `changed` says that the person checked or unchecked a value."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self._name, self._any, self._shown = "", "", ""
        self.addItem("")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    @property
    def shown(self) -> str:
        """The text of the box, however little of it has room."""
        return self._shown

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen values, in the order in which they were chosen."""
        return self._chosen

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The values that can be chosen."""
        return self._choices

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Set what can be chosen. Chosen values stay, whether they are among them or not."""
        self._choices = tuple(choices)
        self._update()

    def choose(self, values: Sequence[str]) -> None:
        """Choose exactly these values."""
        self._chosen = tuple(values)
        self._update()

    def set_names(self, name: str, any: str) -> None:
        """Set what is chosen here, for a screen reader, and the text while nothing is."""
        self._name, self._any = name, any
        self._update()

    def make_menu(self) -> QMenu:
        """Return the menu of the values; it stays open while they are checked and unchecked."""
        menu = _StayingMenu(self)
        for choice in self._choices:
            text = self.fontMetrics().elidedText(choice.text, Qt.TextElideMode.ElideMiddle, MAX_MENU_WIDTH)
            action = menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(choice.value in self._chosen)
            action.toggled.connect(lambda on, value=choice.value: self._toggle(value, on))
        return menu

    def showPopup(self) -> None:
        """Open the menu in the place of Qt's list."""
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setMinimumWidth(self.width())
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the page must not change it

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _toggle(self, value: str, on: bool) -> None:
        rest = tuple(chosen for chosen in self._chosen if chosen != value)
        self.choose((*rest, value) if on else rest)
        self.changed.emit()

    def _update(self) -> None:
        texts = {choice.value: choice.short or choice.text for choice in self._choices}
        shown = ", ".join(texts.get(value, value) for value in self._chosen) or self._any
        self._shown = shown
        self.setAccessibleName(f"{self._name}: {shown}")
        self.setToolTip(shown if self._chosen else "")
        self.setEnabled(bool(self._choices or self._chosen))
        self._elide()

    def _elide(self) -> None:
        """Show as much of the text as there is room for."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - Space.XS
        self.setItemText(0, self.fontMetrics().elidedText(self._shown, Qt.TextElideMode.ElideRight, max(room, 0)))


class _StayingMenu(QMenu):
    """Menu that a click or the space bar does not close."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.toggle()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.toggle()
            return
        super().keyPressEvent(event)
