"""Names at the side of a page: renamed in place, deleted by key or menu. Knows no more of a row than its model says."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from desktop.theme.style import role


class NameList(QListView):
    """Only rows that the model lets be edited are offered to be renamed or deleted."""

    deleted = Signal(QModelIndex)

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(parent)
        role(self, "plain")
        self.setModel(model)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(lambda: self._delete(self.currentIndex()))

    def say(self, name: str, rename: str, delete: str) -> None:
        self.setAccessibleName(name)
        self._rename_words, self._delete_words = rename, delete

    def _delete(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.deleted.emit(index)

    def _menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._rename_words, QKeySequence("F2")).triggered.connect(lambda: self.edit(index))
        menu.addAction(self._delete_words, QKeySequence("Del")).triggered.connect(lambda: self._delete(index))
        menu.popup(self.viewport().mapToGlobal(at))
