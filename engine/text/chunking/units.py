"""The parts that chunks are made of: paragraphs with the headings above them, sections, sentences, runs of words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from engine.text import sentences
from engine.text.chunking.token_counter import Span, TokenCounter

_BLANK_LINE = re.compile(r"\n\s*\n|\Z")
_HEADING_CHARACTERS = 90


def paragraphs(text: str) -> list[Span]:
    """Return the spans of what stands between blank lines, without white space around it."""
    found: list[Span] = []
    start = 0
    for match in _BLANK_LINE.finditer(text):
        span = strip(text, (start, match.start()))
        if span[0] < span[1]:
            found.append(span)
        start = match.end()
    return found


def with_headings(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join each heading with the paragraph after it."""
    joined: list[Span] = []
    heading: int | None = None
    for start, end in spans:
        first = start if heading is None else heading
        if is_heading(text[start:end]) and (start, end) != spans[-1]:
            heading = first
            continue
        joined.append((first, end))
        heading = None
    return joined


def is_heading(paragraph: str) -> bool:
    """Tell whether a paragraph looks like a heading: marked as one, or a short line that ends like no sentence."""
    if paragraph.startswith("#"):
        return True
    return len(paragraph) <= _HEADING_CHARACTERS and "\n" not in paragraph and paragraph[-1] not in ".!?…;:,»”)"


def sections(text: str, headings: Sequence[int]) -> list[Span]:
    """Return what stands between the headings that begin at these characters, or between those that look like headings.

    A heading with nothing under it stays with the next.
    """
    found = paragraphs(text)
    known = sorted(headings) or [start for start, end in found if is_heading(text[start:end])]
    joined: list[Span] = []
    has_body = True
    for start, end in found:
        begins = bisect_left(known, start) < bisect_left(known, end)
        if joined and not (begins and has_body):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        has_body = not begins or "\n" in text[start:end]
    return joined


def sentence_spans(text: str, span: Span) -> list[Span]:
    """Return the sentences in a span."""
    return [(span[0] + start, span[0] + end) for start, end in sentences.spans(text[span[0] : span[1]])]


def split(text: str, span: Span, counter: TokenCounter, limit: int) -> list[Span]:
    """Return the span itself when it fits, else runs of whole sentences, else runs of words."""
    if counter.count(span) <= limit:
        return [span]
    parts: list[Span] = []
    for sentence in sentence_spans(text, span):
        if parts and counter.count((parts[-1][0], sentence[1])) <= limit:
            parts[-1] = (parts[-1][0], sentence[1])
        else:
            parts.extend(split_at_words(text, sentence, counter, limit))
    return parts


def split_at_words(text: str, span: Span, counter: TokenCounter, limit: int) -> list[Span]:
    """Return runs of whole words. Only a word that is itself over the limit is cut."""
    parts = []
    start, end = span
    while counter.count((start, end)) > limit:
        cut = counter.cut((start, end), limit)
        space = max(text.rfind(space, start, cut) for space in " \n\t")
        cut = space if space > start else cut
        parts.append((start, cut))
        start = cut + (text[cut].isspace() if cut < end else 0)
    return [*parts, (start, end)] if start < end else parts


def strip(text: str, span: Span) -> Span:
    """Return the span without white space at its ends."""
    part = text[span[0] : span[1]]
    before, length = len(part) - len(part.lstrip()), len(part.strip())
    return span[0] + before, span[0] + before + length
