"""Finds passages by meaning and by words, and fuses the two.

Fusion: z(cosine) + KEYWORD_WEIGHT × z(BM25). Rank fusion throws the margins away: on squad-es, on one half of whose questions
the weight was chosen, nDCG@10 .874 against .845 and R@1 .773 against .733 (`python -m tests.benchmarks.retrieval`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Any

import apsw

from engine.capabilities.documents import document_store
from engine.capabilities.documents.api import Found, Search
from engine.models.interfaces import ModelPool
from engine.protocol.errors import ModelCrashed, ModelMissing
from engine.protocol.passage import Passage
from engine.stage_timer import StageTimer
from engine.store.database import Store
from engine.store.vector_tables import Matches
from engine.store.vectors import VectorStore
from engine.text.tokens import STOP_WORDS, words

CANDIDATES = 100
KEYWORD_WEIGHT = 0.4
COMMON_SHARE = 0.2
"""A term in more of the chunks than this says nothing and costs most of BM25's time."""
MOST_TERMS = 24
SMALL_LIBRARY = 1000
"""Chunks. Below it no term is too common to ask for."""


@dataclass(frozen=True)
class _Scope:
    """The collections asked for; `all` when they are all there are."""

    ids: tuple[int, ...]
    all: bool
    hidden: tuple[int, ...]


def fuse(meaning: Matches, words: Mapping[int, float]) -> dict[int, float]:
    """Scores of all candidates: the cosine standardised over every passage, BM25 over the candidates, 0 where no word is.

    A passage found by words only stands at the lowest cosine found: it was not among the nearest.
    """
    if not meaning.best:
        return dict(words)
    near = {id: (cosine - meaning.mean) / (meaning.deviation or 1.0) for id, cosine in meaning.best}
    lowest = min(near.values())
    candidates = {**near, **words}
    found = [words.get(id, 0.0) for id in candidates]
    mean, deviation = fmean(found), pstdev(found) or 1.0
    return {id: near.get(id, lowest) + KEYWORD_WEIGHT * (words.get(id, 0.0) - mean) / deviation for id in candidates}


class Searcher:
    """`fuse` is another way to put the two together, to be measured against ours."""

    def __init__(
        self,
        store: Store,
        vectors: VectorStore,
        pool: ModelPool,
        fuse: Callable[[Matches, Mapping[int, float]], dict[int, float]] = fuse,
    ) -> None:
        self._store, self._vectors, self._pool, self._fuse = store, vectors, pool, fuse

    def search(self, request: Search) -> Found:
        """Raises NotFound for a collection that does not exist.

        Asked of the embedder that every document has: a new one answers once all are embedded anew. Where that one is gone from
        the shelf, words alone are searched.
        """
        clock = StageTimer()
        with self._store.read() as connection:
            scope = _scope(connection, request.collections)
            embedder = self._vectors.active_model(connection)
        scores = self._scores(request, scope, embedder, clock) if request.query.strip() else {}
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        with clock.stage("passages"), self._store.read() as connection:
            return Found(_passages(connection, best, request.k), clock.milliseconds)

    def _scores(self, request: Search, scope: _Scope, embedder: str | None, clock: StageTimer) -> dict[int, float]:
        k = max(request.k, CANDIDATES)
        if request.mode == "keyword" or embedder is None:
            return self._by_words(request.query, scope, k, clock)
        try:
            meaning = self._by_meaning(request.query, scope, embedder, k, clock)
        except (ModelMissing, ModelCrashed):
            return self._by_words(request.query, scope, k, clock)
        if request.mode == "dense":
            return dict(meaning.best)
        return self._fuse(meaning, self._by_words(request.query, scope, k, clock))

    def _by_meaning(self, query: str, scope: _Scope, embedder: str, k: int, clock: StageTimer) -> Matches:
        with clock.stage("query"), self._pool.embedder(embedder) as model:
            asked = model.embed_queries([query])[0]
        with clock.stage("meaning"):
            return self._vectors.search(embedder, asked, () if scope.all else scope.ids, k, scope.hidden)

    def _by_words(self, query: str, scope: _Scope, k: int, clock: StageTimer) -> dict[int, float]:
        with clock.stage("words"), self._store.read() as connection:
            return _bm25(connection, query, scope, k)


def _scope(connection: apsw.Connection, names: Sequence[str]) -> _Scope:
    every = {
        str(name): int(id)
        for id, name in connection.execute("SELECT id, name FROM collections WHERE deleted_at IS NULL")
    }
    ids = tuple(document_store.collection_id(connection, name) for name in names) or tuple(every.values())
    ((others,),) = connection.execute("SELECT count(*) FROM collections WHERE deleted_at IS NOT NULL")
    hidden = connection.execute(
        "SELECT k.id FROM documents d JOIN chunks k ON k.document = d.id WHERE d.deleted_at IS NOT NULL"
    )
    return _Scope(ids, not others and set(ids) == set(every.values()), tuple(int(id) for (id,) in hidden))


def _bm25(connection: apsw.Connection, query: str, scope: _Scope, k: int) -> dict[int, float]:
    """Positive BM25 scores of the best k chunks, any of the query's telling terms in them."""
    terms = _telling(connection, list(dict.fromkeys(words(query))))
    if not terms:
        return {}
    match = " OR ".join(f'"{term}"' for term in terms)
    if scope.all:
        rows = connection.execute(
            "SELECT rowid, -rank FROM chunks_fts WHERE chunks_fts MATCH ? ORDER BY rank LIMIT ?",
            (match, k + len(scope.hidden)),
        )
    else:
        marks = ",".join("?" * len(scope.ids))
        rows = connection.execute(
            f"""SELECT w.rowid, -w.rank FROM chunks_fts w JOIN chunks k ON k.id = w.rowid
                JOIN documents d ON d.id = k.document AND d.collection IN ({marks})
                WHERE w.chunks_fts MATCH ? ORDER BY w.rank LIMIT ?""",
            (*scope.ids, match, k + len(scope.hidden)),
        )
    hidden = set(scope.hidden)
    return {int(id): float(score) for id, score in rows if id not in hidden}


def _telling(connection: apsw.Connection, terms: Sequence[str]) -> list[str]:
    """Without stop words and, in a large library, without terms that most of it holds; all of them when that leaves none."""
    telling = [t for t in terms if t not in STOP_WORDS["es"] and t not in STOP_WORDS["en"]] or list(terms)
    ((chunks,),) = connection.execute("SELECT count(*) FROM chunks")
    if chunks > SMALL_LIBRARY:
        rare = [t for t in telling if _documents_with(connection, t) <= chunks * COMMON_SHARE]
        telling = rare or telling[:1]
    return telling[:MOST_TERMS]


def _documents_with(connection: apsw.Connection, term: str) -> int:
    rows = connection.execute("SELECT doc FROM chunks_vocabulary WHERE term = ?", (term,))
    return next((int(count) for (count,) in rows), 0)


def _passages(connection: apsw.Connection, best: Sequence[tuple[int, float]], k: int) -> tuple[Passage, ...]:
    """The first k with different texts: the same paragraph in two copies of a file is one answer."""
    found: list[Passage] = []
    texts: set[str] = set()
    for id, score in best:
        if len(found) == k:
            break
        rows: Iterable[tuple[Any, ...]] = connection.execute(
            """SELECT d.id, k.id, d.path, d.title, k.page, k.start_offset, k.end_offset, k.text, p.label FROM chunks k
               JOIN documents d ON d.id = k.document JOIN pages p ON p.document = d.id AND p.number = k.page
               WHERE k.id = ?""",
            (id,),
        )
        for document, chunk, path, title, page, first, last, text, label in rows:
            if text not in texts:
                texts.add(text)
                found.append(Passage(document, chunk, path, title, page, first, last, text, round(score, 6), label))
    return tuple(found)
