"""Memories in SQLite: adding, changing, replacing, forgetting for good, and the tombstones of what was forgotten."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import apsw
import msgspec

from engine.capabilities.memory import memory_rows
from engine.capabilities.memory.api import ChangeMemory, ListMemories, MemoryList, MemoryScope
from engine.capabilities.memory.memory_rows import MEMORY, MemoryRow, sentence_hash
from engine.protocol.answering.memories import MemoryState
from engine.protocol.errors import NotFound
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vectors import VectorStore


class NewMemory(msgspec.Struct, frozen=True):
    """A memory to be written. `source` is the sentence it was made of."""

    text: str
    source: str
    kind: str
    slot: str
    state: MemoryState
    message: int | None = None
    conversation: int | None = None
    scope: MemoryScope = "everywhere"
    folder: int | None = None
    expires_at: int | None = None


class MemoryStore:
    """All memories. Methods that take a connection work inside the caller's transaction."""

    def __init__(self, store: Store, vectors: VectorStore) -> None:
        self._store, self._vectors = store, vectors

    def page(self, request: ListMemories) -> MemoryList:
        """Return the memories that are asked for, newest first, and how many each filter has."""
        now = now_ms()
        conditions, bindings = _conditions(request, now)
        sql = f"{MEMORY} WHERE {conditions} ORDER BY m.created_at DESC, m.id DESC LIMIT {request.limit:d}"
        with self._store.read() as connection:
            listed = tuple(memory_rows.memory_row(row).memory for row in connection.execute(sql, bindings))
            counts: dict[str, int] = {
                name: _count(connection, condition.format(now=now)) for name, condition in memory_rows.FILTERS.items()
            }
        return MemoryList(listed, counts)

    def find(self, connection: apsw.Connection, id: int) -> MemoryRow:
        """Return one memory in any state. Raises NotFound."""
        row = connection.execute(f"{MEMORY} WHERE m.id = ?", (id,)).fetchone()
        if row is None:
            raise NotFound("memory")
        return memory_rows.memory_row(row)

    def read_row(self, id: int) -> MemoryRow:
        """Return one memory in any state. Raises NotFound."""
        with self._store.read() as connection:
            return self.find(connection, id)

    def kept(self, connection: apsw.Connection) -> list[MemoryRow]:
        """Return all kept memories, also those that are off."""
        return [memory_rows.memory_row(row) for row in connection.execute(f"{MEMORY} WHERE m.state = 'kept'")]

    def recallable(self, folder: int | None = None, message: int = 0) -> list[MemoryRow]:
        """Return the memories that a conversation in `folder` may recall, but none that the question `message` itself made."""
        condition = memory_rows.IS_RECALLABLE.format(now=now_ms())
        sql = f"""{MEMORY} WHERE {condition} AND (m.scope = 'everywhere' OR m.folder = ?)
            AND (m.message IS NULL OR m.message <> ?)"""
        with self._store.read() as connection:
            return [memory_rows.memory_row(row) for row in connection.execute(sql, (folder, message))]

    def is_known(self, connection: apsw.Connection, sentence: str) -> bool:
        """Tell whether a memory in any state was made of this sentence."""
        sql = "SELECT EXISTS(SELECT 1 FROM memories WHERE source = ?)"
        return bool(_number(connection, sql, sentence_hash(sentence)))

    def is_forgotten(self, connection: apsw.Connection, sentence: str) -> bool:
        """Tell whether a memory of this sentence was deleted for good."""
        sql = "SELECT EXISTS(SELECT 1 FROM forgotten_sentences WHERE source = ?)"
        return bool(_number(connection, sql, sentence_hash(sentence)))

    def is_message_forgotten(self, connection: apsw.Connection, message: int) -> bool:
        """Tell whether a memory of this message was deleted for good."""
        return bool(_number(connection, "SELECT EXISTS(SELECT 1 FROM forgotten_messages WHERE message = ?)", message))

    def add(self, connection: apsw.Connection, new: NewMemory) -> int:
        """Write a memory and its entry in the keyword index. Returns its id."""
        now = now_ms()
        connection.execute(
            """INSERT INTO memories(text, source, kind, slot, state, message, conversation, scope, folder, expires_at,
               created_at, changed_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (new.text, sentence_hash(new.source), new.kind, new.slot, new.state, new.message, new.conversation,
             new.scope, new.folder, new.expires_at, now, now),
        )  # fmt: skip
        id = connection.last_insert_rowid()
        connection.execute("INSERT INTO memories_fts(rowid, text) VALUES(?, ?)", (id, new.text))
        return id

    def change(self, connection: apsw.Connection, request: ChangeMemory, kind: str, slot: str) -> None:
        """Set text and settings. A new text needs a new vector. Raises NotFound."""
        old = self.find(connection, request.memory)
        if request.text != old.text:
            self._unindex(connection, old.id, old.text)
            connection.execute(
                "UPDATE memories SET text = ?, kind = ?, slot = ? WHERE id = ?", (request.text, kind, slot, old.id)
            )
            connection.execute("INSERT INTO memories_fts(rowid, text) VALUES(?, ?)", (old.id, request.text))
        connection.execute(
            "UPDATE memories SET scope = ?, folder = ?, expires_at = ?, is_on = ?, changed_at = ? WHERE id = ?",
            (request.scope, request.folder, request.expires_at, int(request.is_on), now_ms(), old.id),
        )

    def set_state(self, connection: apsw.Connection, id: int, state: MemoryState) -> None:
        """Change the state. One that is no longer kept gives back their place to those it replaced."""
        if state != "kept":
            self._drop_vectors(connection, [id])
            connection.execute(
                "UPDATE memories SET state = 'kept', replaced_by = NULL WHERE replaced_by = ? AND state = 'replaced'",
                (id,),
            )
        connection.execute(
            "UPDATE memories SET state = ?, replaced_by = NULL, changed_at = ? WHERE id = ?", (state, now_ms(), id)
        )

    def replace(self, connection: apsw.Connection, old: Iterable[int], new: int) -> None:
        """Turn memories into history: `new` takes their place."""
        ids = [id for id in old if id != new]
        self._drop_vectors(connection, ids)
        connection.executemany(
            "UPDATE memories SET state = 'replaced', replaced_by = ?, changed_at = ? WHERE id = ?",
            ((new, now_ms(), id) for id in ids),
        )

    def forget(self, ids: Sequence[int]) -> int:
        """Delete memories for good and leave tombstones. Their words leave file, keyword index, vectors and log.

        Backups keep the words until they are thinned out, or cleaned (engine.store.recovery.backup_cleaning).
        """
        with self._store.write(frees_space=True) as connection:
            count = sum(self._forget_one(connection, id) for id in dict.fromkeys(ids))
        if count:
            self._vectors.erase_removed()
            self._store.checkpoint()
        return count

    def allow_again(self, connection: apsw.Connection, sentence: str) -> None:
        """Remove the tombstone of a sentence: the person has written it anew."""
        connection.execute("DELETE FROM forgotten_sentences WHERE source = ?", (sentence_hash(sentence),))

    def remove_proposals(self, connection: apsw.Connection, conversation: int) -> None:
        """Delete what was only proposed, or declined, in a conversation that is purged: the person kept none of it."""
        sql = "SELECT id, text FROM memories WHERE conversation = ? AND state IN ('proposed', 'declined')"
        for id, text in rows(connection.execute(sql, (conversation,)).fetchall()):
            self._unindex(connection, id, text)
            connection.execute("DELETE FROM memories WHERE id = ?", (id,))

    def purge_declined(self) -> None:
        """Forget what was declined long enough ago."""
        with self._store.read() as connection:
            sql = "SELECT id FROM memories WHERE state = 'declined' AND changed_at < ?"
            old = [int(id) for (id,) in rows(connection.execute(sql, (purge_cutoff(self._store),)).fetchall())]
        if old:
            self.forget(old)

    def _forget_one(self, connection: apsw.Connection, id: int) -> int:
        sql = "SELECT text, source, message FROM memories WHERE id = ?"
        row = next(iter(rows(connection.execute(sql, (id,)).fetchall())), None)
        if row is None:
            return 0
        text, source, message = row
        now = now_ms()
        for hashed in (source, sentence_hash(text)):
            connection.execute("INSERT OR REPLACE INTO forgotten_sentences VALUES(?, ?)", (hashed, now))
        if message is not None:
            connection.execute("INSERT OR REPLACE INTO forgotten_messages VALUES(?, ?)", (message, now))
        self._drop_vectors(connection, [id])
        self._unindex(connection, id, text)
        connection.execute("DELETE FROM memories WHERE id = ?", (id,))
        return 1

    def _unindex(self, connection: apsw.Connection, id: int, text: str) -> None:
        self._drop_vectors(connection, [id])
        connection.execute("INSERT INTO memories_fts(memories_fts, rowid, text) VALUES('delete', ?, ?)", (id, text))

    def _drop_vectors(self, connection: apsw.Connection, ids: Sequence[int]) -> None:
        self._vectors.remove(connection, ids)
        connection.executemany("UPDATE memories SET embedder = '' WHERE id = ?", ((id,) for id in ids))


def _conditions(request: ListMemories, now: int) -> tuple[str, list[apsw.SQLiteValue]]:
    """Return the SQL for the memories that are asked for, and what is bound to it."""
    bindings: list[apsw.SQLiteValue] = []
    numbered: list[str] = []
    for column, ids in (("m.message", request.messages), ("m.id", request.ids)):
        if ids:
            numbered.append(f"{column} IN (SELECT value FROM json_each(?))")
            bindings.append(str(list(ids)))
    conditions = [" OR ".join(numbered) or memory_rows.FILTERS[request.filter].format(now=now)]
    if request.query.strip():
        conditions.append("m.id IN (SELECT rowid FROM memories_fts WHERE memories_fts MATCH ?)")
        bindings.append(_all_words(request.query))
    return " AND ".join(f"({condition})" for condition in conditions), bindings


def _all_words(query: str) -> str:
    """Return the FTS5 expression for "all these words, each perhaps unfinished". No character of the query is an operator."""
    words = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", query)).split()
    return " ".join(f'"{word}"*' for word in words) or '""'


def _count(connection: apsw.Connection, condition: str) -> int:
    return _number(connection, f"SELECT count(*) FROM memories m WHERE {condition}")


def _number(connection: apsw.Connection, sql: str, *bound: apsw.SQLiteValue) -> int:
    ((value,),) = rows(connection.execute(sql, bound).fetchall())
    return int(value)
