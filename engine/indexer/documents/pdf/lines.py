"""Puts the segments of a page into lines, and tells how lines of text stand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from engine.indexer.documents.pdf.glyphs import CELL_GAP, Segment

SAME_LINE = 0.6
"""Two segments are on one line when they share this part of the lower one's height."""


@dataclass(slots=True)
class Line:
    """Segments side by side, from left to right."""

    segments: list[Segment]

    @property
    def left(self) -> float:
        return self.segments[0].left

    @property
    def right(self) -> float:
        return max(segment.right for segment in self.segments)

    @property
    def top(self) -> float:
        return min(segment.top for segment in self.segments)

    @property
    def bottom(self) -> float:
        return max(segment.bottom for segment in self.segments)

    @property
    def height(self) -> float:
        return max(segment.height for segment in self.segments)

    @property
    def text(self) -> str:
        return "  ".join(segment.text for segment in self.segments)


def to_lines(segments: Sequence[Segment]) -> list[Line]:
    """Return the lines from top to bottom. Neighbours without a wide gap between them become one segment."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: (s.top + s.bottom, s.left)):
        for row in rows[-3:][::-1]:
            if _are_level(row[0], segment):
                row.append(segment)
                break
        else:
            rows.append([segment])
    lines = [Line(_joined(sorted(row, key=lambda s: s.left))) for row in rows]
    return sorted(lines, key=lambda line: line.top)


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
        merged = Segment(last.text, last.left, last.right, last.top, last.bottom, last.is_ruled_off, list(last.gaps))
        start = len(merged.text) + 1
        merged.append(segment.text, segment.left, segment.right)
        merged.gaps += [(start + place, end, begin) for place, end, begin in segment.gaps]
        merged.top, merged.bottom = min(last.top, segment.top), max(last.bottom, segment.bottom)
        joined[-1] = merged
    return joined


def usual_pitch(lines: Sequence[Line]) -> float:
    """Return the usual distance from one line to the next, in points."""
    steps = [after.top - before.top for before, after in pairwise(lines)]
    steps = [step for step in steps if step > 0]
    if not steps:
        return lines[0].height * 1.2 if lines else 0.0
    return float(median(steps))
