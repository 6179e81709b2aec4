"""List of the entries of one kind: the person's own, then those that come with Ateneo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.lists.name_list import NameList
from desktop.widgets.lists.name_list_model import NameListModel, NameRow, RowKind
from engine.capabilities.prompts.api import Chain, Persona, SavedPrompt

Entry = Persona | SavedPrompt | Chain


class EntryList(TranslatedWidget):
    """`chosen` carries the entry that the person chose, `renamed` an entry and its new name, `removed` the one to remove."""

    chosen = Signal(object)
    renamed = Signal(object, str)
    removed = Signal(object)
    new_clicked = Signal()

    def __init__(self, theme: Theme, title: Callable[[], str], new: Callable[[], str], parent: QWidget) -> None:
        super().__init__(parent)
        role(self, "list-panel")
        self._theme, self._title, self._new = theme, title, new
        self.new_button = QPushButton(self)
        self.new_button.setIcon(theme.icon("plus", "accent"))
        self._model = NameListModel[Entry | None](theme, _describe, self)
        self._view = NameList(self._model, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(self.new_button)
        column.addWidget(self._view)
        self.new_button.clicked.connect(self.new_clicked)
        self._view.selectionModel().currentChanged.connect(self._on_current)
        self._view.deleted.connect(lambda index: self.removed.emit(self._model.item(index)))
        self._model.renamed.connect(self.renamed)
        self._set_width()
        theme.changed.connect(self._set_width)
        self.retranslate()

    @property
    def entries(self) -> list[Entry]:
        """The entries in the order of the list."""
        return [entry for entry in self._model.items if entry is not None]

    @property
    def current(self) -> Entry | None:
        """The chosen entry."""
        return self._model.item(self._view.currentIndex())

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """List the entries with the same one chosen as before, else the first."""
        if list(entries) == self.entries or self._view.is_editing:
            return
        chosen = self.current.id if self.current else 0
        own, built_in = [e for e in entries if e.id > 0], [e for e in entries if e.id < 0]
        self._model.show_items([*own, *([None] if built_in else []), *built_in])
        self.choose(chosen)

    def choose(self, id: int) -> None:
        """Choose an entry by its id; the first one when it is gone."""
        index = self._model.find(lambda entry: entry is not None and entry.id == id)
        if not index.isValid():
            index = self._model.find(lambda entry: entry is not None)
        self._view.setCurrentIndex(index)

    def retranslate(self) -> None:
        self.new_button.setText(self._new())
        self._view.set_texts(self._title(), tr("prompts", "Rename"), tr("prompts", "Remove"))

    def _on_current(self, index: QModelIndex, _: QModelIndex) -> None:
        self.chosen.emit(self._model.item(index))

    def _set_width(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))


def _describe(entry: Entry | None) -> NameRow:
    if entry is None:
        return NameRow(tr("prompts", "With Ateneo"), kind=RowKind.HEADING)
    text = f"{entry.name}  /{entry.command}" if isinstance(entry, SavedPrompt) and entry.command else entry.name
    return NameRow(entry.name, text, tooltip=entry.name, kind=RowKind.NAME if entry.id > 0 else RowKind.FIXED)
