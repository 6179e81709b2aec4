"""The scores of unrelated queries in the library, measured when first needed and again after it has changed."""

from __future__ import annotations

from engine.capabilities.images.search.query_encoder import QueryEncoder
from engine.capabilities.images.search.score_cutoff import UNRELATED, BackgroundScores
from engine.store.vectors import VectorStore

CHANGED = 0.1
"""Share by which the number of pictures may change before the scores are measured again."""


class Background:
    """Keeps the background scores of the model that was asked for last."""

    def __init__(self, vectors: VectorStore, encoder: QueryEncoder) -> None:
        self._vectors, self._encoder = vectors, encoder
        self._known: tuple[str, int, BackgroundScores] | None = None

    def scores(self, model: str, pictures: int) -> BackgroundScores:
        """Return the scores of unrelated queries among so many pictures. Raises ModelError."""
        known = self._known
        if known is None or known[0] != model or abs(known[1] - pictures) > CHANGED * pictures:
            _, scores = self._vectors.scores(model, self._encoder.encode_texts(model, UNRELATED))
            known = self._known = (model, pictures, BackgroundScores.of(scores))
        return known[2]
