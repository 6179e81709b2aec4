"""Cuts a document into the passages that are compared: paragraphs, and the sentences of long ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

import msgspec

from engine.capabilities.documents.whole.whole_document import WholeDocument
from engine.text import sentences
from engine.text.tokens import words

LONGEST_PARAGRAPH = 700
"""Characters; the sentences of a longer one are compared one by one."""
MOST_REPEATS = 3
"""Pages on which a short line may stand; one on more is a running title, and no passage."""
RUNNING_CHARACTERS = 90
_BLANK = re.compile(r"\n\s*\n|\Z")


class ComparablePassage(msgspec.Struct, frozen=True, dict=True):
    """A passage and where it stands."""

    page: int
    start: int
    end: int
    text: str

    @cached_property
    def key(self) -> str:
        """The words and numbers, without case, accents, spaces and punctuation: passages with one key are the same."""
        return " ".join(words(self.text)) or self.text.strip()

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands in it."""
        return Counter(self.key.split())

    @cached_property
    def size(self) -> int:
        """The number of words."""
        return self.counts.total()


def passages_of(document: WholeDocument) -> list[ComparablePassage]:
    """Return the passages with a word, in their order, without running titles and page numbers."""
    running = _running_lines(document)
    return [
        passage
        for page in document.pages
        for passage in _cut(page.number, page.text)
        if passage.text.strip() not in running and any(character.isalnum() for character in passage.text)
    ]


def similarity(a: ComparablePassage, b: ComparablePassage) -> float:
    """Return the share of words that two passages have in common, from 0 to 1."""
    whole = a.size + b.size
    if not whole or 2 * min(a.size, b.size) < 0.5 * whole:
        return 2 * min(a.size, b.size) / whole * 0.5 if whole else 0.0
    return 2 * (a.counts & b.counts).total() / whole


def _cut(page: int, text: str) -> Iterator[ComparablePassage]:
    start = 0
    for match in _BLANK.finditer(text):
        yield from _paragraph(page, text, start, match.start())
        start = match.end()


def _paragraph(page: int, text: str, start: int, end: int) -> Iterator[ComparablePassage]:
    paragraph = text[start:end]
    stripped = paragraph.strip()
    if not stripped:
        return
    start += len(paragraph) - len(paragraph.lstrip())
    if len(stripped) <= LONGEST_PARAGRAPH:
        yield ComparablePassage(page, start, start + len(stripped), stripped)
        return
    for first, last in sentences.spans(stripped):
        yield ComparablePassage(page, start + first, start + last, stripped[first:last])


def _running_lines(document: WholeDocument) -> frozenset[str]:
    if len(document.pages) <= MOST_REPEATS:
        return frozenset()
    passages = (passage for page in document.pages for passage in _cut(page.number, page.text))
    counts = Counter(passage.text for passage in passages if len(passage.text) <= RUNNING_CHARACTERS)
    return frozenset(text for text, count in counts.items() if count > MOST_REPEATS)
