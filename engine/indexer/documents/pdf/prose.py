"""Tells by its text alone which lines of a page are certainly running text, so that not every word must be measured.

Asking PDFium for the boxes of 860 words takes longer than its reading of the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple  # arrays have several number types

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

LEAST_LINES = 12
"""Lines of a page at least; one with fewer is quickly measured."""
LEAST_WORDS = 5
MOST_FIGURES = 0.3
"""Share of the words of a line of running text that may have figures."""
SAMPLE = 6
"""One in so many lines of running text is measured too: columns drawn row by row have a gap in each."""
MOST_MEASURED = 0.6
"""Share of a page's lines; where more are no running text, all are measured."""
WIDEST_LETTERS = 1.3
"""Width of the letters of a line without a gap, in times of those of other lines on the page."""
_LINE = re.compile("[^\\s\ufffe](?:[^\r\n\ufffe]*[^\\s\ufffe])?\ufffe?")
_FIGURE = re.compile(r"\d\S*")


class LineSpan(NamedTuple):
    """Characters `start` to `end` of a page; the words of a line `is_measured` where it may be part of a table."""

    start: int
    end: int
    is_measured: bool


def prose_lines(text: str) -> list[LineSpan]:
    """Return the lines of a page of running text; nothing for any other page."""
    figures = [figure.start() for figure in _FIGURE.finditer(text)]
    lines = []
    for at, line in enumerate(_LINE.finditer(text)):
        start, end = line.span()
        is_sampled = at % SAMPLE == 0 or not text[start].islower()
        lines.append(LineSpan(start, end, is_sampled or not _is_prose(text, start, end, figures)))
    measured = sum([line.is_measured for line in lines])
    return lines if len(lines) >= LEAST_LINES and measured <= MOST_MEASURED * len(lines) else []


def _is_prose(text: str, start: int, end: int, figures: Sequence[int]) -> bool:
    """Tell whether a line has the words of a sentence."""
    words = text.count(" ", start, end) + 1
    return words >= LEAST_WORDS and bisect_left(figures, end) - bisect_left(figures, start) <= MOST_FIGURES * words


def are_lines(width: Array, height: Array, letters: Array) -> bool:
    """Tell whether all spans of so many letters are level lines, of letters about equally wide."""
    if not len(height) or (width < 2 * height).any() or (height <= 0).any():
        return not len(height)
    stretch = width / (height * letters)
    return bool((stretch < WIDEST_LETTERS * np.median(stretch)).all() and (height < 2 * np.median(height)).all())
