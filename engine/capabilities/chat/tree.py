"""The tree that the messages of a conversation form: edits and retries are siblings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from engine.capabilities.chat.api import Message
from engine.protocol.errors import NotFound


class MessageTree:
    """All messages of one conversation, as they were when they were read."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self._messages: Mapping[int, Message] = {message.id: message for message in messages}
        self._children: dict[int | None, list[Message]] = {}
        for id in sorted(self._messages):
            message = self._messages[id]
            self._children.setdefault(message.parent, []).append(message)

    def path(self, leaf: int | None) -> tuple[Message, ...]:
        """Return the messages from the root to `leaf`, with their siblings. An unknown leaf means the newest message.

        A path whose parent is missing begins below the gap.
        """
        if leaf not in self._messages:
            leaf = max(self._messages, default=None)
        path: list[Message] = []
        visited: set[int] = set()
        while leaf is not None and leaf in self._messages and leaf not in visited:
            visited.add(leaf)
            message = self._messages[leaf]
            path.append(msgspec.structs.replace(message, siblings=self._siblings(message)))
            leaf = message.parent
        return tuple(reversed(path))

    def newest_leaf(self, id: int) -> int:
        """Follow the newest child of each message down to a leaf. Raises NotFound."""
        self.find(id)
        while children := [child.id for child in self._children.get(id, ()) if child.id > id]:
            id = max(children)
        return id

    def find(self, id: int) -> Message:
        """Return one message. Raises NotFound."""
        if id not in self._messages:
            raise NotFound("message")
        return self._messages[id]

    def _siblings(self, message: Message) -> tuple[int, ...]:
        return tuple(other.id for other in self._children[message.parent] if other.role == message.role)
