"""Similarity of texts on the scale that people use: the raw cosine is .75 even for texts with nothing in common."""

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
from engine.capabilities.text_tools.validation import validated_text
from engine.models.encoders.embeddings import embed_in_batches
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    from engine.models.interfaces import Embeddings

CALIBRATED_MODEL = "multilingual-e5-small-int8"
COSINES = (0.78, 0.82, 0.86, 0.90, 0.94, 0.97, 1.0)
SCORES = (0.1, 0.5, 1.1, 2.2, 3.3, 4.0, 5.0)
"""Scores that people gave to pairs of such cosines: isotonic regression on STS-b's development pairs, es and en."""
LEVELS: tuple[SimilarityLevel, ...] = ("unrelated", "distant", "related", "close", "same")
LEVEL_BORDERS = (1.0, 2.0, 3.0, 4.2)


class TextComparison:
    """Handler of COMPARE_TEXTS."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def compare(self, request: CompareTexts, is_cancelled: IsCancelled) -> Generator[Progress, None, SimilarityMatrix]:
        """Return the matrix. Raises TooFewTexts, TooManyTexts, TextEmpty, TextTooLong, ModelMissing, Cancelled."""
        if len(request.texts) < 2:
            raise TooFewTexts(count=len(request.texts), needed=2)
        if len(request.texts) > MAX_COMPARED:
            raise TooManyTexts(count=f"{len(request.texts):,}", limit=MAX_COMPARED)
        texts = [validated_text(text) for text in request.texts]
        with self._pool.embedder() as embedder:
            is_calibrated = embedder.id == CALIBRATED_MODEL
            scores = _scores((yield from embed_in_batches(texts, embedder, is_cancelled)), is_calibrated)
            return SimilarityMatrix(
                tuple(tuple(row) for row in scores),
                tuple(tuple(similarity_level(score) for score in row) for row in scores),
                embedder.id,
                is_calibrated,
            )


def similarity_level(score: float) -> SimilarityLevel:
    """Return the level of a score from 0 to 5."""
    return LEVELS[bisect_right(LEVEL_BORDERS, score)]


def _scores(vectors: Embeddings, is_calibrated: bool) -> list[list[float]]:
    """Return a symmetric matrix of scores, 5 for a text with itself, of vectors [texts, dimensions]."""
    import numpy as np

    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, 1.0)
    symmetric = (cosines + cosines.T) / 2
    scores = np.interp(symmetric, COSINES, SCORES) if is_calibrated else symmetric.clip(0, 1) * SCORES[-1]
    return [[round(float(score), 2) for score in row] for row in scores]
