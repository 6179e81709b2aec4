"""Imports an export: the indexer child reads it, and the conversations it wrote are added, each of them whole."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import get_args

import apsw
import msgspec

from engine.capabilities.chat.api import ConversationSettings
from engine.capabilities.chat.api.transfer import Import, Imported, ImportSource, MergedConversation
from engine.capabilities.chat.attachments import AttachmentStore, StoredPicture
from engine.capabilities.chat.transfer.known_trees import KnownTree, KnownTrees
from engine.capabilities.chat.transfer.list_order import merge_by_time
from engine.capabilities.chat.transfer.merging import merge_record
from engine.capabilities.chat.transfer.record_rows import insert_record
from engine.files.names import named_path
from engine.files.opening import open_ordinary_file
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.conversation_file import ConversationRecord, RecordedPicture
from engine.protocol.children.indexing import (
    CONVERSATIONS_FILE,
    ConversationsResult,
    FileResult,
    Indexer,
    ReadConversations,
)
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import (
    AteneoError,
    Cancelled,
    DiskFull,
    FileError,
    FileUnreadable,
    LibraryError,
    ModelError,
    NotFound,
)
from engine.protocol.private_folder import make_private_folder
from engine.protocol.progress import Progress
from engine.store.database import Store

FOLDER = "imports"
"""Folder of the profile where the indexer puts what it read, until it is in the library."""
MESSAGES_TOGETHER = 500
"""In one transaction; each of them waits for the disk."""
SPARE_BYTES = 64 * 1024 * 1024
PICTURES_A_MESSAGE = 8

Pictures = Mapping[int, tuple[StoredPicture, ...]]
"""The stored pictures of each message of a record, by its id there."""
Records = list[tuple[ConversationRecord, Pictures]]


class Importer:
    """Runs in the transfer lane."""

    def __init__(self, store: Store, indexer: Indexer, attachments: AttachmentStore, pool: ModelPool) -> None:
        """`indexer` is the child that reads files while a person waits."""
        self._store, self._indexer, self._attachments, self._pool = store, indexer, attachments, pool
        shutil.rmtree(store.home / FOLDER, ignore_errors=True)  # of an engine that was killed

    def run(self, request: Import, is_cancelled: IsCancelled) -> Generator[Progress, None, Imported]:
        """Add the conversations that are not there yet. Raises the errors that Import names."""
        path = named_path(request.path)
        with self._work_folder() as folder:
            self._require_room(path, folder)
            read = yield from self._read(path, folder, is_cancelled)
            return (yield from _Addition(self._store, self._attachments, self._pool, folder, read).run(is_cancelled))

    @contextmanager
    def _work_folder(self) -> Iterator[Path]:
        folder = self._store.home / FOLDER / secrets.token_hex(8)
        make_private_folder(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _require_room(self, path: Path, folder: Path) -> None:
        """Raise DiskFull where what is read from a file would not fit beside the library."""
        size = path.stat().st_size if path.is_file() else 0
        needed = 2 * size + SPARE_BYTES
        if shutil.disk_usage(folder).free < needed:
            raise DiskFull(needed=f"{needed // 1_000_000 + 1} MB")

    def _read(
        self, path: Path, folder: Path, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, ConversationsResult]:
        request = ReadConversations(str(path), str(folder))
        result: FileResult | None = None
        with closing(self._indexer.read([request], is_cancelled)) as events:
            for event in events:
                if isinstance(event, FileResult):
                    result = event
                elif event.stage == "reading":
                    yield Progress(event.done, event.total, "MB", path.name)
        if result is None:
            raise Cancelled
        if result.conversations is not None:
            return result.conversations
        count = _whole_lines(folder / CONVERSATIONS_FILE)
        if result.error is not None and result.error.kind in ("file_timed_out", "file_out_of_memory") and count:
            return ConversationsResult("", count, is_cut=True)
        data = result.error
        assert data is not None
        raise error_of(data, (FileError, LibraryError), FileUnreadable, name=path.name)


class _Addition:
    """Adds what the indexer wrote: `conversations.jsonl` and the pictures beside it."""

    def __init__(
        self, store: Store, attachments: AttachmentStore, pool: ModelPool, folder: Path, read: ConversationsResult
    ) -> None:
        self._store, self._attachments, self._pool = store, attachments, pool
        self._folder, self._read = folder, read
        self._added: list[int] = []
        self._merged: list[MergedConversation] = []
        self._messages = self._known = self._damaged = 0
        self._missing_pictures = read.missing_pictures

    def run(self, is_cancelled: IsCancelled) -> Generator[Progress, None, Imported]:
        with self._store.read() as connection:
            known = KnownTrees(connection)
        total, done = max(self._read.conversations, 1), 0
        is_stopped = False
        try:
            for records in self._batches(is_cancelled):
                self._add(records, known)
                done += len(records)
                yield Progress(min(done, total), total, "conversations")
        except Cancelled:
            is_stopped = True
        is_stopped = is_stopped or is_cancelled()
        added, merged = set(self._added), {merged.conversation for merged in self._merged}
        with self._store.write() as connection:
            self._added = [id for id in merge_by_time(connection, [*added | merged]) if id in added]
        return self._result(is_stopped)

    def _batches(self, is_cancelled: IsCancelled) -> Iterator[Records]:
        """Yield conversations with their pictures stored, some hundred messages together. Raises Cancelled with pictures."""
        batch: Records = []
        messages = 0
        with open_ordinary_file(self._folder / CONVERSATIONS_FILE) as lines:
            for line in lines:
                if is_cancelled():
                    break
                if not line.endswith(b"\n"):
                    return
                record = self._decode(line)
                if record is None:
                    continue
                batch.append((record, self._store_pictures(record, is_cancelled)))
                messages += len(record.messages)
                if messages >= MESSAGES_TOGETHER:
                    yield batch
                    batch, messages = [], 0
        if batch:
            yield batch

    def _decode(self, line: bytes) -> ConversationRecord | None:
        try:
            return msgspec.json.decode(line, type=ConversationRecord)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self._damaged += 1
            return None

    def _store_pictures(self, record: ConversationRecord, is_cancelled: IsCancelled) -> Pictures:
        return {
            message.id: tuple(
                stored
                for picture in message.pictures[:PICTURES_A_MESSAGE]
                if (stored := self._store_picture(picture, is_cancelled)) is not None
            )
            for message in record.messages
            if message.pictures
        }

    def _store_picture(self, picture: RecordedPicture, is_cancelled: IsCancelled) -> StoredPicture | None:
        path = self._folder / picture.file
        if ".." in Path(picture.file).parts or not picture.file or not path.is_file():
            self._missing_pictures += 1
            return None
        try:
            (stored,) = self._attachments.add([str(path)], is_cancelled)
        except FileError:
            self._missing_pictures += 1
            return None
        return StoredPicture(stored.file, stored.thumbnail, picture.name or stored.name)

    def _add(self, records: Records, known: KnownTrees) -> None:
        """Add a batch in one transaction: to conversations that are there, only what is new. What was deleted comes back."""
        unused: list[StoredPicture] = []
        with self._store.write() as connection:
            for record, pictures in records:
                tree = known.find(connection, record)
                if tree is None:
                    id = insert_record(connection, record, pictures, self._keep_settings)
                    self._added.append(id)
                    self._messages += len(record.messages)
                else:
                    id = tree.conversation
                    self._add_to(connection, tree, record, pictures)
                    unused += [p for message, stored in pictures.items() if message in tree.messages for p in stored]
                known.add(record, id)
        self._attachments.remove_unused(unused)

    def _add_to(
        self, connection: apsw.Connection, tree: KnownTree, record: ConversationRecord, pictures: Pictures
    ) -> None:
        if _is_deleted(connection, tree.conversation):
            connection.execute("UPDATE conversations SET deleted_at = NULL WHERE id = ?", (tree.conversation,))
            self._added.append(tree.conversation)
            self._messages += len(tree.messages)
        elif not tree.new_messages(record):
            self._known += 1
        if tree.new_messages(record):
            merged = merge_record(connection, record, tree, pictures)
            self._messages += len(merged.messages)
            self._merged += [] if tree.conversation in self._added else [merged]

    def _keep_settings(self, settings: ConversationSettings) -> ConversationSettings:
        """Return the settings without a model that is not installed here."""
        if settings.model is None or self._has_model(settings.model):
            return settings
        return msgspec.structs.replace(settings, model=None)

    def _has_model(self, model: str) -> bool:
        try:
            self._pool.name(model)
        except (ModelError, NotFound):
            return False
        return True

    def _result(self, is_cancelled: bool) -> Imported:
        source: ImportSource = next((s for s in get_args(ImportSource) if s == self._read.source), "messages")
        return Imported(
            source,
            tuple(self._added),
            self._messages,
            self._known,
            self._read.damaged + self._damaged,
            self._missing_pictures,
            self._read.is_cut,
            is_cancelled,
            tuple(self._merged),
        )


def _is_deleted(connection: apsw.Connection, conversation: int) -> bool:
    row = connection.execute("SELECT deleted_at FROM conversations WHERE id = ?", (conversation,)).fetchone()
    return row is not None and row[0] is not None


def _whole_lines(path: Path) -> int:
    """Return how many whole lines a file has; 0 where there is none."""
    try:
        with open_ordinary_file(path) as lines:
            return sum(line.endswith(b"\n") for line in lines)
    except (OSError, AteneoError):
        return 0
