"""The reading order of a page: columns of text one after the other, whatever order they are drawn in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median

from engine.indexer.documents.pdf.cells import TableBlock
from engine.indexer.documents.pdf.glyphs import Segment

Item = Segment | TableBlock

AreColumns = Callable[[Sequence[Item], float], bool]
PROSE_WORDS = 3.5
"""Mean words of a line of running text at least: two columns of text are no table."""
PROSE_SHARE = 0.35
"""Share of lines that go on with a small letter, at least, in running text."""
FEW_ITEMS = 400
LINES_BESIDE_FEW = 6
"""Lines of a column, at least, beside which the last one may have only a line or two."""
LEAST_LINES = 3
"""Lines on each side of a gutter: fewer are a heading beside a date."""
NARROWEST = 60.0
"""Points that the lines of a column are usually wide: bullets and numbers before lines are no column."""
MOST_DEPTH = 6


def text_columns(segments: Sequence[Segment], depth: int = 0) -> list[list[Segment]]:
    """Return the columns of running text on a page in the order they are read; what is none, tables too, stays together."""
    return [
        [item for item in column if isinstance(item, Segment)] for column in _cut(segments, depth, _are_text_columns)
    ]


def in_reading_order(items: Sequence[Item]) -> list[list[Item]]:
    """Return the columns of a page in the order they are read, each from top to bottom."""
    return _cut(items, 0, lambda inside, gutter: _are_columns(inside, gutter) or _are_text_columns(inside, gutter))


def _cut(items: Sequence[Item], depth: int, are_columns: AreColumns) -> list[list[Item]]:
    ordered = sorted(items, key=lambda item: (item.top, item.left))
    cut = _best_cut(ordered, are_columns) if depth < MOST_DEPTH else None
    if cut is None:
        return [ordered] if ordered else []
    start, end, gutter = cut
    inside = ordered[start:end]
    left = [item for item in inside if item.left < gutter]
    right = [item for item in inside if item.left >= gutter]
    parts = (ordered[:start], left, right, ordered[end:])
    return [column for part in parts for column in _cut(part, depth + 1, are_columns)]


def _best_cut(items: Sequence[Item], are_columns: AreColumns) -> tuple[int, int, float] | None:
    """Return (first item, item after the last, place of the gutter) of the largest part of the page with two columns."""
    best: tuple[int, int, float] | None = None
    for gutter in _gutters(items):
        for start, end in _uncrossed(items, gutter):
            if (best is None or end - start > best[1] - best[0]) and are_columns(items[start:end], gutter):
                best = (start, end, gutter)
    return best


def _gutters(items: Sequence[Item]) -> list[float]:
    """Return the places just before the left edges of items; on a crowded page those that several have in common."""
    lefts = Counter(round(item.left / 3) for item in items)
    least = 1 if len(items) <= FEW_ITEMS else 2
    return [place * 3 - 4.0 for place, count in lefts.items() if count >= least and place * 3 - 4 > NARROWEST / 2]


def _uncrossed(items: Sequence[Item], gutter: float) -> list[tuple[int, int]]:
    """Return the runs of items that leave the gutter free."""
    runs, start = [], 0
    for at, item in enumerate(items):
        if item.left < gutter and item.right > gutter + 1:
            runs.append((start, at))
            start = at + 1
    return [(a, b) for a, b in [*runs, (start, len(items))] if b - a >= 2 * LEAST_LINES]


def _are_text_columns(items: Sequence[Item], gutter: float) -> bool:
    """Tell whether both sides of the gutter are running text, whose lines go on in the next one."""
    left = [item for item in items if isinstance(item, Segment) and item.left < gutter]
    right = [item for item in items if isinstance(item, Segment) and item.left >= gutter]
    if 0 < len(right) < LEAST_LINES and len(left) >= LINES_BESIDE_FEW:
        begins_level = abs(right[0].top - left[0].top) < right[0].height / 2
        words = sum(len(item.text.split()) for item in right) / len(right)
        return begins_level and words >= PROSE_WORDS and is_running_text([item.text for item in left])
    if not _are_columns(items, gutter):
        return False
    return all(is_running_text([item.text for item in side]) for side in (left, right))


def is_running_text(lines: Sequence[str]) -> bool:
    """Tell whether lines of one column are sentences that go on from line to line."""
    words = sum(len(line.split()) for line in lines) / len(lines)
    goes_on = sum(line[:1].islower() for line in lines[1:]) / max(len(lines) - 1, 1)
    return words >= PROSE_WORDS and goes_on >= PROSE_SHARE


def _are_columns(items: Sequence[Item], gutter: float) -> bool:
    left = [item for item in items if item.left < gutter]
    right = [item for item in items if item.left >= gutter]
    if min(len(left), len(right)) < LEAST_LINES:
        return False
    if min(median(item.right - item.left for item in side) for side in (left, right)) < NARROWEST:
        return False
    spans = [(min(item.top for item in side), max(item.bottom for item in side)) for side in (left, right)]
    shared = min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0])
    return shared > 0.4 * min(bottom - top for top, bottom in spans)
