from __future__ import annotations

import threading

import numpy as np
import pytest

from engine.store.searching.parallel_scan import PART, Floats, Ids, Mask, Rows, in_parallel, nearest_rows

ROWS, DIMENSIONS, K = 3 * PART + 700, 24, 60


class RandomRows:
    """Int8 rows, every 50th of them a copy of another."""

    def __init__(self, count: int = ROWS) -> None:
        random = np.random.default_rng(3)
        self.rows: Rows = random.integers(-127, 128, (count, DIMENSIONS)).astype(np.int8)
        self.rows[::50] = self.rows[7:8]
        norms = np.linalg.norm(self.rows.astype(np.float32), axis=1)
        self.inverse_norms: Floats = np.reciprocal(norms).astype(np.float32)

    def cosines(self, query: Rows) -> Floats:
        exact = self.rows.astype(np.float64) @ query[0].astype(np.float64)
        cosines: Floats = (exact * self.inverse_norms / np.linalg.norm(query[0].astype(np.float64))).astype(np.float32)
        return cosines


def expected(cosines: Floats, counted: Mask) -> Ids:
    slots = np.flatnonzero(counted)
    best: Ids = slots[np.lexsort((slots, -cosines[slots].round(6)))[:K]]
    return best


@pytest.mark.parametrize("every", [1, 2, 9, 700, PART])
def test_of_any_part_of_the_rows_the_best_are_kept_of_copies_the_first_and_the_moments_are_exact(every: int) -> None:
    index = RandomRows()
    counted = np.arange(ROWS) % every == 0
    counted[PART : 2 * PART] &= every < PART  # a part without any
    for query in (index.rows[7:8], index.rows[11:12]):
        found = nearest_rows(index, query, K, None if every == 1 else lambda part: counted[part])
        cosines = index.cosines(query)
        assert found.slots.tolist() == expected(cosines, counted).tolist()
        assert found.scanned == counted.sum()
        of_all = cosines[counted].astype(np.float64)
        assert (found.mean, found.deviation) == pytest.approx((of_all.mean(), of_all.std()), abs=1e-6)


def test_fewer_rows_than_asked_for_and_none_at_all() -> None:
    index = RandomRows(9)
    assert sorted(nearest_rows(index, index.rows[:1], K).slots.tolist()) == list(range(9))
    nothing = nearest_rows(index, index.rows[:1], K, lambda part: np.zeros(part.stop - part.start, bool))
    assert (len(nothing.slots), nothing.mean, nothing.deviation, nothing.scanned) == (0, 0.0, 0.0, 0)
    assert nearest_rows(RandomRows(0), index.rows[:1], K).scanned == 0


def test_an_error_in_any_thread_reaches_the_caller() -> None:
    def fails(part: slice) -> Mask:
        if part.start == 2 * PART:
            raise ZeroDivisionError
        return np.ones(part.stop - part.start, bool)

    index = RandomRows()
    with pytest.raises(ZeroDivisionError):
        nearest_rows(index, index.rows[:1], K, fails)


def test_each_number_is_worked_on_once() -> None:
    done: list[int] = []
    lock = threading.Lock()

    def work(number: int) -> None:
        with lock:
            done.append(number)

    in_parallel(work, range(0, 1000, 7))
    assert sorted(done) == list(range(0, 1000, 7))
    in_parallel(work, range(0))
