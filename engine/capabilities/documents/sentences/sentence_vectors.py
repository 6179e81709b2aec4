"""Vectors of the sentences of chunks: which are missing, their storing in parts, and their reading.

Each row belongs to a chunk and goes with it. It counts for the embedder that made it only; another one replaces it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import apsw
import msgspec

from engine.store.database import Store
from engine.store.rows import rows
from engine.text.sentences import spans

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Spans = npt.NDArray[np.uint32]
    Vectors = npt.NDArray[np.int8]

FEWEST, MOST = 2, 64
"""Sentences of a chunk. One alone means what its chunk means; more than so many are no prose."""
SENTENCES_TOGETHER, CHUNKS_TOGETHER = 128, 256
"""Embedded and stored together at most: all that a cancel or a kill can lose."""
_SPAN_BYTES = 8
_MISSING = """FROM chunks k INDEXED BY chunks_with_document
    JOIN documents d ON d.id = k.document AND d.state = 'indexed' AND d.embedder = ?1 AND d.deleted_at IS NULL
    JOIN collections c ON c.id = d.collection AND c.deleted_at IS NULL
    WHERE k.id > ?2 AND NOT EXISTS(
        SELECT 1 FROM sentence_vectors s INDEXED BY sentence_vectors_by_embedder WHERE s.embedder = ?1 AND s.chunk = k.id)"""

Span = tuple[int, int]


class SentencePart(msgspec.Struct, frozen=True):
    """Chunks whose sentences are embedded together: the id, the text, and the sentences of each."""

    chunks: tuple[int, ...]
    chunk_texts: tuple[str, ...]
    spans: tuple[tuple[Span, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences, in the order of their vectors."""
        both = zip(self.chunk_texts, self.spans, strict=True)
        return tuple(text[start:end] for text, found in both for start, end in found)


class ChunkSentences(msgspec.Struct, frozen=True):
    """The sentences of a chunk: `spans` [sentences, 2] in its text, and `vectors` [sentences, dimensions]."""

    spans: Spans
    vectors: Vectors


class SentenceVectors:
    """Finds what is missing and stores it. Chunks come before their sentences: only documents with all vectors count."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def count_missing(self, embedder: str) -> int:
        """Return how many chunks lack the vectors of their sentences by this embedder."""
        with self._store.read() as connection:
            ((count,),) = rows(connection.execute(f"SELECT count(*) {_MISSING}", (embedder, 0)))
        return int(count)

    def parts(self, embedder: str) -> Iterator[SentencePart]:
        """Yield the chunks that lack them, some at a time; each part is read when it is asked for."""
        last = 0
        while True:
            with self._store.read() as connection:
                ids = connection.execute(
                    f"SELECT k.id {_MISSING} ORDER BY k.id LIMIT ?3", (embedder, last, CHUNKS_TOGETHER)
                ).fetchall()
                sql = "SELECT id, text FROM chunks WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
                listed = list(rows(connection.execute(sql, (str([id for (id,) in ids]),))))
            if not listed:
                return
            last = int(listed[-1][0])
            yield from _parts((int(id), str(text)) for id, text in listed)

    def put(self, part: SentencePart, embedder: str, dimensions: int, vectors: bytes) -> int:
        """Store the vectors of a part, float16, in the place of another embedder's. Return of how many chunks.

        Those of chunks that are gone meanwhile are dropped: ids are never used again, and a chunk's text never changes.
        """
        import numpy as np

        from engine.store.int8_index import quantise

        matrix = quantise(np.frombuffer(vectors, "<f2").reshape(-1, max(dimensions, 1)).astype(np.float32))
        at, values = 0, list[tuple[int, bytes, bytes]]()
        for chunk, found in zip(part.chunks, part.spans, strict=True):
            own = matrix[at : at + len(found)]
            at += len(found)
            values.append((chunk, np.array(found, "<u4").tobytes(), own.tobytes()))
        sql = """INSERT OR REPLACE INTO sentence_vectors(chunk, embedder, spans, vectors)
            SELECT id, ?, ?, ? FROM chunks WHERE id = ?"""
        with self._store.write() as connection:
            connection.executemany(sql, ((embedder, spans, own, chunk) for chunk, spans, own in values))
        return len(values)


def read_sentences(
    connection: apsw.Connection, embedder: str, dimensions: int, chunks: Iterable[int]
) -> dict[int, ChunkSentences]:
    """Return the sentences of those chunks that this embedder has embedded, none of a chunk that is one sentence.

    What is not as we write it is left out.
    """
    import numpy as np

    sql = """SELECT s.chunk, s.spans, s.vectors FROM json_each(?) j CROSS JOIN sentence_vectors s ON s.chunk = j.value
        WHERE s.embedder = ?"""
    found = dict[int, ChunkSentences]()
    for chunk, places, vectors in rows(connection.execute(sql, (str(list(chunks)), embedder))):
        count = len(places) // _SPAN_BYTES
        if len(places) % _SPAN_BYTES or len(vectors) != count * dimensions:
            continue
        found[int(chunk)] = ChunkSentences(
            np.frombuffer(places, "<u4").reshape(count, 2), np.frombuffer(vectors, np.int8).reshape(count, dimensions)
        )
    return found


def _parts(chunks: Iterable[tuple[int, str]]) -> Iterator[SentencePart]:
    """Yield chunks in parts of about SENTENCES_TOGETHER."""
    part: list[tuple[int, str, tuple[Span, ...]]] = []
    count = 0
    for id, text in chunks:
        found = _sentences(text)
        if part and count + len(found) > SENTENCES_TOGETHER:
            yield _part(part)
            part, count = [], 0
        part.append((id, text, found))
        count += len(found)
    if part:
        yield _part(part)


def _part(chunks: list[tuple[int, str, tuple[Span, ...]]]) -> SentencePart:
    return SentencePart(
        tuple(id for id, *_ in chunks), tuple(text for _, text, _ in chunks), tuple(s for *_, s in chunks)
    )


def _sentences(text: str) -> tuple[Span, ...]:
    found = tuple(spans(text))
    return found if FEWEST <= len(found) <= MOST else ()
