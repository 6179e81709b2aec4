"""Picture search: by words, by examples and by the text in the pictures.

Everything that is searched for is added up to one vector and compared with every picture. A picture is returned when the
query's own scores say that it is convincing (see score_cutoff.py), or when all the words of the query are written in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import apsw
import msgspec
import numpy as np
import numpy.typing as npt

from engine.capabilities.images import picture_rows
from engine.capabilities.images.api import (
    ExampleImage,
    ParsedQuery,
    Picture,
    PictureFilters,
    PictureSearchResults,
    SearchPictures,
)
from engine.capabilities.images.search.filters import match_query, merge_filters, where_clause
from engine.capabilities.images.search.query import parse_query
from engine.capabilities.images.search.query_encoder import QueryEncoder
from engine.capabilities.images.search.score_cutoff import UNRELATED, BackgroundScores, score_cutoff
from engine.protocol.errors import ModelMissing
from engine.stage_timer import StageTimer
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vectors import VectorStore
from engine.text.tokens import STOP_WORDS, words

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

MAX_TEXT_MATCHES = 200
"""Pictures found by the text in them or by their name."""
RESCORED = 50
"""Scored exactly beyond those that are shown, as int8 may swap neighbours."""
MAX_RESCORED = 250
"""The same for every page of the results, so that no picture is on two pages or on none."""


@dataclass(frozen=True)
class Ranking:
    """The best of `total` pictures that pass the filters, in order, with their scores; the first `convincing` are."""

    ids: Ids
    scores: Floats
    convincing: int
    total: int
    cut_off: float


class PictureSearch:
    """Searches the pictures of the library."""

    def __init__(self, store: Store, vectors: VectorStore, encoder: QueryEncoder) -> None:
        self._store, self._vectors, self._encoder = store, vectors, encoder
        self._background: tuple[str, int, BackgroundScores] | None = None

    def search(self, request: SearchPictures) -> PictureSearchResults:
        """Return one page of pictures, best first.

        Raises NotFound for an example that is not in the library, FileError for one that cannot be read, and ModelMissing when
        no model can encode it.
        """
        clock, query = StageTimer(), parse_query(request.query)
        query = msgspec.structs.replace(query, filters=merge_filters(request.filters, query.filters))
        with clock.stage("all"):
            ranking = self.rank(query, request.examples, clock, request.offset + request.k)
            end = len(ranking.ids) if request.include_weaker else ranking.convincing
            page = slice(request.offset, min(request.offset + request.k, end))
            with clock.stage("rows"), self._store.read() as connection:
                scored = list(zip(ranking.ids[page].tolist(), ranking.scores[page].tolist(), strict=True))
                pictures = picture_rows.read_pictures(connection, self._store.home, scored)
                pictures = _mark_text_matches(connection, pictures, _informative_words(query))
        weaker, model = ranking.total - ranking.convincing, self._encoder.model()
        return PictureSearchResults(
            pictures, query, ranking.cut_off, ranking.convincing, weaker, model, clock.milliseconds
        )

    def rank(
        self, query: ParsedQuery, examples: Sequence[ExampleImage], clock: StageTimer, limit: int | None = None
    ) -> Ranking:
        """Return the best `limit` pictures, or all that are convincing. Raises as `search` does."""
        with clock.stage("filter"), self._store.read() as connection:
            scope = SearchScope.of(connection, query.filters)
        with clock.stage("words"):
            model = self._encoder.model_id() or ""
            if examples and not model:
                raise ModelMissing("no picture has a vector of the model in use")
            vector = self._encoder.encode_query(model, query.terms, examples) if model else None
            excluded = self._encoder.encode_texts(model, query.excluded) if model and query.excluded else None
        if vector is None and not query.terms and not examples:
            return self._by_day(model, excluded, query.filters)
        with clock.stage("written"), self._store.read() as connection:
            text_matches = _find_text_matches(connection, _informative_words(query))
        if vector is None:
            return _rank_text_matches(scope, text_matches)
        with clock.stage("compare"):
            ranking = self._by_meaning(model, vector, excluded, scope, text_matches, limit)
        if (self._encoder.model_id() or "") != model:  # the model was switched meanwhile and its vectors are gone
            return self.rank(query, examples, clock, limit)
        return ranking

    def _by_meaning(
        self,
        model: str,
        vector: Floats,
        excluded: Floats | None,
        scope: SearchScope,
        text_matches: dict[int, float],
        limit: int | None,
    ) -> Ranking:
        ids, cosines = self._vectors.scores(model, _stack(vector, excluded))
        visible = scope.visible(ids)
        if not visible.any():
            return _rank_text_matches(scope, text_matches)
        background = self._background_scores(model, len(ids))
        cutoff = score_cutoff(cosines[0][visible], background)
        keep = scope.within(ids) & ~_is_convincing(cosines[1:], visible, background)
        ids, scores = _add_text_matches(ids[keep], cosines[0][keep], scope, text_matches, cutoff, background.spread)
        total, convincing = len(ids), int((scores >= cutoff).sum())
        best = _largest(scores, (convincing if limit is None else limit) + RESCORED)
        ids, scores = self._rescore(model, vector, ids[best], scores[best].copy(), text_matches)
        return Ranking(ids, scores, convincing, total, cutoff)

    def _rescore(
        self, model: str, vector: Floats, ids: Ids, scores: Floats, text_matches: dict[int, float]
    ) -> tuple[Ids, Floats]:
        """Sort the best by their exact cosines; one that has the words written in it keeps its higher score."""
        exact = self._vectors.exact_scores(model, ids[:MAX_RESCORED], vector)
        for place, id in enumerate(ids[:MAX_RESCORED].tolist()):
            if id in exact and id not in text_matches:
                scores[place] = exact[id]
        order = np.arange(len(ids))
        order[:MAX_RESCORED] = np.argsort(-scores[:MAX_RESCORED], kind="stable")
        return ids[order], scores[order]

    def _background_scores(self, model: str, count: int) -> BackgroundScores:
        """Return the scores of unrelated queries, measured again once the library has changed by a tenth."""
        known = self._background
        if known is None or known[0] != model or not known[1] * 0.9 <= count <= known[1] * 1.1:
            _, scores = self._vectors.scores(model, self._encoder.encode_texts(model, UNRELATED))
            known = self._background = (model, count, BackgroundScores.of(scores))
        return known[2]

    def _by_day(self, model: str, excluded: Floats | None, filters: PictureFilters) -> Ranking:
        """Return everything that passes the filters and is not excluded, newest first."""
        where = where_clause(filters)
        with self._store.read() as connection:
            sql = f"SELECT id FROM images WHERE {where.sql} AND state <> 'failed' ORDER BY day DESC, id DESC"
            ids = _read_ids(connection, sql, where.values)
        if excluded is not None:
            known, scores = self._vectors.scores(model, excluded)
            everything = np.ones(len(known), bool)
            background = self._background_scores(model, len(known))
            ids = ids[~np.isin(ids, known[_is_convincing(scores, everything, background)])]
        return Ranking(ids, np.zeros(len(ids), np.float32), len(ids), len(ids), 0.0)


@dataclass(frozen=True)
class SearchScope:
    """The pictures that may be found: `hidden` ones never; `allowed` are those that pass the filters, None for all."""

    hidden: Ids
    allowed: Ids | None

    @classmethod
    def of(cls, connection: apsw.Connection, filters: PictureFilters) -> SearchScope:
        """Return the scope of a search with these filters."""
        where = where_clause(filters)
        hidden = _read_ids(connection, _HIDDEN, ())
        if where.is_everything:
            return cls(hidden, None)
        return cls(hidden, _read_ids(connection, f"SELECT id FROM images WHERE {where.sql}", where.values))

    def visible(self, ids: Ids) -> npt.NDArray[np.bool_]:
        """Return a mask [n] of the ids that are not hidden."""
        return ~np.isin(ids, self.hidden) if len(self.hidden) else np.ones(len(ids), bool)

    def within(self, ids: Ids) -> npt.NDArray[np.bool_]:
        """Return a mask [n] of the ids that may be found."""
        return self.visible(ids) if self.allowed is None else np.isin(ids, self.allowed)


_HIDDEN = "SELECT id FROM images INDEXED BY images_hidden WHERE deleted_at IS NOT NULL OR missing_since IS NOT NULL"


def _largest(scores: Floats, count: int) -> npt.NDArray[np.intp]:
    """Return the places of the `count` largest, in order."""
    near = np.argpartition(-scores, count)[:count] if len(scores) > count else np.arange(len(scores))
    return near[np.argsort(-scores[near], kind="stable")]


def _read_ids(connection: apsw.Connection, sql: str, values: Sequence[str | int]) -> Ids:
    return np.fromiter((int(id) for (id,) in rows(connection.execute(sql, values))), np.int64)


def _stack(vector: Floats, excluded: Floats | None) -> Floats:
    return vector.reshape(1, -1) if excluded is None else np.vstack([vector.reshape(1, -1), excluded])


def _is_convincing(
    cosines: Floats, visible: npt.NDArray[np.bool_], background: BackgroundScores
) -> npt.NDArray[np.bool_]:
    """Return a mask [n] of the pictures that any of the queries `cosines` [queries, n] finds convincing."""
    mask = np.zeros(cosines.shape[1], bool)
    for scores in cosines:
        if visible.any():
            mask |= scores >= score_cutoff(scores[visible], background)
    return mask


def _informative_words(query: ParsedQuery) -> str:
    """Return the words of the query's positive terms without stop words."""
    sought = words(" ".join(term.text for term in query.terms if term.weight > 0))
    return " ".join(word for word in sought if word not in STOP_WORDS["es"] and word not in STOP_WORDS["en"])


def _mark_text_matches(connection: apsw.Connection, pictures: tuple[Picture, ...], text: str) -> tuple[Picture, ...]:
    """Mark the pictures in which all the words are written."""
    query = match_query("ocr_text", text)
    if not query:
        return pictures
    sql = "SELECT 1 FROM images_fts WHERE images_fts MATCH ? AND rowid = ?"
    return tuple(
        msgspec.structs.replace(picture, matches_text=True)
        if connection.execute(sql, (query, picture.id)).fetchall()
        else picture
        for picture in pictures
    )


def _find_text_matches(connection: apsw.Connection, text: str) -> dict[int, float]:
    """Return id → 0 to 1 (BM25 divided by the best) of the pictures with every word in their text or name."""
    query = match_query("name ocr_text", text)
    if not query:
        return {}
    sql = "SELECT rowid, -rank FROM images_fts WHERE images_fts MATCH ? ORDER BY rank LIMIT ?"
    matches = [(int(id), float(score)) for id, score in rows(connection.execute(sql, (query, MAX_TEXT_MATCHES)))]
    best = max((score for _, score in matches), default=0.0) or 1.0
    return {id: score / best for id, score in matches}


def _rank_text_matches(scope: SearchScope, text_matches: dict[int, float]) -> Ranking:
    ids = np.fromiter(text_matches, np.int64, len(text_matches))
    scores = np.fromiter(text_matches.values(), np.float32, len(text_matches))
    keep = scope.within(ids)
    return Ranking(ids[keep], scores[keep], int(keep.sum()), int(keep.sum()), 0.0)


def _add_text_matches(
    ids: Ids, scores: Floats, scope: SearchScope, text_matches: dict[int, float], cutoff: float, spread: float
) -> tuple[Ids, Floats]:
    """Raise pictures with the words written in them above the cutoff, the better they match; add those without a vector yet."""
    if not text_matches:
        return ids, scores
    matching = np.fromiter(text_matches, np.int64, len(text_matches))
    bonus = np.fromiter(text_matches.values(), np.float32, len(text_matches)) * spread
    here = np.flatnonzero(np.isin(ids, matching))
    places = dict(zip(ids[here].tolist(), here.tolist(), strict=True))
    scores = scores.copy()
    for id, extra in zip(matching.tolist(), bonus.tolist(), strict=True):
        if id in places:
            scores[places[id]] = max(float(scores[places[id]]), cutoff) + extra
    absent = ~np.isin(matching, ids) & scope.within(matching)
    return np.concatenate([ids, matching[absent]]), np.concatenate([scores, bonus[absent] + np.float32(cutoff)])
