"""A benchmark's figures: ratios measured in one run, each beside what it is held to."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`value` against `bound` ("≥ 0.97"); `detail` holds the absolute figures behind it."""

    what: str
    value: str
    bound: str
    detail: str


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def alternately(rounds: int, *works: Callable[[], float]) -> list[list[float]]:
    """Each work's figures, taken in turns so that a noisy moment falls on all of them."""
    figures: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for kept, work in zip(figures, works, strict=True):
            kept.append(work())
    return figures


def spread(figures: Sequence[float], unit: str, digits: int = 1) -> str:
    """ "median (least–most) unit"."""
    middle, least, most = statistics.median(figures), min(figures), max(figures)
    return f"{middle:.{digits}f} ({least:.{digits}f}–{most:.{digits}f}) {unit}"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return statistics.median(ours) / statistics.median(theirs)


def markdown(rows: Sequence[Row]) -> str:
    lines = ["| what | measured | held to | behind it |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {r.what} | {r.value} | {r.bound} | {r.detail} |" for r in rows)])
