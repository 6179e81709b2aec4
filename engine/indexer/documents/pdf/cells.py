"""The rows of a table on a page, with its place."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.indexer.documents.pdf.glyphs import Segment
from engine.indexer.documents.pdf.hyphens import join_lines
from engine.indexer.documents.pdf.lines import to_lines


class TableBlock(msgspec.Struct):
    """A table: `rows` have as many cells as there are columns, empty ones among them. `edges` are the columns' left sides."""

    rows: list[list[str]]
    edges: list[float]
    left: float
    right: float
    top: float
    bottom: float
    is_beside: bool = False
    """Whether it is only two blocks of lines beside each other, such as the addresses of a letter: no row names the columns."""


def cell_text(segments: Sequence[Segment]) -> str:
    """Return the text of a cell, whose lines are joined like those of a paragraph."""
    lines = [" ".join(segment.text for segment in line.segments) for line in to_lines(segments)]
    return join_lines(lines)
