"""Everything of the Chat page that takes conversations out of it or brings some in: exports, imports, copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.feature import Action, DropAction, Shell
from desktop.features.chat.conversations.conversation_menu import ConversationMenu
from desktop.features.chat.session import ChatSession
from desktop.features.chat.transcript.transcript import Transcript
from desktop.features.chat.transcript.version_menu import VersionAction
from desktop.features.chat.transfer.conversation_copier import ConversationCopier
from desktop.features.chat.transfer.export_controller import ExportController
from desktop.features.chat.transfer.import_controller import ImportController
from desktop.i18n import tr


class Transfers:
    """Connects the menus of the list and of the messages, and gives the palette its commands."""

    def __init__(
        self,
        shell: Shell,
        owner: QWidget,
        session: ChatSession,
        transcript: Transcript,
        menu: ConversationMenu,
        open: Callable[[int], object],
    ) -> None:
        self._shell, self._session = shell, session
        self.exports, self.imports = ExportController(shell, owner), ImportController(shell, owner, open, session)
        self._copier = ConversationCopier(shell, owner)
        menu.exported.connect(self.exports.ask)
        menu.imported.connect(self.imports.ask_for_files)
        transcript.conversation_copied.connect(self._copy)
        transcript.version_action.connect(self._on_action)

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("chat", "Copy the conversation as Markdown"), lambda: self._copy(True)),
            Action(tr("chat", "Copy the conversation as plain text"), lambda: self._copy(False)),
            Action(tr("chat", "Export this conversation…"), self._export_open),
            Action(tr("chat", "Export all conversations…"), lambda: self.exports.ask(())),
            Action(tr("chat", "Import conversations…"), self.imports.ask_for_files),
            Action(tr("chat", "Import a folder of conversations…"), self.imports.ask_for_folder),
        )

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        return self.imports.drop_actions(files)

    def _copy(self, as_markdown: bool) -> None:
        self._copier.copy(self._session.messages, as_markdown=as_markdown)

    def _on_action(self, action: VersionAction) -> None:
        if action.kind == "export":
            self.exports.ask_answer(action.message)

    def _export_open(self) -> None:
        """Export the open conversation; one that has not begun has nothing to export."""
        if self._session.conversation is not None:
            self.exports.ask((self._session.conversation,))
        else:
            self._shell.show_message(tr("chat", "Ask a question first: there is nothing to export yet."))
