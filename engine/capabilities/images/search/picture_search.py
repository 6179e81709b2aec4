"""Picture search: by words, by examples and by the text in the pictures.

Everything that is searched for is added up to one vector and compared with every picture. A picture is returned when the
query's own scores say that it is convincing (see score_cutoff.py), or when enough words of the query are written in it (see
text_matches.py). The runners-up follow, as less sure.
"""

from __future__ import annotations

from collections.abc import Sequence

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
from engine.capabilities.images.search.background import Background
from engine.capabilities.images.search.filters import merge_filters, where_clause
from engine.capabilities.images.search.query import parse_query
from engine.capabilities.images.search.query_encoder import QueryEncoder
from engine.capabilities.images.search.score_cutoff import (
    LESS_SURE_MARGIN,
    MARGIN,
    BackgroundScores,
    QueryScores,
    score_cutoff,
)
from engine.capabilities.images.search.text_matches import (
    TextMatches,
    find_pictures_with,
    find_text_matches,
    informative_words,
)
from engine.protocol.errors import ModelMissing
from engine.stage_timer import StageTimer
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vectors import VectorStore

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

MAX_LESS_SURE = 12
"""Runners-up that are shown at once: among 12 is a picture described for 98 % of the descriptions, among 6 for 96 %."""
RESCORED = 50
"""Scored exactly beyond those that are shown, as int8 may swap neighbours."""
MAX_RESCORED = 250
"""The same for every page of the results, so that no picture is on two pages or on none."""


class Ranking(msgspec.Struct, frozen=True):
    """The best of `total` pictures that pass the filters, in order, with their scores.

    The first `convincing` are convincing, the next `less_sure` are runners-up.
    """

    ids: Ids
    scores: Floats
    convincing: int
    less_sure: int
    total: int
    cut_off: float


class _Cutoffs(msgspec.Struct, frozen=True):
    """The scores from which pictures are convincing, and less sure; `spread` is how far the query's scores spread."""

    sure: float
    less_sure: float
    spread: float

    @classmethod
    def of(cls, scores: QueryScores) -> _Cutoffs:
        return cls(scores.cutoff(MARGIN), scores.cutoff(LESS_SURE_MARGIN), scores.spread)

    def text_scores(self, matches: TextMatches, ids: Sequence[int], cosines: Floats) -> Floats:
        """Return the score of each text match: at least that of its level, the higher the more of the query it has."""
        shares = np.array([matches.shares[id] for id in ids], np.float32)
        is_sure = np.array([id in matches.sure for id in ids], bool)
        sure = np.maximum(cosines, self.sure) + shares * self.spread
        less_sure = np.maximum(cosines, self.less_sure + shares * (self.sure - self.less_sure) / 2)
        chosen: Floats = np.where(is_sure, sure, less_sure).astype(np.float32)
        return chosen


class PictureSearch:
    """Searches the pictures of the library."""

    def __init__(self, store: Store, vectors: VectorStore, encoder: QueryEncoder, background: Background) -> None:
        self._store, self._vectors, self._encoder, self._background = store, vectors, encoder, background

    def search(self, request: SearchPictures) -> PictureSearchResults:
        """Return one page of pictures, best first.

        Raises NotFound for an example that is not in the library, FileError for one that cannot be read, and ModelMissing when
        no model can encode it.
        """
        clock, query = StageTimer(), parse_query(request.query)
        query = msgspec.structs.replace(query, filters=merge_filters(request.filters, query.filters))
        with clock.stage("all"):
            ranking = self.rank(query, request.examples, clock, request.offset + request.k)
            end = len(ranking.ids) if request.include_weaker else ranking.convincing + ranking.less_sure
            page = slice(request.offset, min(request.offset + request.k, end))
            with clock.stage("rows"), self._store.read() as connection:
                scored = list(zip(ranking.ids[page].tolist(), ranking.scores[page].tolist(), strict=True))
                pictures = picture_rows.read_pictures(connection, self._store.home, scored)
                pictures = _mark_matched_words(connection, pictures, informative_words(query))
        return PictureSearchResults(
            results=pictures,
            parsed_query=query,
            cut_off=ranking.cut_off,
            convincing=ranking.convincing,
            less_sure=ranking.less_sure,
            weaker=ranking.total - ranking.convincing,
            model=self._encoder.model(),
            milliseconds=clock.milliseconds,
        )

    def rank(
        self, query: ParsedQuery, examples: Sequence[ExampleImage], clock: StageTimer, limit: int | None = None
    ) -> Ranking:
        """Return the best `limit` pictures, or all that are convincing and the runners-up. Raises as `search` does."""
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
            text_matches = find_text_matches(connection, informative_words(query))
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
        text_matches: TextMatches,
        limit: int | None,
    ) -> Ranking:
        ids, cosines = self._vectors.scores(model, _stack(vector, excluded))
        visible = scope.visible(ids)
        if not visible.any():
            return _rank_text_matches(scope, text_matches)
        background = self._background.scores(model, len(ids))
        cutoffs = _Cutoffs.of(QueryScores.of(cosines[0][visible], background))
        keep = scope.within(ids) & ~_is_convincing(cosines[1:], visible, background)
        ids, scores = _add_text_matches(ids[keep], cosines[0][keep], scope, text_matches, cutoffs)
        convincing = int((scores >= cutoffs.sure).sum())
        less_sure = min(int((scores >= cutoffs.less_sure).sum()) - convincing, MAX_LESS_SURE)
        best = _largest(scores, (convincing if limit is None else limit) + RESCORED)
        total = len(ids)
        ids, scores = self._rescore(model, vector, ids[best], scores[best].copy(), text_matches)
        return Ranking(ids, scores, convincing, less_sure, total, cutoffs.sure)

    def _rescore(
        self, model: str, vector: Floats, ids: Ids, scores: Floats, text_matches: TextMatches
    ) -> tuple[Ids, Floats]:
        """Sort the best by their exact cosines; one that has the words written in it keeps its higher score."""
        exact = self._vectors.exact_scores(model, ids[:MAX_RESCORED], vector)
        for place, id in enumerate(ids[:MAX_RESCORED].tolist()):
            if id in exact and id not in text_matches.shares:
                scores[place] = exact[id]
        order = np.arange(len(ids))
        order[:MAX_RESCORED] = np.argsort(-scores[:MAX_RESCORED], kind="stable")
        return ids[order], scores[order]

    def _by_day(self, model: str, excluded: Floats | None, filters: PictureFilters) -> Ranking:
        """Return everything that passes the filters and is not excluded, newest first."""
        where = where_clause(filters)
        with self._store.read() as connection:
            sql = f"SELECT id FROM images WHERE {where.sql} AND state <> 'failed' ORDER BY day DESC, id DESC"
            ids = _read_ids(connection, sql, where.values)
        if excluded is not None:
            known, scores = self._vectors.scores(model, excluded)
            everything = np.ones(len(known), bool)
            background = self._background.scores(model, len(known))
            ids = ids[~np.isin(ids, known[_is_convincing(scores, everything, background)])]
        return Ranking(ids, np.zeros(len(ids), np.float32), len(ids), 0, len(ids), 0.0)


class SearchScope(msgspec.Struct, frozen=True):
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


def _mark_matched_words(
    connection: apsw.Connection, pictures: tuple[Picture, ...], wanted: Sequence[str]
) -> tuple[Picture, ...]:
    """Note in each picture which of the words are written in it."""
    written = {word: find_pictures_with(connection, word, "ocr_text") for word in wanted}
    if not any(written.values()):
        return pictures
    return tuple(
        msgspec.structs.replace(picture, matched_words=tuple(word for word in wanted if picture.id in written[word]))
        for picture in pictures
    )


def _rank_text_matches(scope: SearchScope, matches: TextMatches) -> Ranking:
    """Rank the pictures by their words alone, where no model answers: the sure ones first."""
    ids = np.fromiter(matches.shares, np.int64, len(matches.shares))
    ids = ids[scope.within(ids)]
    scores = np.array([matches.shares[id] + (id in matches.sure) for id in ids.tolist()], np.float32)
    order = np.argsort(-scores, kind="stable")
    convincing = int((scores >= 1.0).sum())
    less_sure = min(len(ids) - convincing, MAX_LESS_SURE)
    return Ranking(ids[order], scores[order] / np.float32(2), convincing, less_sure, len(ids), 0.5)


def _add_text_matches(
    ids: Ids, scores: Floats, scope: SearchScope, matches: TextMatches, cutoffs: _Cutoffs
) -> tuple[Ids, Floats]:
    """Raise pictures with words of the query in them to the level that their words give; add those without a vector yet."""
    if not matches.shares:
        return ids, scores
    matching = np.fromiter(matches.shares, np.int64, len(matches.shares))
    here = np.flatnonzero(np.isin(ids, matching))
    scores = scores.copy()
    scores[here] = cutoffs.text_scores(matches, ids[here].tolist(), scores[here])
    absent = matching[~np.isin(matching, ids) & scope.within(matching)]
    added = cutoffs.text_scores(matches, absent.tolist(), np.zeros(len(absent), np.float32))
    return np.concatenate([ids, absent]), np.concatenate([scores, added])
