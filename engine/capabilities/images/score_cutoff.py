"""From which score on a search's pictures are convincing. Pure: scores in, one number out.

A flat cut-off cannot work: one query's best stands at .3, another's worst at .5, and another model's anywhere else. So a query
is measured by its own scores over the whole library, against what unrelated queries score there: its pictures are convincing
when they stand further above the query's median than the best of as many unrelated pictures would.

Spreads are those below the median, which pictures of the thing asked for do not reach. LEAST and BY_SIZE were chosen on 120
labelled photographs and subsets of 15 to 60 of them (`python -m tests.benchmarks pictures` prints what they do).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

LEAST = 1.4
BY_SIZE = 1.0
"""Spreads, times the best of n draws from a normal distribution: the best unrelated one of many stands further out."""
FEW = 8
"""Pictures: fewer have no distribution of their own."""
SAMPLED = 20_000
"""Scores that a percentile is taken of, at most."""
HIGHEST_MEDIAN = 2.0
"""Spreads above that of unrelated queries: more is a library full of the thing asked for."""
BELOW = 15.87
"""The percentile one standard deviation below the median of a normal distribution."""
UNRELATED = (
    "a person", "a man", "a woman", "a child", "a house", "a tree", "a car", "food on a table", "a street", "water",
    "the sky", "a room", "an animal", "a plant", "a tool", "a building", "clothes", "furniture", "a machine", "text",
    "a toy", "a sport", "a landscape", "fruit", "a vehicle", "an electronic device", "a musical instrument", "a crowd",
    "a flower", "a kitchen",
)  # fmt: skip
"""What most pictures of any library are not."""


@dataclass(frozen=True)
class Background:
    """What unrelated queries score in a library: their median, and how far they spread below it."""

    median: float
    spread: float

    @classmethod
    def of(cls, scores: Floats) -> Background:
        """`scores` [queries, n]."""
        low, middle = np.percentile(scores[:, :: -(-scores.shape[1] // SAMPLED)], (BELOW, 50.0), axis=1)
        return cls(float(np.median(middle)), max(float(np.median(middle - low)), 1e-6))


def cut_off(scores: Floats, background: Background) -> float:
    """`scores` [n ≥ 1] of every picture in the library for one query."""
    median, spread = background.median, background.spread
    if len(scores) >= FEW:
        sample = scores[:: -(-len(scores) // SAMPLED)]
        low, own = (float(value) for value in np.percentile(sample, (BELOW, 50.0)))
        median, spread = min(own, median + HIGHEST_MEDIAN * spread), (own - low + spread) / 2
    return median + spread * (LEAST + BY_SIZE * math.sqrt(2 * math.log(max(len(scores), 2))))
