"""How alike texts are, told as people told it: the cosine by itself is .75 for two that have nothing in common."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator
from typing import TYPE_CHECKING

from engine.capabilities.text_tools.api import (
    MAX_COMPARED,
    CompareTexts,
    SimilarityLevel,
    SimilarityMatrix,
    TooFewTexts,
    TooManyTexts,
)
from engine.capabilities.text_tools.validation import sound
from engine.models.encoders.batches import embed_in_batches
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    from engine.models.interfaces import Embeddings

CALIBRATED = "multilingual-e5-small-int8"
COSINES = (0.78, 0.82, 0.86, 0.90, 0.94, 0.97, 1.0)
SCORES = (0.1, 0.5, 1.1, 2.2, 3.3, 4.0, 5.0)
"""What people gave pairs of such a cosine by that embedder: isotonic regression on STS-b's development pairs, es and en."""
READINGS: tuple[SimilarityLevel, ...] = ("unrelated", "distant", "related", "close", "same")
BORDERS = (1.0, 2.0, 3.0, 4.2)


class Comparer:
    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def compare(self, request: CompareTexts, is_cancelled: IsCancelled) -> Generator[Progress, None, SimilarityMatrix]:
        """Raises TooFewTexts, TooManyTexts, TextEmpty, TextTooLong, ModelMissing, Cancelled."""
        if len(request.texts) < 2:
            raise TooFewTexts(count=len(request.texts), needed=2)
        if len(request.texts) > MAX_COMPARED:
            raise TooManyTexts(count=f"{len(request.texts):,}", limit=MAX_COMPARED)
        texts = [sound(text) for text in request.texts]
        with self._pool.embedder() as embedder:
            calibrated = embedder.id == CALIBRATED
            scores = _scores((yield from embed_in_batches(texts, embedder, is_cancelled)), calibrated)
            return SimilarityMatrix(
                tuple(tuple(row) for row in scores),
                tuple(tuple(reading(score) for score in row) for row in scores),
                embedder.id,
                calibrated,
            )


def reading(score: float) -> SimilarityLevel:
    return READINGS[bisect_right(BORDERS, score)]


def _scores(vectors: Embeddings, calibrated: bool) -> list[list[float]]:
    """Symmetric, 5 for a text with itself."""
    import numpy as np

    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, 1.0)
    both = (cosines + cosines.T) / 2
    scores = np.interp(both, COSINES, SCORES) if calibrated else both.clip(0, 1) * SCORES[-1]
    return [[round(float(score), 2) for score in row] for row in scores]
