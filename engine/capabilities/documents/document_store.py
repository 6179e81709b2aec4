"""Collections and documents as rows of the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import apsw
import msgspec

from engine.capabilities.documents import api
from engine.protocol.errors import NameTaken, NotFound
from engine.protocol.indexing import FileContents
from engine.protocol.messages import ErrorData
from engine.store.clock import purge_cutoff, now_ms
from engine.store.database import Store
from engine.store.vectors import VectorStore

PURGED_TOGETHER = 500
_COLUMNS = """d.id, c.name, d.path, d.title, d.state, (SELECT count(*) FROM pages p WHERE p.document = d.id),
    (SELECT count(*) FROM chunks k WHERE k.document = d.id), d.bytes, d.indexed_at, d.reason, d.reason_values, d.detail,
    d.notice"""


@dataclass(frozen=True)
class Known:
    """What the library knows of a file, to tell whether it changed."""

    id: int
    size: int
    modified_ns: int
    sha256: bytes
    state: str
    embedder: str
    error: ErrorData
    deleted: bool


@dataclass(frozen=True)
class Stamp:
    """Size, time and hash of a file's content."""

    size: int
    modified_ns: int
    sha256: bytes


def _rows(cursor: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """SQLite's values, trusted to be what STRICT tables hold."""
    return cursor


def collections(connection: apsw.Connection) -> tuple[api.Collection, ...]:
    rows = connection.execute(
        """SELECT c.name, count(d.id), coalesce(sum((SELECT count(*) FROM chunks k WHERE k.document = d.id)), 0),
           coalesce(sum(d.state = 'failed'), 0), coalesce(sum(d.state = 'keywords'), 0), c.folders, c.changed_at
           FROM collections c LEFT JOIN documents d ON d.collection = c.id AND d.deleted_at IS NULL
           WHERE c.deleted_at IS NULL GROUP BY c.id ORDER BY c.name COLLATE NOCASE"""
    )
    return tuple(
        api.Collection(name, documents, chunks, failed, waiting, tuple(msgspec.json.decode(folders)), changed_at)
        for name, documents, chunks, failed, waiting, folders, changed_at in _rows(rows)
    )


def collection_id(connection: apsw.Connection, name: str) -> int:
    """Raises NotFound."""
    for (id,) in _rows(connection.execute("SELECT id FROM collections WHERE name = ? AND deleted_at IS NULL", (name,))):
        return int(id)
    raise NotFound(f"collection {name}")


def ensure_collection(connection: apsw.Connection, name: str, folders: Sequence[str]) -> int:
    """The collection of that name with these folders among its own; one that was removed begins again, its documents hidden."""
    connection.execute(
        """UPDATE documents SET deleted_at = ? WHERE deleted_at IS NULL
           AND collection IN (SELECT id FROM collections WHERE name = ? AND deleted_at IS NOT NULL)""",
        (now_ms(), name),
    )
    connection.execute(
        "UPDATE collections SET folders = '[]', deleted_at = NULL WHERE name = ? AND deleted_at > 0", (name,)
    )
    connection.execute(
        "INSERT INTO collections(name, changed_at) VALUES(?, ?) ON CONFLICT(name) DO NOTHING", (name, now_ms())
    )
    ((id, known),) = connection.execute("SELECT id, folders FROM collections WHERE name = ?", (name,))
    together = sorted({*msgspec.json.decode(known, type=list[str]), *folders})
    connection.execute(
        "UPDATE collections SET folders = ?, changed_at = ? WHERE id = ?",
        (msgspec.json.encode(together).decode(), now_ms(), id),
    )
    return int(id)


def rename(connection: apsw.Connection, name: str, new_name: str) -> None:
    """Raises NotFound, NameTaken. A removed collection gives up its name, and with it the way back by name."""
    id = collection_id(connection, name)
    connection.execute(
        "UPDATE collections SET name = name || ' (' || id || ')' WHERE name = ? AND deleted_at IS NOT NULL", (new_name,)
    )
    taken = connection.execute("SELECT 1 FROM collections WHERE name = ? AND id <> ?", (new_name, id)).fetchall()
    if taken or not new_name.strip():
        raise NameTaken(name=new_name)
    connection.execute("UPDATE collections SET name = ?, changed_at = ? WHERE id = ?", (new_name, now_ms(), id))


def known_files(connection: apsw.Connection, collection: int) -> dict[str, Known]:
    rows = connection.execute(
        """SELECT path, id, bytes, modified_ns, coalesce(sha256, x''), state, embedder, reason, detail, reason_values,
           deleted_at IS NOT NULL FROM documents WHERE collection = ?""",
        (collection,),
    )
    return {
        path: Known(
            id,
            size,
            modified,
            sha256,
            state,
            embedder,
            ErrorData(kind, detail, msgspec.json.decode(values)),
            deleted > 0,
        )
        for path, id, size, modified, sha256, state, embedder, kind, detail, values, deleted in _rows(rows)
    }


def documents(connection: apsw.Connection, request: api.ListDocuments) -> api.Documents:
    where = "d.deleted_at IS NULL AND c.deleted_at IS NULL"
    values: list[str] = []
    if request.collection:
        where, values = f"{where} AND c.name = ?", [*values, request.collection]
    if request.query:
        where, values = f"{where} AND instr(lower(d.path), lower(?))", [*values, request.query]
    if request.only_failed:
        where = f"{where} AND d.state = 'failed'"
    source = f"FROM documents d JOIN collections c ON c.id = d.collection WHERE {where}"
    ((total,),) = connection.execute(f"SELECT count(*) {source}", values)
    rows = connection.execute(
        f"SELECT {_COLUMNS} {source} ORDER BY d.path COLLATE NOCASE LIMIT ? OFFSET ?",
        [*values, request.limit, request.offset],
    )
    return api.Documents(tuple(_document(row) for row in rows), int(total))


def _document(row: Sequence[object]) -> api.Document:
    id, collection, path, title, state, pages, chunks, size, indexed_at, reason, values, detail, notice = row
    return msgspec.convert(
        {
            "id": id,
            "collection": collection,
            "path": path,
            "title": title,
            "state": state,
            "pages": pages,
            "chunks": chunks,
            "bytes": size,
            "indexed_at": indexed_at,
            "reason": reason,
            "values": msgspec.json.decode(str(values)),
            "detail": detail,
            "notice": notice,
        },
        api.Document,
    )


class Shelves:
    """Writes documents whole: rows, keyword index and vectors in one transaction."""

    def __init__(self, store: Store, vectors: VectorStore) -> None:
        self._store = store
        self._vectors = vectors

    def put(self, collection: int, path: str, stamp: Stamp, contents: FileContents, embedder: str) -> int:
        """A file as it was just read, in place of what was known of it. Returns its number of chunks."""
        state = "indexed" if contents.vectors or not contents.chunks else "keywords"
        with self._store.write() as connection:
            id = self._replace(connection, collection, path, stamp, contents.title, state, embedder)
            connection.execute("UPDATE documents SET notice = ? WHERE id = ?", (contents.notice, id))
            connection.executemany(
                "INSERT INTO pages VALUES(?, ?, ?, ?)", ((id, p.number, p.label, p.text) for p in contents.pages)
            )
            ids = [self._add_chunk(connection, id, (c.page, c.start, c.end, c.text)) for c in contents.chunks]
            if contents.vectors:
                self._vectors.add(connection, embedder, contents.dimensions, collection, ids, contents.vectors)
        return len(ids)

    def put_failure(self, collection: int, path: str, stamp: Stamp, title: str, error: ErrorData) -> None:
        """A file that could not be read, set aside with its reason."""
        with self._store.write() as connection:
            id = self._replace(connection, collection, path, stamp, title, "failed", "")
            connection.execute(
                "UPDATE documents SET reason = ?, reason_values = ?, detail = ? WHERE id = ?",
                (error.kind, msgspec.json.encode(error.values).decode(), error.detail, id),
            )

    def touch(self, id: int, path: str, stamp: Stamp) -> None:
        """The same content at another time or place."""
        with self._store.write() as connection:
            connection.execute(
                "UPDATE documents SET path = ?, bytes = ?, modified_ns = ?, deleted_at = NULL WHERE id = ?",
                (path, stamp.size, stamp.modified_ns, id),
            )

    def remove(self, ids: Sequence[int]) -> None:
        """Rows, words and vectors, for good."""
        with self._store.write() as connection:
            for id in ids:
                self._empty(connection, id)
                connection.execute("DELETE FROM documents WHERE id = ?", (id,))

    def hide(self, ids: Sequence[int], hidden: bool) -> None:
        with self._store.write() as connection:
            connection.executemany(
                "UPDATE documents SET deleted_at = ? WHERE id = ?", ((now_ms() if hidden else None, id) for id in ids)
            )

    def purge(self) -> None:
        """What was removed KEPT_DAYS ago goes for good."""
        before = purge_cutoff(self._store)
        with self._store.read() as connection:
            old = [
                int(id)
                for (id,) in _rows(
                    connection.execute(
                        """SELECT d.id FROM documents d JOIN collections c ON c.id = d.collection
                       WHERE d.deleted_at < ? OR c.deleted_at < ?""",
                        (before, before),
                    )
                )
            ]
        for first in range(0, len(old), PURGED_TOGETHER):
            self.remove(old[first : first + PURGED_TOGETHER])
        with self._store.write() as connection:
            connection.execute("DELETE FROM collections WHERE deleted_at < ?", (before,))
        if old:
            self._store.checkpoint()

    def _replace(
        self,
        connection: apsw.Connection,
        collection: int,
        path: str,
        stamp: Stamp,
        title: str,
        state: str,
        embedder: str,
    ) -> int:
        old = "SELECT id FROM documents WHERE collection = ? AND path = ?"
        for (id,) in list(_rows(connection.execute(old, (collection, path)))):
            self._empty(connection, int(id))
            connection.execute("DELETE FROM documents WHERE id = ?", (id,))
        connection.execute(
            """INSERT INTO documents(collection, path, title, bytes, modified_ns, sha256, state, embedder, indexed_at)
               VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (collection, path, title, stamp.size, stamp.modified_ns, stamp.sha256, state, embedder, now_ms()),
        )
        return connection.last_insert_rowid()

    def _add_chunk(self, connection: apsw.Connection, document: int, chunk: tuple[int, int, int, str]) -> int:
        connection.execute(
            "INSERT INTO chunks(document, page, start_offset, end_offset, text) VALUES(?, ?, ?, ?, ?)", (document, *chunk)
        )
        id = connection.last_insert_rowid()
        connection.execute("INSERT INTO chunks_fts(rowid, text) VALUES(?, ?)", (id, chunk[3]))
        return id

    def _empty(self, connection: apsw.Connection, document: int) -> None:
        """An external-content index forgets only what it is told word by word."""
        chunks = list(_rows(connection.execute("SELECT id, text FROM chunks WHERE document = ?", (document,))))
        connection.executemany(
            "INSERT INTO chunks_fts(chunks_fts, rowid, text) VALUES('delete', ?, ?)",
            ((id, text) for id, text in chunks),
        )
        if chunks:
            self._vectors.remove(connection, [int(id) for id, _ in chunks])
        connection.execute("DELETE FROM chunks WHERE document = ?", (document,))
        connection.execute("DELETE FROM pages WHERE document = ?", (document,))
