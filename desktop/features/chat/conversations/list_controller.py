"""Keeps the list of conversations up to date, shows what goes on in each, and carries out what is done in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.features.chat.chat_requests import ChatRequests
from desktop.features.chat.conversations.conversation_list import ConversationList, waiting_counts
from desktop.features.chat.conversations.folder_requests import FolderRequests
from desktop.features.chat.conversations.list_pages import PAGE, ListPages
from desktop.features.chat.conversations.rows import (
    MILLISECONDS,
    PINNED,
    Activity,
    ArchiveRow,
    ConversationRow,
    FolderRow,
    ListEntry,
)
from desktop.features.chat.queue.question_queue import LONGEST_TITLE, QuestionQueue
from desktop.features.chat.session import NEW, ChatSession
from engine.capabilities.chat.api import (
    Conversation,
    ConversationFolder,
    ConversationMatch,
    MessageMatch,
    MessageSearchResults,
)

REFRESH_DELAY_MS = 100
"""Several changes in this time ask for the list once."""
SHORTEST_QUERY = 3
"""Words from which on conversations of similar meaning are looked for: one or two say too little."""
MOST_SIMILAR = 5
"""Conversations of similar meaning below those with the words."""


class ConversationListController(QObject):
    """`title_changed`: the open conversation has another title, or another state. `folders_changed` carries the folders."""

    title_changed = Signal()
    folders_changed = Signal(tuple)

    def __init__(
        self,
        conversation_list: ConversationList,
        session: ChatSession,
        queue: QuestionQueue,
        requests: ChatRequests,
        folder_requests: FolderRequests,
        *,
        new: Callable[[], None],
        open: Callable[[int], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._list, self._session, self._queue, self._requests = conversation_list, session, queue, requests
        self._folder_requests = folder_requests
        self._new, self._open = new, open
        self._pages = ListPages(requests, self)
        self._listed: Sequence[Conversation] = ()
        self._rows: dict[int, ConversationRow] = {}
        """The rows as they were shown last: one that has not changed stays the same object."""
        self._similar: Sequence[Conversation] = ()
        self._folders: tuple[ConversationFolder, ...] = ()
        self._refresh_soon = QTimer(self, singleShot=True, interval=REFRESH_DELAY_MS)
        self._refresh_soon.timeout.connect(self.refresh)
        self._pages.changed.connect(self._on_listed)
        requests.similar_found.connect(self._on_similar)
        folder_requests.folders_found.connect(self._on_folders)
        conversation_list.new_clicked.connect(new)
        conversation_list.searched.connect(self._search)
        conversation_list.end_neared.connect(self._pages.read_on)
        conversation_list.folding_changed.connect(lambda _: self._read_pages())
        conversation_list.renamed.connect(self.rename)
        conversation_list.deleted.connect(self._delete)
        conversation_list.purged.connect(self._purge)
        conversation_list.stopped.connect(self._stop)
        conversation_list.dropped.connect(self._on_dropped)
        conversation_list.new_folder_clicked.connect(lambda: self._add_folder(()))
        conversation_list.folder_renamed.connect(folder_requests.rename_folder)
        conversation_list.folder_deleted.connect(folder_requests.delete_folder)
        menu = conversation_list.menu
        menu.pinned.connect(folder_requests.pin)
        menu.archived.connect(folder_requests.archive)
        menu.made_private.connect(folder_requests.make_private)
        menu.moved.connect(folder_requests.move)
        menu.moved_to_new.connect(self._add_folder)
        menu.titled.connect(folder_requests.write_title)
        session.busy_changed.connect(lambda _: self._show())
        session.begun.connect(lambda *_: self.refresh())
        queue.changed.connect(self._show)

    @property
    def conversations(self) -> Sequence[Conversation]:
        """The newest of those that are read; the search finds all."""
        return self._listed[:PAGE]

    def refresh(self) -> None:
        """Ask for the folders, and for the conversations that match the search field."""
        self._folder_requests.find_folders()
        self._read_pages()

    def refresh_soon(self) -> None:
        """Ask for them once the changes of this moment are over."""
        self._refresh_soon.start()

    def rename(self, conversation: Conversation, title: str) -> None:
        """Give a conversation another title."""
        if conversation.id == self._session.id:
            self._session.set_title(title)
            self.title_changed.emit()
        self._requests.rename(conversation, title)

    def title(self, conversation: int) -> str:
        """The title of a conversation as it was last read; empty for one that is not listed."""
        return next((c.title for c in self._listed if c.id == conversation), "")

    def _search(self, query: str) -> None:
        """Ask for the conversations with the words, and for those with a message of similar meaning."""
        self._similar = ()
        self._read_pages()
        if len(query.split()) >= SHORTEST_QUERY:
            self._requests.find_similar(query)

    def _read_pages(self) -> None:
        self._pages.refresh(self._list.query, self._list.folding.folders)

    def _on_listed(self, is_result: bool) -> None:
        self._listed = conversations = self._pages.conversations
        if (known := next((c for c in conversations if c.id == self._session.id), None)) is not None:
            self._session.update_conversation(known)
        self._show(is_result=is_result)
        self.title_changed.emit()

    def _on_similar(self, found: MessageSearchResults) -> None:
        """Keep the best message of each conversation that was found by its meaning alone."""
        best: dict[int, MessageMatch] = {}
        for match in found.results:
            if match.is_related and not match.by_words:
                best.setdefault(match.conversation, match)
        self._similar = [_as_conversation(match) for match in list(best.values())]
        self._show()

    def _on_folders(self, folders: tuple[ConversationFolder, ...]) -> None:
        self._folders = folders
        self.folders_changed.emit(folders)
        self._show()

    def _show(self, *, is_result: bool = False) -> None:
        """Show the conversations, and above them the one that is only just beginning."""
        waiting = waiting_counts([question.place for question in self._queue.waiting])
        rows = self._shown_rows(waiting)
        similar = [c for c in self._similar if c.id not in self._rows][:MOST_SIMILAR] if self._list.query else []
        rows += [ConversationRow(conversation) for conversation in similar]
        if (beginning := self._beginning()) is not None and not self._list.query:
            rows.insert(0, ConversationRow(beginning, "answering"))
        self._list.show_rows(rows, self._folders, archived=self._pages.archived, is_result=is_result)

    def _shown_rows(self, waiting: Mapping[int, int]) -> list[ConversationRow]:
        """Return a row for each conversation; of thousands, those in which nothing goes on are looked up and not made."""
        live = self._session.live.place if self._session.live is not None else None
        active = {*waiting, live}
        known, rows = self._rows, list[ConversationRow]()
        for conversation in self._listed:
            id = conversation.id
            row = known.get(id)
            if row is None or row.conversation is not conversation or row.activity or id in active:
                activity: Activity = "answering" if id == live else "waiting" if id in waiting else ""
                row = known[id] = ConversationRow(conversation, activity, waiting.get(id, 0))
                self._queue.titles[id] = conversation.title
            rows.append(row)
        if len(known) > len(rows):
            self._rows = {row.conversation.id: row for row in rows}
        return rows

    def _beginning(self) -> Conversation | None:
        """The conversation whose first question is on its way, or is saved and not in the list yet."""
        live = self._session.live
        if live is None or live.request is None or any(c.id == live.place for c in self._listed):
            return None
        title = " ".join(live.request.text.split())[:LONGEST_TITLE]
        conversation = Conversation(max(live.place, NEW), title, round(time.time() * MILLISECONDS), 0)
        return msgspec.structs.replace(conversation, is_private=live.request.is_private)

    def _add_folder(self, conversations: tuple[Conversation, ...]) -> None:
        """Make a folder, move conversations to it, and let the person type its name."""

        def on_added(folder: int) -> None:
            if conversations:
                self._folder_requests.move(conversations, folder)
                self._list.unfold(folder)
            self._list.rename_folder(folder)

        self._folder_requests.add_folder(self._folders, on_added)

    def _on_dropped(self, conversations: tuple[Conversation, ...], row: ListEntry | None) -> None:
        """Move conversations where they were dropped: to a folder, the archive, the pinned ones, or out of a folder."""
        target = row.conversation if isinstance(row, ConversationRow) else None
        if isinstance(row, ArchiveRow) or (target is not None and target.is_archived):
            self._folder_requests.archive(conversations, True)
        elif row == PINNED or (target is not None and target.is_pinned):
            self._folder_requests.pin(conversations, True)
        else:
            folder = row.folder.id if isinstance(row, FolderRow) else target.folder if target is not None else None
            self._folder_requests.move(conversations, folder or 0)

    def _leave(self, conversation: Conversation) -> None:
        """Stop the answer in a conversation that is going, and show a new one in its place."""
        self._stop(conversation.id)
        if conversation.id == self._session.id:
            self._new()

    def _purge(self, conversation: Conversation) -> None:
        self._requests.purge(conversation, self._list, lambda: self._leave(conversation))

    def _delete(self, conversations: tuple[Conversation, ...]) -> None:
        for conversation in conversations:
            self._leave(conversation)
        self._folder_requests.delete(conversations, lambda: self._open(conversations[0].id))

    def _stop(self, conversation: int) -> None:
        if self._session.live is not None and self._session.live.place == conversation:
            self._session.stop_live()


def _as_conversation(match: MessageMatch) -> Conversation:
    """Return what the list shows of a conversation that was found by its meaning."""
    text = " ".join(match.text.split())
    found = ConversationMatch(match.message, text, (), is_similar=True)
    return Conversation(match.conversation, match.title, match.created_at, 0, match=found)
