"""From which score on a search's pictures are convincing. Pure: scores in, one number out.

A flat cut-off cannot work: one query's best stands at .3, another's worst at .5. A query is measured by its own scores over
the whole library: standardised by their median and by the spread of their lower half, which pictures of the thing asked for
do not reach, a score is convincing when it stands further out than the best of that many unrelated pictures would.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

LEAST = 3.0
"""Spreads above the median, in a small library."""
BY_SIZE = 0.6
"""Times the best of n draws from a normal distribution."""
FEW = 8
"""Pictures: fewer have no distribution to speak of, and all are shown."""


def cut_off(scores: Floats) -> float:
    """`scores` [n] of every picture in the library for one query. -1 when there are too few to tell."""
    if len(scores) < FEW:
        return -1.0
    low, middle = np.percentile(scores, (15.87, 50.0))
    spread = max(float(middle - low), 1e-6)
    return float(middle) + spread * (LEAST + BY_SIZE * math.sqrt(2 * math.log(len(scores))))
