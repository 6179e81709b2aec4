"""A benchmark's figures: ratios measured in one run, each beside what it is held to."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.models.hardware import instructions, physical_cores, total_bytes

TELLING = {"avx2": "AVX2", "avx512f": "AVX-512", "avx512_vnni": "VNNI", "avx_vnni": "VNNI"}


@dataclass(frozen=True)
class Row:
    """`value` against `bound` ("≥ 0.97"; empty when it is only told); `detail` holds the absolute figures behind it."""

    what: str
    value: str
    bound: str
    detail: str


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def alternately(rounds: int, *works: Callable[[], float]) -> list[list[float]]:
    """Each work's figures, taken in turns, every second round backwards, so that a noisy moment falls on all of them.

    The first round only warms up.
    """
    figures: list[list[float]] = [[] for _ in works]
    for number in range(rounds + 1):
        turns = list(zip(figures, works, strict=True))
        for kept, work in reversed(turns) if number % 2 else turns:
            kept.append(work())
    return [kept[1:] for kept in figures]


def spread(figures: Sequence[float], unit: str, digits: int = 1) -> str:
    """ "median (least–most) unit"."""
    middle, least, most = statistics.median(figures), min(figures), max(figures)
    return f"{middle:.{digits}f} ({least:.{digits}f}–{most:.{digits}f}) {unit}"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median over rounds of each round's ratio where both were measured in turns, else the medians' ratio."""
    if len(ours) != len(theirs):
        return statistics.median(ours) / statistics.median(theirs)
    return statistics.median(our / their for our, their in zip(ours, theirs, strict=True))


def machine() -> str:
    """The processor, its cores and telling instructions, memory, and how busy it was before."""
    known = dict.fromkeys(name for key, name in TELLING.items() if key in instructions())
    parts = [
        _processor(),
        f"{physical_cores()} cores",
        *([", ".join(known)] if known else []),
        f"{total_bytes() / 1e9:.0f} GB",
        f"{platform.system()}, Python {platform.python_version()}",
        f"load {os.getloadavg()[0]:.1f} before",
    ]
    return "; ".join(parts)


def markdown(rows: Sequence[Row]) -> str:
    lines = ["| what | measured | held to | behind it |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {r.what} | {r.value} | {r.bound} | {r.detail} |" for r in rows)])


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    return next((line.split(": ", 1)[1] for line in lines if line.startswith("model name")), platform.machine())
