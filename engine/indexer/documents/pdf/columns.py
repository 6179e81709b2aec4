"""The reading order of a page: columns of text one after the other, whatever order they are drawn in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from engine.indexer.documents.pdf.cells import TableBlock
from engine.indexer.documents.pdf.glyphs import Segment

Item = Segment | TableBlock

LEAST_LINES = 3
"""Lines on each side of a gutter: fewer are a heading beside a date."""
NARROWEST = 60.0
"""Points that the lines of a column are usually wide: bullets and numbers before lines are no column."""
MOST_DEPTH = 6


def in_reading_order(items: Sequence[Item], depth: int = 0) -> list[list[Item]]:
    """Return the columns of a page in the order they are read, each from top to bottom."""
    ordered = sorted(items, key=lambda item: (item.top, item.left))
    cut = _best_cut(ordered) if depth < MOST_DEPTH else None
    if cut is None:
        return [ordered] if ordered else []
    start, end, gutter = cut
    inside = ordered[start:end]
    left = [item for item in inside if item.left < gutter]
    right = [item for item in inside if item.left >= gutter]
    parts = (ordered[:start], left, right, ordered[end:])
    return [column for part in parts for column in in_reading_order(part, depth + 1)]


def _best_cut(items: Sequence[Item]) -> tuple[int, int, float] | None:
    """Return (first item, item after the last, place of the gutter) of the largest part of the page with two columns."""
    best: tuple[int, int, float] | None = None
    for gutter in _gutters(items):
        for start, end in _uncrossed(items, gutter):
            if (best is None or end - start > best[1] - best[0]) and _has_columns(items[start:end], gutter):
                best = (start, end, gutter)
    return best


def _gutters(items: Sequence[Item]) -> list[float]:
    """Return the places just before edges that several items have in common."""
    lefts = Counter(round(item.left / 3) for item in items)
    return [place * 3 - 4.0 for place, count in lefts.items() if count >= 2 and place * 3 - 4 > NARROWEST / 2]


def _uncrossed(items: Sequence[Item], gutter: float) -> list[tuple[int, int]]:
    """Return the runs of items that leave the gutter free."""
    runs, start = [], 0
    for at, item in enumerate(items):
        if item.left < gutter and item.right > gutter + 1:
            runs.append((start, at))
            start = at + 1
    return [(a, b) for a, b in [*runs, (start, len(items))] if b - a >= 2 * LEAST_LINES]


def _has_columns(items: Sequence[Item], gutter: float) -> bool:
    left = [item for item in items if item.left < gutter]
    right = [item for item in items if item.left >= gutter]
    if min(len(left), len(right)) < LEAST_LINES:
        return False
    if min(median(item.right - item.left for item in side) for side in (left, right)) < NARROWEST:
        return False
    spans = [(min(item.top for item in side), max(item.bottom for item in side)) for side in (left, right)]
    shared = min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0])
    return shared > 0.4 * min(bottom - top for top, bottom in spans)
