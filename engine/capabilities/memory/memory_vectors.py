"""Vectors of kept memories, made when they are first needed by the embedder in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from engine.capabilities.memory.memory_rows import MemoryRow
from engine.models.interfaces import ModelPool
from engine.protocol.errors import ModelError
from engine.store.answers.question_shift import shift_to_answers
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vectors import VectorStore
from engine.text.language import Language, detect_language

if TYPE_CHECKING:
    from engine.models.interfaces import Embedder
    from engine.store.int8_index import Floats

MOST_AT_ONCE = 256
"""Memories embedded in one call: a question does not wait for thousands after a change of the embedder."""


class Compared(msgspec.Struct, frozen=True):
    """Cosines of a question: by the id of a memory, and with each text of the background.

    `answers` are those by the learnt metric under which a question is near to what answers it, none for an embedder that was
    not learnt. `vector` is the question's.
    """

    cosines: dict[int, float]
    background: list[float]
    answers: dict[int, float]
    vector: Floats
    model: str


class MemoryVectors:
    """Embeds memories and questions, and compares them. Without an embedder nothing is compared."""

    def __init__(self, store: Store, vectors: VectorStore, pool: ModelPool) -> None:
        self._store, self._vectors, self._pool = store, vectors, pool
        self._background: tuple[str, Floats] | None = None

    def compare(self, question: str, memories: Sequence[MemoryRow], background: Sequence[str]) -> Compared | None:
        """Return the cosines of a question with the memories that have a vector, and with the texts of `background`.

        None where no embedder answers. The vectors of the background are made once. The language of the question does not count.
        """
        if not memories or (model := self._pool.embedder_id()) is None:
            return None
        try:
            with self._pool.embedder(model) as embedder:
                self._embed_missing(embedder, model, memories)
                if self._background is None or self._background[0] != model:
                    self._background = model, embedder.embed_queries(background)
                asked = embedder.embed_queries([question])[0]
        except ModelError:
            return None
        query = without_language(asked, self._background[1], [detect_language(text) for text in background])
        stored = self._vectors.read(model, [memory.id for memory in memories])
        return Compared(
            {id: float(vector @ query) for id, vector in stored.items()},
            [float(cosine) for cosine in self._background[1] @ query],
            _as_answers(question, asked, model, stored),
            asked,
            model,
        )

    def similarities(self, text: str, others: Sequence[str]) -> list[float] | None:
        """Return the cosines of a statement with others; None where no embedder answers."""
        if self._pool.embedder_id() is None:
            return None
        try:
            with self._pool.embedder() as embedder:
                vectors: Floats = embedder.embed_queries([text, *others])
        except ModelError:
            return None
        return [float(vector @ vectors[0]) for vector in vectors[1:]]

    def _embed_missing(self, embedder: Embedder, model: str, memories: Sequence[MemoryRow]) -> None:
        """Store the vectors that these memories lack. One that was changed or deleted meanwhile stays without.

        They are embedded as passages are, as the learnt metric expects.
        """
        import numpy as np

        missing = self._without_vector(model, memories)
        if not missing:
            return
        vectors = embedder.embed_passages([memory.text for memory in missing]).astype("<f2")
        with self._store.write() as connection:
            for memory, vector in zip(missing, vectors, strict=True):
                connection.execute(
                    "UPDATE memories SET embedder = ? WHERE id = ? AND text = ? AND state = 'kept' AND embedder <> ?",
                    (model, memory.id, memory.text, model),
                )
                if connection.changes():
                    self._vectors.remove(connection, [memory.id])
                    block = np.ascontiguousarray(vector).tobytes()
                    self._vectors.add(connection, model, embedder.dimensions, 0, [memory.id], block)

    def _without_vector(self, model: str, memories: Sequence[MemoryRow]) -> list[MemoryRow]:
        with self._store.read() as connection:
            sql = "SELECT id FROM memories WHERE embedder = ?"
            embedded = {int(id) for (id,) in rows(connection.execute(sql, (model,)))}
        return [memory for memory in memories if memory.id not in embedded][:MOST_AT_ONCE]


def _as_answers(question: str, asked: Floats, model: str, stored: Mapping[int, Floats]) -> dict[int, float]:
    """Return the cosines of a question with memories by id under the metric of what answers it."""
    import numpy as np

    aim, metric = shift_to_answers(question, asked, model)
    if metric is None or not stored:
        return {}
    cosines = metric.map(np.stack(list(stored.values()))) @ metric.map(aim.reshape(1, -1))[0]
    return dict(zip(stored, cosines.astype(float).tolist(), strict=True))


def without_language(query: Floats, background: Floats, languages: Sequence[Language]) -> Floats:
    """Return a question's vector, normalised, without what tells its language, by the texts of the background in both.

    An embedder finds texts in the language of the question before others that answer it: of 104 questions about 52 facts .89
    have the memory among the five best rather than .86, and of those in the other language .90 rather than .85.
    """
    import numpy as np

    is_spanish = np.array([language == "es" for language in languages])
    if is_spanish.all() or not is_spanish.any():
        return query
    way = background[is_spanish].mean(axis=0) - background[~is_spanish].mean(axis=0)
    moved: Floats = query - (query @ way) / max(float(way @ way), 1e-9) * way
    return moved / np.linalg.norm(moved)
