"""The lines of text in an image in the order they are read: row by row, but columns of running text one after the other."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from engine.indexer.documents.pdf.columns import text_columns
from engine.indexer.documents.pdf.glyphs import Segment

if TYPE_CHECKING:
    from engine.models.interfaces import UprightText

LINE_POINTS = 12.0
"""Height of a usual line, in the units that distances between columns are judged by."""


def text_in_reading_order(text: UprightText) -> str:
    """Return the lines of text, one under the other."""
    if not text.lines:
        return ""
    height = median((line.bottom - line.top) * text.image.height for line in text.lines)
    across, down = (side * LINE_POINTS / max(height, 1.0) for side in text.image.size)
    segments = [
        Segment(line.text, line.left * across, line.right * across, line.top * down, line.bottom * down)
        for line in text.lines
    ]
    order = {id(segment): at for at, segment in enumerate(segments)}
    columns = [sorted(column, key=lambda segment: order[id(segment)]) for column in text_columns(segments)]
    if len(columns) < 2:
        columns = [segments]
    return "\n".join(segment.text for column in columns for segment in column)
