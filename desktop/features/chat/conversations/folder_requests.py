"""Requests that put the list of conversations in order: folders, pins, archive, privacy, titles, deletion; each can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.link.call import EngineFault
from desktop.link.client import is_cancelled
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import Conversation, ConversationFolder


class FolderRequests(QObject):
    """Each method sends what it says. Faults go to the message bar; the list follows by `changed` of the engine."""

    folders_found = Signal(tuple)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell

    def find_folders(self) -> None:
        """`folders_found` follows."""
        call = self._shell.client.call(chat.LIST_FOLDERS, chat.ListFolders(), self)
        call.on_result(lambda result: self.folders_found.emit(result.folders))
        call.on_failed(self._shell.report)

    def add_folder(self, taken: Sequence[ConversationFolder], on_added: Callable[[int], None]) -> None:
        """Make a folder with a name that is free, and pass its id to `on_added`."""
        names = {folder.name.casefold() for folder in taken}
        name, number = tr("chat", "New folder"), 2
        while name.casefold() in names:
            name, number = f"{tr('chat', 'New folder')} {number}", number + 1
        call = self._shell.client.call(chat.ADD_FOLDER, chat.AddFolder(name), self)
        call.on_result(lambda folder: on_added(folder.id))
        call.on_failed(self._shell.report)

    def rename_folder(self, folder: ConversationFolder, name: str) -> None:
        call = self._shell.client.call(chat.RENAME_FOLDER, chat.RenameFolder(folder.id, name), self)
        call.on_failed(self._shell.report)

    def delete_folder(self, folder: ConversationFolder) -> None:
        """Delete a folder and offer to undo it; its conversations stay."""
        call = self._shell.client.call(chat.DELETE_FOLDER, chat.DeleteFolder(folder.id), self)
        sentence = tr("chat", "The folder “{name}” was deleted; its conversations are still here.", name=folder.name)
        call.on_result(lambda _: self._shell.show_message(sentence, undo=lambda: self._restore_folder(folder.id)))
        call.on_failed(self._shell.report)

    def organise(
        self, request: chat.OrganiseConversations, sentence: str = "", back: Sequence[chat.OrganiseConversations] = ()
    ) -> None:
        """Change where conversations stand. With a sentence it is said, and can be undone by the requests of `back`."""
        call = self._shell.client.call(chat.ORGANISE, request, self)
        call.on_failed(self._shell.report)
        if sentence:
            call.on_result(lambda _: self._shell.show_message(sentence, undo=lambda: self._organise_back(back)))

    def archive(self, conversations: Sequence[Conversation], is_archived: bool) -> None:
        """Archive conversations, or take them out again."""
        count, first = len(conversations), conversations[0].title or tr("chat", "New conversation")
        sentence = (
            tr("chat", "“{title}” is in the archive, at the end of the list.", title=first)
            if count == 1
            else tr("chat", "%n conversation(s) are in the archive, at the end of the list.", count)
        )
        request = chat.OrganiseConversations(_ids(conversations), is_archived=is_archived)
        back = [
            chat.OrganiseConversations((c.id,), is_pinned=c.is_pinned, is_archived=c.is_archived) for c in conversations
        ]
        self.organise(request, sentence if is_archived else "", back)

    def pin(self, conversations: Sequence[Conversation], is_pinned: bool) -> None:
        self.organise(chat.OrganiseConversations(_ids(conversations), is_pinned=is_pinned))

    def make_private(self, conversations: Sequence[Conversation], is_private: bool) -> None:
        self.organise(chat.OrganiseConversations(_ids(conversations), is_private=is_private))

    def move(self, conversations: Sequence[Conversation], folder: int) -> None:
        """Move conversations to a folder; 0 takes them out of theirs."""
        back = [chat.OrganiseConversations((c.id,), folder=c.folder or 0) for c in conversations]
        moved = [c for c in conversations if (c.folder or 0) != folder]
        if moved:
            sentence = tr("chat", "%n conversation(s) moved.", len(moved))
            self.organise(chat.OrganiseConversations(_ids(moved), folder=folder), sentence, back)

    def delete(self, conversations: Sequence[Conversation], on_restored: Callable[[], None]) -> None:
        """Delete conversations and offer to undo it."""
        for conversation in conversations:
            call = self._shell.client.call(chat.DELETE, chat.DeleteConversation(conversation.id), self)
            call.on_failed(self._shell.report)
        title = conversations[0].title or tr("chat", "New conversation")
        sentence = (
            tr("chat", "“{title}” was deleted.", title=title)
            if len(conversations) == 1
            else tr("chat", "%n conversation(s) were deleted.", len(conversations))
        )
        call.on_result(
            lambda _: self._shell.show_message(sentence, undo=lambda: self._restore(conversations, on_restored))
        )

    def write_title(self, conversation: Conversation) -> None:
        """Let the model write another title."""
        call = self._shell.client.call(chat.WRITE_TITLE, chat.WriteTitle(conversation.id, is_asked=True), self)
        call.on_failed(self._on_title_failed)
        nothing = tr("chat", "The model wrote no title that could be used; the old one stays.")
        call.on_result(lambda written: None if written.title else self._shell.show_message(nothing))

    def _on_title_failed(self, fault: EngineFault) -> None:
        if is_cancelled(fault):
            self._shell.show_message(tr("chat", "Something else needed the model first. Ask for the title again."))
        else:
            self._shell.report(fault)

    def _organise_back(self, requests: Sequence[chat.OrganiseConversations]) -> None:
        for request in requests:
            self.organise(request)

    def _restore(self, conversations: Sequence[Conversation], on_restored: Callable[[], None]) -> None:
        for conversation in conversations:
            call = self._shell.client.call(chat.RESTORE, chat.RestoreConversation(conversation.id), self)
            call.on_failed(self._shell.report)
        call.on_result(lambda _: on_restored())

    def _restore_folder(self, folder: int) -> None:
        call = self._shell.client.call(chat.RESTORE_FOLDER, chat.RestoreFolder(folder), self)
        call.on_failed(self._shell.report)


def _ids(conversations: Sequence[Conversation]) -> tuple[int, ...]:
    return tuple(conversation.id for conversation in conversations)
