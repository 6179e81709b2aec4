"""Search in all messages: by meaning, by words, and both fused as documents' search fuses them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

import apsw
import msgspec
from msgspec.structs import replace

from engine.capabilities.chat.api import MessageMatch, MessageSearchResults, SearchMessages
from engine.capabilities.chat.folder_check import require_folder
from engine.capabilities.chat.search.message_vectors import (
    MESSAGE_VECTORS,
    OTHERS,
    QUESTIONS,
    MessageVectors,
    piece_spans,
)
from engine.models.interfaces import ModelPool
from engine.protocol.errors import ModelCrashed, ModelMissing
from engine.stage_timer import StageTimer
from engine.store.answers.question_shift import towards_answers
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.searching.fusion import fuse_by_coverage
from engine.store.searching.keyword_index import KeywordIndex
from engine.store.vector_tables import Candidates, Matches
from engine.store.vectors import VectorStore
from engine.text.chunking.token_counter import Span
from engine.text.claims import is_question
from engine.text.relevance import MIN_SCANNED, QueryTerms, Similarity, WordMatch, relevance

CANDIDATES, CANDIDATE_QUESTIONS = 300, 50
"""Pieces that are looked at closely, and pieces of questions that were asked."""
NEARNESS_WEIGHT, MAPPED_NEARNESS_WEIGHT, QUESTION_MALUS = 0.5, 0.25, 0.03
"""How much of a piece's nearness to everything counts against it, also where a learnt metric compares, and what counts against
a question where one is asked.

The embedder finds questions like a question before what answers them, and short texts near to everything. Chosen before
questions were moved towards their answers; of 52 facts among 2,000 messages other weights find no more
(docs/benchmarks.md).
"""
NEAR_COSINE = 0.83
"""Of 1,600 questions and facts about other things one in a thousand is as near, of those about the same three in four."""
KEYWORDS = KeywordIndex("messages", "messages_vocabulary")
_SEARCHED = "c.deleted_at IS NULL AND NOT c.is_private"
_MESSAGE = """SELECT m.conversation, CAST(m.role AS BLOB), CAST(m.text AS BLOB), m.created_at, CAST(c.title AS BLOB)
    FROM messages m JOIN conversations c ON c.id = m.conversation WHERE m.id = ?"""


class _SearchedConversations(msgspec.Struct, frozen=True):
    """The conversations that are searched: all, or those of `folders`, `without` one."""

    folders: tuple[int, ...]
    without: int | None

    @property
    def sql(self) -> str:
        """The condition on a conversation `c`. Its numbers are written out: they are integers."""
        condition = _SEARCHED
        if self.folders:
            condition += f" AND coalesce(c.folder, 0) IN ({','.join(map(str, self.folders))})"
        return condition if self.without is None else f"{condition} AND c.id <> {self.without:d}"


class _Candidates(msgspec.Struct, frozen=True):
    """Fused scores by message id, and for those found by meaning the nearest piece and its cosine."""

    ranking: Mapping[int, float]
    pieces: Mapping[int, tuple[int, float]]
    meaning: Matches | None
    terms: QueryTerms


class MessageRanking(msgspec.Struct, frozen=True):
    """The best messages, and the cosines of those near by message id, None where no embedder answers."""

    matches: tuple[MessageMatch, ...]
    meaning: Matches | None = None


class MessageSearch:
    """Searches the messages of the library."""

    def __init__(self, store: Store, pool: ModelPool) -> None:
        self._store, self._pool = store, pool
        self._vectors = VectorStore(store, MESSAGE_VECTORS)
        self._message_vectors = MessageVectors(store, self._vectors)

    @property
    def message_vectors(self) -> MessageVectors:
        """The vectors that are searched."""
        return self._message_vectors

    def search(self, request: SearchMessages) -> MessageSearchResults:
        """Return the k best messages, best first, and the time of each stage. Raises NotFound for a folder."""
        clock = StageTimer()
        ranked = self.rank(request, clock)
        unembedded = 0
        if request.counts_unembedded and (model := self._pool.embedder_id()):
            unembedded = self._message_vectors.count_unembedded(model)
        return MessageSearchResults(ranked.matches, unembedded, clock.milliseconds)

    def rank(self, request: SearchMessages, clock: StageTimer | None = None) -> MessageRanking:
        """Return the k best messages with their cosines. Raises NotFound for a folder."""
        clock = clock or StageTimer()
        scope = _SearchedConversations(tuple(map(int, request.folders)), request.without)
        with self._store.read() as connection:
            for folder in scope.folders:
                require_folder(connection, folder)
        if not request.query.strip():
            return MessageRanking(())
        found = self._candidates(request.query, scope, max(request.k, CANDIDATES), clock)
        with clock.stage("messages"), self._store.read() as connection:
            best = sorted(found.ranking, key=lambda id: (-found.ranking[id], id))[: max(request.k, 0)]
            matches = tuple(match for id in best if (match := _match(connection, id, request.query, found)))
        return MessageRanking(matches, found.meaning)

    def _candidates(self, query: str, scope: _SearchedConversations, k: int, clock: StageTimer) -> _Candidates:
        found = self._by_meaning(query, scope, k, clock)
        with clock.stage("words"), self._store.read() as connection:
            words, terms = _bm25(connection, query, scope, k), KEYWORDS.weigh(connection, query)
            if found is None:
                return _Candidates(words, {}, None, terms)
            meaning, ranking = found
            pieces = _best_pieces(connection, meaning, ranking)
        by_message = replace(meaning, best=tuple((message, cosine) for message, (_, cosine) in pieces.items()))
        scores = dict(ranking.best)
        ranked = replace(ranking, best=tuple((message, scores[piece]) for message, (piece, _) in pieces.items()))
        return _Candidates(fuse_by_coverage(ranked, words, terms.weight), pieces, by_message, terms)

    def _by_meaning(
        self, query: str, scope: _SearchedConversations, k: int, clock: StageTimer
    ) -> tuple[Matches, Matches] | None:
        """Return the nearest pieces with their cosines, and the same with the scores that order them.

        None where there are no vectors or the embedder's model is gone or broken.
        """
        with clock.stage("scope"), self._store.read() as connection:
            embedder = self._vectors.active_model(connection)
            hidden = _hidden_pieces(connection, scope)
        if embedder is None:
            return None
        try:
            with clock.stage("query"), self._pool.embedder(embedder) as model:
                vector = model.embed_queries([query])[0]
        except (ModelMissing, ModelCrashed):
            return None
        with clock.stage("meaning"):
            most = {OTHERS: k, QUESTIONS: CANDIDATE_QUESTIONS}
            aim, metric = towards_answers(query, vector, embedder)
            found = self._vectors.candidates(embedder, vector, aim, most, hidden, metric)
        weight = NEARNESS_WEIGHT if metric is None else MAPPED_NEARNESS_WEIGHT
        asks = metric is not None or is_question(query)  # also one that was typed without its marks
        return _scored(found, weight, QUESTION_MALUS if asks else 0.0)


def _scored(found: Candidates, weight: float, penalty: float) -> tuple[Matches, Matches]:
    """Return the pieces with their cosines, and with the scores that order them, whose mean is that of the aimed cosines."""
    usual = fmean(piece.nearness for piece in found.best) if found.best else 0.0
    scores = (
        (p.id, p.aimed - weight * (p.nearness - usual) - penalty * (p.collection == QUESTIONS)) for p in found.best
    )
    cosines = ((piece.id, piece.cosine) for piece in found.best)
    return (
        Matches(_best_first(cosines), found.mean, found.deviation, found.scanned),
        Matches(_best_first(scores), found.aimed_mean, found.aimed_deviation, found.scanned),
    )


def _best_first(scored: Iterable[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    return tuple(sorted(scored, key=lambda match: -match[1]))


def _hidden_pieces(connection: apsw.Connection, scope: _SearchedConversations) -> tuple[int, ...]:
    """Return the pieces outside the scope."""
    # CROSS: the few conversations first.
    hidden = connection.execute(
        f"""SELECT k.id FROM conversations c CROSS JOIN messages m ON m.conversation = c.id
            CROSS JOIN message_chunks k ON k.message = m.id WHERE NOT ({scope.sql})"""
    )
    return tuple(int(id) for (id,) in rows(hidden))


def _bm25(connection: apsw.Connection, query: str, scope: _SearchedConversations, k: int) -> dict[int, float]:
    """Return the BM25 scores, positive, of the best k messages that hold any of the query's informative terms."""
    match = KEYWORDS.match(connection, query)
    if not match:
        return {}
    found = connection.execute(
        f"""SELECT w.rowid, -w.rank FROM messages_fts w JOIN messages m ON m.id = w.rowid
            JOIN conversations c ON c.id = m.conversation AND {scope.sql}
            WHERE w.messages_fts MATCH ? ORDER BY w.rank LIMIT ?""",
        (match, k),
    )
    return {int(id): float(score) for id, score in rows(found)}


def _best_pieces(connection: apsw.Connection, meaning: Matches, ranking: Matches) -> dict[int, tuple[int, float]]:
    """Return by message its best piece and the piece's cosine, the best message first."""
    ids = str([id for id, _ in meaning.best])
    listed = connection.execute(
        "SELECT id, message FROM message_chunks WHERE id IN (SELECT value FROM json_each(?))", (ids,)
    )
    messages = {int(id): int(message) for id, message in rows(listed)}
    best: dict[int, tuple[int, float]] = {}
    cosines = dict(meaning.best)
    for piece, _ in ranking.best:
        if piece in messages:
            best.setdefault(messages[piece], (piece, cosines[piece]))
    return best


def _match(connection: apsw.Connection, id: int, query: str, found: _Candidates) -> MessageMatch | None:
    """Return a message as a result, cut to its nearest piece; to the one with most of the words where none is near."""
    row = connection.execute(_MESSAGE, (id,)).fetchone()
    if row is None:
        return None
    text = _text(row[2])
    terms = found.terms
    piece, cosine = found.pieces.get(id, (0, None))
    start, end = _span(connection, piece, text) if piece else _span_by_words(text, terms)
    words = terms.match(text[start:end])
    near = found.meaning
    similarity = None
    if near is not None:
        similarity = (
            Similarity(0.0) if cosine is None else Similarity.of(cosine, near.mean, near.deviation, near.scanned)
        )
    return MessageMatch(
        conversation=int(str(row[0])),
        message=id,
        role="user" if _text(row[1]) == "user" else "assistant",
        text=text[start:end],
        score=round(found.ranking[id], 6),
        title=_text(row[4]),
        created_at=int(str(row[3])),
        start=start,
        end=end,
        marks=words.spans,
        is_related=_is_related(query, text[start:end], words, similarity, near),
        by_words=bool(words.spans),
    )


def _is_related(query: str, text: str, words: WordMatch, similarity: Similarity | None, near: Matches | None) -> bool:
    """Tell whether a message is wanted. Without a word of the query, and few messages to compare with, it has to be very near."""
    if relevance(query, text, words, similarity) == "none":
        return False
    is_compared = near is not None and near.scanned >= MIN_SCANNED
    return bool(words.spans) or is_compared or (similarity is not None and similarity.cosine >= NEAR_COSINE)


def match_of(connection: apsw.Connection, message: int, query: str, score: float) -> MessageMatch | None:
    """Return a message as a result of its own: the piece of it with most of the query's words."""
    terms = KEYWORDS.weigh(connection, query)
    return _match(connection, message, query, _Candidates({message: score}, {}, None, terms))


def _span(connection: apsw.Connection, piece: int, text: str) -> Span:
    row = connection.execute("SELECT start_offset, end_offset FROM message_chunks WHERE id = ?", (piece,)).fetchone()
    return (0, len(text)) if row is None else (int(str(row[0])), int(str(row[1])))


def _span_by_words(text: str, terms: QueryTerms) -> Span:
    spans: Sequence[Span] = piece_spans(text)
    return max(spans, key=lambda span: terms.match(text[slice(*span)]).share, default=(0, len(text)))


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""
