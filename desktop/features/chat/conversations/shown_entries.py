"""Puts rows into the list of conversations: the open one stays marked, and nothing moves where only more was read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex

from desktop.features.chat.conversations.rows import ArchiveRow, ConversationRow, FolderRow, ListEntry
from desktop.features.chat.conversations.rows_view import ConversationRows
from desktop.widgets.lists.name_list_model import NameListModel


class ShownEntries:
    """`open_id` is the conversation that is open."""

    def __init__(self, model: NameListModel[ListEntry], view: ConversationRows) -> None:
        self._model, self._view = model, view
        self.open_id = 0
        self._is_open_shown = False

    def show(self, entries: Sequence[ListEntry], *, have_sentences: bool) -> None:
        """Show rows; those without sentences have one height, so that thousands are laid out at once."""
        if self._view.uniformItemSizes() is have_sentences or not self._insert(entries):
            self._view.setUniformItemSizes(not have_sentences)
            self._replace(entries)

    def select_open(self) -> None:
        """Show which conversation is open."""
        index = self._find_open()
        self._is_open_shown = index.isValid()
        if not self._is_open_shown:
            self._view.clearSelection()
        self._view.setCurrentIndex(index)

    def _insert(self, entries: Sequence[ListEntry]) -> bool:
        """Add the stretch that is new, as a further page is; return whether there is just one."""
        if not self._model.items or not self._model.insert_rows(entries):
            return False
        if not self._is_open_shown and self._find_open().isValid():
            self._view.setAutoScroll(False)
            self.select_open()
            self._view.setAutoScroll(True)
        return True

    def _replace(self, entries: Sequence[ListEntry]) -> None:
        """Show all rows anew; the selection and the current row stay."""
        before, selected = self._model.item(self._view.currentIndex()), self._view.selected()
        self._model.show_items(entries)
        self.select_open()
        index = self._model.find(lambda row: before is not None and _key(row) == _key(before))
        if index.isValid() and (isinstance(before, FolderRow | ArchiveRow) or self._view.hasFocus()):
            self._view.setCurrentIndex(index)
        if len(selected) > 1:
            self._view.select_conversations([conversation.id for conversation in selected])

    def _find_open(self) -> QModelIndex:
        id = self.open_id
        return self._model.find(lambda row: isinstance(row, ConversationRow) and row.conversation.id == id)


def _key(row: ListEntry) -> object:
    """Return what a row is known by while its contents change."""
    if isinstance(row, ConversationRow):
        return "conversation", row.conversation.id
    if isinstance(row, FolderRow):
        return "folder", row.folder.id
    return "archive" if isinstance(row, ArchiveRow) else row
