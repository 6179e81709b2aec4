"""Compares a query with the rows of an int8 index: part by part, in as many threads as there are cores, keeping the best.

A scan reads every row once, 400 MB of a million, so that it takes as long as memory does; one thread alone reads at half of that
speed. The threads take the next part whenever they are done with one: beside a busy program the other core does more of them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import cache
from queue import SimpleQueue
from typing import Protocol, TypeVar, cast

import msgspec
import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
ResultT = TypeVar("ResultT")

PART = 8_192
"""Rows that are compared together: their cosines stay in a core's cache, and OpenBLAS lets one thread add so few squares."""
FEW = 6
"""Where fewer than one of so many rows of a part counts, only those are read."""
MOST_THREADS = 4
"""Two read nearly as fast as the memory of an office computer is."""


class ScannedRows(Protocol):
    """The rows of an index: `rows` int8 [n, dimensions] and the inverse of the length of each [n]."""

    rows: Rows
    inverse_norms: Floats


class NearestRows(msgspec.Struct, frozen=True):
    """The nearest rows by their places, best first, and mean and standard deviation of the cosines of all `scanned` rows."""

    slots: Ids
    mean: float
    deviation: float
    scanned: int


class _BestSoFar:
    """The best k rows that one thread has met, of equal ones the first; and the moments of all cosines."""

    def __init__(self, k: int) -> None:
        self._k, self._met = k, 0
        self._slots: list[Ids] = []
        self._cosines: list[Floats] = []
        self._least = -np.inf
        self.count, self.mean, self.squares = 0, 0.0, 0.0

    def add(self, slots: Ids | int, cosines: Floats) -> None:
        """Take in the cosines of rows at some places, or of those from a place on."""
        mean = np.add.reduce(cosines) / np.float32(len(cosines))
        apart = cosines - mean
        self.note(len(cosines), float(mean), float(np.dot(apart, apart)))
        near = np.flatnonzero(cosines >= self._least)
        if len(near) > 4 * self._k:  # the first part: all are near
            near = np.flatnonzero(cosines >= np.partition(cosines, len(cosines) - self._k)[len(cosines) - self._k])
        if len(near):
            self.merge(near + slots if isinstance(slots, int) else slots[near], cosines[near])

    def merge(self, slots: Ids, cosines: Floats) -> None:
        """Take in rows with their cosines, whose moments are noted elsewhere."""
        self._slots.append(slots)
        self._cosines.append(cosines)
        self._met += len(slots)
        if self._met > 2 * self._k or self._least == -np.inf:
            self.best()

    def best(self) -> tuple[Ids, Floats]:
        """Return the best rows and their cosines, best first, and forget all others."""
        slots = np.concatenate(self._slots) if self._slots else np.zeros(0, np.int64)
        cosines = np.concatenate(self._cosines) if self._cosines else np.zeros(0, np.float32)
        order = np.lexsort((slots, -cosines))[: self._k]
        self._slots, self._cosines, self._met = [slots[order]], [cosines[order]], len(order)
        if len(order) == self._k:
            self._least = float(cosines[order[-1]])
        return self._slots[0], self._cosines[0]

    def note(self, count: int, mean: float, squares: float) -> None:
        """Add the moments of further cosines (Chan, Golub and LeVeque, 1979)."""
        if not count:
            return
        apart, both = mean - self.mean, self.count + count
        self.squares += squares + apart * apart * self.count * count / both
        self.mean += apart * count / both
        self.count = both


def nearest_rows(
    index: ScannedRows, query: Rows, k: int, counting: Callable[[slice], Mask | None] | None = None
) -> NearestRows:
    """Return the k rows nearest to `query` [1, dimensions], int8.

    `counting` returns for a part of the rows which of them count, None where all do. It is called by several threads at once.
    """
    count = len(index.rows)
    parts = iter(range(0, count, PART))
    taking = threading.Lock()
    scale = 1 / max(float(np.linalg.norm(query.astype(np.float32))), 1e-12)

    def work() -> _BestSoFar:
        best = _BestSoFar(k)
        while (first := _next(parts, taking)) is not None:
            part = slice(first, min(first + PART, count))
            _compare(index, query, np.float32(scale), part, counting(part) if counting else None, best)
        return best

    helping = [_helpers().submit(work) for _ in range(min(_threads() - 1, (count - 1) // PART))]
    best = work()
    for helper in helping:
        other = helper.result()
        best.note(other.count, other.mean, other.squares)
        best.merge(*other.best())
    deviation = (best.squares / best.count) ** 0.5 if best.count else 0.0
    return NearestRows(best.best()[0], best.mean, deviation, best.count)


def _compare(
    index: ScannedRows, query: Rows, scale: np.float32, part: slice, mask: Mask | None, best: _BestSoFar
) -> None:
    rows, inverse = index.rows[part], index.inverse_norms[part]
    if mask is None:
        best.add(part.start, dots(query, rows)[0] * (inverse * scale))
        return
    places = np.flatnonzero(mask)
    if not len(places):
        return
    if len(places) * FEW < len(mask):
        cosines = dots(query, rows[places])[0]
    else:
        cosines = dots(query, rows)[0][places]
    best.add(places + part.start, cosines * (inverse[places] * scale))


def dots(queries: Rows, rows: Rows) -> Floats:
    """Return the dot products [queries, n] of queries [queries, dimensions] with rows [n, dimensions], which int32 holds."""
    # Not into an array of ours (`out=`): that returns a None it does not own, and after some thousand the process aborts.
    import simsimd

    products: Floats = np.asarray(simsimd.cdist(queries, rows, metric="dot", out_dtype="float32"))
    return products


def in_parallel(work: Callable[[int], None], parts: range) -> None:
    """Call `work` with each number of `parts`, in as many threads as there are cores."""
    numbers, taking = iter(parts), threading.Lock()

    def take() -> None:
        while (number := _next(numbers, taking)) is not None:
            work(number)

    helping = [_helpers().submit(take) for _ in range(min(_threads(), len(parts)) - 1)]
    take()
    for helper in helping:
        helper.result()


def _next(numbers: Iterator[int], taking: threading.Lock) -> int | None:
    with taking:
        return next(numbers, None)


def _threads() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_THREADS)


class _Helpers:
    """Threads that help with one scan after another. They wait without a cost, and end with the process."""

    def __init__(self, count: int) -> None:
        self._works: SimpleQueue[tuple[Callable[[], object], Future[object]]] = SimpleQueue()
        for number in range(count):
            threading.Thread(target=self._run, name=f"vector-scan-{number}", daemon=True).start()

    def submit(self, work: Callable[[], ResultT]) -> Future[ResultT]:
        """Have a thread do the work."""
        result = Future[ResultT]()
        self._works.put((work, cast(Future[object], result)))
        return result

    def _run(self) -> None:
        while True:
            work, result = self._works.get()
            try:
                result.set_result(work())
            except BaseException as error:  # noqa: BLE001  raised again where the result is asked for
                result.set_exception(error)
            del work, result


@cache
def _helpers() -> _Helpers:
    return _Helpers(_threads() - 1)
