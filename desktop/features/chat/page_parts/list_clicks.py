"""Clicks in the list of conversations: opening, beginning, asking a folder, and what is folded."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.feature import Shell
from desktop.features.chat.composing import ComposerController
from desktop.features.chat.conversations.conversation_list import ConversationList
from desktop.features.chat.conversations.rows import Folding
from desktop.features.chat.navigation import ConversationNavigation
from desktop.features.chat.other_answers import OtherAnswers
from engine.capabilities.chat import api as chat


class ListClicks(QObject):
    """Carries them out."""

    def __init__(
        self,
        shell: Shell,
        conversations: ConversationList,
        navigation: ConversationNavigation,
        composing: ComposerController,
        other_answers: OtherAnswers,
        new_private: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shell, self._navigation, self._composing = shell, navigation, composing
        conversations.opened.connect(navigation.open)
        conversations.opened_at.connect(navigation.open_at)
        conversations.opened.connect(lambda _: other_answers.show_conversation())
        conversations.opened_at.connect(lambda *_: other_answers.show_conversation())
        conversations.new_private_clicked.connect(new_private)
        conversations.folding_changed.connect(self._save_folding)
        conversations.menu.begun_in_folder.connect(lambda folder: navigation.new(folder=folder.id))
        conversations.menu.folder_asked.connect(self._ask_folder)

    def _save_folding(self, folding: Folding) -> None:
        self._shell.settings.change(open_folders=tuple(sorted(folding.folders)), is_archive_open=folding.archive)

    def _ask_folder(self, folder: chat.ConversationFolder) -> None:
        """Begin a conversation whose questions are put to those of a folder."""
        self._navigation.new()
        self._composing.sources.choose((), (folder.id,))
