"""The person's own labels over pictures: zero-shot classification (Radford et al., 2021) with the model's own scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.capabilities.images import picture_rows
from engine.capabilities.images.api import LabelledPicture, LabelPictures, PictureLabels
from engine.capabilities.images.search.picture_search import SearchScope
from engine.capabilities.images.search.query_encoder import QueryEncoder
from engine.protocol.errors import ModelMissing
from engine.store.database import Store
from engine.store.vectors import VectorStore

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LabelScores:
    """Pictures whose best label passes, the surest first: `ids` [n], `scores` [n, labels]; `counts` of each label."""

    ids: npt.NDArray[np.int64]
    scores: Floats
    counts: tuple[int, ...]


class ZeroShotClassifier:
    """Scores pictures against labels by the cosines of their vectors."""

    def __init__(self, store: Store, vectors: VectorStore, encoder: QueryEncoder) -> None:
        self._store, self._vectors, self._encoder = store, vectors, encoder

    def label(self, request: LabelPictures) -> PictureLabels:
        """Return one page of the labelled pictures. Raises ModelMissing where no model can answer."""
        labelled = self.score(request)
        page = slice(request.offset, request.offset + request.limit)
        ids, scores = labelled.ids[page].tolist(), labelled.scores[page].tolist()
        with self._store.read() as connection:
            best = [(id, max(row)) for id, row in zip(ids, scores, strict=True)]
            pictures = picture_rows.read_pictures(connection, self._store.home, best)
        rounded = {id: tuple(round(score, 4) for score in row) for id, row in zip(ids, scores, strict=True)}
        results = tuple(LabelledPicture(picture, rounded[picture.id]) for picture in pictures)
        return PictureLabels(request.labels, results, labelled.counts, len(labelled.ids), self._encoder.model())

    def score(self, request: LabelPictures) -> LabelScores:
        """Return the scores of all pictures that pass the request. Raises ModelMissing."""
        model = self._encoder.model_id()
        if model is None:
            raise ModelMissing("no picture has a vector of the model in use")
        if not request.labels:
            return LabelScores(np.zeros(0, np.int64), np.zeros((0, 0), np.float32), ())
        with self._store.read() as connection:
            scope = SearchScope.of(connection, request.filters)
        ids, cosines = self._vectors.scores(model, self._encoder.encode_texts(model, request.labels))
        keep = scope.within(ids)
        return _select(ids[keep], softmax(cosines[:, keep].T * self._encoder.logit_scale(model)), request)


def softmax(logits: Floats) -> Floats:
    """Return probabilities [n, labels], each row adding up to 1."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: Floats = raised / raised.sum(axis=1, keepdims=True)
    return probabilities


def _select(ids: npt.NDArray[np.int64], scores: Floats, request: LabelPictures) -> LabelScores:
    best = scores.argmax(axis=1)
    highest = scores.max(axis=1) if len(ids) else np.zeros(0, np.float32)
    passing = highest >= request.threshold
    counts = np.bincount(best[passing], minlength=len(request.labels))
    if request.label:
        number = request.labels.index(request.label) if request.label in request.labels else -1
        passing &= best == number
    order = np.flatnonzero(passing)[np.argsort(-highest[passing], kind="stable")]
    return LabelScores(ids[order], scores[order], tuple(int(count) for count in counts))
