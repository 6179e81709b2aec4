"""BM25 as FTS5 computes it (k1 = 1.2, b = 0.75), over the postings of an inverted index: the best rows without scoring all.

A term whose rows can no longer come among the best by it alone only adds to those that may (MaxScore; Turtle and Flood, 1995).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from engine.store.searching.inverted_index import Frequencies, Slots
from engine.store.searching.keyword_index import DIGITS

K1, B = 1.2, 0.75
LEAST_WEIGHT = 1e-6
"""FTS5's weight of a term that more than half the rows have."""
ROUNDING = 1e-11
EVERY = slice(None)
Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Allowed = Callable[[Slots], npt.NDArray[np.bool_]]


def weight(rows: int, having: int) -> float:
    """Return the inverse document frequency of a term that `having` of all rows have."""
    idf = math.log((rows - having + 0.5) / (having + 0.5))
    return idf if idf > 0 else LEAST_WEIGHT


class Postings(Protocol):
    """A term's part of the scores: the `slots` of its rows, ascending, and the `most` that it adds to one."""

    slots: Slots
    most: float

    def scores(self, places: Places | slice) -> Scores:
        """Return what the term adds to the rows at these places of `slots`."""


class TermPostings:
    """Postings of one term of the index. `lengths` are those of all rows; `average` is the mean length, in tokens."""

    def __init__(self, slots: Slots, frequencies: Frequencies, lengths: Slots, average: float, weight: float) -> None:
        self.slots = slots
        self.most = weight * (K1 + 1)
        self._frequencies, self._lengths, self._average, self._weight = frequencies, lengths, average, weight

    def scores(self, places: Places | slice) -> Scores:
        """Return what the term adds to the rows at these places."""
        often = self._frequencies[places].astype(np.float64)
        norms = K1 * (1 - B + B * self._lengths[self.slots[places]] / self._average)
        scores: Scores = self._weight * ((often * (K1 + 1)) / (often + norms))
        return scores


class PhrasePostings:
    """Postings of several tokens in a row, as FTS5 has scored them."""

    def __init__(self, slots: Slots, scores: Scores) -> None:
        self.slots = slots
        self.most = float(scores.max(initial=0.0))
        self._scores = scores

    def scores(self, places: Places | slice) -> Scores:
        """Return what the phrase adds to the rows at these places."""
        return self._scores[places]


def best_slots(postings: Sequence[Postings], rows: int, k: int, is_allowed: Allowed) -> list[tuple[int, float]]:
    """Return (slot, score) of the k best of `rows` rows, best first, of equal ones the first; only rows that are allowed."""
    ordered = sorted((each for each in postings if len(each.slots)), key=lambda each: len(each.slots))
    if not ordered:
        return []
    left = [sum(each.most for each in ordered[at:]) for at in range(len(ordered) + 1)]
    totals = np.zeros(rows)
    met: list[Slots] = []
    added = 0
    for added, each in enumerate(ordered, 1):
        totals[each.slots] += each.scores(EVERY)
        met.append(each.slots[is_allowed(each.slots)])
        if left[added] < _kth(totals, met, k):
            break
    return _with_the_rest(totals, met, ordered[added:], left[added], k)


def _kth(totals: Scores, met: Sequence[Slots], k: int) -> float:
    """Return a score that k of the rows met have reached, 0 where that is not known."""
    longest = max(met, key=len)
    if len(longest) < k:
        return 0.0
    return float(np.partition(totals[longest], len(longest) - k)[len(longest) - k])


def _with_the_rest(
    totals: Scores, met: Sequence[Slots], rest: Sequence[Postings], most: float, k: int
) -> list[tuple[int, float]]:
    """Return the best of the rows met, once the rest of the terms, which add `most` at most, was added to those that may win."""
    slots = np.concatenate(met)
    slots = np.unique(slots[totals[slots] >= _kth(totals, met, k) - most - ROUNDING])
    scores = totals[slots]
    for each in rest:
        places = np.minimum(np.searchsorted(each.slots, slots), len(each.slots) - 1)
        has = each.slots[places] == slots
        scores[has] += each.scores(places[has])
    order = np.lexsort((slots, -scores.round(DIGITS)))[:k]
    return [(int(slots[place]), round(float(scores[place]), DIGITS)) for place in order]
