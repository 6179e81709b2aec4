"""A list of passages without repetitions: copies are one result, neighbours one passage, and no document crowds out others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from engine.protocol.answering.passage import Passage

SHORTEST_COPY = 200
"""Letters of a text that counts as copied where it stands within another one: a heading may stand anywhere."""
WIDEST_GAP = 3
"""Characters of white space between neighbours that become one passage."""
LONGEST_MERGED = 2_400
"""Characters of a passage made of neighbours."""
CROWDING = 0.25
"""Standard deviations of the cosine that each further passage of a document has to be ahead of one of another document."""
FREE = 2
"""Passages of a document that need no lead."""
_MARKS = re.compile(r"[\W_]+")


class CopyFilter:
    """Passages as they come, best first; a copy of one of them only adds its file to it.

    A copy has the same letters: line ends, hyphens and marks may differ, as between a PDF and the DOCX it was made from. One
    number or name that differs makes another passage.
    """

    def __init__(self) -> None:
        self._letters: list[str] = []
        self._passages: list[Passage] = []

    def __len__(self) -> int:
        return len(self._passages)

    @property
    def passages(self) -> list[Passage]:
        """The passages without their copies, in the order in which they came."""
        return list(self._passages)

    def add(self, passage: Passage) -> None:
        """Take the next passage."""
        letters = _MARKS.sub("", passage.text.lower()) or passage.text
        for number, (known, first) in enumerate(zip(self._letters, self._passages, strict=True)):
            if letters == known or _is_within(letters, known, passage, first):
                self._passages[number] = _with_copy(first, passage.path)
                return
        self._letters.append(letters)
        self._passages.append(passage)


def merge_neighbours(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages, where those that follow each other on a page are one, in the place of the better one."""
    merged: list[Passage] = []
    for passage in passages:
        joined = passage
        for number, other in enumerate(merged):
            if (whole := _joined(other, joined)) is not None:
                merged[number] = whole
                break
        else:
            merged.append(joined)
    return merged


def spread(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages in an order in which those of one document let others go first that are as good."""
    left, counts = list(passages), Counter[int]()
    ordered: list[Passage] = []
    while left:
        best = max(
            range(len(left)),
            key=lambda number: left[number].score - CROWDING * max(0, counts[left[number].document] - FREE + 1),
        )
        passage = left.pop(best)
        counts[passage.document] += 1
        ordered.append(passage)
    return ordered


def _is_within(letters: str, known: str, passage: Passage, first: Passage) -> bool:
    if passage.document == first.document or min(len(letters), len(known)) < SHORTEST_COPY:
        return False
    return letters in known


def _with_copy(passage: Passage, path: str) -> Passage:
    if path == passage.path or path in passage.also_in:
        return passage
    return replace(passage, also_in=(*passage.also_in, path))


def _joined(better: Passage, other: Passage) -> Passage | None:
    """Return two passages as one, None where they are no neighbours or no plain parts of their page."""
    if (better.document, better.page) != (other.document, other.page) or better.message:
        return None
    first, second = sorted((better, other), key=lambda passage: passage.start)
    if second.start > first.end + WIDEST_GAP or second.end <= first.end:
        return None
    if len(first.text) != first.end - first.start or len(second.text) != second.end - second.start:
        return None
    if second.end - first.start > LONGEST_MERGED:
        return None
    gap = "\n" * (second.start - first.end)
    text = first.text[: second.start - first.start] + gap + second.text
    also_in = tuple(path for path in better.also_in if path in other.also_in)
    label = (
        other.label if other.label.startswith(better.label) else better.label
    )  # of two paths the one with both headings
    start, end = better.sentence
    before = better.start - first.start if end else 0
    return replace(
        better,
        start=first.start,
        end=second.end,
        text=text,
        label=label,
        also_in=also_in,
        sentence=(start + before, end + before),
    )
