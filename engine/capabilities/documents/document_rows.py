"""Rows of documents: as a file was just read, as an indexing run knows them, and as lists show them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import apsw
import msgspec

from engine.capabilities.documents import api
from engine.capabilities.documents.document_vectors import count_embedded
from engine.capabilities.documents.scans import scanned_pages
from engine.files.file_run import FileStamp, KnownFile, ReadFileResult
from engine.protocol.children.chunking import Chunking
from engine.protocol.children.indexing import INSIDE, FileContents, PartContents
from engine.protocol.children.outline import NO_OUTLINE, DocumentOutline
from engine.protocol.messages import ErrorData
from engine.store.json_cells import decode_texts
from engine.store.rows import rows
from engine.store.vectors import VectorStore

NO_ERROR = ErrorData("")
BYTES_A_NUMBER = 2
_COLUMNS = """d.id, c.name, d.path, d.title, d.state, (SELECT count(*) FROM pages p WHERE p.document = d.id),
    (SELECT count(*) FROM chunks k WHERE k.document = d.id), d.bytes, d.indexed_at, d.reason,
    CAST(d.reason_values AS BLOB), d.detail, d.notice, CASE d.state WHEN 'keywords' THEN d.embedder ELSE '' END"""


class DocumentRow(msgspec.Struct, frozen=True):
    """The columns of a document's row."""

    collection: int
    path: str
    title: str
    stamp: FileStamp
    state: api.DocumentState
    embedder: str = ""
    notice: str = ""
    error: ErrorData = NO_ERROR
    chunking: str = ""
    """The key of the Chunking that its chunks were cut by."""
    outline: DocumentOutline = NO_OUTLINE

    @property
    def outline_cell(self) -> str:
        """The outline as JSON, empty where there is none."""
        return "" if self.outline == NO_OUTLINE else msgspec.json.encode(self.outline).decode()


class VectorsByChunk:
    """Hands out the vectors of a file and the documents inside it, in the order in which they stand."""

    def __init__(self, model: str, contents: FileContents) -> None:
        self.model, self.dimensions = model, contents.dimensions
        self._vectors, self._at = contents.vectors, 0

    def take(self, count: int) -> bytes:
        """Return the vectors of the next chunks; none of a file that was not embedded."""
        size = count * self.dimensions * BYTES_A_NUMBER
        self._at += size
        return self._vectors[self._at - size : self._at]


def read_row(
    collection: int, result: ReadFileResult[FileContents], contents: FileContents, chunking: Chunking
) -> DocumentRow:
    """Return the row of a document that was read. It names the embedder that its chunks were cut for, if there is one."""
    state: api.DocumentState = "indexed" if contents.vectors or not contents.chunks else "keywords"
    model = result.model if contents.dimensions or not contents.chunks else ""
    title, notice, key = contents.title, contents.notice, chunking.key
    return DocumentRow(
        collection, result.path, title, result.stamp, state, model, notice, chunking=key, outline=contents.outline
    )


def failed_row(collection: int, result: ReadFileResult[FileContents]) -> DocumentRow:
    """Return the row of a file that could not be read."""
    return DocumentRow(collection, result.path, Path(result.path).name, result.stamp, "failed", error=result.error)


def part_row(whole: DocumentRow, part: PartContents, contents: FileContents, model: str) -> DocumentRow:
    """Return the row of a document inside a file, `whole`, of `contents`. `model` was asked to make the vectors."""
    path, stamp = f"{whole.path}{INSIDE}{part.name}", FileStamp(0, whole.stamp.modified_ns)
    if part.error is not None:
        return DocumentRow(whole.collection, path, part.title, stamp, "failed", error=part.error)
    state: api.DocumentState = "indexed" if contents.vectors or not part.chunks else "keywords"
    embedder = model if contents.dimensions or not part.chunks else ""
    return DocumentRow(
        whole.collection,
        path,
        part.title,
        stamp,
        state,
        embedder,
        part.notice,
        chunking=whole.chunking,
        outline=part.outline,
    )


def known_files(connection: apsw.Connection, collection: int) -> dict[str, KnownFile]:
    """Return what is known of each file of a collection by its path. A removed document counts as missing: a run brings
    it back when its file is there."""
    listed = connection.execute(
        """SELECT path, id, bytes, modified_ns, coalesce(sha256, x''), state, embedder, reason, detail,
           CAST(reason_values AS BLOB), deleted_at IS NOT NULL, reader FROM documents WHERE collection = ? AND parent IS NULL""",
        (collection,),
    )
    return {
        path: KnownFile(
            id,
            FileStamp(size, modified_ns, sha256),
            sha256,
            state,
            embedder,
            ErrorData(kind, detail, decode_texts(values)),
            removed=False,
            missing=bool(deleted),
            reader=reader,
        )
        for path, id, size, modified_ns, sha256, state, embedder, kind, detail, values, deleted, reader in rows(listed)
    }


def list_documents(
    connection: apsw.Connection, vectors: VectorStore, request: api.ListDocuments, passing: Sequence[int] | None = None
) -> api.Documents:
    """Return one page of the documents, by path, and how many they are in all; `passing` are those to list, None for all."""
    where = "d.deleted_at IS NULL AND c.deleted_at IS NULL"
    values: list[str] = []
    if request.collection:
        where, values = f"{where} AND c.name = ?", [*values, request.collection]
    if request.query:
        where, values = f"{where} AND instr(lower(d.path), lower(?))", [*values, request.query]
    if request.only_failed:
        where = f"{where} AND d.state = 'failed'"
    if passing is not None:
        where, values = f"{where} AND d.id IN (SELECT value FROM json_each(?))", [*values, str(list(passing))]
    source = f"FROM documents d JOIN collections c ON c.id = d.collection WHERE {where}"
    ((total,),) = rows(connection.execute(f"SELECT count(*) {source}", values))
    # The page first: SQLite would count the chunks of every document before it sorts them.
    page = f"SELECT d.id AS on_page {source} ORDER BY d.path COLLATE NOCASE LIMIT ? OFFSET ?"
    listed = connection.execute(
        f"""SELECT {_COLUMNS} FROM ({page}) JOIN documents d ON d.id = on_page JOIN collections c ON c.id = d.collection
            ORDER BY d.path COLLATE NOCASE""",
        [*values, request.limit, request.offset],
    )
    return api.Documents(tuple(_document(connection, vectors, row) for row in rows(listed)), int(total))


def _document(connection: apsw.Connection, vectors: VectorStore, row: Sequence[object]) -> api.Document:
    id, collection, path, title, state, pages, chunks, size, indexed_at, reason, values, detail, notice, model = row
    columns = {
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
        "values": decode_texts(values),
        "detail": detail,
        "notice": notice,
        "is_embeddable": bool(model),
        "embedded": count_embedded(connection, vectors, int(str(id)), str(model)) if model else 0,
    }
    columns["notice"] = "\n".join(filter(None, (str(notice), scanned_pages.notice(connection, int(str(id))))))
    return msgspec.convert(columns, api.Document)
