"""View of the rows: several can be selected and dragged into folders; folders fold by click, Enter and arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QMimeData, QModelIndex, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from desktop.features.chat.conversations.rows import ArchiveRow, ConversationRow, FolderRow, ListEntry
from desktop.widgets.lists.name_list import NameList
from desktop.widgets.lists.name_list_model import NameListModel
from engine.capabilities.chat.api import Conversation

MIME_TYPE = "application/x-ateneo-conversations"
SELECTING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class ConversationRows(NameList):
    """List of rows. Keys typed on it go to the page, which passes them on to the composer.

    `dropped` carries the conversations and the row that they were dropped on, None for the room below all rows.
    `folded` carries a FolderRow or the ArchiveRow that is to be folded or unfolded.
    """

    dropped = Signal(tuple, object)
    folded = Signal(object)

    def __init__(self, model: NameListModel[ListEntry], parent: QWidget) -> None:
        super().__init__(model, parent)
        self._rows = model
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)

    @property
    def is_selecting(self) -> bool:
        """Whether the keys are held that add to the selection: a click then opens nothing."""
        return bool(QApplication.keyboardModifiers() & SELECTING)

    def selected(self) -> tuple[Conversation, ...]:
        """Return the selected conversations, in the order of the list."""
        rows = (self._rows.item(index) for index in sorted(self.selectedIndexes(), key=lambda index: index.row()))
        return tuple(row.conversation for row in rows if isinstance(row, ConversationRow) and row.conversation.id)

    def select_conversations(self, ids: Sequence[int]) -> None:
        """Select these conversations, beside the current row."""
        wanted = set(ids)
        for at, row in enumerate(self._rows.items):
            if isinstance(row, ConversationRow) and row.conversation.id in wanted:
                self.selectionModel().select(self._rows.index(at), QItemSelectionModel.SelectionFlag.Select)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self._rows.item(self.currentIndex())
        if isinstance(row, FolderRow | ArchiveRow) and self._folds(event, row):
            self.folded.emit(row)
        elif event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        if self.selected():
            drag = QDrag(self)
            drag.setMimeData(self.drag_data())
            drag.exec(Qt.DropAction.MoveAction)

    def drag_data(self) -> QMimeData:
        """Return what is dragged: the selected conversations."""
        data = QMimeData()
        data.setData(MIME_TYPE, ",".join(str(conversation.id) for conversation in self.selected()).encode())
        return data

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls at the edges
        self._accept(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop(event.mimeData(), self.indexAt(event.position().toPoint()))
        event.acceptProposedAction()

    def drop(self, data: QMimeData, index: QModelIndex) -> None:
        """Take dragged conversations that were dropped on a row, or beside all rows."""
        encoded = bytes(data.data(MIME_TYPE).data()).decode("ascii", "ignore")
        ids = {int(id) for id in encoded.split(",") if id.isdigit()}
        rows = (row for row in self._rows.items if isinstance(row, ConversationRow))
        conversations = tuple(row.conversation for row in rows if row.conversation.id in ids)
        if conversations:
            self.dropped.emit(conversations, self._rows.item(index))

    def _accept(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME_TYPE):
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()

    def _folds(self, event: QKeyEvent, row: FolderRow | ArchiveRow) -> bool:
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Left if row.is_open else Qt.Key.Key_Right)
        return event.key() in keys and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
