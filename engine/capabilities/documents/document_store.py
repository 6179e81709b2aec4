"""The document store: collections and documents as rows of the library."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import apsw
import msgspec

from engine.capabilities.documents import api
from engine.capabilities.documents.cells.cell_store import DocumentCells, put_cells
from engine.capabilities.documents.chunking import waiting_documents
from engine.capabilities.documents.collection_settings import collection_id as collection_id
from engine.capabilities.documents.collection_settings import decode_settings
from engine.capabilities.documents.document_rows import DocumentRow, VectorsByChunk, failed_row, part_row, read_row
from engine.capabilities.documents.scans import scanned_pages
from engine.capabilities.documents.traits.document_traits import note_particulars
from engine.files.file_run import FileStamp, ReadFileResult
from engine.files.names import is_there
from engine.files.walk import is_under
from engine.protocol.children.chunking import USUAL, Chunking
from engine.protocol.children.indexing import Chunk, FileContents, PartContents, reader_version
from engine.protocol.errors import NameTaken
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store
from engine.store.json_cells import decode_list
from engine.store.rows import rows
from engine.store.vectors import VectorStore

PURGE_BATCH = 500
"""Documents purged in one transaction."""


def list_collections(connection: apsw.Connection, ocr_model: str, embedder: str) -> tuple[api.Collection, ...]:
    """Return the collections by name, with their counts: of scanned pages those that this OCR model can read and has not, of
    documents those that wait for vectors, of this embedder too.
    """
    listed = connection.execute(
        """SELECT c.id, c.name, count(d.id), coalesce(sum((SELECT count(*) FROM chunks k WHERE k.document = d.id)), 0),
           coalesce(sum(d.state = 'failed'), 0), coalesce(sum(d.state = 'keywords'), 0), CAST(c.folders AS BLOB),
           c.changed_at, coalesce(sum(d.state <> 'failed' AND d.embedder <> ''
               AND (d.state = 'keywords' OR (d.embedder <> ? AND ? <> ''))), 0),
           coalesce(sum((SELECT count(*) FROM scanned_pages s WHERE s.document = d.id AND s.model <> ? AND ? <> '')), 0),
           CAST(c.settings AS BLOB)
           FROM collections c LEFT JOIN documents d ON d.collection = c.id AND d.deleted_at IS NULL
           WHERE c.deleted_at IS NULL GROUP BY c.id ORDER BY c.name COLLATE NOCASE""",
        (embedder, embedder, ocr_model, ocr_model),
    )
    to_cut = waiting_documents.count_waiting(connection)
    collections = list[api.Collection]()
    for id, name, documents, chunks, failed, waiting, cell, at, embeddable, scanned, kept in list(rows(listed)):
        folders, settings = decode_list(cell, str), decode_settings(kept)
        gone = tuple(folder for folder in folders if not is_there(folder) and _has_documents(connection, id, folder))
        collections.append(
            api.Collection(
                name,
                documents,
                chunks,
                failed,
                waiting,
                folders,
                at,
                embeddable,
                scanned,
                to_cut.get(id, 0),
                settings.is_followed,
                settings.on_battery,
                gone,
            )
        )
    return tuple(collections)


def _has_documents(connection: apsw.Connection, collection: int, folder: str) -> bool:
    sql = """SELECT EXISTS(SELECT 1 FROM documents WHERE collection = ? AND deleted_at IS NULL
        AND (path = ? OR substr(path, 1, length(?)) = ?))"""
    within = folder.rstrip(os.sep) + os.sep
    ((is_any,),) = rows(connection.execute(sql, (collection, folder, within, within)))
    return bool(is_any)


def ensure_collection(connection: apsw.Connection, name: str, folders: Sequence[str]) -> int:
    """Return the id of the collection of that name, made when there is none, with these folders among or in its own.

    A removed collection of that name starts again empty: its documents are hidden.
    """
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
    sql = "SELECT id, CAST(folders AS BLOB) FROM collections WHERE name = ?"
    ((id, known),) = rows(connection.execute(sql, (name,)))
    before = decode_list(known, str)
    merged = sorted({*before, *(folder for folder in folders if not is_under(folder, before))})
    connection.execute(
        "UPDATE collections SET folders = ?, changed_at = ? WHERE id = ?",
        (msgspec.json.encode(merged).decode(), now_ms(), id),
    )
    return int(id)


def folders_of(connection: apsw.Connection, collection: int) -> tuple[str, ...]:
    """Return the folders and files that a collection is made of."""
    ((cell,),) = rows(connection.execute("SELECT CAST(folders AS BLOB) FROM collections WHERE id = ?", (collection,)))
    return decode_list(cell, str)


def count_embeddable(connection: apsw.Connection, collection: int) -> int:
    """Return how many documents of a collection have chunks for an embedder that has not made all their vectors."""
    sql = """SELECT count(*) FROM documents
        WHERE collection = ? AND state = 'keywords' AND embedder <> '' AND deleted_at IS NULL"""
    ((count,),) = rows(connection.execute(sql, (collection,)))
    return int(count)


def rename_collection(connection: apsw.Connection, name: str, new_name: str) -> None:
    """Rename a collection. Raises NotFound, NameTaken.

    A removed collection loses the name to this one, and can no longer be restored by it.
    """
    id = collection_id(connection, name)
    connection.execute(
        "UPDATE collections SET name = name || ' (' || id || ')' WHERE name = ? AND deleted_at IS NOT NULL", (new_name,)
    )
    others = connection.execute("SELECT 1 FROM collections WHERE name = ? AND id <> ?", (new_name, id)).fetchall()
    if others or not new_name.strip():
        raise NameTaken(name=new_name)
    connection.execute("UPDATE collections SET name = ?, changed_at = ? WHERE id = ?", (new_name, now_ms(), id))


def remove_collection(connection: apsw.Connection, name: str) -> None:
    """Hide a collection with its documents. Raises NotFound."""
    id = collection_id(connection, name)
    connection.execute("UPDATE collections SET deleted_at = ? WHERE id = ?", (now_ms(), id))


def restore_collection(connection: apsw.Connection, name: str) -> None:
    """Bring a removed collection back. Raises NotFound."""
    connection.execute("UPDATE collections SET deleted_at = NULL WHERE name = ?", (name,))
    collection_id(connection, name)


class DocumentStore:
    """Writes documents whole: row, pages, keyword index and vectors in one transaction."""

    def __init__(self, store: Store, vectors: VectorStore, erase_words: Callable[[], None] = lambda: None) -> None:
        """`erase_words` is called around each purge: words of what is deleted may stand outside the library."""
        self._store, self._erase_words = store, erase_words
        self._vectors = vectors

    def put(self, collection: int, result: ReadFileResult[FileContents], chunking: Chunking = USUAL) -> int:
        """Write a file as it was just read, and cut by `chunking`, in place of what was known of it.

        Returns its number of chunks.

        A file that could not be read is quarantined with its reason.
        """
        contents = result.contents
        cells = _cells_of(contents)
        with self._store.write() as connection:
            if contents is None:
                self._put_row(connection, failed_row(collection, result))
                return 0
            known = scanned_pages.texts_of_file(connection, collection, result.path, result.stamp.sha256)
            row = read_row(collection, result, contents, chunking)
            id = self._put_row(connection, row)
            note_particulars(connection, id, contents)
            scanned_pages.add(connection, id, row.path, contents.scanned, known)
            vectors = VectorsByChunk(result.model, contents)
            count = self._put_text(connection, collection, id, contents, vectors)
            put_cells(connection, id, cells[0])
            for part, inner in zip(contents.parts, cells[1:], strict=True):
                inner_row = part_row(row, part, contents, result.model)
                inside = self._put_row(connection, inner_row, id)
                scanned_pages.add(connection, inside, inner_row.path, part.scanned, known)
                note_particulars(connection, inside, part)
                count += self._put_text(connection, collection, inside, part, vectors)
                put_cells(connection, inside, inner)
        return count

    def add_page_text(
        self, connection: apsw.Connection, page: scanned_pages.ScannedPage, model: str, read: FileContents
    ) -> int:
        """Put the text that OCR read on a page in the place of what the page has. Return the number of chunks added."""
        waiting_documents.drop_staged(connection, page.document)
        text = "\n\n".join(part.text for part in read.pages)
        before = connection.execute(
            "SELECT id, text FROM chunks WHERE document = ? AND page = ?", (page.document, page.page)
        ).fetchall()
        self._delete_chunks(connection, [(int(str(id)), str(words)) for id, words in before])
        connection.execute(
            "INSERT INTO pages VALUES(?, ?, '', ?) ON CONFLICT DO UPDATE SET text = excluded.text",
            (page.document, page.page, text),
        )
        ids = [self._add_chunk(connection, page.document, chunk) for chunk in read.chunks]
        if read.vectors:
            self._vectors.add(connection, model, read.dimensions, page.collection, ids, read.vectors)
        if ids:
            state = ("indexed", model) if read.vectors else ("keywords", model if read.dimensions else "")
            sql = "UPDATE documents SET state = ?, embedder = ? WHERE id = ? AND state <> 'keywords'"
            connection.execute(sql, (*state, page.document))
        return len(ids)

    def replace_chunks(
        self, connection: apsw.Connection, document: int, key: str, embedder: str, contents: FileContents
    ) -> None:
        """Put the chunks of `contents`, with their vectors, in the place of all that a document has.

        `key` is that of the Chunking they were cut by.
        """
        ((collection,),) = rows(connection.execute("SELECT collection FROM documents WHERE id = ?", (document,)))
        before = rows(connection.execute("SELECT id, text FROM chunks WHERE document = ?", (document,)))
        self._delete_chunks(connection, [(int(id), str(text)) for id, text in before])
        ids = [self._add_chunk(connection, document, chunk) for chunk in contents.chunks]
        if contents.vectors:
            self._vectors.add(connection, embedder, contents.dimensions, int(collection), ids, contents.vectors)
        state = "indexed" if contents.vectors or not ids else "keywords"
        sql = "UPDATE documents SET chunking = ?, state = ?, embedder = ? WHERE id = ?"
        connection.execute(sql, (key, state, embedder if state == "indexed" else "", document))

    def _put_text(
        self,
        connection: apsw.Connection,
        collection: int,
        id: int,
        read: FileContents | PartContents,
        vectors: VectorsByChunk,
    ) -> int:
        """Add the pages and chunks of a document with the next of the vectors. Return the number of chunks."""
        connection.executemany(
            "INSERT INTO pages VALUES(?, ?, ?, ?)", ((id, p.number, p.label, p.text) for p in read.pages)
        )
        ids = [self._add_chunk(connection, id, chunk) for chunk in read.chunks]
        own = vectors.take(len(ids))
        if own:
            self._vectors.add(connection, vectors.model, vectors.dimensions, collection, ids, own)
        return len(ids)

    def move(self, id: int, path: str, stamp: FileStamp) -> None:
        """Note the new path or time of a file with the same content, and show it again if it was hidden.

        A title that was only the file's name follows it.
        """
        with self._store.write() as connection:
            sql = "SELECT path, title FROM documents WHERE id = ?"
            for old, title in list(rows(connection.execute(sql, (id,)))):
                if title == Path(str(old)).stem:
                    connection.execute("UPDATE documents SET title = ? WHERE id = ?", (Path(path).stem, id))
            connection.execute(
                """UPDATE documents SET path = ? || substr(path, 1 + (SELECT length(path) FROM documents WHERE id = ?)),
                   deleted_at = NULL WHERE parent = ?""",
                (path, id, id),
            )
            connection.execute(
                "UPDATE documents SET path = ?, bytes = ?, modified_ns = ?, deleted_at = NULL WHERE id = ?",
                (path, stamp.size, stamp.modified_ns, id),
            )

    def delete(self, ids: Sequence[int]) -> None:
        """Delete rows, words and vectors for good."""
        with self._store.write(frees_space=True) as connection:
            for id in ids:
                self._delete_row(connection, id)

    def delete_within(self, connection: apsw.Connection, id: int) -> None:
        """Delete a document in the caller's transaction, for good."""
        self._delete_row(connection, id)

    def set_hidden(self, ids: Sequence[int], hidden: bool) -> None:
        """Hide documents until they are purged, or show them again, with those inside them."""
        at = now_ms() if hidden else None
        with self._store.write() as connection:
            connection.executemany(
                "UPDATE documents SET deleted_at = ? WHERE id = ? OR parent = ?", ((at, id, id) for id in ids)
            )

    def purge(self) -> None:
        """Delete for good what was removed before the store's cutoff (thirty days in which Ateneo was used)."""
        self._purge_removed(purge_cutoff(self._store))

    def purge_removed(self) -> int:
        """Delete for good all that was removed, and return the number of documents."""
        return self._purge_removed(now_ms() + 1)

    def purge_documents(self, ids: Sequence[int]) -> int:
        """Delete documents for good, whether they were removed or not: rows, words and vectors. Return how many there were."""
        with self._store.read() as connection:
            ids = [id for id in ids if connection.execute("SELECT 1 FROM documents WHERE id = ?", (id,)).fetchall()]
        if ids:
            self._erase_words()
        for start in range(0, len(ids), PURGE_BATCH):
            self.delete(ids[start : start + PURGE_BATCH])
        if ids:
            self._erase_words()
            self._vectors.erase_removed()
            self._store.checkpoint()
        return len(ids)

    def forget_file(self, path: str) -> None:
        """Delete what was read from a file for good, in every collection."""
        with self._store.read() as connection:
            ids = [int(id) for (id,) in rows(connection.execute("SELECT id FROM documents WHERE path = ?", (path,)))]
        self.purge_documents(ids)

    def _purge_removed(self, before: int) -> int:
        with self._store.read() as connection:
            expired = connection.execute(
                """SELECT d.id FROM documents d JOIN collections c ON c.id = d.collection
                   WHERE d.deleted_at < ? OR c.deleted_at < ?""",
                (before, before),
            )
            ids = [int(id) for (id,) in rows(expired)]
        count = self.purge_documents(ids)
        with self._store.write(frees_space=True) as connection:
            connection.execute("DELETE FROM collections WHERE deleted_at < ?", (before,))
        return count

    def _put_row(self, connection: apsw.Connection, row: DocumentRow, parent: int | None = None) -> int:
        """Replace the row of this path, with the documents inside it, and return its new id."""
        sql = "SELECT id FROM documents WHERE collection = ? AND path = ?"
        for (id,) in list(rows(connection.execute(sql, (row.collection, row.path)))):
            self._delete_row(connection, int(id))
        connection.execute(
            """INSERT INTO documents(collection, path, title, bytes, modified_ns, sha256, state, embedder, indexed_at,
               notice, reason, reason_values, detail, reader, parent, chunking, outline)
               VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                row.collection,
                row.path,
                row.title,
                row.stamp.size,
                row.stamp.modified_ns,
                row.stamp.sha256,
                row.state,
                row.embedder,
                now_ms(),
                row.notice,
                row.error.kind,
                msgspec.json.encode(row.error.values).decode(),
                row.error.detail,
                reader_version(Path(row.path).suffix),
                parent,
                row.chunking,
                row.outline_cell,
            ),
        )
        return connection.last_insert_rowid()

    def _add_chunk(self, connection: apsw.Connection, document: int, chunk: Chunk) -> int:
        connection.execute(
            "INSERT INTO chunks(document, page, start_offset, end_offset, text, path) VALUES(?, ?, ?, ?, ?, ?)",
            (document, chunk.page, chunk.start, chunk.end, chunk.text, chunk.path),
        )
        id = connection.last_insert_rowid()
        connection.execute("INSERT INTO chunks_fts(rowid, text) VALUES(?, ?)", (id, chunk.text))
        return id

    def _delete_row(self, connection: apsw.Connection, id: int) -> None:
        """Delete a document and those inside it: rows, words and vectors."""
        inside = rows(connection.execute("SELECT id FROM documents WHERE parent = ?", (id,)))
        for each in [*(int(part) for (part,) in inside), id]:
            chunks = rows(connection.execute("SELECT id, text FROM chunks WHERE document = ?", (each,)))
            self._delete_chunks(connection, [(int(chunk), str(text)) for chunk, text in chunks])
            connection.execute("DELETE FROM pages WHERE document = ?", (each,))
            connection.execute("DELETE FROM scanned_pages WHERE document = ?", (each,))
            connection.execute("DELETE FROM staged_chunks WHERE document = ?", (each,))
            connection.execute("DELETE FROM documents WHERE id = ?", (each,))

    def _delete_chunks(self, connection: apsw.Connection, chunks: Sequence[tuple[int, str]]) -> None:
        """Delete chunks. An external-content index deletes only the words it is given again."""
        connection.executemany("INSERT INTO chunks_fts(chunks_fts, rowid, text) VALUES('delete', ?, ?)", chunks)
        if chunks:
            self._vectors.remove(connection, [id for id, _ in chunks])
        connection.executemany("DELETE FROM chunks WHERE id = ?", ((id,) for id, _ in chunks))


def _cells_of(contents: FileContents | None) -> list[DocumentCells]:
    """Return the cells of a file and of each document inside it, in their order."""
    read: list[FileContents | PartContents] = [contents, *contents.parts] if contents is not None else []
    return [DocumentCells.read((page.number, page.text) for page in each.pages) for each in read]
