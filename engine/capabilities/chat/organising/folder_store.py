"""Folders of conversations in SQLite, and where each conversation stands: folder, pin, archive, privacy."""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from engine.capabilities.chat.api import ConversationFolder, OrganiseConversations
from engine.capabilities.chat.conversations import ConversationStore, RemoveVectors
from engine.capabilities.chat.folder_check import require_folder
from engine.protocol.errors import NameTaken, NotFound
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store

LONGEST_NAME = 100
"""Characters of a folder's name."""


class ConversationFolderStore:
    """A deleted folder keeps its conversations' places until it is purged; they stay in the list meanwhile."""

    def __init__(self, store: Store, conversations: ConversationStore, remove_vectors: RemoveVectors) -> None:
        self._store, self._conversations, self._remove_vectors = store, conversations, remove_vectors

    def list(self) -> tuple[ConversationFolder, ...]:
        """Return the folders by name, each with the number of its conversations."""
        with self._store.read() as connection:
            listed = connection.execute(
                """SELECT f.id, CAST(f.name AS BLOB),
                   (SELECT count(*) FROM conversations c WHERE c.folder = f.id AND c.deleted_at IS NULL)
                   FROM conversation_folders f WHERE f.deleted_at IS NULL"""
            )
            folders = [ConversationFolder(int(str(id)), _text(name), int(str(count))) for id, name, count in listed]
        return tuple(sorted(folders, key=lambda folder: (folder.name.casefold(), folder.id)))

    def add(self, name: str) -> ConversationFolder:
        """Make a folder. Raises NameTaken."""
        with self._store.write() as connection:
            name = _free_name(connection, name)
            connection.execute("INSERT INTO conversation_folders(name, created_at) VALUES(?, ?)", (name, now_ms()))
            return ConversationFolder(connection.last_insert_rowid(), name)

    def rename(self, id: int, name: str) -> None:
        """Give a folder another name. Raises NotFound, NameTaken."""
        with self._store.write() as connection:
            require_folder(connection, id)
            name = _free_name(connection, name, id)
            connection.execute("UPDATE conversation_folders SET name = ? WHERE id = ?", (name, id))

    def delete(self, id: int) -> None:
        """Hide a folder; `restore` undoes it. Raises NotFound."""
        with self._store.write() as connection:
            require_folder(connection, id)
            connection.execute("UPDATE conversation_folders SET deleted_at = ? WHERE id = ?", (now_ms(), id))

    def restore(self, id: int) -> None:
        """Show a deleted folder again, under another name where its own was taken meanwhile. Raises NotFound."""
        with self._store.write() as connection:
            row = connection.execute(
                "SELECT CAST(name AS BLOB) FROM conversation_folders WHERE id = ?", (id,)
            ).fetchone()
            if row is None:
                raise NotFound("folder")
            name, number = _text(row[0]), 2
            while _is_taken(connection, name, id):
                name, number = f"{_text(row[0])} ({number})", number + 1
            connection.execute("UPDATE conversation_folders SET deleted_at = NULL, name = ? WHERE id = ?", (name, id))

    def purge_old(self) -> None:
        """Remove the folders that were deleted long enough ago."""
        before = purge_cutoff(self._store)
        with self._store.write(frees_space=True) as connection:
            connection.execute("DELETE FROM conversation_folders WHERE deleted_at < ?", (before,))

    def organise(self, request: OrganiseConversations) -> None:
        """Change the places of conversations, all or none. Raises NotFound."""
        with self._store.write() as connection:
            if request.folder:
                require_folder(connection, request.folder)
            for id in request.conversations:
                self._conversations.find(connection, id)
                for column, value in _changes(request):
                    connection.execute(f"UPDATE conversations SET {column} = ? WHERE id = ?", (value, id))
                if request.is_private:
                    self._remove_vectors(connection, id)
        for id in request.conversations if request.is_private else ():
            self._conversations.forget_state(id)


def _changes(request: OrganiseConversations) -> Sequence[tuple[str, int | None]]:
    """Return (column, value) of what is to be changed. An archived conversation is not pinned, a pinned one not archived."""
    values = {"is_pinned": request.is_pinned, "is_archived": request.is_archived, "is_private": request.is_private}
    if request.is_archived:
        values["is_pinned"] = False
    elif request.is_pinned:
        values["is_archived"] = False
    changes: list[tuple[str, int | None]] = [(name, int(value)) for name, value in values.items() if value is not None]
    return changes if request.folder is None else [*changes, ("folder", request.folder or None)]


def _free_name(connection: apsw.Connection, name: str, id: int = 0) -> str:
    """Return the name with single spaces, cut to LONGEST_NAME. Raises NameTaken for an empty one and another folder's."""
    name = " ".join(name.encode("utf-8", "replace").decode().split())[:LONGEST_NAME].strip()
    if not name or _is_taken(connection, name, id):
        raise NameTaken(name=name)
    return name


def _is_taken(connection: apsw.Connection, name: str, id: int) -> bool:
    others = connection.execute(
        "SELECT CAST(name AS BLOB) FROM conversation_folders WHERE deleted_at IS NULL AND id <> ?", (id,)
    )
    return name.casefold() in {_text(other).casefold() for (other,) in others}


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
