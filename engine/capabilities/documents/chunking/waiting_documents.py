"""Documents that are cut otherwise than their collection says, and chunks that will take the place of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import apsw
import msgspec

from engine.capabilities.documents.collection_settings import decode_settings
from engine.protocol.children.chunking import Chunking
from engine.protocol.children.indexing import Chunk, DocumentPage
from engine.protocol.children.outline import NO_OUTLINE, DocumentOutline
from engine.store.json_cells import decode_cell
from engine.store.rows import rows
from engine.text.chunking.embedded_text import embedded_text

_WAITING = """FROM documents d JOIN collections c ON c.id = d.collection AND c.deleted_at IS NULL
    WHERE d.deleted_at IS NULL AND d.state <> 'failed'"""


class WaitingDocument(msgspec.Struct, frozen=True):
    """A document that is to be cut by `chunking`. `staged` says what its new chunks were cut for, as `staged_for`."""

    id: int
    collection: int
    path: str
    chunking: Chunking
    staged: str


class StagedPart(msgspec.Struct, frozen=True):
    """Chunks of one document that wait for their vectors: their positions and texts, as they are and as they are embedded."""

    document: int
    positions: tuple[int, ...]
    texts: tuple[str, ...]
    embedded: tuple[str, ...]


def staged_for(chunking: Chunking, embedder: str) -> str:
    """Return the text that is the same while staged chunks can be used."""
    return f"{chunking.key}|{embedder}"


def count_waiting(connection: apsw.Connection) -> dict[int, int]:
    """Return by collection how many documents are cut otherwise than it says, only where there are any."""
    wanted = {
        int(id): decode_settings(cell).chunking.key
        for id, cell in rows(connection.execute("SELECT id, CAST(settings AS BLOB) FROM collections"))
    }
    counts = dict[int, int]()
    sql = f"SELECT d.collection, d.chunking, count(*) {_WAITING} GROUP BY d.collection, d.chunking"
    for collection, key, count in rows(connection.execute(sql)):
        if key != wanted[collection]:
            counts[collection] = counts.get(collection, 0) + count
    return counts


def waiting(connection: apsw.Connection, embedder: str, document: int | None = None) -> list[WaitingDocument]:
    """Return the documents to be cut again, the smallest first, or only this one if it is.

    Those with vectors of another embedder wait until that one is in use: without their vectors they would be found less well.
    """
    listed = connection.execute(
        f"""SELECT d.id, d.collection, d.path, d.staged, d.chunking, CAST(c.settings AS BLOB) {_WAITING}
            AND (d.embedder IN ('', ?) OR NOT EXISTS(SELECT 1 FROM chunks k WHERE k.document = d.id))
            AND d.id = coalesce(?, d.id) ORDER BY d.bytes, d.id""",
        (embedder, document),
    )
    documents = list[WaitingDocument]()
    for id, collection, path, staged, key, settings in rows(listed):
        chunking = decode_settings(settings).chunking
        if chunking.key != key:
            documents.append(WaitingDocument(id, collection, path, chunking, staged))
    return documents


def pages_of(connection: apsw.Connection, document: int) -> tuple[DocumentPage, ...]:
    """Return the pages of a document, as they were read."""
    sql = "SELECT number, text, label FROM pages WHERE document = ? ORDER BY number"
    return tuple(DocumentPage(*row) for row in rows(connection.execute(sql, (document,))))


def outline_of(connection: apsw.Connection, document: int) -> DocumentOutline:
    """Return the headings of a document; none where its row has none that we wrote."""
    sql = "SELECT CAST(outline AS BLOB) FROM documents WHERE id = ? AND outline <> ''"
    cells = [cell for (cell,) in rows(connection.execute(sql, (document,)))]
    return (decode_cell(cells[0], DocumentOutline) if cells else None) or NO_OUTLINE


def stage(connection: apsw.Connection, document: WaitingDocument, embedder: str, chunks: Sequence[Chunk]) -> None:
    """Put new chunks beside those in use, to wait for their vectors."""
    drop_staged(connection, document.id)
    connection.executemany(
        "INSERT INTO staged_chunks(document, position, page, start_offset, end_offset, text, path) VALUES(?, ?, ?, ?, ?, ?, ?)",
        ((document.id, at, c.page, c.start, c.end, c.text, c.path) for at, c in enumerate(chunks)),
    )
    sql = "UPDATE documents SET staged = ? WHERE id = ?"
    connection.execute(sql, (staged_for(document.chunking, embedder), document.id))


def drop_staged(connection: apsw.Connection, document: int) -> None:
    """Forget the chunks that stand beside those in use."""
    connection.execute("DELETE FROM staged_chunks WHERE document = ?", (document,))
    connection.execute("UPDATE documents SET staged = '' WHERE id = ? AND staged <> ''", (document,))


def staged_parts(connection: apsw.Connection, document: int, size: int) -> Iterator[StagedPart]:
    """Yield the staged chunks that have no vector, so many at a time."""
    sql = "SELECT position, text, path FROM staged_chunks WHERE document = ? AND vector IS NULL ORDER BY position"
    listed = list(rows(connection.execute(sql, (document,))))
    for start in range(0, len(listed), size):
        part = listed[start : start + size]
        embedded = tuple(embedded_text(str(text), str(path)) for _, text, path in part)
        yield StagedPart(document, tuple(int(at) for at, *_ in part), tuple(str(text) for _, text, _ in part), embedded)


def set_vectors(connection: apsw.Connection, part: StagedPart, vectors: bytes) -> None:
    """Keep the vectors of a part with its chunks."""
    size = len(vectors) // len(part.positions)
    connection.executemany(
        "UPDATE staged_chunks SET vector = ? WHERE document = ? AND position = ? AND text = ?",
        (
            (vectors[at * size : (at + 1) * size], part.document, position, text)
            for at, (position, text) in enumerate(zip(part.positions, part.texts, strict=True))
        ),
    )


def take_staged(connection: apsw.Connection, document: int) -> tuple[list[Chunk], bytes]:
    """Return the staged chunks with their vectors, and forget them."""
    sql = """SELECT page, start_offset, end_offset, text, path, vector FROM staged_chunks
        WHERE document = ? ORDER BY position"""
    listed = list(rows(connection.execute(sql, (document,))))
    drop_staged(connection, document)
    return [Chunk(*row[:5]) for row in listed], b"".join(row[5] for row in listed)
