"""Document search: passages by meaning and by words, and the fusion of the two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import apsw

from engine.capabilities.documents.api import ATTACHED, DocumentMatch, DocumentSearchResults, SearchDocuments
from engine.capabilities.documents.searching import named_documents
from engine.capabilities.documents.searching.chunk_owners import ChunkOwners
from engine.capabilities.documents.searching.named_documents import NamedDocuments
from engine.capabilities.documents.searching.scope import Scope, read_scope
from engine.files.changes import displayable
from engine.files.walk import absolute_path, is_under
from engine.models.interfaces import ModelPool
from engine.protocol.answering.passage import Passage
from engine.protocol.errors import ModelCrashed, ModelMissing
from engine.stage_timer import StageTimer
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.searching.fusion import fuse
from engine.store.searching.keyword_index import KeywordIndex
from engine.store.searching.keyword_search import KeywordSearch
from engine.store.vector_tables import Matches
from engine.store.vectors import VectorStore
from engine.text.relevance import Similarity, order_by_relevance, relevance

CANDIDATES = 100
FROM_NAMED = 3
"""Passages of a document that a search names, before all others."""
KEYWORDS = KeywordIndex("chunks", "chunks_vocabulary")


@dataclass(frozen=True)
class _CandidateScores:
    """Scores by chunk id: `ranking` orders the results, `meaning` has the cosines, None where no embedder answers."""

    ranking: Mapping[int, float]
    meaning: Matches | None
    embedder: str = ""


@dataclass(frozen=True)
class PassageRanking:
    """The best passages, and the cosines of the nearest by chunk id, None where no embedder answers.

    `mean` and `deviation` are those of the cosines of all `scanned` passages. `unembedded` are the ids of those passages that
    have no vector yet: a long document is found by its words first.
    """

    passages: tuple[Passage, ...]
    cosines: Mapping[int, float] | None = None
    mean: float = 0.0
    deviation: float = 0.0
    scanned: int = 0
    unembedded: frozenset[int] = frozenset()

    def similarity(self, passage: Passage) -> Similarity | None:
        """Return the similarity of the query and one of the passages, None where it is not known.

        A passage that is not near has a cosine of 0.
        """
        if self.cosines is None or passage.chunk in self.unembedded:
            return None
        if passage.chunk not in self.cosines:
            return Similarity(0.0)
        return Similarity.of(self.cosines[passage.chunk], self.mean, self.deviation, self.scanned)


class DocumentSearch:
    """Searches the passages of the library. Another `fuse` is given only to be measured against ours."""

    def __init__(
        self,
        store: Store,
        vectors: VectorStore,
        pool: ModelPool,
        fuse: Callable[[Matches, Mapping[int, float]], dict[int, float]] = fuse,
        keywords: KeywordSearch | None = None,
    ) -> None:
        self._store, self._vectors, self._pool, self._fuse = store, vectors, pool, fuse
        self._keywords = keywords or KeywordSearch(store, KEYWORDS)
        self._owners = ChunkOwners()

    def search(self, request: SearchDocuments) -> DocumentSearchResults:
        """Return those of the k best passages that are relevant, the sure ones first, and the time of each stage.

        Raises NotFound for a collection that does not exist.
        """
        clock = StageTimer()
        ranked = self.rank(request, clock)
        with clock.stage("relevance"):
            matches = self._relevant(request.query, ranked)
        with clock.stage("names"):
            named = self.passages_of_named(
                request.query, request.collections, request.files, min(request.k, FROM_NAMED)
            )
        first = [DocumentMatch(passage, True) for passage in named]
        others = [match for match in matches if match.passage.chunk not in {passage.chunk for passage in named}]
        return DocumentSearchResults((*first, *others)[: request.k], clock.milliseconds)

    def _relevant(self, query: str, ranked: PassageRanking) -> list[DocumentMatch]:
        with self._store.read() as connection:
            terms = self._keywords.weigh(connection, query)
        found = []
        for passage in ranked.passages:
            match = terms.match(passage.text)
            found.append(((passage, match.spans), relevance(query, passage.text, match, ranked.similarity(passage))))
        return [DocumentMatch(passage, is_sure, spans) for (passage, spans), is_sure in order_by_relevance(found)]

    def rank(
        self, request: SearchDocuments, clock: StageTimer | None = None, nearest: int | None = None
    ) -> PassageRanking:
        """Return the k best passages, relevant or not. With `nearest` only that many passages have a cosine. Raises NotFound.

        The embedder that every document has answers: a new one takes over once all are embedded again. When its model is
        gone, only words are searched.
        """
        clock = clock or StageTimer()
        scores = self._scores(request, clock)
        with clock.stage("passages"), self._store.read() as connection:
            passages = _passages(connection, scores.ranking, request.k)
            meaning = scores.meaning
            if meaning is None:
                return PassageRanking(passages)
            cosines = dict(meaning.best)
            if nearest is not None:
                cosines = {passage.chunk: passage.score for passage in _passages(connection, cosines, nearest)}
            unembedded = self._unembedded(connection, scores.embedder, passages)
        return PassageRanking(passages, cosines, meaning.mean, meaning.deviation, meaning.scanned, unembedded)

    def first_passages(self, files: Sequence[str], k: int) -> tuple[Passage, ...]:
        """Return the first k passages of attached files and folders, as many of each document, in the order of the paths."""
        paths = [displayable(absolute_path(file)) for file in files]
        with self._store.read() as connection:
            chunks = connection.execute(
                """SELECT d.path, k.id, row_number() OVER (PARTITION BY d.id ORDER BY k.page, k.start_offset) AS place
                   FROM chunks k JOIN documents d ON d.id = k.document JOIN collections c ON c.id = d.collection
                   WHERE c.name = ? AND c.deleted_at IS NULL AND d.deleted_at IS NULL ORDER BY place, d.path""",
                (ATTACHED,),
            )
            first = [(str(path), int(place), int(id)) for path, id, place in rows(chunks) if is_under(path, paths)][:k]
            read = (_read_passage(connection, id, 0.0) for _, _, id in sorted(first))
            return tuple(passage for passage in read if passage is not None)

    def passages_of_named(
        self, query: str, collections: Sequence[str], files: Sequence[str], k: int
    ) -> tuple[Passage, ...]:
        """Return passages of the documents that a question names, none where it names none: those with its other words, best
        first, or the first ones in their order."""
        with self._store.read() as connection:
            scope = read_scope(connection, self._owners, collections, files)
            named = named_documents.find(connection, query, scope.collections)
            if named is None:
                return ()
            ids = _chunks_with_words(connection, named, k) or _first_chunks(connection, named.ids, k)
            read = (_read_passage(connection, id, 0.0) for id in scope.visible(ids))
            return tuple(passage for passage in read if passage is not None)

    def _scores(self, request: SearchDocuments, clock: StageTimer) -> _CandidateScores:
        with self._store.read() as connection:
            scope = read_scope(connection, self._owners, request.collections, request.files)
            embedder = self._vectors.active_model(connection)
        if not request.query.strip():
            return _CandidateScores({}, None)
        k = max(request.k, CANDIDATES)
        meaning = None
        if request.mode != "keyword" and embedder is not None:
            meaning = self._by_meaning(request.query, scope, embedder, k, clock)
        if meaning is None:
            return _CandidateScores(self._by_words(request.query, scope, k, clock), None)
        if request.mode == "dense":
            return _CandidateScores(dict(meaning.best), meaning)
        ranking = self._fuse(meaning, self._by_words(request.query, scope, k, clock))
        return _CandidateScores(ranking, meaning, embedder or "")

    def _unembedded(self, connection: apsw.Connection, embedder: str, passages: Sequence[Passage]) -> frozenset[int]:
        """Return the ids of those passages that have no vector of the embedder."""
        if not embedder:
            return frozenset()
        sql = f"SELECT value FROM json_each(?) WHERE value NOT IN ({self._vectors.ids_sql(connection, embedder)})"
        ids = [passage.chunk for passage in passages]
        return frozenset(int(id) for (id,) in rows(connection.execute(sql, (str(ids),))))

    def _by_meaning(self, query: str, scope: Scope, embedder: str, k: int, clock: StageTimer) -> Matches | None:
        """Return the nearest chunks, None when the embedder's model is gone or broken."""
        try:
            with clock.stage("query"), self._pool.embedder(embedder) as model:
                vector = model.embed_queries([query])[0]
        except (ModelMissing, ModelCrashed):
            return None
        with clock.stage("meaning"):
            return self._vectors.search(embedder, vector, scope.filled, k, allowed=scope.allowed)

    def _by_words(self, query: str, scope: Scope, k: int, clock: StageTimer) -> dict[int, float]:
        with clock.stage("words"), self._store.read() as connection:
            return self._keywords.search(connection, query, k, scope.allowed)


def _chunks_with_words(connection: apsw.Connection, named: NamedDocuments, k: int) -> list[int]:
    """Return the best k chunks of the documents with any of the words."""
    match = KEYWORDS.match(connection, " ".join(named.rest)) if named.rest else ""
    if not match:
        return []
    matches = connection.execute(
        """SELECT w.rowid FROM chunks_fts w JOIN chunks k ON k.id = w.rowid
           WHERE w.chunks_fts MATCH ? AND k.document IN (SELECT value FROM json_each(?)) ORDER BY w.rank LIMIT ?""",
        (match, str(list(named.ids)), k),
    )
    return [int(id) for (id,) in rows(matches)]


def _first_chunks(connection: apsw.Connection, documents: Sequence[int], k: int) -> list[int]:
    chunks = connection.execute(
        """SELECT id FROM (SELECT id, document, page, start_offset,
             row_number() OVER (PARTITION BY document ORDER BY page, start_offset) AS place
           FROM chunks WHERE document IN (SELECT value FROM json_each(?)) ORDER BY place LIMIT ?)
           ORDER BY document, page, start_offset""",
        (str(list(documents)), k),
    )
    return [int(id) for (id,) in rows(chunks)]


def _passages(connection: apsw.Connection, scores: Mapping[int, float], k: int) -> tuple[Passage, ...]:
    """Return the first k passages with different texts: the same paragraph in two copies of a file is one result."""
    passages: list[Passage] = []
    texts: set[str] = set()
    for id, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if len(passages) == k:
            break
        passage = _read_passage(connection, id, score)
        if passage is not None and passage.text not in texts:
            texts.add(passage.text)
            passages.append(passage)
    return tuple(passages)


def _read_passage(connection: apsw.Connection, id: int, score: float) -> Passage | None:
    chunks = connection.execute(
        """SELECT d.id, k.id, d.path, d.title, k.page, k.start_offset, k.end_offset, k.text,
           CASE k.path WHEN '' THEN p.label ELSE k.path END
           FROM chunks k JOIN documents d ON d.id = k.document JOIN pages p ON p.document = d.id AND p.number = k.page
           WHERE k.id = ?""",
        (id,),
    )
    for document, chunk, path, title, page, start, end, text, label in rows(chunks):
        return Passage(document, chunk, path, title, page, start, end, text, round(score, 6), label)
    return None
