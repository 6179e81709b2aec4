"""Rows of memories as types of the protocol, the SQL that reads them, and what the store registers of them."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Any

import msgspec

from engine.capabilities.memory.api import Memory, MemoryFilter, MemoryScope
from engine.protocol.answering.memories import MemoryState
from engine.store.vector_tables import FullTextSpec, VectorTableSpec

MEMORY_VECTORS = VectorTableSpec(
    rows_table="memories",
    embedded_counts="SELECT embedder, count(*) FROM memories WHERE embedder <> '' GROUP BY embedder",
    missing_count="SELECT count(*) FROM memories WHERE embedder = ? AND id NOT IN (SELECT rowid FROM vectors_{id}_rowids)",
)
"""One vector for each kept memory; it goes when the memory is no longer kept."""
MEMORIES_FTS = FullTextSpec("memories_fts", pending="SELECT 0")

# Title and question belong to chat. Memory only reads them, so that a memory can be traced to its message.
# Text is read as bytes: one flipped bit that is no longer UTF-8 must not cost the whole row.
MEMORY = """SELECT m.id, CAST(m.text AS BLOB), m.state, m.created_at, m.scope, m.folder, m.is_on, m.expires_at,
    q.id, c.id, CAST(c.title AS BLOB), m.replaced_by,
    (SELECT group_concat(r.id) FROM memories r WHERE r.replaced_by = m.id), m.slot, m.kind
    FROM memories m LEFT JOIN conversations c ON c.id = m.conversation AND c.deleted_at IS NULL
    LEFT JOIN messages q ON q.id = m.message AND q.conversation = c.id"""
_STATES: tuple[MemoryState, ...] = ("proposed", "kept", "declined", "replaced")
_SCOPES: tuple[MemoryScope, ...] = ("everywhere", "folder", "never")

IS_RECALLABLE = "m.state = 'kept' AND m.is_on AND m.scope <> 'never' AND (m.expires_at IS NULL OR m.expires_at > {now})"
"""SQL, with the time in milliseconds for `{now}`."""
FILTERS: dict[MemoryFilter, str] = {
    "all": "m.state IN ('proposed', 'kept')",
    "proposed": "m.state = 'proposed'",
    "kept": "m.state = 'kept'",
    "history": "m.state = 'replaced'",
    "off": "m.state = 'kept' AND (NOT m.is_on OR m.scope = 'never' OR (m.expires_at IS NOT NULL AND m.expires_at <= {now}))",
    "declined": "m.state = 'declined'",
}
"""SQL of each filter, with the time in milliseconds for `{now}`."""

Row = Sequence[Any]  # Any: a damaged file may hold a value of any type in any column


class MemoryRow(msgspec.Struct, frozen=True):
    """A memory with what the person does not see: `slot` and `kind` say what it is about."""

    memory: Memory
    slot: str
    kind: str

    @property
    def id(self) -> int:
        """Number of the memory."""
        return self.memory.id

    @property
    def text(self) -> str:
        """Words of the memory."""
        return self.memory.text


def memory_row(row: Row) -> MemoryRow:
    """Decode a row of MEMORY."""
    (id, text, state, created_at, scope, folder, is_on, expires_at, message, conversation, title, replaced_by, replaces,
     slot, kind) = row  # fmt: skip
    memory = Memory(
        id=id,
        text=_text(text),
        state=next((known for known in _STATES if known == state), "declined"),
        created_at=_integer(created_at) or 0,
        scope=next((known for known in _SCOPES if known == scope), "never"),
        folder=_integer(folder),
        is_on=bool(is_on),
        expires_at=_integer(expires_at),
        message=_integer(message),
        conversation=_integer(conversation),
        title=_text(title),
        replaced_by=_integer(replaced_by),
        replaces=tuple(int(number) for number in str(replaces or "").split(",") if number.isdecimal()),
    )
    return MemoryRow(memory, _text(slot), _text(kind))


def sentence_hash(text: str) -> bytes:
    """Return the SHA-256 by which a sentence is known again, whatever its case, spaces, accents' encoding and full stop."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(c if c.isalnum() else " " for c in normal).split()
    return hashlib.sha256(" ".join(words).encode("utf-8", "replace")).digest()


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


def _integer(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None
