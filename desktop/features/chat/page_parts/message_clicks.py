"""Clicks on the messages of the open conversation: another answer, a source, a picture, a link, another version."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.navigation import ConversationNavigation
from desktop.features.chat.session import ChatSession
from desktop.features.chat.transcript.version_list import VersionList
from desktop.widgets.cards.source_card import SourcePassage
from desktop.widgets.shell.open_link_dialog import ask_before_opening
from engine.capabilities.chat import api as chat
from engine.capabilities.memory import api as memory


class MessageClicks(QObject):
    """Carries them out."""

    def __init__(
        self,
        shell: Shell,
        view: ConversationView,
        session: ChatSession,
        settings: ConversationSettingsController,
        navigation: ConversationNavigation,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._shell, self._view, self._session = shell, view, session
        self._settings, self._navigation = settings, navigation
        self._version_list = VersionList(shell, session.choose, parent)
        transcript = view.transcript
        transcript.retry_clicked.connect(self._retry)
        transcript.without_documents_clicked.connect(partial(self._retry, documents=False))
        transcript.chosen.connect(session.choose)
        transcript.quoted.connect(view.composer.quote)
        transcript.versions_listed.connect(self._version_list.show)
        transcript.source_clicked.connect(self._inspect)
        transcript.picture_clicked.connect(lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(path)))
        transcript.link_clicked.connect(lambda address: ask_before_opening(address, parent))

    def open_message(self, told: memory.Memory) -> None:
        """Open the conversation at the message in which a memory was told."""
        if told.conversation is not None:
            match = chat.ConversationMatch(told.message or 0, told.text, ())
            self._navigation.open_at(told.conversation, match)

    def _retry(self, message: chat.Message, *, documents: bool = True) -> None:
        self._view.transcript.scroll_to_end()
        self._session.retry(message.id, self._settings.current, documents=documents)
        self._view.composer.focus_text()

    def _inspect(self, source: SourcePassage) -> None:
        """Show a source in the inspector; one that is a message, in its conversation."""
        if source.message:
            match = chat.ConversationMatch(source.message, " ".join(source.text.split()), ())
            self._navigation.open_at(source.conversation, match)
            return
        from desktop.panels.reading_pane import ReadingPane  # with all that shows a PDF

        pane = ReadingPane(self._shell, source)
        pane.source_clicked.connect(self._inspect)
        self._shell.show_in_inspector(source.name, pane)
