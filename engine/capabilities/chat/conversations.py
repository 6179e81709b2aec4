"""The list of conversations: titles, search, drafts, deleting with undo. Knows nothing of models."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

import apsw
import msgspec

from engine.capabilities.chat import attachments, rows
from engine.capabilities.chat.api import Conversation, Conversations, ConversationSettings
from engine.protocol.errors import NotFound
from engine.store.clock import purge_cutoff, now_ms
from engine.store.database import Store

Forget = Callable[[Iterable[attachments.Kept]], None]

_FOUND = """ AND id IN (SELECT rowid FROM conversations_fts WHERE conversations_fts MATCH ?1
    UNION SELECT conversation FROM messages WHERE id IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?1))"""


class ConversationList:
    def __init__(self, store: Store, forget: Forget = lambda kept: None) -> None:
        """`forget` removes the files of pictures that no message has any more."""
        self._store, self._forget = store, forget

    def list(self, query: str, limit: int, offset: int) -> Conversations:
        """Newest change first, by position: the clock may be wrong."""
        words = search_words(query)
        if query.strip() and not words:
            return Conversations((), 0)
        where = " WHERE deleted_at IS NULL" + (_FOUND if words else "")
        page = f"{rows.CONVERSATION}{where} ORDER BY position DESC, id DESC LIMIT {limit:d} OFFSET {offset:d}"
        bound = (words,) if words else ()
        with self._store.read() as connection:
            total = next(iter(connection.execute(f"SELECT count(*) FROM conversations{where}", bound)))[0]
            return Conversations(tuple(rows.conversation(row) for row in connection.execute(page, bound)), int(total))

    def find(self, connection: apsw.Connection, id: int) -> tuple[Conversation, int | None]:
        """The conversation and its leaf. Raises NotFound, also when it is deleted."""
        row = next(iter(connection.execute(f"{rows.CONVERSATION} WHERE id = ? AND deleted_at IS NULL", (id,))), None)
        if row is None:
            raise NotFound("conversation")
        return rows.conversation(row), row[5] if isinstance(row[5], int) else None

    def begin(self, connection: apsw.Connection, title: str) -> int:
        now = now_ms()
        connection.execute(
            """INSERT INTO conversations(title, position, created_at, changed_at)
               VALUES(?, (SELECT coalesce(max(position), 0) + 1 FROM conversations), ?, ?)""",
            (title, now, now),
        )
        id = connection.last_insert_rowid()
        connection.execute("INSERT INTO conversations_fts(rowid, title) VALUES(?, ?)", (id, title))
        return id

    def touch(self, connection: apsw.Connection, id: int, leaf: int, collections: Sequence[str]) -> None:
        """It changed: first in the list, showing `leaf`."""
        connection.execute(
            """UPDATE conversations SET leaf = ?, collections = ?, changed_at = ?,
               position = (SELECT max(position) + 1 FROM conversations) WHERE id = ?""",
            (leaf, rows.encode(collections), now_ms(), id),
        )

    def choose(self, connection: apsw.Connection, id: int, leaf: int) -> None:
        connection.execute("UPDATE conversations SET leaf = ? WHERE id = ?", (leaf, id))

    def rename(self, id: int, title: str) -> None:
        with self._store.write() as connection:
            self.find(connection, id)
            _forget_title(connection, id)
            connection.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, id))
            connection.execute("INSERT INTO conversations_fts(rowid, title) VALUES(?, ?)", (id, title))

    def delete(self, id: int) -> None:
        """Hidden; `restore` undoes it."""
        with self._store.write() as connection:
            self.find(connection, id)
            connection.execute("UPDATE conversations SET deleted_at = ? WHERE id = ?", (now_ms(), id))

    def restore(self, id: int) -> None:
        with self._store.write() as connection:
            connection.execute("UPDATE conversations SET deleted_at = NULL WHERE id = ?", (id,))
            if not connection.changes():
                raise NotFound("conversation")

    def purge(self, id: int) -> None:
        """Remove its words from the file, its keyword index and the log for good, and its pictures from the disk.

        Backups keep the words until thinned.
        """
        with self._store.write() as connection:
            pictures = attachments.kept_of(connection, id)
            connection.execute(
                """INSERT INTO messages_fts(messages_fts, rowid, text)
                   SELECT 'delete', id, text FROM messages WHERE conversation = ? AND state <> 'writing'""",
                (id,),
            )
            _forget_title(connection, id)
            connection.execute("DELETE FROM drafts WHERE conversation = ?", (id,))
            # Unlinked first: SQLite cascades from parent to child at most 1,000 levels deep.
            connection.execute("UPDATE messages SET parent = NULL WHERE conversation = ?", (id,))
            connection.execute("DELETE FROM conversations WHERE id = ?", (id,))
        self._store.checkpoint()
        self._forget(pictures)

    def purge_old(self) -> None:
        """What was deleted KEPT_DAYS ago goes for good."""
        before = purge_cutoff(self._store)
        with self._store.read() as connection:
            old = connection.execute("SELECT id FROM conversations WHERE deleted_at < ?", (before,)).fetchall()
        for (id,) in old:
            self.purge(int(str(id)))

    def manner(self, connection: apsw.Connection, id: int) -> ConversationSettings | None:
        """None also where what is saved cannot be read: the conversation then answers as new ones do."""
        row = next(iter(connection.execute("SELECT CAST(settings AS BLOB) FROM conversations WHERE id = ?", (id,))), None)
        return rows.manner(row[0]) if row else None

    def save_manner(self, id: int, manner: ConversationSettings | None) -> None:
        with self._store.write() as connection:
            self.find(connection, id)
            saved = "" if manner is None else msgspec.json.encode(manner).decode()
            connection.execute("UPDATE conversations SET settings = ? WHERE id = ?", (saved, id))

    def save_draft(self, id: int, text: str) -> None:
        with self._store.write() as connection:
            if not text:
                connection.execute("DELETE FROM drafts WHERE conversation = ?", (id,))
                return
            connection.execute(
                "INSERT INTO drafts VALUES(?, ?) ON CONFLICT(conversation) DO UPDATE SET text = excluded.text",
                (id, text),
            )

    def draft(self, id: int) -> str:
        with self._store.read() as connection:
            row = next(iter(connection.execute("SELECT text FROM drafts WHERE conversation = ?", (id,))), None)
        return "" if row is None else str(row[0])


def search_words(query: str) -> str:
    """FTS5's syntax for "all these words, each perhaps unfinished"; nothing a person types is an operator."""
    words = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", query)).split()
    return " ".join(f'"{word}"*' for word in words)


def _forget_title(connection: apsw.Connection, id: int) -> None:
    connection.execute(
        """INSERT INTO conversations_fts(conversations_fts, rowid, title)
           SELECT 'delete', id, title FROM conversations WHERE id = ?""",
        (id,),
    )
