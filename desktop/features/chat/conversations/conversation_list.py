"""List of the conversations with a search field; rows are renamed in place, moved by dragging, deleted by key or menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from desktop.features.chat.conversations.conversation_delegate import ConversationDelegate
from desktop.features.chat.conversations.conversation_menu import ConversationMenu
from desktop.features.chat.conversations.list_ends import ListEnds
from desktop.features.chat.conversations.list_head import ListHead
from desktop.features.chat.conversations.rows import (
    ArchiveRow,
    ConversationRow,
    FolderRow,
    Folding,
    ListEntry,
    describe,
    found,
    grouped,
)
from desktop.features.chat.conversations.rows_view import ConversationRows
from desktop.features.chat.conversations.shown_entries import ShownEntries
from desktop.features.chat.conversations.spinner import Spinner
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.lists.name_list_model import NameListModel
from engine.capabilities.chat.api import Conversation, ConversationFolder


class ConversationList(TranslatedWidget):
    """`renamed` carries the conversation and its new title, `deleted` the conversations, `opened` and `stopped` an id.

    `purged` carries a conversation to be deleted for good, `folder_renamed` a folder and its new name, `opened_at` the id of a
    conversation and its ConversationMatch. `dropped` is that of the rows; `folding_changed` says that the person has folded.
    `end_neared` carries a section of list_pages of which more may be read.
    """

    new_clicked = Signal()
    new_private_clicked = Signal()
    new_folder_clicked = Signal()
    opened = Signal(int)
    opened_at = Signal(int, object)
    searched = Signal(str)
    renamed = Signal(object, str)
    deleted = Signal(tuple)
    purged = Signal(object)
    stopped = Signal(int)
    dropped = Signal(tuple, object)
    folder_renamed = Signal(object, str)
    folder_deleted = Signal(object)
    folding_changed = Signal(object)
    end_neared = Signal(int)

    def __init__(self, theme: Theme, folding: Folding = Folding(), parent: QWidget | None = None) -> None:  # noqa: B008  frozen
        super().__init__(parent)
        role(self, "list-panel")
        self._theme, self.folding = theme, folding
        self._head = ListHead(theme, self)
        self._nothing = QLabel(self)
        role(self._nothing, "soft")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self._model = NameListModel[ListEntry](theme, describe, self)
        self._view = ConversationRows(self._model, self)
        self._delegate = ConversationDelegate(theme, self._model.item, self._view)
        self._view.setItemDelegate(self._delegate)
        self._ends, self._entries = ListEnds(self._view), ShownEntries(self._model, self._view)
        self.menu = ConversationMenu(self)
        self.menu.purged.connect(self.purged)
        self._rows: Sequence[ConversationRow] = ()
        self._folders: Sequence[ConversationFolder] = ()
        self._archived = 0
        self._newer: tuple[Sequence[ConversationRow], Sequence[ConversationFolder], int] | None = None
        """Rows, folders and the count of the archive that came while a title was being typed."""
        self._opens_first, self._renaming_folder = False, 0
        self._spinner = Spinner(theme, self._delegate, self._view)
        self._lay_out()
        self._connect()
        theme.changed.connect(self._set_width)
        self._set_width()
        self.retranslate()

    @property
    def query(self) -> str:
        return self._head.query

    @property
    def folders(self) -> Sequence[ConversationFolder]:
        """The folders as they are shown."""
        return self._folders

    def show_rows(
        self,
        rows: Sequence[ConversationRow],
        folders: Sequence[ConversationFolder] = (),
        archived: int = 0,
        *,
        is_result: bool = False,
    ) -> None:
        """Show conversations; a title that is being typed is finished first. `is_result`: a search has just found them."""
        if self._view.is_editing:
            self._newer = rows, folders, archived
            return
        self._newer = None
        self._rows, self._folders, self._archived = rows, folders, archived
        self._show_entries()
        self._show_nothing()
        if self._opens_first and is_result:
            self._open_first()
        if self._renaming_folder:
            self.rename_folder(self._renaming_folder)

    def select(self, conversation: int) -> None:
        """Show which conversation is open."""
        self._entries.open_id = conversation
        self._entries.select_open()

    def search(self) -> None:
        """Put the cursor into the search field."""
        self._head.begin_search()

    def end_search(self) -> bool:
        """Show all conversations again; return whether some were searched for."""
        return self._head.end_search()

    def rename_folder(self, folder: int) -> None:
        """Let the person type the name of a folder, once it is in the list."""
        index = self._model.find(lambda row: isinstance(row, FolderRow) and row.folder.id == folder)
        self._renaming_folder = 0 if index.isValid() else folder
        if index.isValid():
            self._view.setCurrentIndex(index)
            self._view.setFocus()
            self._view.edit(index)

    def unfold(self, folder: int) -> None:
        """Show what is in a folder."""
        self._fold(Folding(frozenset((*self.folding.folders, folder)), self.folding.archive))

    def retranslate(self) -> None:
        self._view.set_texts(tr("chat", "Conversations"), tr("chat", "Rename"), tr("chat", "Delete"))
        self._show_nothing()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(self._head)
        column.addWidget(self._nothing)
        column.addWidget(self._view, 1)

    def _connect(self) -> None:
        self._head.new_clicked.connect(self.new_clicked)
        self._head.new_private_clicked.connect(self.new_private_clicked)
        self._head.new_folder_clicked.connect(self.new_folder_clicked)
        self._head.searched.connect(self.searched)
        self._head.entered.connect(self._open_first)
        self._view.clicked.connect(self._on_clicked)
        self._view.activated.connect(self._on_activated)
        self._view.doubleClicked.connect(self._on_double_clicked)
        self._view.deleted.connect(self._on_deleted)
        self._view.menu_opened.connect(self._fill_menu)
        self._view.folded.connect(self._on_folded)
        self._view.dropped.connect(self.dropped)
        self._model.renamed.connect(self._on_renamed)
        self._ends.neared.connect(self.end_neared)
        self._delegate.closeEditor.connect(lambda *_: self._show_newer())

    def _show_entries(self) -> None:
        """Show the rows in their groups, or what was searched for; the selection and the current row stay."""
        today = date.today()
        whole = grouped(self._rows, self._folders, self.folding, today, self._archived)
        entries = list(found(self._rows, today) if self.query else whole)
        if entries == self._model.items:
            return
        self._entries.show(entries, have_sentences=bool(self.query))
        self._ends.show_entries(entries)
        self._spinner.show_entries(self._model)

    def _on_clicked(self, index: QModelIndex) -> None:
        if not self._view.is_selecting:
            self._on_activated(index)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if not self._view.is_selecting and isinstance(self._model.item(index), ConversationRow):
            self._view.edit(index)

    def _on_activated(self, index: QModelIndex) -> None:
        row = self._model.item(index)
        if isinstance(row, FolderRow | ArchiveRow):
            self._on_folded(row)
        elif isinstance(row, ConversationRow) and row.conversation.match is not None:
            self.opened_at.emit(row.conversation.id, row.conversation.match)
        elif isinstance(row, ConversationRow) and row.conversation.id:
            self.opened.emit(row.conversation.id)

    def _on_folded(self, row: FolderRow | ArchiveRow) -> None:
        folders, archive = set(self.folding.folders), self.folding.archive
        if isinstance(row, ArchiveRow):
            archive = not row.is_open
        elif row.is_open:
            folders.discard(row.folder.id)
        else:
            folders.add(row.folder.id)
        self._fold(Folding(frozenset(folders), archive))

    def _fold(self, folding: Folding) -> None:
        self.folding = folding
        self._show_entries()
        self.folding_changed.emit(folding)

    def _on_renamed(self, row: ListEntry, name: str) -> None:
        if isinstance(row, FolderRow):
            self.folder_renamed.emit(row.folder, name)
        elif isinstance(row, ConversationRow):
            self.renamed.emit(row.conversation, name)

    def _open_first(self) -> None:
        """Enter in the search field opens the first conversation that is found."""
        self._opens_first = self._head.search_now()
        if not self._opens_first and self.query and self._rows:
            self._on_activated(self._model.find(lambda row: isinstance(row, ConversationRow)))

    def _on_deleted(self, index: QModelIndex) -> None:
        row = self._model.item(index)
        if isinstance(row, FolderRow):
            self.folder_deleted.emit(row.folder)
        elif isinstance(row, ConversationRow):
            self.deleted.emit(self._meant(row))

    def _meant(self, row: ConversationRow) -> tuple[Conversation, ...]:
        """Return the conversations that a command on a row is about: all selected ones, where it is one of them."""
        selected = self._view.selected()
        return selected if row.conversation in selected else (row.conversation,)

    def _fill_menu(self, menu: QMenu, index: QModelIndex) -> None:
        row = self._model.item(index)
        if isinstance(row, FolderRow):
            self.menu.add_folder_lines(menu, row.folder)
            menu.addSeparator()
        if not isinstance(row, ConversationRow):
            return
        meant = self._meant(row)
        if len(meant) == 1:
            menu.addAction(tr("chat", "Open")).triggered.connect(lambda: self._on_activated(index))
        if row.activity == "answering":
            stop = menu.addAction(tr("chat", "Stop the answer"))
            stop.triggered.connect(lambda: self.stopped.emit(row.conversation.id))
        menu.addSeparator()
        self.menu.add_lines(menu, meant, self._folders)
        menu.addSeparator()
        if len(meant) == 1:
            menu.aboutToShow.connect(lambda: self.menu.add_purge(menu, row.conversation))  # below renaming and deleting

    def _show_newer(self) -> None:
        """Show the rows that came while a title was typed, once the editor is closed."""
        if (newer := self._newer) is not None:
            QTimer.singleShot(0, self, lambda: self.show_rows(*newer))

    def _show_nothing(self) -> None:
        is_empty = bool(self.query) and not self._rows
        sentence = tr("chat", "No conversation has “{words}”. Try other words, or fewer.", words=self.query)
        self._nothing.setText(sentence if is_empty else "")
        self._nothing.setVisible(is_empty)

    def _set_width(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))


def waiting_counts(places: Sequence[int]) -> Mapping[int, int]:
    """Return how many questions wait at each place."""
    return {place: places.count(place) for place in places}
