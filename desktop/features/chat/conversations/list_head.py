"""Buttons and search field above the list of conversations."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton

SEARCH_DELAY_MS = 200


class ListHead(TranslatedWidget):
    """`searched` carries the words once the person pauses; `entered` comes with Enter in the search field."""

    new_clicked = Signal()
    new_private_clicked = Signal()
    new_folder_clicked = Signal()
    searched = Signal(str)
    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._new, self._search = QPushButton(self), QLineEdit(self)
        self._new.setIcon(theme.icon("plus", "accent"))
        self._private = IconButton(theme, "lock-key", Size.ICON_SMALL, parent=self)
        self._new_folder = IconButton(theme, "folder-simple-plus", Size.ICON_SMALL, parent=self)
        self._search.setClearButtonEnabled(True)
        self._search_soon = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        for field, button in ((self._new, self._private), (self._search, self._new_folder)):
            row = QHBoxLayout()
            row.setSpacing(Space.XS)
            row.addWidget(field, 1)
            row.addWidget(button)
            column.addLayout(row)
        self._new.clicked.connect(self.new_clicked)
        self._private.clicked.connect(self.new_private_clicked)
        self._new_folder.clicked.connect(self.new_folder_clicked)
        self._search.textChanged.connect(lambda _: self._search_soon.start())
        self._search.returnPressed.connect(self.entered)
        self._search_soon.timeout.connect(lambda: self.searched.emit(self.query))
        self.retranslate()

    @property
    def query(self) -> str:
        """The words that are searched for."""
        return self._search.text().strip()

    def search_now(self) -> bool:
        """Search at once for words that wait for a pause, and return whether there were some."""
        was_waiting = self._search_soon.isActive()
        self._search_soon.stop()
        if was_waiting:
            self.searched.emit(self.query)
        return was_waiting

    def begin_search(self) -> None:
        """Put the cursor into the search field."""
        self._search.setFocus()
        self._search.selectAll()

    def end_search(self) -> bool:
        """Empty the search field; return whether some words were searched for."""
        had_query = bool(self.query)
        self._search.clear()
        return had_query

    def retranslate(self) -> None:
        self._new.setText(tr("chat", "New conversation"))
        self._new.setToolTip("Ctrl+N")
        self._private.set_name(tr("chat", "New private conversation"), "Ctrl+Shift+N")
        self._new_folder.set_name(tr("chat", "New folder"))
        self._search.setPlaceholderText(tr("chat", "Search conversations"))
        self._search.setAccessibleName(tr("chat", "Search in all conversations"))
        self._search.setToolTip("Ctrl+Shift+F")
