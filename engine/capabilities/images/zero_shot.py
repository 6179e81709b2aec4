"""The user's own labels over pictures: zero-shot classification (Radford et al., 2021) with the model's own scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.capabilities.images import picture_store
from engine.capabilities.images.api import LabelledPicture, LabelPictures, PictureLabels
from engine.capabilities.images.query_encoder import Towers
from engine.capabilities.images.search import Scope
from engine.protocol.errors import ModelMissing
from engine.store.database import Store
from engine.store.vectors import VectorStore

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Labelled:
    """Pictures whose best label passes, the surest first: `ids` [n], `scores` [n, labels]; `counts` of each label."""

    ids: npt.NDArray[np.int64]
    scores: Floats
    counts: tuple[int, ...]


class Classifier:
    def __init__(self, store: Store, vectors: VectorStore, towers: Towers) -> None:
        self._store, self._vectors, self._towers = store, vectors, towers

    def classify(self, request: LabelPictures) -> PictureLabels:
        """Raises ModelMissing where no model can answer."""
        found = self.labelled(request)
        page = slice(request.offset, request.offset + request.limit)
        ids, scores = found.ids[page].tolist(), found.scores[page].tolist()
        with self._store.read() as connection:
            shown = picture_store.pictures_of(
                connection, self._store.home, [(id, max(s)) for id, s in zip(ids, scores, strict=True)]
            )
        scored = {id: tuple(round(score, 4) for score in s) for id, s in zip(ids, scores, strict=True)}
        results = tuple(LabelledPicture(picture, scored[picture.id]) for picture in shown)
        return PictureLabels(request.labels, results, found.counts, len(found.ids), self._towers.model())

    def labelled(self, request: LabelPictures) -> Labelled:
        model = self._towers.id()
        if model is None:
            raise ModelMissing("no picture has a vector of the model in use")
        none = np.zeros(0, np.int64), np.zeros((0, len(request.labels)), np.float32)
        if not request.labels:
            return Labelled(*none, ())
        with self._store.read() as connection:
            scope = Scope.of(connection, request.filters)
        ids, cosines = self._vectors.scores(model, self._towers.words(model, request.labels))
        keep = scope.within(ids)
        return _chosen(ids[keep], softmax(cosines[:, keep].T * self._towers.logit_scale(model)), request)


def softmax(logits: Floats) -> Floats:
    """[n, labels], each row adding up to 1."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _chosen(ids: npt.NDArray[np.int64], scores: Floats, request: LabelPictures) -> Labelled:
    best = scores.argmax(axis=1)
    sure = scores.max(axis=1) if len(ids) else np.zeros(0, np.float32)
    passing = sure >= request.threshold
    counts = np.bincount(best[passing], minlength=len(request.labels))
    if request.label:
        wanted = request.labels.index(request.label) if request.label in request.labels else -1
        passing &= best == wanted
    order = np.flatnonzero(passing)[np.argsort(-sure[passing], kind="stable")]
    return Labelled(ids[order], scores[order], tuple(int(count) for count in counts))
