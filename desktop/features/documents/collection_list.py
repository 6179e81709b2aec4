"""The collections, with how many documents each has and how many of them need a look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.lists.name_list import NameList
from desktop.widgets.text import formatting
from engine.capabilities.documents.api import Collection

Index = QModelIndex | QPersistentModelIndex
ALL = ""


class CollectionModel(QAbstractListModel):
    """The first row stands for all of them."""

    renamed = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.collections: Sequence[Collection] = ()

    def show_collections(self, collections: Sequence[Collection]) -> None:
        self.beginResetModel()
        self.collections = collections
        self.endResetModel()

    def name(self, index: Index) -> str:
        return self.collections[index.row() - 1].name if index.row() > 0 else ALL

    def row_of(self, name: str) -> int:
        return next((at for at, c in enumerate(self.collections, start=1) if c.name == name), 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.collections) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if index.row() > 0 else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DecorationRole:
            return self._theme.icon("folder-simple" if index.row() else "files")
        if role == Qt.ItemDataRole.EditRole:
            return self.name(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._line(index.row())
        if role == Qt.ItemDataRole.ToolTipRole and index.row() > 0:
            return self._hint(self.collections[index.row() - 1])
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        old, new = self.name(index), str(value).strip()
        if not old or not new or new == old:
            return False
        self.renamed.emit(old, new)
        return True

    def _line(self, row: int) -> str:
        if row == 0:
            documents = sum(c.documents for c in self.collections)
            return f"{tr('documents', 'All documents')}  ·  {formatting.number(documents)}"
        one = self.collections[row - 1]
        return f"{one.name}  ·  {formatting.number(one.documents)}"

    def _hint(self, one: Collection) -> str:
        lines = [one.name, tr("documents", "%n document(s)", one.documents)]
        if one.failed:
            lines.append(tr("documents", "%n could not be read", one.failed))
        if one.waiting:
            lines.append(tr("documents", "%n found by their words only, for now", one.waiting))
        return "\n".join([*lines, *one.folders[:10]])


class CollectionList(TranslatedWidget):
    chosen = Signal(str)
    renamed = Signal(str, str)
    removed = Signal(str)
    add_folder_clicked = Signal()
    add_files_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "list-panel")
        self._theme = theme
        self._folder, self._files = QPushButton(self), QPushButton(self)
        self._folder.setIcon(theme.icon("folder-plus", "accent"))
        self._files.setIcon(theme.icon("plus", "accent"))
        self._model = CollectionModel(theme, self)
        self._view = NameList(self._model, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        for widget in (self._folder, self._files, self._view):
            column.addWidget(widget)
        self._connect()
        theme.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    @property
    def name(self) -> str:
        index = self._view.currentIndex()
        return self._model.name(index) if index.isValid() else ALL

    @property
    def collections(self) -> Sequence[Collection]:
        return self._model.collections

    def show_collections(self, collections: Sequence[Collection], chosen: str | None = None) -> None:
        name = self.name if chosen is None else chosen
        self._model.show_collections(collections)
        self._view.setCurrentIndex(self._model.index(self._model.row_of(name)))

    def retranslate(self) -> None:
        self._folder.setText(tr("documents", "Add a folder…"))
        self._files.setText(tr("documents", "Add files…"))
        remove = tr("documents", "Remove from the library")
        self._view.say(tr("documents", "Collections"), tr("documents", "Rename"), remove)
        self.show_collections(self._model.collections)

    def _connect(self) -> None:
        self._folder.clicked.connect(self.add_folder_clicked)
        self._files.clicked.connect(self.add_files_clicked)
        self._view.selectionModel().currentChanged.connect(self._told)
        self._view.deleted.connect(lambda index: self.removed.emit(self._model.name(index)))
        self._model.renamed.connect(self.renamed)

    def _told(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._model.name(index))

    def _fit(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))
