"""The scores from which a search's pictures are convincing, and worth showing as less sure. Pure: scores in, numbers out.

A fixed cutoff cannot work: the best picture of one query scores .3, the worst of another .5, and another model's scores lie
elsewhere. So a query is judged by its own scores over the whole library against those of unrelated queries: a picture is
convincing when it stands further above the query's median than the best of as many unrelated pictures would.

Spreads are measured below the median, where no picture of the thing searched for lies. MARGIN and SIZE_FACTOR were chosen on
120 labelled photographs and subsets of 15 to 60 of them (`python -m tests.benchmarks pictures` prints the results).
"""

from __future__ import annotations

import math

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

MARGIN = 1.4
"""Spreads above the median that a convincing picture needs in any library."""
LESS_SURE_MARGIN = -1.0
"""The same for a picture that is shown as less sure.

135 descriptions such as "un velero en el mar" (tests/benchmarks/descriptions.py) over the photographs and the samples: a
picture described is convincing for 83 %; it is shown, convincing or not, for 85 % at a margin of 1.0, 88 % at 0.5, 92 % at
0.0, 93 % at -0.5, 95 % at -1.0 (7 pictures shown on average) and 98 % at -1.5 (12 pictures).
"""
LABEL_MARGIN = 0.9
"""The same for a picture that gets one of a person's labels and not "none of these".

74 sets of labels over the photographs and the samples, most pictures having none of them: F1 .48 at a margin of -0.5, .59 at
0, .68 at 0.4, .74 at 0.9 and .77 at 1.4. With as many pictures of the labels as others: .84, .86, .88, .89 and .88.
"""
SIZE_FACTOR = 1.0
"""Times the expected best of n draws from a normal distribution: the best unrelated picture of many lies further out."""
MIN_PICTURES = 8
"""Fewer have no distribution of their own."""
MAX_SAMPLE = 20_000
"""Scores that a percentile is taken of."""
HIGHEST_MEDIAN = 2.0
"""Spreads above the median of unrelated queries: a higher one is a library full of the thing searched for."""
ONE_SIGMA_BELOW = 15.87
"""Percentile one standard deviation below the median of a normal distribution."""
UNRELATED = (
    "a person", "a man", "a woman", "a child", "a house", "a tree", "a car", "food on a table", "a street", "water",
    "the sky", "a room", "an animal", "a plant", "a tool", "a building", "clothes", "furniture", "a machine", "text",
    "a toy", "a sport", "a landscape", "fruit", "a vehicle", "an electronic device", "a musical instrument", "a crowd",
    "a flower", "a kitchen",
)  # fmt: skip
"""Queries that most pictures of any library have nothing to do with."""


class BackgroundScores(msgspec.Struct, frozen=True):
    """Scores of unrelated queries in a library: their median, and how far they spread below it."""

    median: float
    spread: float

    @classmethod
    def of(cls, scores: Floats) -> BackgroundScores:
        """Measure the `scores` [queries, n] of unrelated queries."""
        low, middle = np.percentile(scores[:, :: -(-scores.shape[1] // MAX_SAMPLE)], (ONE_SIGMA_BELOW, 50.0), axis=1)
        return cls(float(np.median(middle)), max(float(np.median(middle - low)), 1e-6))


class QueryScores(msgspec.Struct, frozen=True):
    """The scores of one query: their median, how far they spread, and how many pictures were scored."""

    median: float
    spread: float
    pictures: int

    @classmethod
    def of(cls, scores: Floats, background: BackgroundScores) -> QueryScores:
        """Measure the `scores` [n ≥ 1] of every picture in the library."""
        median, spread = background.median, background.spread
        if len(scores) >= MIN_PICTURES:
            sample = scores[:: -(-len(scores) // MAX_SAMPLE)]
            low, own = (float(value) for value in np.percentile(sample, (ONE_SIGMA_BELOW, 50.0)))
            median, spread = min(own, median + HIGHEST_MEDIAN * spread), (own - low + spread) / 2
        return cls(median, spread, len(scores))

    def cutoff(self, margin: float) -> float:
        """Return the score that stands `margin` spreads further above the median than the best unrelated picture would."""
        expected_best = math.sqrt(2 * math.log(max(self.pictures, 2)))
        return self.median + self.spread * (margin + SIZE_FACTOR * expected_best)


def score_cutoff(scores: Floats, background: BackgroundScores) -> float:
    """Return the cutoff of convincing pictures for a query from its `scores` [n ≥ 1] of every picture in the library."""
    return QueryScores.of(scores, background).cutoff(MARGIN)
