"""Paragraphs of the lines of one column. A PDF knows none: they are told by distance, indent, size and short lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from engine.indexer.documents.pdf.hyphens import WordsOfDocument, join_lines
from engine.indexer.documents.pdf.lines import PageLine, usual_pitch

SENTENCE_END = re.compile(r"[.!?…:;][\"'»”’)\]]*$")
_LIST_ITEM = re.compile(r"^\s*(?:[-–•·▪◦‣*]\s|\d{1,3}[.)]\s|[a-z]\)\s)")
SHORT_LINE = 0.75
"""Part of a column's width: a line that ends a sentence and is shorter ends its paragraph."""
HEADING_LINE = 0.6
"""The same for a line that ends no sentence, before one that begins with a capital letter: it is a heading."""
AROUND, LINES_OF_EDGE, SAME_EDGE = 3, 3, 1.5
"""Lines before and after one, of which so many end within so many points of the same place in a justified column."""
WIDE_STEP = 1.35
"""Times the usual distance between lines."""
OTHER_SIZE = 0.15


def to_paragraphs(lines: Sequence[PageLine], words: WordsOfDocument) -> list[str]:
    """Return the paragraphs of a column, headings and list items on their own."""
    if not lines:
        return []
    left, right, pitch = min(line.left for line in lines), max(line.right for line in lines), usual_pitch(lines)
    groups = [[lines[0]]]
    for at, (before, line) in enumerate(pairwise(lines)):
        edge = before.right if _is_edge(before, lines[max(0, at - AROUND) : at + AROUND + 1]) else right
        if _begins_paragraph(before, line, left, edge, pitch):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [join_lines([plain(line) for line in group], words) for group in groups]


def _is_edge(line: PageLine, around: Sequence[PageLine]) -> bool:
    """Tell whether a line ends at the right edge of its own column, as several lines around it do."""
    right = line.right
    return len([1 for other in around if abs(other.right - right) < SAME_EDGE]) >= LINES_OF_EDGE


def plain(line: PageLine) -> str:
    """Return the text of a line."""
    return " ".join(line.text.split())


def _begins_paragraph(before: PageLine, line: PageLine, left: float, right: float, pitch: float) -> bool:
    if line.top - before.top > WIDE_STEP * pitch or line.top < before.top:
        return True
    if abs(line.height - before.height) > OTHER_SIZE * before.height or _LIST_ITEM.match(line.text):
        return True
    width = right - left
    if SENTENCE_END.search(before.text):
        is_indented = line.left > before.left + 0.8 * line.height
        return is_indented or before.right < left + SHORT_LINE * width
    return before.right < left + HEADING_LINE * width and not line.text[:1].islower() and not _is_divided(before)


def _is_divided(line: PageLine) -> bool:
    return line.text.endswith(("-", "\ufffe", "\u00ad"))
