"""Vectors of documents: which are missing, of the embedder in use or of one that takes its place, and their storing in parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import apsw
import msgspec

from engine.models.interfaces import ModelPool
from engine.models.registry import ModelRegistry
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vectors import VectorStore
from engine.text.chunking.embedded_text import embedded_text

PART = 128
"""Chunks embedded and stored together: all that a cancel or a kill can lose."""


class UnembeddedDocument(msgspec.Struct, frozen=True):
    """A document that lacks the vectors of `missing` chunks."""

    id: int
    collection: int
    path: str
    missing: int


class ChunkPart(msgspec.Struct, frozen=True):
    """Chunks of one document that are embedded together: their ids, and their texts as they are embedded."""

    document: UnembeddedDocument
    ids: tuple[int, ...]
    texts: tuple[str, ...]


class DocumentEmbedder:
    """The embedder that documents are read, cut and searched with.

    That is the one that made their vectors, as long as it is installed. Another one that the person chose takes its place when it
    has made all vectors.
    """

    def __init__(
        self, store: Store, vectors: VectorStore, pool: ModelPool, is_installed: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._store, self._vectors, self._pool, self._is_installed = store, vectors, pool, is_installed

    def chosen(self) -> str:
        """Return the embedder that the person chose, or the one in use otherwise; empty for none."""
        return self._pool.embedder_id() or ""

    def current(self) -> str:
        """Return the embedder that documents get their vectors from now; empty for none."""
        chosen = self.chosen()
        with self._store.read() as connection:
            active = self._vectors.active_model(connection)
        return active if active and active != chosen and self._is_installed(active) else chosen


def embedder_is_installed(registry: ModelRegistry) -> Callable[[str], bool]:
    """Return a function that tells whether the embedder of an id can be used."""
    return lambda id: any(model.id == id and model.is_ready for model in registry.list())


class DocumentVectors:
    """Completes the documents whose chunks were cut for an embedder and lack vectors."""

    def __init__(self, store: Store, vectors: VectorStore) -> None:
        self._store, self._vectors = store, vectors

    def unembedded(self, model: str, of_all: bool = False) -> list[UnembeddedDocument]:
        """Return the documents that lack vectors of this model, those that lack fewest first.

        They are those in state 'keywords', or `of_all` those that have vectors of another model too.
        """
        states = "('keywords', 'indexed')" if of_all else "('keywords')"
        with self._store.read() as connection:
            listed = connection.execute(
                f"""SELECT d.id, d.collection, d.path, count(*) AS missing FROM documents d
                    JOIN collections c ON c.id = d.collection AND c.deleted_at IS NULL
                    JOIN chunks k ON k.document = d.id AND k.id NOT IN ({self._vectors.ids_sql(connection, model)})
                    WHERE d.state IN {states} AND d.embedder <> '' AND d.deleted_at IS NULL
                    GROUP BY d.id ORDER BY missing, d.id"""
            )
            return [UnembeddedDocument(*row) for row in rows(listed)]

    def needs_switch(self, model: str) -> bool:
        """Tell whether documents have vectors of another model and not of this one."""
        sql = """SELECT EXISTS(SELECT 1 FROM documents d JOIN collections c ON c.id = d.collection AND c.deleted_at IS NULL
            WHERE d.embedder NOT IN ('', ?) AND d.state <> 'failed' AND d.deleted_at IS NULL)"""
        with self._store.read() as connection:
            ((is_any,),) = rows(connection.execute(sql, (model,)))
        return bool(is_any)

    def switch(self, model: str) -> bool:
        """Let all documents be searched with this model from now on, in one transaction, and drop the vectors of others.

        Return False, and change nothing, while a document lacks vectors of it.
        """
        if self.unembedded(model, of_all=True):
            return False
        with self._store.write(frees_space=True) as connection:
            connection.execute(
                """UPDATE documents SET embedder = ?, state = 'indexed' WHERE embedder <> '' AND state <> 'failed'
                   AND deleted_at IS NULL AND collection IN (SELECT id FROM collections WHERE deleted_at IS NULL)""",
                (model,),
            )
            for other in self._vectors.models(connection):
                if other != model:
                    self._vectors.drop_model(connection, other)
        return True

    def parts(self, document: UnembeddedDocument, model: str) -> Iterator[ChunkPart]:
        """Yield the chunks that lack a vector, PART at a time; each part is read when it is asked for."""
        last = 0
        while True:
            with self._store.read() as connection:
                chunks = connection.execute(
                    f"""SELECT id, text, path FROM chunks WHERE document = ? AND id > ?
                        AND id NOT IN ({self._vectors.ids_sql(connection, model)}) ORDER BY id LIMIT ?""",
                    (document.id, last, PART),
                ).fetchall()
            if not chunks:
                return
            last = int(str(chunks[-1][0]))
            texts = tuple(embedded_text(str(text), str(path)) for _, text, path in chunks)
            yield ChunkPart(document, tuple(int(str(id)) for id, *_ in chunks), texts)

    def put(self, part: ChunkPart, model: str, dimensions: int, vectors: bytes, completes: bool = True) -> None:
        """Store the vectors of a part. It `completes` the document, which is searched with this model once it lacks none.

        Those of a document that was read again or deleted meanwhile are dropped.
        """
        with self._store.write() as connection:
            if _count_chunks(connection, part) < len(part.ids):
                return
            document = part.document
            self._vectors.add(connection, model, dimensions, document.collection, part.ids, vectors)
            if completes:
                connection.execute(
                    f"""UPDATE documents SET state = 'indexed', embedder = ? WHERE id = ? AND NOT EXISTS(SELECT 1 FROM chunks
                        WHERE document = ? AND id NOT IN ({self._vectors.ids_sql(connection, model)}))""",
                    (model, document.id, document.id),
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
