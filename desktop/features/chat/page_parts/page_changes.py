"""Reading again what changed: in the library, by a command in another program, or because the engine was restarted."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.feature import Shell
from desktop.features.chat.chat_requests import ChatRequests
from desktop.features.chat.conversations.list_controller import ConversationListController
from desktop.features.chat.navigation import ConversationNavigation
from desktop.features.chat.queue.question_queue import QuestionQueue
from desktop.features.chat.session import NEW, ChatSession
from engine.capabilities.chat.api import CONVERSATIONS
from engine.capabilities.classification.api import CLASSIFIERS
from engine.capabilities.documents.api import DOCUMENTS
from engine.capabilities.models.api import MODELS


class PageChanges(QObject):
    """Keeps the Chat page up to date."""

    def __init__(
        self,
        shell: Shell,
        session: ChatSession,
        queue: QuestionQueue,
        requests: ChatRequests,
        list_controller: ConversationListController,
        navigation: ConversationNavigation,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._queue, self._requests = session, queue, requests
        self._list_controller, self._navigation = list_controller, navigation
        shell.client.changed.connect(self._on_library_changed)
        shell.client.changed_elsewhere.connect(self._on_changed_elsewhere)
        shell.client.state_changed.connect(self._on_engine_state)

    def _on_library_changed(self, nouns: frozenset[str]) -> None:
        if CONVERSATIONS in nouns:
            self._list_controller.refresh_soon()
            self._queue.load()
        if DOCUMENTS in nouns:
            self._requests.find_collections()
        if CLASSIFIERS in nouns:
            self._requests.find_classifiers()
        if MODELS in nouns:
            self._requests.find_context()

    def _on_changed_elsewhere(self, nouns: frozenset[str]) -> None:
        """Read the conversation again to which a command may have added, such as `ateneo chat`."""
        if CONVERSATIONS in nouns and self._session.id != NEW and not self._session.shows_live_answer:
            self._session.open(self._session.id)

    def _on_engine_state(self, state: str) -> None:
        """Ask for everything again after the engine was restarted."""
        if state != "ready":
            return
        self._list_controller.refresh_soon()
        self._queue.load()
        self._requests.find_choices()
        self._navigation.on_engine_ready()
