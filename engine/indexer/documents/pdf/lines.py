"""Puts the segments of a page into lines, and tells how lines of text stand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from statistics import median

from engine.indexer.documents.pdf.glyphs import CELL_GAP, Segment

TOUCHING = 0.05
"""Parts of a word are nearer to each other than this many times their height."""
SAME_LINE = 0.6
"""Two segments are on one line when they share this part of the lower one's height."""


class PageLine:
    """Segments side by side, from left to right, and the sides of the box around them."""

    __slots__ = ("bottom", "height", "left", "right", "segments", "top")

    def __init__(self, segments: list[Segment]) -> None:
        self.segments = segments
        first = segments[0]
        self.left, self.right, self.top, self.bottom = first.left, first.right, first.top, first.bottom
        self.height = first.bottom - first.top
        for segment in segments[1:]:
            self.right, self.top = max(self.right, segment.right), min(self.top, segment.top)
            self.bottom = max(self.bottom, segment.bottom)
            self.height = max(self.height, segment.bottom - segment.top)

    @property
    def text(self) -> str:
        """The texts of the segments, with two spaces between them."""
        if len(self.segments) == 1:
            return self.segments[0].text
        return "  ".join([segment.text for segment in self.segments])


def to_lines(segments: Sequence[Segment]) -> list[PageLine]:
    """Return the lines from top to bottom. Neighbours without a wide gap between them become one segment."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: (s.top + s.bottom, s.left)):
        for row in rows[-3:][::-1]:
            if row[0].bottom > segment.top and _are_level(row[0], segment):
                row.append(segment)
                break
        else:
            rows.append([segment])
    by_left = attrgetter("left")
    lines = [PageLine(_joined(sorted(row, key=by_left)) if len(row) > 1 else row) for row in rows]
    return sorted(lines, key=attrgetter("top"))


def _are_level(one: Segment, other: Segment) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > SAME_LINE * min(one.height, other.height)


def _joined(row: list[Segment]) -> list[Segment]:
    joined: list[Segment] = []
    for segment in row:
        last = joined[-1] if joined else None
        gap = segment.left - last.right if last else 0.0
        if last is None or segment.is_ruled_off or not -0.3 * last.height < gap < CELL_GAP * 0.6 * last.height:
            joined.append(segment)
            continue
        space = " " if gap > TOUCHING * last.height else ""
        start = len(last.text) + len(space)
        merged = Segment(
            f"{last.text}{space}{segment.text}",
            last.left,
            max(last.right, segment.right),
            min(last.top, segment.top),
            max(last.bottom, segment.bottom),
            last.is_ruled_off,
            [*last.gaps, *([(start, last.right, segment.left)] if space else [])],
        )
        merged.gaps += [(start + place, end, begin) for place, end, begin in segment.gaps]
        joined[-1] = merged
    return joined


def usual_pitch(lines: Sequence[PageLine]) -> float:
    """Return the usual distance from one line to the next, in points."""
    steps = [after.top - before.top for before, after in pairwise(lines)]
    steps = [step for step in steps if step > 0]
    if not steps:
        return lines[0].height * 1.2 if lines else 0.0
    return float(median(steps))
