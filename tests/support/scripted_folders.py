"""Folders, pins, archive, titles and search by meaning of the scripted conversations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from engine.capabilities.chat import api as chat
from engine.protocol.done import Done
from engine.protocol.messages import ErrorBody, ErrorData, Failure, Notification, Result
from tests.support.scripted_engine import send

if TYPE_CHECKING:
    from tests.support.scripted_chat import ScriptedConversations

SIMILAR = "when to sow"
"""A query to which the search by meaning finds the answer about tomatoes, which does not hold the word."""


class ScriptedFolders:
    """Answers the requests that put the list in order."""

    def __init__(self, library: ScriptedConversations) -> None:
        self._library = library
        self._folders: dict[int, chat.ConversationFolder] = {}
        self._deleted: dict[int, chat.ConversationFolder] = {}

    @property
    def handlers(self) -> dict[str, Callable[[int, Any], None]]:
        """The handlers by their methods."""
        return {
            chat.LIST_FOLDERS.name: self.list,
            chat.ADD_FOLDER.name: self.add,
            chat.RENAME_FOLDER.name: self.rename,
            chat.DELETE_FOLDER.name: self.delete,
            chat.RESTORE_FOLDER.name: self.restore,
            chat.ORGANISE.name: self.organise,
            chat.WRITE_TITLE.name: self.write_title,
            chat.SEARCH.name: self.search,
            chat.EMBED_MESSAGES.name: lambda id, params: send(Result(id, chat.MessagesEmbedded(0, 0))),
        }

    def list(self, id: int, params: Any) -> None:
        conversations = self._library.conversations.values()
        folders = [
            msgspec.structs.replace(folder, count=sum(c.folder == folder.id for c in conversations))
            for folder in sorted(self._folders.values(), key=lambda folder: folder.name)
        ]
        send(Result(id, chat.ConversationFolders(tuple(folders))))

    def add(self, id: int, params: Any) -> None:
        number = len(self._folders) + len(self._deleted) + 1
        self._folders[number] = chat.ConversationFolder(number, params["name"])
        self._done(id, self._folders[number])

    def rename(self, id: int, params: Any) -> None:
        if any(folder.name == params["name"] for folder in self._folders.values()):
            send(Failure(id, ErrorBody(-32000, "Taken.", ErrorData("name_taken", values={"name": params["name"]}))))
            return
        number = params["folder"]
        self._folders[number] = msgspec.structs.replace(self._folders[number], name=params["name"])
        self._done(id)

    def delete(self, id: int, params: Any) -> None:
        self._deleted[params["folder"]] = self._folders.pop(params["folder"])
        self._done(id)

    def restore(self, id: int, params: Any) -> None:
        self._folders[params["folder"]] = self._deleted.pop(params["folder"])
        self._done(id)

    def organise(self, id: int, params: Any) -> None:
        for conversation in params["conversations"]:
            changes = {n: params[n] for n in ("is_pinned", "is_archived", "is_private") if params.get(n) is not None}
            if params.get("folder") is not None:
                changes["folder"] = params["folder"] or None
            before = self._library.conversations[conversation]
            self._library.conversations[conversation] = msgspec.structs.replace(before, **changes)
        self._done(id)

    def write_title(self, id: int, params: Any) -> None:
        """Give a title only where the person asks for one."""
        title = "A title by the model" if params.get("is_asked") else ""
        conversation = params["conversation"]
        if title:
            before = self._library.conversations[conversation]
            self._library.conversations[conversation] = msgspec.structs.replace(before, title=title)
        self._done(id, chat.TitleWritten(title))

    def search(self, id: int, params: Any) -> None:
        message = next((m for m in self._library.messages.values() if m.text.startswith("In **February**")), None)
        found = []
        if params["query"] == SIMILAR and message is not None:
            title = self._library.conversations[message.conversation].title
            found = [
                chat.MessageMatch(
                    message.conversation, message.id, message.role, message.text, 2.0, title, 0, 0, len(message.text)
                )
            ]
        send(Result(id, chat.MessageSearchResults(tuple(found), 0, {})))

    def _done(self, id: int, result: object = None) -> None:
        send(Result(id, Done() if result is None else result))
        send(Notification("changed", {"conversations": True, "by": id}))
