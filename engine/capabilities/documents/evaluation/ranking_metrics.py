"""Figures of rankings as trec_eval computes them, and bootstrap intervals of their means."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from engine.capabilities.documents.api.evaluation import Figure

RESAMPLES, SEED = 1000, 15
OUTSIDE = 2.5
"""Percent of the resampled means on each side of a 95 % interval."""
PLACES = 4
"""Decimals."""


class RankingScores(msgspec.Struct, frozen=True):
    """Of one question, each 0 to 1. `first` is the rank of the first right document, 0 for none."""

    recall_1: float
    recall_5: float
    reciprocal_rank: float
    average_precision: float
    ndcg_10: float
    first: int


def score_ranking(ranked: Sequence[str], grades: Mapping[str, float]) -> RankingScores:
    """Return the scores of a ranking without repetitions; `grades` are those of the right documents, at least one.

    Recall is of all right documents, the gain of nDCG is the grade itself: trec_eval's recall, map, recip_rank and ndcg_cut.
    """
    hits = [id in grades for id in ranked]
    first = hits.index(True) + 1 if any(hits) else 0
    found, precisions = 0, 0.0
    for rank, hit in enumerate(hits, 1):
        found += hit
        precisions += found / rank if hit else 0.0
    return RankingScores(
        recall_1=sum(hits[:1]) / len(grades),
        recall_5=sum(hits[:5]) / len(grades),
        reciprocal_rank=1 / first if first else 0.0,
        average_precision=precisions / len(grades),
        ndcg_10=_gain([grades.get(id, 0.0) for id in ranked[:10]]) / _gain(sorted(grades.values(), reverse=True)[:10]),
        first=first,
    )


def figure(values: Sequence[float]) -> Figure:
    """Return the mean of a figure over the questions and its 95 % percentile bootstrap interval."""
    import numpy as np

    sample = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(SEED)
    means = [sample[drawn.integers(0, len(sample), len(sample))].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [OUTSIDE, 100 - OUTSIDE])
    return Figure(*(round(float(value), PLACES) for value in (sample.mean(), low, high)))


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))
