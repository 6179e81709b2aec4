"""Finds the passages of other documents that are nearest to a text: with the vectors that its chunks have already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import apsw

from engine.capabilities.documents.api import ATTACHED
from engine.capabilities.documents.api.related import FindRelated, RelatedPassages
from engine.capabilities.documents.whole.whole_document import OpenDocument
from engine.files.changes import displayable
from engine.files.walk import absolute_path
from engine.models.interfaces import ModelPool
from engine.protocol.answering.passage import Passage
from engine.protocol.cancellation import IsCancelled, raise_if_cancelled
from engine.protocol.errors import TextEmpty
from engine.rpc.generators import exhaust
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vector_tables import Matches
from engine.store.vectors import VectorStore
from engine.text.relevance import Similarity
from engine.text.tokens import words

if TYPE_CHECKING:
    from engine.models.interfaces.text import Embeddings

ItemT = TypeVar("ItemT")

MOST_CHUNKS = 8
"""Of a page or a text that are looked for; of more every so many."""
CHUNK_CHARACTERS = 900
"""Of a pasted text that are embedded together."""
CANDIDATES = 40
MOST_OF_A_DOCUMENT = 2
LEAST_COSINE, SURE_COSINE = 0.83, 0.88
"""Of two passages in a library of few, where none can stand out, and in any. Unrelated ones have about 0.75 to 0.8."""
FEW = 100


ReadPassage = Callable[[apsw.Connection, int, float], Passage | None]
"""Reads the passage with an id and gives it a score; None for one that is no longer there."""


class RelatedFinder:
    """Handler of FIND_RELATED."""

    def __init__(
        self, store: Store, vectors: VectorStore, read_passage: ReadPassage, open: OpenDocument, pool: ModelPool
    ) -> None:
        self._store, self._vectors, self._read_passage = store, vectors, read_passage
        self._open, self._pool = open, pool

    def find(self, request: FindRelated, is_cancelled: IsCancelled) -> RelatedPassages:
        """Return the nearest passages of other documents. Raises as FindRelated says."""
        with self._store.read() as connection:
            model = self._vectors.active_model(connection)
        if model is None:
            return RelatedPassages(())
        texts, queries = self._queries(request, model, is_cancelled)
        with self._store.read() as connection:
            collections = _searched(connection)
            hidden = _hidden(connection, request.document, request.path)
        best: dict[int, float] = {}
        for query in queries:
            raise_if_cancelled(is_cancelled)
            matches = self._vectors.search(model, query, collections, CANDIDATES, hidden)
            for id, cosine in _standing_out(matches):
                best[id] = max(cosine, best.get(id, 0.0))
        with self._store.read() as connection:
            return RelatedPassages(self._distinct(connection, best, texts, request.k))

    def _queries(
        self, request: FindRelated, model: str, is_cancelled: IsCancelled
    ) -> tuple[Sequence[str], Embeddings | Sequence[Embeddings]]:
        """Return the texts that are looked for and their vectors."""
        if request.text.strip():
            texts = _parts(request.text)
        elif request.document:
            chunks = self._chunks(request.document, request.page)
            stored = self._vectors.read(model, [id for id, _ in chunks])
            texts = [text for _, text in chunks]
            if len(stored) == len(chunks):
                return texts, [stored[id] for id, _ in chunks]
        elif request.path:
            texts = _some([chunk.text for chunk in exhaust(self._open(0, request.path, is_cancelled)).chunks])
        else:
            raise TextEmpty
        if not texts:
            return [], []
        with self._pool.embedder(model) as embedder:
            return texts, embedder.embed_passages(texts)

    def _chunks(self, document: int, page: int) -> list[tuple[int, str]]:
        sql = "SELECT id, text FROM chunks WHERE document = ? AND (page = ? OR ? = 0) ORDER BY page, start_offset"
        with self._store.read() as connection:
            chunks = [(int(id), str(text)) for id, text in rows(connection.execute(sql, (document, page, page)))]
        return _some(chunks)

    def _distinct(
        self, connection: apsw.Connection, scores: dict[int, float], read: Sequence[str], k: int
    ) -> tuple[Passage, ...]:
        """Return the best k passages: few of one document, and none with the words of another or of what is being read."""
        seen = {_words(text) for text in read}
        counts: dict[int, int] = {}
        passages: list[Passage] = []
        for id, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
            passage = self._read_passage(connection, id, score)
            if len(passages) == k:
                break
            if passage is None or _words(passage.text) in seen or counts.get(passage.document, 0) >= MOST_OF_A_DOCUMENT:
                continue
            seen.add(_words(passage.text))
            counts[passage.document] = counts.get(passage.document, 0) + 1
            passages.append(passage)
        return tuple(passages)


def _searched(connection: apsw.Connection) -> tuple[int, ...]:
    """Return the ids of the collections that are shown, without the files attached to conversations."""
    listed = connection.execute("SELECT id FROM collections WHERE deleted_at IS NULL AND name <> ?", (ATTACHED,))
    return tuple(int(id) for (id,) in rows(listed))


def _hidden(connection: apsw.Connection, document: int, path: str) -> tuple[int, ...]:
    """Return the chunks of removed documents, and of those that are the one being read, a copy of it, or in one file with it."""
    file = displayable(absolute_path(path)) if path else ""
    chunks = connection.execute(
        """WITH own AS (SELECT id, path, sha256, parent, title FROM documents WHERE id = ? OR path = ?)
           SELECT k.id FROM documents d CROSS JOIN chunks k ON k.document = d.id
           WHERE d.deleted_at IS NOT NULL OR d.id IN (SELECT id FROM own) OR d.path IN (SELECT path FROM own)
           OR d.parent IN (SELECT id FROM own) OR d.id IN (SELECT parent FROM own)
           OR d.parent IN (SELECT parent FROM own WHERE parent IS NOT NULL)
           OR d.sha256 IN (SELECT sha256 FROM own WHERE length(sha256) > 0)""",
        (document, file),
    )
    return tuple(int(id) for (id,) in rows(chunks))


def _standing_out(matches: Matches) -> list[tuple[int, float]]:
    if matches.scanned < FEW:
        return [(id, cosine) for id, cosine in matches.best if cosine >= LEAST_COSINE]
    return [
        (id, cosine)
        for id, cosine in matches.best
        if cosine >= SURE_COSINE or Similarity.of(cosine, matches.mean, matches.deviation, matches.scanned).stands_out
    ]


def _words(text: str) -> str:
    return " ".join(words(text))


def _parts(text: str) -> list[str]:
    """Return a pasted text in pieces that an embedder can read whole."""
    stripped = text.strip()
    pieces = [stripped[at : at + CHUNK_CHARACTERS] for at in range(0, len(stripped), CHUNK_CHARACTERS)]
    return [piece for piece in _some(pieces) if piece.strip()]


def _some(items: Sequence[ItemT]) -> list[ItemT]:
    """Return all items, or of many every so many from the first on."""
    step = -(-len(items) // MOST_CHUNKS) or 1
    return list(items[::step])
