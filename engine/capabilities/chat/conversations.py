"""The list of conversations in SQLite: titles, search, settings, drafts, deletion with undo."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, get_args

import apsw
import msgspec

from engine.capabilities.chat import attachments, rows
from engine.capabilities.chat.api import Conversation, Conversations, ConversationSettings, ListConversations, Send
from engine.capabilities.chat.folder_check import require_folder
from engine.capabilities.chat.search.matches import find_matches
from engine.protocol.errors import NotFound
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store

MOST_SENTENCES = 200
"""Conversations of one page of a search that carry the sentence found; nobody reads more."""
RemovePictures = Callable[[Iterable[attachments.StoredPicture]], None]
RemoveVectors = Callable[[apsw.Connection, int], None]
"""(connection, conversation): removes the vectors of a conversation's messages inside the caller's transaction."""
TitleSource = Literal["words", "model", "person"]
"""Who gave a title: the first words of the question stand until a model writes one; a person's own is kept."""

_MATCHES = """ AND id IN (SELECT rowid FROM conversations_fts WHERE conversations_fts MATCH ?1
    UNION SELECT conversation FROM messages WHERE id IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?1))"""


class ConversationStore:
    """Everything about conversations but their messages."""

    def __init__(
        self,
        store: Store,
        remove_pictures: RemovePictures = lambda pictures: None,
        remove_vectors: RemoveVectors = lambda connection, id: None,
        erase_vectors: Callable[[], None] = lambda: None,
        forget_state: Callable[[str], None] = lambda name: None,
    ) -> None:
        """`remove_pictures` deletes the files of those pictures that no message has any more.

        `erase_vectors` erases removed vectors from the files beside the library; `forget_state` deletes what models have
        computed of a conversation, by the name that ReplyContext.state_key gives.
        """
        self._forget_state = forget_state
        self._store, self._remove_pictures = store, remove_pictures
        self._remove_vectors, self._erase_vectors = remove_vectors, erase_vectors

    def list(self, request: ListConversations) -> Conversations:
        """Return one page: the pinned first, the archived last, each the last changed first.

        The order is that of `position`: the clock may be wrong.
        """
        match = search_words(request.query)
        if request.query.strip() and not match:
            return Conversations((), 0)
        where = f" WHERE deleted_at IS {'NOT ' if request.deleted else ''}NULL" + (_MATCHES if match else "")
        where += "" if request.folder is None else f" AND folder = {request.folder:d}"
        where += "" if request.is_archived is None else f" AND is_archived = {request.is_archived:d}"
        order = "is_archived, is_pinned DESC, position DESC, id DESC"
        page = f"{rows.CONVERSATION}{where} ORDER BY {order} LIMIT {request.limit:d} OFFSET {request.offset:d}"
        bindings = (match,) if match else ()
        with self._store.read() as connection:
            total = next(iter(connection.execute(f"SELECT count(*) FROM conversations{where}", bindings)))[0]
            listed = tuple(rows.conversation(row) for row in connection.execute(page, bindings))
            return Conversations(_with_matches(connection, listed, match) if match else listed, int(total))

    def find(self, connection: apsw.Connection, id: int) -> tuple[Conversation, int | None]:
        """Return the conversation and the id of its leaf. Raises NotFound, also when it is deleted."""
        row = connection.execute(f"{rows.CONVERSATION} WHERE id = ? AND deleted_at IS NULL", (id,)).fetchone()
        if row is None:
            raise NotFound("conversation")
        return rows.conversation(row), row[5] if isinstance(row[5], int) else None

    def add(
        self,
        connection: apsw.Connection,
        title: str,
        source: TitleSource = "words",
        *,
        folder: int | None = None,
        is_private: bool = False,
    ) -> int:
        """Write a new conversation at the top of the list. Returns its id. Raises NotFound for a folder that is not there."""
        now = now_ms()
        if folder is not None:
            require_folder(connection, folder)
        connection.execute(
            """INSERT INTO conversations(title, title_source, folder, is_private, created_at, changed_at, position)
               VALUES(?, ?, ?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM conversations))""",
            (title, source, folder, is_private, now, now),
        )
        id = connection.last_insert_rowid()
        connection.execute("INSERT INTO conversations_fts(rowid, title) VALUES(?, ?)", (id, title))
        return id

    def move_to_top(
        self,
        connection: apsw.Connection,
        id: int,
        leaf: int,
        collections: Sequence[str],
        source_folders: Sequence[int] | None = None,
    ) -> None:
        """Record a change: the conversation goes to the top of the list and shows `leaf`; None keeps the folders asked."""
        folders = None if source_folders is None else rows.encode(source_folders)
        connection.execute(
            """UPDATE conversations SET leaf = ?, collections = ?, source_folders = coalesce(?, source_folders),
               changed_at = ?, position = (SELECT max(position) + 1 FROM conversations) WHERE id = ?""",
            (leaf, rows.encode(collections), folders, now_ms(), id),
        )

    def touch(self, connection: apsw.Connection, id: int) -> None:
        """Move a conversation to the top of the list without another message."""
        connection.execute(
            """UPDATE conversations SET changed_at = ?, position = (SELECT max(position) + 1 FROM conversations)
               WHERE id = ?""",
            (now_ms(), id),
        )

    def choose_leaf(self, connection: apsw.Connection, id: int, leaf: int) -> None:
        """Show another branch."""
        connection.execute("UPDATE conversations SET leaf = ? WHERE id = ?", (leaf, id))

    def rename(self, id: int, title: str) -> None:
        """Change the title, as the person wants it, and its entry in the keyword index. Raises NotFound."""
        with self._store.write() as connection:
            self.find(connection, id)
            self.retitle(connection, id, title, "person")

    def retitle(self, connection: apsw.Connection, id: int, title: str, source: TitleSource = "words") -> None:
        """Change the title and its entry in the keyword index inside the caller's transaction."""
        _unindex_title(connection, id)
        connection.execute("UPDATE conversations SET title = ?, title_source = ? WHERE id = ?", (title, source, id))
        connection.execute("INSERT INTO conversations_fts(rowid, title) VALUES(?, ?)", (id, title))

    def title_source(self, connection: apsw.Connection, id: int) -> TitleSource:
        """Return who gave the title; one that cannot be read is taken to be the person's."""
        row = connection.execute("SELECT title_source FROM conversations WHERE id = ?", (id,)).fetchone()
        sources: tuple[TitleSource, ...] = get_args(TitleSource)
        return next((source for source in sources if row is not None and source == row[0]), "person")

    def delete(self, id: int) -> None:
        """Hide a conversation; `restore` undoes it. Raises NotFound."""
        with self._store.write(frees_space=True) as connection:
            self.find(connection, id)
            self.hide(connection, id)

    def hide(self, connection: apsw.Connection, id: int) -> None:
        """Hide a conversation inside the caller's transaction."""
        connection.execute("UPDATE conversations SET deleted_at = ? WHERE id = ?", (now_ms(), id))

    def restore(self, id: int) -> None:
        """Show a deleted conversation again. Raises NotFound once it was purged."""
        with self._store.write() as connection:
            connection.execute("UPDATE conversations SET deleted_at = NULL WHERE id = ?", (id,))
            if not connection.changes():
                raise NotFound("conversation")

    def purge(self, id: int) -> None:
        """Remove a conversation's words from the file, its keyword index and the log, and its pictures from the disk.

        Backups keep the words until they are thinned out, or cleaned (engine.store.recovery.backup_cleaning).
        """
        with self._store.write(frees_space=True) as connection:
            pictures = attachments.stored_pictures(connection, id)
            connection.execute(
                """INSERT INTO messages_fts(messages_fts, rowid, text)
                   SELECT 'delete', id, text FROM messages WHERE conversation = ? AND state <> 'writing'""",
                (id,),
            )
            _unindex_title(connection, id)
            self._remove_vectors(connection, id)
            connection.execute("DELETE FROM drafts WHERE conversation = ?", (id,))
            connection.execute("DELETE FROM conversation_files WHERE conversation = ?", (id,))
            # Unlinked first: SQLite cascades from parent to child at most 1,000 levels deep.
            connection.execute("UPDATE messages SET parent = NULL WHERE conversation = ?", (id,))
            connection.execute("DELETE FROM conversations WHERE id = ?", (id,))
        self._erase_vectors()
        self._store.checkpoint()
        self._remove_pictures(pictures)
        self.forget_state(id)

    def forget_vectors(self, connection: apsw.Connection, id: int) -> None:
        """Remove the vectors of a conversation inside the caller's transaction; they are made again in the background."""
        self._remove_vectors(connection, id)

    def forget_state(self, id: int) -> None:
        """Delete what models have computed of a conversation: it holds the words."""
        self._forget_state(str(id))

    def purge_old(self) -> None:
        """Purge the conversations that were deleted long enough ago."""
        self._purge_before(purge_cutoff(self._store))

    def purge_deleted(self) -> int:
        """Purge all that were deleted, and return their number."""
        return self._purge_before(now_ms() + 1)

    def _purge_before(self, before: int) -> int:
        with self._store.read() as connection:
            old = connection.execute("SELECT id FROM conversations WHERE deleted_at < ?", (before,)).fetchall()
        for (id,) in old:
            self.purge(int(str(id)))
        return len(old)

    def settings(self, connection: apsw.Connection, id: int) -> ConversationSettings | None:
        """Return the saved settings. None where there are none, or where they cannot be read."""
        row = connection.execute("SELECT CAST(settings AS BLOB) FROM conversations WHERE id = ?", (id,)).fetchone()
        return None if row is None else rows.settings(row[0])

    def save_settings(self, id: int, settings: ConversationSettings | None) -> None:
        """Keep settings with a conversation; None removes them. Raises NotFound."""
        with self._store.write() as connection:
            self.find(connection, id)
            encoded = "" if settings is None else msgspec.json.encode(settings).decode()
            connection.execute("UPDATE conversations SET settings = ? WHERE id = ?", (encoded, id))

    def save_draft(self, id: int, text: str) -> None:
        """Keep text that is not sent yet; an empty text removes the draft. 0 is a new conversation."""
        with self._store.write() as connection:
            if not text:
                self.delete_draft(connection, id)
                return
            connection.execute(
                "INSERT INTO drafts VALUES(?, ?) ON CONFLICT(conversation) DO UPDATE SET text = excluded.text",
                (id, text),
            )

    def delete_draft(self, connection: apsw.Connection, id: int) -> None:
        """Remove the draft of a conversation, if there is one."""
        connection.execute("DELETE FROM drafts WHERE conversation = ?", (id,))

    def draft(self, id: int) -> str:
        """Return the draft of a conversation; empty where there is none."""
        with self._store.read() as connection:
            row = connection.execute("SELECT text FROM drafts WHERE conversation = ?", (id,)).fetchone()
        return "" if row is None else str(row[0])

    def end_draft(self, connection: apsw.Connection, request: Send, id: int) -> None:
        """Remove the draft of a question that is now written to conversation `id`, and attach the question's files to it."""
        self.delete_draft(connection, request.conversation or 0)
        if request.conversation is None:
            self.save_files(connection, 0, ())
        self.save_files(connection, id, request.files)

    def save_files(self, connection: apsw.Connection, id: int, files: Sequence[str]) -> None:
        """Attach exactly these documents and folders to a conversation; 0 is a new one."""
        connection.execute("DELETE FROM conversation_files WHERE conversation = ?", (id,))
        if files:
            encoded = rows.encode(file.encode("utf-8", "replace").decode() for file in files)
            connection.execute("INSERT INTO conversation_files VALUES(?, ?)", (id, encoded))

    def files(self, connection: apsw.Connection, id: int) -> tuple[str, ...]:
        """Return the paths attached to a conversation; 0 is a new one."""
        row = connection.execute("SELECT files FROM conversation_files WHERE conversation = ?", (id,)).fetchone()
        return () if row is None else rows.paths(row[0])


def _with_matches(
    connection: apsw.Connection, listed: tuple[Conversation, ...], match: str
) -> tuple[Conversation, ...]:
    """Add to the first conversations the sentence in which each was found."""
    matches = find_matches(connection, match, (conversation.id for conversation in listed[:MOST_SENTENCES]))
    return tuple(msgspec.structs.replace(c, match=matches.get(c.id)) for c in listed)


def search_words(query: str) -> str:
    """Return the FTS5 expression for "all these words, each perhaps unfinished". No character of the query is an operator."""
    words = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", query)).split()
    return " ".join(f'"{word}"*' for word in words)


def _unindex_title(connection: apsw.Connection, id: int) -> None:
    connection.execute(
        """INSERT INTO conversations_fts(conversations_fts, rowid, title)
           SELECT 'delete', id, title FROM conversations WHERE id = ?""",
        (id,),
    )
