"""Finds passages by meaning and by words, and fuses the two.

Fusion: the cosine standardised over all passages, plus KEYWORD_WEIGHT × BM25 ÷ the query's best BM25. Rank fusion throws
the margins away; figures beside it in the README, from `python -m tests.benchmarks retrieval`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import apsw

from engine.capabilities.documents import shelves
from engine.capabilities.documents.api import Found, Search
from engine.models.kinds import Residents
from engine.protocol.passage import Passage
from engine.store.database import Store
from engine.store.vectors import Matches, Vectors
from engine.text.terms import STOP_WORDS, words

CANDIDATES = 100
KEYWORD_WEIGHT = 1.5
COMMON_SHARE = 0.2
"""A term in more of the chunks than this says nothing and costs most of BM25's time."""
MOST_TERMS = 24
SMALL_LIBRARY = 1000
"""Chunks. Below it no term is too common to ask for."""


@dataclass
class _Clock:
    milliseconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.milliseconds[name] = round((time.perf_counter() - begun) * 1000, 2)


@dataclass(frozen=True)
class _Scope:
    """The collections asked for; `all` when they are all there are."""

    ids: tuple[int, ...]
    all: bool
    hidden: tuple[int, ...]


class Searcher:
    def __init__(self, store: Store, vectors: Vectors, residents: Residents) -> None:
        self._store, self._vectors, self._residents = store, vectors, residents

    def search(self, request: Search) -> Found:
        """Raises NotFound for a collection that does not exist. Without an embedder, words alone are searched."""
        clock = _Clock()
        with self._store.read() as connection:
            scope = _scope(connection, request.collections)
            embedder = self._vectors.active(connection)
        scores: dict[int, float] = {}
        if request.mode != "keyword" and embedder and request.query.strip():
            scores = self._by_meaning(request, scope, embedder, clock)
        if request.mode != "dense" or not embedder:
            scores = self._add_words(request, scope, scores, clock)
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        with clock.stage("passages"), self._store.read() as connection:
            return Found(_passages(connection, best, request.k), clock.milliseconds)

    def _by_meaning(self, request: Search, scope: _Scope, embedder: str, clock: _Clock) -> dict[int, float]:
        with clock.stage("query"), self._residents.embedder() as model:
            query = model.embed_queries([request.query])[0]
            same = model.id == embedder
        if not same:
            return {}
        with clock.stage("meaning"):
            collections = () if scope.all else scope.ids
            matches = self._vectors.search(embedder, query, collections, max(request.k, CANDIDATES), scope.hidden)
        if request.mode == "dense":
            return dict(matches.best)
        return _standardised(matches)

    def _add_words(self, request: Search, scope: _Scope, meaning: dict[int, float], clock: _Clock) -> dict[int, float]:
        """A passage found by words only stands at the lowest cosine found: it was not among the nearest."""
        with clock.stage("words"), self._store.read() as connection:
            found = _bm25(connection, request.query, scope, max(request.k, CANDIDATES))
        if not meaning:
            return found
        highest = max(found.values(), default=0.0) or 1.0
        lowest = min(meaning.values())
        return {
            id: meaning.get(id, lowest) + KEYWORD_WEIGHT * found.get(id, 0.0) / highest for id in {**meaning, **found}
        }


def _standardised(matches: Matches) -> dict[int, float]:
    deviation = matches.deviation or 1.0
    return {id: (score - matches.mean) / deviation for id, score in matches.best}


def _scope(connection: apsw.Connection, names: Sequence[str]) -> _Scope:
    every = {
        str(name): int(id)
        for id, name in connection.execute("SELECT id, name FROM collections WHERE deleted_at IS NULL")
    }
    ids = tuple(shelves.collection_id(connection, name) for name in names) or tuple(every.values())
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
            "SELECT rowid, -rank FROM chunks_words WHERE chunks_words MATCH ? ORDER BY rank LIMIT ?",
            (match, k + len(scope.hidden)),
        )
    else:
        marks = ",".join("?" * len(scope.ids))
        rows = connection.execute(
            f"""SELECT w.rowid, -w.rank FROM chunks_words w JOIN chunks k ON k.id = w.rowid
                JOIN documents d ON d.id = k.document AND d.collection IN ({marks})
                WHERE w.chunks_words MATCH ? ORDER BY w.rank LIMIT ?""",
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
            """SELECT d.id, k.id, d.path, d.title, k.page, k.first, k.last, k.text, p.label FROM chunks k
               JOIN documents d ON d.id = k.document JOIN pages p ON p.document = d.id AND p.number = k.page
               WHERE k.id = ?""",
            (id,),
        )
        for document, chunk, path, title, page, first, last, text, label in rows:
            if text not in texts:
                texts.add(text)
                found.append(Passage(document, chunk, path, title, page, first, last, text, round(score, 6), label))
    return tuple(found)
