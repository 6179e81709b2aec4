"""List view of names at the side of a page, renamed in place and deleted by key or menu."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from desktop.theme.style import role


class NameList(QListView):
    """View over a NameListModel. Only rows that the model lets be edited can be renamed or deleted.

    A right click opens the menu of the row under it and leaves the selection alone. `menu_opened` carries the menu and the
    row before the menu is shown, so that the owner can add lines above those for renaming and deleting.
    """

    deleted = Signal(QModelIndex)
    menu_opened = Signal(object, QModelIndex)

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(parent)
        role(self, "plain")
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(lambda: self._delete(self.currentIndex()))

    @property
    def is_editing(self) -> bool:
        """Whether a name is being typed; rows must not be replaced meanwhile."""
        return self.state() == QAbstractItemView.State.EditingState

    def set_texts(self, name: str, rename: str, delete: str) -> None:
        """Set the accessible name of the list and the two lines of its context menu."""
        self.setAccessibleName(name)
        self._rename_text, self._delete_text = rename, delete

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            event.accept()
        else:
            super().mousePressEvent(event)

    def _delete(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.deleted.emit(index)

    def _show_menu(self, position: QPoint) -> None:
        index = self.indexAt(position)
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_opened.emit(menu, index)
        menu.addAction(self._rename_text, QKeySequence("F2")).triggered.connect(lambda: self.edit(index))
        menu.addAction(self._delete_text, QKeySequence("Del")).triggered.connect(lambda: self._delete(index))
        menu.popup(self.viewport().mapToGlobal(position))
