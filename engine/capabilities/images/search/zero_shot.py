"""The person's own labels over pictures: zero-shot classification (Radford et al., 2021) with the model's own scale.

Softmax compares the labels with each other only, and some label is always the best. So a picture whose best label would not
find it in a search has "none of these" (see score_cutoff.py for how that was measured).
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from engine.capabilities.images import picture_rows
from engine.capabilities.images.api import LabelledPicture, LabelPictures, PictureLabels
from engine.capabilities.images.search.background import Background
from engine.capabilities.images.search.picture_search import SearchScope
from engine.capabilities.images.search.query_encoder import QueryEncoder
from engine.capabilities.images.search.score_cutoff import LABEL_MARGIN, BackgroundScores, QueryScores
from engine.protocol.errors import ModelMissing
from engine.store.database import Store
from engine.store.vectors import VectorStore

Floats = npt.NDArray[np.float32]


class LabelScores(msgspec.Struct, frozen=True):
    """Pictures asked for, the surest first, those without a label last: `ids` [n], `scores` [n, labels], `has_label` [n].

    `counts` of each label, and `none`, the number of pictures without one, are over all pictures that pass the filters.
    """

    ids: npt.NDArray[np.int64]
    scores: Floats
    has_label: npt.NDArray[np.bool_]
    counts: tuple[int, ...]
    none: int


class ZeroShotClassifier:
    """Scores pictures against labels by the cosines of their vectors."""

    def __init__(self, store: Store, vectors: VectorStore, encoder: QueryEncoder, background: Background) -> None:
        self._store, self._vectors, self._encoder, self._background = store, vectors, encoder, background

    def label(self, request: LabelPictures) -> PictureLabels:
        """Return one page of the labelled pictures. Raises ModelMissing where no model can answer."""
        labelled = self.score(request)
        page = slice(request.offset, request.offset + request.limit)
        ids, scores = labelled.ids[page].tolist(), labelled.scores[page].tolist()
        with self._store.read() as connection:
            best = [(id, max(row)) for id, row in zip(ids, scores, strict=True)]
            pictures = picture_rows.read_pictures(connection, self._store.home, best)
        rounded = {id: tuple(round(score, 4) for score in row) for id, row in zip(ids, scores, strict=True)}
        has_label = dict(zip(ids, labelled.has_label[page].tolist(), strict=True))
        results = tuple(LabelledPicture(picture, rounded[picture.id], has_label[picture.id]) for picture in pictures)
        return PictureLabels(
            request.labels, results, labelled.counts, labelled.none, len(labelled.ids), self._encoder.model()
        )

    def score(self, request: LabelPictures) -> LabelScores:
        """Return the scores of all pictures that pass the request. Raises ModelMissing."""
        model = self._encoder.model_id()
        if model is None:
            raise ModelMissing("no picture has a vector of the model in use")
        if not request.labels:
            no_scores = np.zeros((0, 0), np.float32)
            return LabelScores(np.zeros(0, np.int64), no_scores, np.zeros(0, np.bool_), (), 0)
        with self._store.read() as connection:
            scope = SearchScope.of(connection, request.filters)
        ids, cosines = self._vectors.scores(model, self._encoder.encode_texts(model, request.labels))
        visible = scope.visible(ids)
        background = self._background.scores(model, len(ids)) if visible.any() else None
        convincing = _convincing(cosines, visible, background) if background else np.zeros(len(ids), np.bool_)
        keep = scope.within(ids)
        scores = softmax(cosines[:, keep].T * self._encoder.logit_scale(model))
        return _select(ids[keep], scores, convincing[keep], request)


def softmax(logits: Floats) -> Floats:
    """Return probabilities [n, labels], each row adding up to 1."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: Floats = raised / raised.sum(axis=1, keepdims=True)
    return probabilities


def _convincing(cosines: Floats, visible: npt.NDArray[np.bool_], background: BackgroundScores) -> npt.NDArray[np.bool_]:
    """Return a mask [n] of the pictures whose best label stands far enough above what that label scores elsewhere."""
    cutoffs = [QueryScores.of(scores[visible], background).cutoff(LABEL_MARGIN) for scores in cosines]
    best = cosines.argmax(axis=0)
    mask: npt.NDArray[np.bool_] = cosines.max(axis=0) >= np.array(cutoffs, np.float32)[best]
    return mask


def _select(
    ids: npt.NDArray[np.int64], scores: Floats, convincing: npt.NDArray[np.bool_], request: LabelPictures
) -> LabelScores:
    best = scores.argmax(axis=1)
    highest = scores.max(axis=1) if len(ids) else np.zeros(0, np.float32)
    has_label = convincing & (highest >= request.threshold)
    counts = np.bincount(best[has_label], minlength=len(request.labels))
    passing = np.ones(len(ids), np.bool_)
    if request.none_of_these:
        passing = ~has_label
    elif request.label:
        number = request.labels.index(request.label) if request.label in request.labels else -1
        passing = has_label & (best == number)
    order = np.flatnonzero(passing)[np.argsort(-(has_label + highest)[passing], kind="stable")]
    none = len(ids) - int(has_label.sum())
    return LabelScores(ids[order], scores[order], has_label[order], tuple(int(count) for count in counts), none)
