"""Finds pictures by words, by pictures and by what is written on them.

Everything asked for is added up to one vector, compared with every picture; where a query's own scores say that a picture is
convincing (see convincing.py), or all its words are written in it, it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import apsw
import msgspec
import numpy as np
import numpy.typing as npt

from engine.capabilities.images import picture_store
from engine.capabilities.images.api import (
    ExampleImage,
    ParsedQuery,
    Picture,
    PictureFilters,
    PictureSearchResults,
    SearchPictures,
)
from engine.capabilities.images.filters import Where, match, together, where
from engine.capabilities.images.picture_store import rows
from engine.capabilities.images.query import understood
from engine.capabilities.images.query_encoder import Towers
from engine.capabilities.images.score_cutoff import UNRELATED, Background, cut_off
from engine.protocol.errors import ModelMissing
from engine.stage_timer import StageTimer
from engine.store.database import Store
from engine.store.vectors import VectorStore
from engine.text.tokens import STOP_WORDS, words

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

WRITTEN = 200
"""Pictures found by what is written in them or by their name, at most."""
RESCORED = 50
"""More than are shown, as int8 may swap neighbours."""
MOST_RESCORED = 250
"""The same ones whichever page is asked for, so that no picture is on two pages or on none."""


@dataclass(frozen=True)
class Ranking:
    """The best of the pictures that pass the filters, in order, with their scores; the first `convincing` are, of `total`."""

    ids: Ids
    scores: Floats
    convincing: int
    total: int
    cut_off: float


class Searcher:
    def __init__(self, store: Store, vectors: VectorStore, towers: Towers) -> None:
        self._store, self._vectors, self._towers = store, vectors, towers
        self._background: tuple[str, int, Background] | None = None

    def search(self, request: SearchPictures) -> PictureSearchResults:
        """Raises NotFound for a picture to start from that is not there, FileError for a file that cannot be read, and
        ModelMissing when no model can look at it."""
        clock, asked = StageTimer(), understood(request.words)
        asked = msgspec.structs.replace(asked, filters=together(request.filters, asked.filters))
        with clock.stage("all"):
            ranking = self.rank(asked, request.likes, clock, request.offset + request.k)
            end = len(ranking.ids) if request.weaker else ranking.convincing
            shown = slice(request.offset, min(request.offset + request.k, end))
            with clock.stage("rows"), self._store.read() as connection:
                scored = list(zip(ranking.ids[shown].tolist(), ranking.scores[shown].tolist(), strict=True))
                pictures = picture_store.pictures_of(connection, self._store.home, scored)
                pictures = _marked(connection, pictures, _sought(asked))
        weaker, model = ranking.total - ranking.convincing, self._towers.model()
        return PictureSearchResults(pictures, asked, ranking.cut_off, ranking.convincing, weaker, model, clock.milliseconds)

    def rank(self, asked: ParsedQuery, likes: Sequence[ExampleImage], clock: StageTimer, wanted: int | None = None) -> Ranking:
        """The best `wanted`, or all that are convincing."""
        with clock.stage("filter"), self._store.read() as connection:
            scope = Scope.of(connection, asked.filters)
        with clock.stage("words"):
            model = self._towers.id() or ""
            if likes and not model:
                raise ModelMissing("no picture has a vector of the model in use")
            query = self._towers.vector(model, asked.terms, likes) if model else None
            unwanted = self._towers.words(model, asked.excluded) if model and asked.excluded else None
        if query is None and not asked.terms and not likes:
            return self._by_day(model, unwanted, asked.filters)
        with clock.stage("written"), self._store.read() as connection:
            written = _written(connection, _sought(asked))
        if query is None:
            return _written_only(scope, written)
        with clock.stage("compare"):
            found = self._by_meaning(model, query, unwanted, scope, written, wanted)
        if (self._towers.id() or "") != model:  # its vectors were forgotten meanwhile: another answers
            return self.rank(asked, likes, clock, wanted)
        return found

    def _by_meaning(
        self,
        model: str,
        query: Floats,
        unwanted: Floats | None,
        scope: Scope,
        written: dict[int, float],
        wanted: int | None,
    ) -> Ranking:
        ids, found = self._vectors.scores(model, _stacked(query, unwanted))
        visible = scope.visible(ids)
        if not visible.any():
            return _written_only(scope, written)
        background = self._behind(model, len(ids))
        cut = cut_off(found[0][visible], background)
        keep = scope.within(ids) & ~_convinced(found[1:], visible, background)
        kept, scores = _with_written(ids[keep], found[0][keep], scope, written, cut, background.spread)
        total, convincing = len(kept), int((scores >= cut).sum())
        best = _largest(scores, (convincing if wanted is None else wanted) + RESCORED)
        kept, scores = self._rescored(model, query, kept[best], scores[best].copy(), written)
        return Ranking(kept, scores, convincing, total, cut)

    def _rescored(
        self, model: str, query: Floats, ids: Ids, scores: Floats, written: dict[int, float]
    ) -> tuple[Ids, Floats]:
        """The best by their exact cosines; one that is written in the picture keeps its place above."""
        exact = self._vectors.exact_scores(model, ids[:MOST_RESCORED], query)
        for place, one in enumerate(ids[:MOST_RESCORED].tolist()):
            if one in exact and one not in written:
                scores[place] = exact[one]
        order = np.arange(len(ids))
        order[:MOST_RESCORED] = np.argsort(-scores[:MOST_RESCORED], kind="stable")
        return ids[order], scores[order]

    def _behind(self, model: str, count: int) -> Background:
        """Asked of the library again once it has changed by a tenth."""
        known = self._background
        if known is None or known[0] != model or not known[1] * 0.9 <= count <= known[1] * 1.1:
            _, scores = self._vectors.scores(model, self._towers.words(model, UNRELATED))
            known = self._background = (model, count, Background.of(scores))
        return known[2]

    def _by_day(self, model: str, unwanted: Floats | None, filters: PictureFilters) -> Ranking:
        """Everything that passes the filters, newest first, without what is unwanted."""
        found = where(filters)
        with self._store.read() as connection:
            sql = f"SELECT id FROM images WHERE {found.sql} AND state <> 'failed' ORDER BY day DESC, id DESC"
            ids = np.fromiter((int(id) for (id,) in rows(connection.execute(sql, found.values))), np.int64)
        if unwanted is not None:
            known, scores = self._vectors.scores(model, unwanted)
            every = np.ones(len(known), bool)
            ids = ids[~np.isin(ids, known[_convinced(scores, every, self._behind(model, len(known)))])]
        return Ranking(ids, np.zeros(len(ids), np.float32), len(ids), len(ids), 0.0)


@dataclass(frozen=True)
class Scope:
    """Which pictures may be found: `hidden` ones never; `only` those that pass the filters, None for all."""

    hidden: Ids
    only: Ids | None

    @classmethod
    def of(cls, connection: apsw.Connection, filters: PictureFilters) -> Scope:
        found: Where = where(filters)
        hidden = _ids(connection, _HIDDEN, ())
        only = None if found.all else _ids(connection, f"SELECT id FROM images WHERE {found.sql}", found.values)
        return cls(hidden, only)

    def visible(self, ids: Ids) -> npt.NDArray[np.bool_]:
        return ~np.isin(ids, self.hidden) if len(self.hidden) else np.ones(len(ids), bool)

    def within(self, ids: Ids) -> npt.NDArray[np.bool_]:
        return self.visible(ids) if self.only is None else np.isin(ids, self.only)


_HIDDEN = "SELECT id FROM images INDEXED BY images_hidden WHERE deleted_at IS NOT NULL OR missing_since IS NOT NULL"


def _largest(scores: Floats, count: int) -> npt.NDArray[np.intp]:
    """Places of the `count` largest, in order."""
    near = np.argpartition(-scores, count)[:count] if len(scores) > count else np.arange(len(scores))
    return near[np.argsort(-scores[near], kind="stable")]


def _ids(connection: apsw.Connection, sql: str, values: Sequence[str | int]) -> Ids:
    return np.fromiter((int(id) for (id,) in rows(connection.execute(sql, values))), np.int64)


def _stacked(query: Floats, unwanted: Floats | None) -> Floats:
    return query.reshape(1, -1) if unwanted is None else np.vstack([query.reshape(1, -1), unwanted])


def _convinced(found: Floats, visible: npt.NDArray[np.bool_], background: Background) -> npt.NDArray[np.bool_]:
    """The pictures that any of these queries [queries, n] finds convincing."""
    every = np.zeros(found.shape[1], bool)
    for scores in found:
        if visible.any():
            every |= scores >= cut_off(scores[visible], background)
    return every


def _sought(asked: ParsedQuery) -> str:
    """The telling words of what is looked for."""
    looked_for = words(" ".join(term.words for term in asked.terms if term.weight > 0))
    return " ".join(word for word in looked_for if word not in STOP_WORDS["es"] and word not in STOP_WORDS["en"])


def _marked(connection: apsw.Connection, pictures: tuple[Picture, ...], sought: str) -> tuple[Picture, ...]:
    """Those in which all of it is written, said to be so."""
    asked = match("ocr_text", sought)
    sql = "SELECT 1 FROM images_fts WHERE images_fts MATCH ? AND rowid = ?"
    return tuple(
        msgspec.structs.replace(one, written=True)
        if asked and connection.execute(sql, (asked, one.id)).fetchall()
        else one
        for one in pictures
    )


def _written(connection: apsw.Connection, sought: str) -> dict[int, float]:
    """id → 0 to 1 (BM25 against the best) of the pictures in which, or in whose name, every word of it stands."""
    asked = match("name ocr_text", sought)
    if not asked:
        return {}
    sql = "SELECT rowid, -rank FROM images_fts WHERE images_fts MATCH ? ORDER BY rank LIMIT ?"
    found = [(int(id), float(score)) for id, score in rows(connection.execute(sql, (asked, WRITTEN)))]
    best = max((score for _, score in found), default=0.0) or 1.0
    return {id: score / best for id, score in found}


def _written_only(scope: Scope, written: dict[int, float]) -> Ranking:
    ids = np.fromiter(written, np.int64, len(written))
    scores = np.fromiter(written.values(), np.float32, len(written))
    keep = scope.within(ids)
    return Ranking(ids[keep], scores[keep], int(keep.sum()), int(keep.sum()), 0.0)


def _with_written(
    ids: Ids, scores: Floats, scope: Scope, written: dict[int, float], cut: float, spread: float
) -> tuple[Ids, Floats]:
    """What is written is convincing, and more so the better it fits; also in pictures that have no vector yet."""
    if not written:
        return ids, scores
    found = np.fromiter(written, np.int64, len(written))
    bonus = np.fromiter(written.values(), np.float32, len(written)) * spread
    here = np.flatnonzero(np.isin(ids, found))
    places = dict(zip(ids[here].tolist(), here.tolist(), strict=True))
    scores = scores.copy()
    for id, more in zip(found.tolist(), bonus.tolist(), strict=True):
        if id in places:
            scores[places[id]] = max(float(scores[places[id]]), cut) + more
    lacking = ~np.isin(found, ids) & scope.within(found)
    return np.concatenate([ids, found[lacking]]), np.concatenate([scores, bonus[lacking] + np.float32(cut)])
