"""List of the collections, with how many documents each has and how many could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.features.documents.collection_settings.gone_card import GoneFolderCard
from desktop.i18n import TranslatedWidget, tr
from desktop.panels.collections import collection_title
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.lists.name_list import NameList
from desktop.widgets.lists.name_list_model import NameListModel, NameRow, RowKind
from desktop.widgets.text import formatting
from engine.capabilities.documents.api import ATTACHED, Collection

ALL = ""
MAX_FOLDERS = 10
"""Folders of a collection that its tooltip names."""


class CollectionList(TranslatedWidget):
    """The first row stands for all documents; its name is ALL."""

    chosen = Signal(str)
    renamed = Signal(str, str)
    removed = Signal(str)
    add_folder_clicked = Signal()
    add_files_clicked = Signal()
    chunking_clicked = Signal(str)
    following_clicked = Signal(str)
    measure_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "list-panel")
        self._theme = theme
        self.collections: Sequence[Collection] = ()
        self._folder, self._files = QPushButton(self), QPushButton(self)
        self._folder.setIcon(theme.icon("folder-plus", "accent"))
        self._files.setIcon(theme.icon("plus", "accent"))
        self._model = NameListModel[Collection | None](theme, self._describe, self)
        self._view = NameList(self._model, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        self.gone_card = GoneFolderCard(self)
        for widget in (self._folder, self._files, self._view, self.gone_card):
            column.addWidget(widget)
        self._connect()
        theme.changed.connect(self._set_width)
        self._set_width()
        self.retranslate()

    @property
    def name(self) -> str:
        """Name of the chosen collection, or ALL."""
        return self._name_at(self._view.currentIndex())

    @property
    def failed(self) -> int:
        """Number of documents of the chosen collection, or of all, that could not be read."""
        return sum(c.failed for c in self.collections if self.name in (ALL, c.name))

    def show_collections(self, collections: Sequence[Collection], chosen: str | None = None) -> None:
        """List `collections` and choose one by name; the one chosen so far when `chosen` is None."""
        name = self.name if chosen is None else chosen
        self.collections = collections
        self._model.show_items([None, *collections])
        index = self._model.find(lambda collection: collection is not None and collection.name == name)
        self._view.setCurrentIndex(index if index.isValid() else self._model.index(0))
        self.gone_card.show_collections(collections, name)

    def fill_menu(self, menu: QMenu, name: str) -> None:
        """Add the lines that open a collection's settings to its menu."""
        divided = menu.addAction(tr("documents", "How documents are divided…"))
        divided.triggered.connect(lambda: self.chunking_clicked.emit(name))
        followed = menu.addAction(tr("documents", "Folders and files…"))
        followed.triggered.connect(lambda: self.following_clicked.emit(name))
        menu.addAction(tr("documents", "Measure search…")).triggered.connect(self.measure_clicked)

    def retranslate(self) -> None:
        self._folder.setText(tr("documents", "Add a folder…"))
        self._files.setText(tr("documents", "Add files…"))
        remove = tr("documents", "Remove from the library")
        self._view.set_texts(tr("documents", "Collections"), tr("documents", "Rename"), remove)
        self.show_collections(self.collections)

    def _connect(self) -> None:
        self._folder.clicked.connect(self.add_folder_clicked)
        self._files.clicked.connect(self.add_files_clicked)
        self._view.selectionModel().currentChanged.connect(self._on_current_changed)
        self._view.deleted.connect(lambda index: self.removed.emit(self._name_at(index)))
        self._view.menu_opened.connect(lambda menu, index: self.fill_menu(menu, self._name_at(index)))
        self._model.renamed.connect(lambda collection, name: self.renamed.emit(collection.name, name))

    def _name_at(self, index: QModelIndex) -> str:
        collection = self._model.item(index)
        return collection.name if collection else ALL

    def _describe(self, collection: Collection | None) -> NameRow:
        if collection is None:
            total = formatting.number(sum(c.documents for c in self.collections))
            text = f"{tr('documents', 'All documents')}  ·  {total}"
            return NameRow(ALL, text, icon="files", kind=RowKind.FIXED)
        text = f"{collection_title(collection.name)}  ·  {formatting.number(collection.documents)}"
        if collection.name == ATTACHED:  # conversations know it by this name
            return NameRow(ATTACHED, text, _tooltip(collection), "paperclip", RowKind.FIXED)
        return NameRow(collection.name, text, _tooltip(collection), "folder-simple")

    def _on_current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._name_at(index))

    def _set_width(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))


def _tooltip(collection: Collection) -> str:
    lines = [collection_title(collection.name), tr("documents", "%n document(s)", collection.documents)]
    if collection.failed:
        lines.append(tr("documents", "%n could not be read", collection.failed))
    if collection.to_cut:
        lines.append(tr("documents", "%n still to be divided anew", collection.to_cut))
    if collection.waiting:
        lines.append(tr("documents", "%n can only be found by their words, for now", collection.waiting))
    gone = tr("documents", "not there now")
    folders = (f"{folder} ({gone})" if folder in collection.gone else folder for folder in collection.folders)
    return "\n".join([*lines, *list(folders)[:MAX_FOLDERS]])
