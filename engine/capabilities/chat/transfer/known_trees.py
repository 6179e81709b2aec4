"""Recognises conversations that are in the library already, and which messages of a record are new to them.

Exports give messages no number that holds outside one file. What identifies a message is the message that it follows, its role
and its time in milliseconds; its text decides where no time is known, or where two have the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import apsw
import msgspec

from engine.protocol.children.conversation_file import ConversationRecord, RecordedMessage

LATEST = 2**53
"""The latest time that the library holds."""
_ROOTS = (
    """SELECT conversation, CAST(role AS BLOB), created_at, CAST(text AS BLOB) FROM messages WHERE parent IS NULL"""
)
_MESSAGES = """SELECT id, parent, CAST(role AS BLOB), created_at, CAST(text AS BLOB) FROM messages
    WHERE conversation = ? ORDER BY id"""


class KnownTree(msgspec.Struct, frozen=True):
    """`messages` are those of a record that `conversation` has: their ids in the library by their ids in the record."""

    conversation: int
    messages: Mapping[int, int]

    def new_messages(self, record: ConversationRecord) -> Sequence[RecordedMessage]:
        """Return the messages of the record that the conversation does not have, parents before their children."""
        return [message for message in record.messages if message.id not in self.messages]


class _LibraryMessage(msgspec.Struct, frozen=True):
    """A message of the library; `text` is UTF-8."""

    id: int
    role: bytes
    created_at: int
    text: bytes


class KnownTrees:
    """Conversations by the digests of their first messages, the deleted ones too."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._by_root: dict[bytes, list[int]] = {}
        for conversation, role, created_at, text in connection.execute(_ROOTS):
            self._note(_digest(_bytes(role), int(str(created_at)), _bytes(text)), int(str(conversation)))

    def find(self, connection: apsw.Connection, record: ConversationRecord) -> KnownTree | None:
        """Return the conversation that a record is an older, the same or a newer state of; None where there is none.

        Without the times of its first messages a record is only known where a conversation holds all of it.
        """
        candidates = dict.fromkeys(id for root in _roots(record) for id in self._by_root.get(_root_digest(root), ()))
        found = [KnownTree(id, _matches(connection, id, record)) for id in candidates]
        best = max(found, key=lambda tree: len(tree.messages), default=None)
        if best is None or not best.new_messages(record):
            return best
        return best if any(root.created_at and root.id in best.messages for root in _roots(record)) else None

    def add(self, record: ConversationRecord, conversation: int) -> None:
        """Note a conversation that was just added, or that has more first messages now."""
        for root in _roots(record):
            self._note(_root_digest(root), conversation)

    def _note(self, root: bytes, conversation: int) -> None:
        known = self._by_root.setdefault(root, [])
        if conversation not in known:
            known.append(conversation)


def _roots(record: ConversationRecord) -> Iterable[RecordedMessage]:
    return (message for message in record.messages if message.parent is None)


def _matches(connection: apsw.Connection, conversation: int, record: ConversationRecord) -> dict[int, int]:
    """Return the messages of a record that a conversation has, from the first ones down."""
    known: dict[int | None, list[_LibraryMessage]] = defaultdict(list)
    for id, parent, role, created_at, text in connection.execute(_MESSAGES, (conversation,)):
        message = _LibraryMessage(int(str(id)), _bytes(role), int(str(created_at)), _bytes(text))
        known[parent if isinstance(parent, int) else None].append(message)
    children: dict[int | None, list[RecordedMessage]] = defaultdict(list)
    for recorded in record.messages:
        children[recorded.parent].append(recorded)
    matches: dict[int, int] = {}
    waiting: list[tuple[int | None, int | None]] = [(None, None)]
    while waiting:
        in_record, in_library = waiting.pop()
        for recorded_id, known_id in _pairs(children[in_record], known[in_library]):
            matches[recorded_id] = known_id
            waiting.append((recorded_id, known_id))
    return matches


def _pairs(recorded: Sequence[RecordedMessage], known: Sequence[_LibraryMessage]) -> Iterator[tuple[int, int]]:
    """Yield the ids of messages with one parent that are the same: those with the same text first.

    One of the same time whose text has grown since, as that of an answer that was continued, holds the shorter one.
    """
    by_text: dict[tuple[bytes, int, bytes], list[_LibraryMessage]] = defaultdict(list)
    for message in reversed(known):
        by_text[message.role, message.created_at, message.text].append(message)
    rest: list[RecordedMessage] = []
    for recorded_message in recorded:
        if same := by_text.get((*_time(recorded_message), _bytes(recorded_message.text))):
            yield recorded_message.id, same.pop().id
        else:
            rest.append(recorded_message)
    by_time: dict[tuple[bytes, int], list[_LibraryMessage]] = defaultdict(list)
    for left in by_text.values():
        for message in left:
            by_time[message.role, message.created_at].append(message)
    for recorded_message in rest:
        grown = by_time.get(_time(recorded_message), []) if recorded_message.created_at else []
        if len(grown) == 1 and len(grown[0].text) >= len(_bytes(recorded_message.text)):
            yield recorded_message.id, grown[0].id
            del by_time[_time(recorded_message)]


def _time(message: RecordedMessage) -> tuple[bytes, int]:
    return message.role.encode(), stored_time(message)


def stored_time(message: RecordedMessage) -> int:
    """Return the time of a message as the library holds it."""
    return min(max(message.created_at, 0), LATEST)


def _root_digest(root: RecordedMessage) -> bytes:
    return _digest(root.role.encode(), stored_time(root), _bytes(root.text))


def _digest(role: bytes, created_at: int, text: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((role, str(created_at).encode(), text))).digest()


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
