"""Find bar: a search field with the number of matches and buttons for the previous and next one. The owner searches."""

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

SEARCH_DELAY_MS = 150


class FindBar(TranslatedMixin, QFrame):
    """`search_changed` carries the query, empty when the bar closes; `step_requested` carries 1 for next, -1 for previous."""

    search_changed = Signal(str)
    step_requested = Signal(int)
    opened = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self.field, self._count = QLineEdit(self), QLabel(self)
        role(self.field, "bare")
        role(self._count, "faint")
        self._previous = IconButton(theme, "caret-up", Size.ICON_SMALL, parent=self)
        self._next = IconButton(theme, "caret-down", Size.ICON_SMALL, parent=self)
        self._close = IconButton(theme, "x", Size.ICON_SMALL, parent=self)
        self._delay = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._index, self._total = 0, 0
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.XS)
        row.addWidget(self.field, 1)
        for widget in (self._count, self._previous, self._next, self._close):
            row.addWidget(widget)
        self.field.textChanged.connect(lambda _: self._delay.start())
        self._delay.timeout.connect(lambda: self.search_changed.emit(self.query))
        self._previous.clicked.connect(lambda: self.step_requested.emit(-1))
        self._next.clicked.connect(lambda: self.step_requested.emit(1))
        self._close.clicked.connect(self.end_search)
        self.retranslate()
        self.hide()

    @property
    def query(self) -> str:
        return self.field.text().strip()

    def start_search(self) -> None:
        self.show()
        self.opened.emit()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.search_changed.emit(self.query)

    def end_search(self) -> None:
        self._delay.stop()
        self.hide()
        self.search_changed.emit("")
        self.closed.emit()

    def show_position(self, index: int, total: int) -> None:
        """Show which match is the current one, counted from 1."""
        self._index, self._total = index, total
        self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self._delay.isActive():
            self._delay.stop()
            self.search_changed.emit(self.query)
        else:
            self.step_requested.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)

    def retranslate(self) -> None:
        self.field.setPlaceholderText(tr("widgets", "Find in this conversation"))
        self.field.setAccessibleName(tr("widgets", "Find in this conversation"))
        self._previous.set_name(tr("widgets", "Previous match"), "Shift+Enter")
        self._next.set_name(tr("widgets", "Next match"), "Enter")
        self._close.set_name(tr("widgets", "Close the search"), "Esc")
        for button in (self._previous, self._next):
            button.setEnabled(self._total > 0)
        self._count.setText(self._count_text())

    def _count_text(self) -> str:
        if not self.query:
            return ""
        if not self._total:
            return tr("widgets", "No matches")
        return tr("widgets", "{n} of {all}", n=formatting.number(self._index), all=formatting.number(self._total))
