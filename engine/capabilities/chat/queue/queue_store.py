"""The waiting questions in SQLite, and the copies of their pictures until they are asked."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Sequence
from pathlib import Path

import apsw
import msgspec

from engine.capabilities.chat.api import QueuedQuestion, Send
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.titles import title_of
from engine.files.names import named_path
from engine.files.opening import copy_ordinary_file
from engine.protocol.errors import BadRequest, DiskFull, FileVanished, NotFound
from engine.protocol.private_folder import make_private_folder
from engine.store.clock import may_purge, now_ms
from engine.store.database import Store
from engine.store.json_cells import decode_cell
from engine.store.profile_files import delete_stored_file, stored_name, stored_path

FOLDER = "queued"
_WAITING = """SELECT q.id, c.id, c.title, q.request FROM queued_questions q JOIN conversations c ON c.id = q.conversation
    WHERE q.dropped_at IS NULL AND c.deleted_at IS NULL"""


class QueueStore:
    """Each question is saved whole before it is acknowledged, and removed in the transaction that writes it as a message."""

    def __init__(self, store: Store, conversations: ConversationStore) -> None:
        self._store, self._conversations = store, conversations
        self._folder = store.home / FOLDER

    def list(self) -> tuple[QueuedQuestion, ...]:
        """Return the waiting questions, the oldest first. One that cannot be read is left out."""
        with self._store.read() as connection:
            listed = [self._question(row) for row in connection.execute(f"{_WAITING} ORDER BY q.id")]
        return tuple(question for question in listed if question is not None)

    def add(self, request: Send) -> QueuedQuestion:
        """Save a question with copies of its pictures. Raises NotFound, BadRequest, FileVanished, DiskFull."""
        request = msgspec.structs.replace(request, text=request.text.encode("utf-8", "replace").decode(), queued=None)
        if not request.text.strip():
            raise BadRequest("the question is empty")
        with self._store.write() as connection:
            begun = request.conversation
            if begun is None:
                begun = self._conversations.add(
                    connection, title_of(request.text), folder=request.folder, is_private=request.is_private
                )
            else:
                self._conversations.find(connection, begun)
                self._conversations.touch(connection, begun)
            self._conversations.end_draft(connection, request, begun)
            connection.execute("INSERT INTO queued_questions(conversation, request) VALUES(?, '{}')", (begun,))
            id = connection.last_insert_rowid()
            copies = self._copy_pictures(id, request.pictures)
            request = msgspec.structs.replace(request, conversation=begun, pictures=copies)
            self._save(connection, id, request)
        return self._find(id)

    def change(self, id: int, text: str) -> None:
        """Replace the text of a waiting question. Raises NotFound, BadRequest."""
        text = text.encode("utf-8", "replace").decode()
        if not text.strip():
            raise BadRequest("the question is empty")
        question = self._find(id)
        with self._store.write() as connection:
            self._save(connection, id, msgspec.structs.replace(question.request, text=text))
            if question.title == title_of(question.request.text) and _is_empty(connection, question.conversation):
                self._conversations.retitle(connection, question.conversation, title_of(text))

    def drop(self, id: int) -> None:
        """Hide a question until the next start, and its conversation when nothing else is in it. Raises NotFound."""
        question = self._find(id)
        with self._store.write(frees_space=True) as connection:
            connection.execute("UPDATE queued_questions SET dropped_at = ? WHERE id = ?", (now_ms(), id))
            if _is_empty(connection, question.conversation) and not _has_waiting(connection, question.conversation):
                self._conversations.hide(connection, question.conversation)

    def restore(self, id: int) -> None:
        """Let a dropped question wait again, and bring back the conversation that went with it. Raises NotFound."""
        with self._store.write() as connection:
            row = connection.execute("SELECT conversation FROM queued_questions WHERE id = ?", (id,)).fetchone()
            if row is None:
                raise NotFound("question")
            connection.execute("UPDATE queued_questions SET dropped_at = NULL WHERE id = ?", (id,))
            connection.execute("UPDATE conversations SET deleted_at = NULL WHERE id = ?", row)

    def take(self, connection: apsw.Connection, id: int) -> None:
        """Remove a question in the transaction that writes it as a message. Raises NotFound for one that no longer waits."""
        connection.execute("DELETE FROM queued_questions WHERE id = ? AND dropped_at IS NULL", (id,))
        if not connection.changes():
            raise NotFound("question")

    def remove_pictures(self, id: int) -> None:
        """Delete the copies of a question's pictures."""
        folder = self._folder / str(id)
        for picture in folder.glob("*/*"):
            delete_stored_file(self._store.home, FOLDER, stored_name(self._store.home, FOLDER, str(picture)))
        shutil.rmtree(folder, ignore_errors=True)

    def purge_dropped(self) -> None:
        """Delete for good the questions that were dropped before this start, unless the library was just restored."""
        if not may_purge(self._store):
            return
        with self._store.write(frees_space=True) as connection:
            connection.execute("DELETE FROM queued_questions WHERE dropped_at IS NOT NULL")
        self.remove_unused_pictures()

    def remove_unused_pictures(self) -> None:
        """Delete the copies of pictures that belong to no waiting question."""
        with self._store.read() as connection:
            waiting = {str(id) for (id,) in connection.execute("SELECT id FROM queued_questions")}
        for folder in self._folder.glob("*"):
            if folder.name.isdigit() and folder.name not in waiting:
                self.remove_pictures(int(folder.name))

    def _find(self, id: int) -> QueuedQuestion:
        with self._store.read() as connection:
            row = connection.execute(f"{_WAITING} AND q.id = ?", (id,)).fetchone()
        question = None if row is None else self._question(row)
        if question is None:
            raise NotFound("question")
        return question

    def _save(self, connection: apsw.Connection, id: int, request: Send) -> None:
        """Pictures are stored by their names in the folder of the queue, whose path a restored library may not have."""
        names = tuple(stored_name(self._store.home, FOLDER, picture) for picture in request.pictures)
        encoded = msgspec.json.encode(msgspec.structs.replace(request, pictures=names)).decode()
        connection.execute("UPDATE queued_questions SET request = ? WHERE id = ?", (encoded, id))

    def _question(self, row: Sequence[object]) -> QueuedQuestion | None:
        id, conversation, title, encoded = row
        request = decode_cell(encoded, Send)
        if request is None:
            return None
        pictures = tuple(path for name in request.pictures if (path := stored_path(self._store.home, FOLDER, name)))
        request = msgspec.structs.replace(request, pictures=pictures)
        return QueuedQuestion(int(str(id)), int(str(conversation)), str(title), request)

    def _copy_pictures(self, id: int, pictures: Sequence[str]) -> tuple[str, ...]:
        """Copy files as they are, under their own names: a pasted picture is gone when the window closes."""
        return tuple(
            self._copy(named_path(picture), self._folder / str(id) / str(n)) for n, picture in enumerate(pictures)
        )

    def _copy(self, picture: Path, folder: Path) -> str:
        try:
            make_private_folder(folder)
            copy_ordinary_file(picture, folder / picture.name)
            return str(folder / picture.name)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise DiskFull(needed=f"{picture.stat().st_size // 1_000_000 + 1} MB") from None
            raise FileVanished(str(error), name=picture.name) from None


def _is_empty(connection: apsw.Connection, conversation: int) -> bool:
    sql = "SELECT 1 FROM messages WHERE conversation = ? LIMIT 1"
    return connection.execute(sql, (conversation,)).fetchone() is None


def _has_waiting(connection: apsw.Connection, conversation: int) -> bool:
    sql = "SELECT 1 FROM queued_questions WHERE conversation = ? AND dropped_at IS NULL LIMIT 1"
    return connection.execute(sql, (conversation,)).fetchone() is not None
