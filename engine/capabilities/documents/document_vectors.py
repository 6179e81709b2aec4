"""Vectors of documents whose words were stored first: what is missing, and its storing part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import apsw

from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vectors import VectorStore

PART = 128
"""Chunks embedded and stored together: all that a cancel or a kill can lose."""


@dataclass(frozen=True)
class UnembeddedDocument:
    """A document that lacks the vectors of `missing` chunks."""

    id: int
    collection: int
    path: str
    missing: int


@dataclass(frozen=True)
class ChunkPart:
    """Chunks of one document that are embedded together: their ids and texts."""

    document: UnembeddedDocument
    ids: tuple[int, ...]
    texts: tuple[str, ...]


class DocumentVectors:
    """Completes the documents in state 'keywords' whose chunks were cut for an embedder."""

    def __init__(self, store: Store, vectors: VectorStore) -> None:
        self._store, self._vectors = store, vectors

    def unembedded(self, model: str) -> list[UnembeddedDocument]:
        """Return the documents that lack vectors of this model, those that lack fewest first."""
        with self._store.read() as connection:
            listed = connection.execute(
                f"""SELECT d.id, d.collection, d.path, count(*) AS missing FROM documents d
                    JOIN collections c ON c.id = d.collection AND c.deleted_at IS NULL
                    JOIN chunks k ON k.document = d.id AND k.id NOT IN ({self._vectors.ids_sql(connection, model)})
                    WHERE d.state = 'keywords' AND d.embedder = ? AND d.deleted_at IS NULL
                    GROUP BY d.id ORDER BY missing, d.id""",
                (model,),
            )
            return [UnembeddedDocument(*row) for row in rows(listed)]

    def parts(self, document: UnembeddedDocument, model: str) -> Iterator[ChunkPart]:
        """Yield the chunks that lack a vector, PART at a time; each part is read when it is asked for."""
        last = 0
        while True:
            with self._store.read() as connection:
                chunks = connection.execute(
                    f"""SELECT id, text FROM chunks WHERE document = ? AND id > ?
                        AND id NOT IN ({self._vectors.ids_sql(connection, model)}) ORDER BY id LIMIT ?""",
                    (document.id, last, PART),
                ).fetchall()
            if not chunks:
                return
            last = int(str(chunks[-1][0]))
            yield ChunkPart(document, tuple(int(str(id)) for id, _ in chunks), tuple(str(text) for _, text in chunks))

    def put(self, part: ChunkPart, model: str, dimensions: int, vectors: bytes) -> None:
        """Store the vectors of a part; the document that lacks none any more is complete.

        Those of a document that was read again or deleted meanwhile are dropped.
        """
        with self._store.write() as connection:
            if _count_chunks(connection, part) < len(part.ids):
                return
            document = part.document
            self._vectors.add(connection, model, dimensions, document.collection, part.ids, vectors)
            connection.execute(
                f"""UPDATE documents SET state = 'indexed' WHERE id = ? AND NOT EXISTS(SELECT 1 FROM chunks
                    WHERE document = ? AND id NOT IN ({self._vectors.ids_sql(connection, model)}))""",
                (document.id, document.id),
            )


def count_embedded(connection: apsw.Connection, vectors: VectorStore, document: int, model: str) -> int:
    """Return how many chunks of a document have a vector of this model."""
    sql = f"SELECT count(*) FROM chunks WHERE document = ? AND id IN ({vectors.ids_sql(connection, model)})"
    ((count,),) = rows(connection.execute(sql, (document,)))
    return int(count)


def _count_chunks(connection: apsw.Connection, part: ChunkPart) -> int:
    sql = "SELECT count(*) FROM chunks WHERE document = ? AND id BETWEEN ? AND ?"
    ((count,),) = rows(connection.execute(sql, (part.document.id, part.ids[0], part.ids[-1])))
    return int(count)
