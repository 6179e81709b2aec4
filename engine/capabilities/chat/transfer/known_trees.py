"""Recognises conversations that are in the library already, by the contents of their messages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import apsw

from engine.protocol.children.conversation_file import ConversationRecord

_ROOTS = (
    """SELECT conversation, CAST(role AS BLOB), created_at, CAST(text AS BLOB) FROM messages WHERE parent IS NULL"""
)
_MESSAGES = """SELECT id, parent, CAST(role AS BLOB), created_at, CAST(text AS BLOB) FROM messages
    WHERE conversation = ? ORDER BY id"""


class KnownTrees:
    """Conversations by the digests of their first messages, the deleted ones too.

    A message's digest is that of its role, time and text and of all messages before it on its branch.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self._by_root: dict[bytes, list[int]] = {}
        for conversation, role, created_at, text in connection.execute(_ROOTS):
            self._note(_digest(b"", role, created_at, text), int(str(conversation)))

    def find(self, connection: apsw.Connection, record: ConversationRecord) -> int | None:
        """Return the conversation that holds every message of the record; None where there is none."""
        wanted = record_digests(record)
        candidates = dict.fromkeys(id for root in _roots(record) for id in self._by_root.get(root, ()))
        return next((id for id in candidates if wanted <= _tree_digests(connection, id)), None)

    def add(self, record: ConversationRecord, conversation: int) -> None:
        """Note a conversation that was just added."""
        for root in _roots(record):
            self._note(root, conversation)

    def _note(self, root: bytes, conversation: int) -> None:
        self._by_root.setdefault(root, []).append(conversation)


def record_digests(record: ConversationRecord) -> frozenset[bytes]:
    """Return the digests of all messages of a record."""
    return _digests((m.id, m.parent, m.role, m.created_at, m.text) for m in record.messages)


def _roots(record: ConversationRecord) -> Iterable[bytes]:
    return [_digest(b"", m.role, m.created_at, m.text) for m in record.messages if m.parent is None]


def _tree_digests(connection: apsw.Connection, conversation: int) -> frozenset[bytes]:
    return _digests(connection.execute(_MESSAGES, (conversation,)))


def _digests(messages: Iterable[tuple[object, ...]]) -> frozenset[bytes]:
    digests: dict[object, bytes] = {}
    for id, parent, role, created_at, text in messages:
        digests[id] = _digest(digests.get(parent, b""), role, created_at, text)
    return frozenset(digests.values())


def _digest(before: bytes, role: object, created_at: object, text: object) -> bytes:
    parts = (_bytes(role), str(created_at).encode(), _bytes(text))
    return hashlib.sha256(before + b"\0".join(parts)).digest()


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
