"""Folders that were moved, to another disk or computer: the paths of their documents change, and nothing is read again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import apsw
import msgspec

from engine.capabilities.documents import document_store
from engine.capabilities.documents.api.following import FolderNotTheSame, RelinkFolder, RelinkReport
from engine.capabilities.documents.document_store import DocumentStore
from engine.files.changes import displayable, hash_file
from engine.files.names import is_there
from engine.files.walk import absolute_path, is_under
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import INSIDE
from engine.protocol.errors import FileVanished, NotFound
from engine.store.clock import now_ms
from engine.store.database import Store
from engine.store.json_cells import decode_list
from engine.store.rows import rows

SAMPLE = 24
"""Documents that are looked for at the new place, evenly among all."""
HASHED_BYTES = 32 * 1024 * 1024
"""Of those, the ones up to this size are compared by their content too."""
FEWEST = 0.5
"""Part of the sample that must be there unchanged."""


class _MovedDocument(msgspec.Struct, frozen=True):
    id: int
    path: str
    size: int
    sha256: bytes


class Relinker:
    """Handler of folders that were moved."""

    def __init__(self, store: Store, documents: DocumentStore) -> None:
        self._store, self._documents = store, documents

    def relink(self, request: RelinkFolder, _: IsCancelled) -> RelinkReport:
        """Change the paths of a folder's documents, in one transaction. Raises NotFound, FileVanished, FolderNotTheSame."""
        old, new = displayable(absolute_path(request.old)), displayable(absolute_path(request.new))
        if not is_there(new):
            raise FileVanished(new, name=Path(new).name or new)
        with self._store.read() as connection:
            collection = document_store.collection_id(connection, request.collection)
            moved = _documents_in(connection, collection, old)
        if not moved or old == new:
            raise NotFound(f"folder {old}")
        _check_sample(moved, old, new)
        with self._store.write() as connection:
            self._change_paths(connection, collection, moved, old, new)
            _change_folders(connection, collection, old, new)
        missing = sum(not is_there(_moved(document.path, old, new)) for document in moved)
        return RelinkReport(len(moved), missing)

    def _change_paths(
        self, connection: apsw.Connection, collection: int, moved: Sequence[_MovedDocument], old: str, new: str
    ) -> None:
        """Give each document and those inside it their new paths.

        Of a file that was read at its new place already that reading stays; one that was removed or failed there goes.
        """
        sql = "SELECT path, id, deleted_at IS NULL AND state <> 'failed' FROM documents WHERE collection = ?"
        there = {
            str(path): (int(id), bool(counts)) for path, id, counts in rows(connection.execute(sql, (collection,)))
        }
        for document in moved:
            path = _moved(document.path, old, new)
            if path in there:
                id, counts = there[path]
                self._documents.delete_within(connection, document.id if counts else id)
                if counts:
                    continue
            connection.execute("UPDATE documents SET path = ? WHERE id = ?", (path, document.id))
            connection.execute(
                "UPDATE documents SET path = ? || substr(path, ?) WHERE parent = ?",
                (path + INSIDE, len(document.path + INSIDE) + 1, document.id),
            )


def _documents_in(connection: apsw.Connection, collection: int, folder: str) -> list[_MovedDocument]:
    sql = """SELECT id, path, bytes, coalesce(sha256, x'') FROM documents
        WHERE collection = ? AND deleted_at IS NULL AND parent IS NULL ORDER BY path"""
    listed = [_MovedDocument(*row) for row in rows(connection.execute(sql, (collection,)))]
    return [document for document in listed if is_under(document.path, [folder])]


def _moved(path: str, old: str, new: str) -> str:
    return new + path[len(old) :]


def _check_sample(moved: Sequence[_MovedDocument], old: str, new: str) -> None:
    """Raises FolderNotTheSame when too few documents of a sample are at the new place as they were."""
    step = max(len(moved) // SAMPLE, 1)
    sample = moved[::step][:SAMPLE]
    found = sum(_is_same(document, Path(_moved(document.path, old, new))) for document in sample)
    if found < FEWEST * len(sample):
        raise FolderNotTheSame(new, name=Path(new).name or new, found=str(found), looked=str(len(sample)))


def _is_same(document: _MovedDocument, path: Path) -> bool:
    try:
        if path.stat().st_size != document.size:
            return False
        is_hashed = document.sha256 and document.size <= HASHED_BYTES
        return hash_file(path) == document.sha256 if is_hashed else True
    except OSError:
        return False


def _change_folders(connection: apsw.Connection, collection: int, old: str, new: str) -> None:
    sql = "SELECT CAST(folders AS BLOB) FROM collections WHERE id = ?"
    ((cell,),) = rows(connection.execute(sql, (collection,)))
    folders = sorted({_moved(each, old, new) if is_under(each, [old]) else each for each in decode_list(cell, str)})
    connection.execute(
        "UPDATE collections SET folders = ?, changed_at = ? WHERE id = ?",
        (msgspec.json.encode(folders).decode(), now_ms(), collection),
    )
