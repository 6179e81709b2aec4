"""A line to find words in what is shown: how many there are, the way from one to the next. Finds nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.text import formatting

PAUSE_MS = 150


class FindBar(TranslatedMixin, QFrame):
    """`sought` carries the words, empty once it is closed; `moved` the direction: 1 or -1."""

    sought = Signal(str)
    moved = Signal(int)
    opened = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self.field, self._count = QLineEdit(self), QLabel(self)
        role(self.field, "bare")
        role(self._count, "faint")
        self._back = IconButton(theme, "caret-up", Size.ICON_SMALL, parent=self)
        self._forth = IconButton(theme, "caret-down", Size.ICON_SMALL, parent=self)
        self._close = IconButton(theme, "x", Size.ICON_SMALL, parent=self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._at, self._all = 0, 0
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.XS)
        row.addWidget(self.field, 1)
        for widget in (self._count, self._back, self._forth, self._close):
            row.addWidget(widget)
        self.field.textChanged.connect(lambda _: self._pause.start())
        self._pause.timeout.connect(lambda: self.sought.emit(self.words))
        self._back.clicked.connect(lambda: self.moved.emit(-1))
        self._forth.clicked.connect(lambda: self.moved.emit(1))
        self._close.clicked.connect(self.leave)
        self.retranslate()
        self.hide()

    @property
    def words(self) -> str:
        return self.field.text().strip()

    def begin(self) -> None:
        self.show()
        self.opened.emit()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.sought.emit(self.words)

    def leave(self) -> None:
        self._pause.stop()
        self.hide()
        self.sought.emit("")
        self.closed.emit()

    def show_place(self, at: int, all: int) -> None:
        """The `at`-th of `all`, from 1."""
        self._at, self._all = at, all
        self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self._pause.isActive():
            self._pause.stop()
            self.sought.emit(self.words)
        else:
            self.moved.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)

    def retranslate(self) -> None:
        self.field.setPlaceholderText(tr("widgets", "Find in this conversation"))
        self.field.setAccessibleName(tr("widgets", "Find in this conversation"))
        self._back.set_name(tr("widgets", "Previous place"), "Shift+Enter")
        self._forth.set_name(tr("widgets", "Next place"), "Enter")
        self._close.set_name(tr("widgets", "Close the search"), "Esc")
        for button in (self._back, self._forth):
            button.setEnabled(self._all > 0)
        self._count.setText(self._count_words())

    def _count_words(self) -> str:
        if not self.words:
            return ""
        if not self._all:
            return tr("widgets", "Not found")
        return tr("widgets", "{n} of {all}", n=formatting.number(self._at), all=formatting.number(self._all))
