"""Keeps the list of conversations up to date, and renames and deletes from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.features.chat.chat_requests import ChatRequests
from desktop.features.chat.conversation_list import ConversationList
from desktop.features.chat.session import ChatSession
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
        requests: ChatRequests,
        *,
        open: Callable[[int], None],
        new: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._list, self._session, self._requests = conversation_list, session, requests
        self._open, self._new = open, new
        self.conversations: Sequence[Conversation] = ()
        self._refresh_soon = QTimer(self, singleShot=True, interval=REFRESH_DELAY_MS)
        self._refresh_soon.timeout.connect(self.refresh)
        requests.listed.connect(self._on_listed)
        conversation_list.new_clicked.connect(new)
        conversation_list.opened.connect(open)
        conversation_list.searched.connect(requests.list_conversations)
        conversation_list.renamed.connect(self._rename)
        conversation_list.deleted.connect(self._delete)

    def refresh(self) -> None:
        """Ask for the conversations that match the search field."""
        self._requests.list_conversations(self._list.query)

    def refresh_soon(self) -> None:
        """Ask for them once the changes of this moment are over."""
        self._refresh_soon.start()

    def _on_listed(self, conversations: Sequence[Conversation]) -> None:
        self.conversations = conversations
        self._list.show_conversations(conversations)
        self._session.set_title(next((c.title for c in conversations if c.id == self._session.id), ""))
        self.title_changed.emit()

    def _rename(self, conversation: Conversation, title: str) -> None:
        if conversation.id == self._session.id:
            self._session.set_title(title)
            self.title_changed.emit()
        self._requests.rename(conversation, title)

    def _delete(self, conversation: Conversation) -> None:
        if conversation.id == self._session.id:
            if self._session.shows_live_answer:
                self._session.stop()
            self._new()
        self._requests.delete(conversation, lambda: self._open(conversation.id))
