"""Keeps the list of conversations up to date, shows what goes on in each, and renames and deletes from it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.features.chat.chat_requests import ChatRequests
from desktop.features.chat.conversation_delegate import Activity, ConversationRow
from desktop.features.chat.conversation_list import MILLISECONDS, ConversationList, waiting_counts
from desktop.features.chat.queue.question_queue import LONGEST_TITLE, QuestionQueue
from desktop.features.chat.session import NEW, ChatSession
from engine.capabilities.chat.api import Conversation

REFRESH_DELAY_MS = 100
"""Several changes in this time ask for the list once."""


class ConversationListController(QObject):
    """`title_changed`: the open conversation has another title."""

    title_changed = Signal()

    def __init__(
        self,
        conversation_list: ConversationList,
        session: ChatSession,
        queue: QuestionQueue,
        requests: ChatRequests,
        *,
        new: Callable[[], None],
        open: Callable[[int], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._list, self._session, self._queue, self._requests = conversation_list, session, queue, requests
        self._new, self._open = new, open
        self.conversations: Sequence[Conversation] = ()
        self._query = ""
        self._refresh_soon = QTimer(self, singleShot=True, interval=REFRESH_DELAY_MS)
        self._refresh_soon.timeout.connect(self.refresh)
        requests.listed.connect(self._on_listed)
        conversation_list.new_clicked.connect(new)
        conversation_list.searched.connect(requests.list_conversations)
        conversation_list.renamed.connect(self.rename)
        conversation_list.deleted.connect(self._delete)
        conversation_list.purged.connect(self._purge)
        conversation_list.stopped.connect(self._stop)
        session.busy_changed.connect(lambda _: self._show())
        session.begun.connect(self._on_begun)
        queue.changed.connect(self._show)

    def refresh(self) -> None:
        """Ask for the conversations that match the search field."""
        self._requests.list_conversations(self._list.query)

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
        return next((c.title for c in self.conversations if c.id == conversation), "")

    def _on_listed(self, conversations: Sequence[Conversation]) -> None:
        self.conversations = conversations
        self._queue.titles = {**self._queue.titles, **{c.id: c.title for c in conversations}}
        self._session.set_title(self.title(self._session.id))
        self._show(is_result=True)
        self.title_changed.emit()

    def _on_begun(self, place: int, conversation: int) -> None:
        self.refresh()

    def _show(self, *, is_result: bool = False) -> None:
        """Show the conversations, and above them the one that is only just beginning."""
        waiting = waiting_counts([question.place for question in self._queue.waiting])
        rows = [self._row(conversation, waiting.get(conversation.id, 0)) for conversation in self.conversations]
        if (beginning := self._beginning()) is not None and not self._list.query:
            rows.insert(0, ConversationRow(beginning, "answering"))
        self._list.show_rows(rows, is_result=is_result)

    def _row(self, conversation: Conversation, waiting: int) -> ConversationRow:
        live = self._session.live
        activity: Activity = "waiting" if waiting else ""
        if live is not None and live.place == conversation.id:
            activity = "answering"
        return ConversationRow(conversation, activity, waiting)

    def _beginning(self) -> Conversation | None:
        """The conversation whose first question is on its way, or is saved and not in the list yet."""
        live = self._session.live
        if live is None or live.request is None or any(c.id == live.place for c in self.conversations):
            return None
        title = " ".join(live.request.text.split())[:LONGEST_TITLE]
        return Conversation(max(live.place, NEW), title, round(time.time() * MILLISECONDS), 0)

    def _leave(self, conversation: Conversation) -> None:
        """Stop the answer in a conversation that is going, and show a new one in its place."""
        self._stop(conversation.id)
        if conversation.id == self._session.id:
            self._new()

    def _purge(self, conversation: Conversation) -> None:
        self._requests.purge(conversation, self._list, lambda: self._leave(conversation))

    def _delete(self, conversation: Conversation) -> None:
        self._leave(conversation)
        self._requests.delete(conversation, lambda: self._open(conversation.id))

    def _stop(self, conversation: int) -> None:
        if self._session.live is not None and self._session.live.place == conversation:
            self._session.stop_live()
