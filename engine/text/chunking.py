"""Cuts a text into chunks of whole paragraphs, measured in the embedder's tokens, as character spans."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from engine.text import sentences

TARGET_TOKENS = 160
"""Short chunks keep the prompt of an answer short: a person waits while the model reads it."""
LIMIT_TOKENS = 220

_BLANK_LINE = re.compile(r"\n\s*\n|\Z")
_HEADING_CHARACTERS = 90

Span = tuple[int, int]


class _TokenCounter:
    """Counts the tokens of spans, from the character spans of all tokens."""

    def __init__(self, offsets: Sequence[Span]) -> None:
        self._starts = [start for start, _ in offsets]

    def count(self, span: Span) -> int:
        return bisect_left(self._starts, span[1]) - bisect_left(self._starts, span[0])

    def cut(self, span: Span, tokens: int) -> int:
        """Return the character at which the first `tokens` tokens of the span end."""
        index = bisect_left(self._starts, span[0]) + tokens
        return min(self._starts[index], span[1]) if index < len(self._starts) else span[1]


def chunk_spans(
    text: str, offsets: Sequence[Span], target: int = TARGET_TOKENS, limit: int = LIMIT_TOKENS
) -> list[Span]:
    """Return the chunks' character spans in order, each of at most `limit` tokens, together covering every word.

    `offsets` are the character spans of the text's tokens. Paragraphs are joined up to about `target` tokens; a heading
    stays with the paragraph after it; a paragraph that is too long is split at sentence ends, a sentence at words.
    """
    counter = _TokenCounter(offsets)
    parts = [part for span in _with_headings(text, _paragraphs(text)) for part in _split(text, span, counter, limit)]
    chunks: list[Span] = []
    for part in parts:
        if chunks and counter.count((chunks[-1][0], part[1])) <= target:
            chunks[-1] = (chunks[-1][0], part[1])
        else:
            chunks.append(part)
    return chunks


def _paragraphs(text: str) -> list[Span]:
    """Return the spans of what stands between blank lines, without white space around it."""
    paragraphs: list[Span] = []
    start = 0
    for match in _BLANK_LINE.finditer(text):
        paragraph = text[start : match.start()]
        before, length = len(paragraph) - len(paragraph.lstrip()), len(paragraph.strip())
        if length:
            paragraphs.append((start + before, start + before + length))
        start = match.end()
    return paragraphs


def _with_headings(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    heading: int | None = None
    for start, end in paragraphs:
        first = start if heading is None else heading
        if _is_heading(text[start:end]) and (start, end) != paragraphs[-1]:
            heading = first
            continue
        joined.append((first, end))
        heading = None
    return joined


def _is_heading(paragraph: str) -> bool:
    if paragraph.startswith("#"):
        return True
    return len(paragraph) <= _HEADING_CHARACTERS and "\n" not in paragraph and paragraph[-1] not in ".!?…;:,»”)"


def _split(text: str, span: Span, counter: _TokenCounter, limit: int) -> list[Span]:
    """Return the span itself when it fits, else runs of whole sentences, else runs of words."""
    if counter.count(span) <= limit:
        return [span]
    parts: list[Span] = []
    for start, end in sentences.spans(text[span[0] : span[1]]):
        sentence = (span[0] + start, span[0] + end)
        if parts and counter.count((parts[-1][0], sentence[1])) <= limit:
            parts[-1] = (parts[-1][0], sentence[1])
        else:
            parts.extend(_split_at_words(text, sentence, counter, limit))
    return parts


def _split_at_words(text: str, span: Span, counter: _TokenCounter, limit: int) -> list[Span]:
    parts = []
    start, end = span
    while counter.count((start, end)) > limit:
        cut = counter.cut((start, end), limit)
        space = max(text.rfind(" ", start, cut), text.rfind("\n", start, cut))
        cut = space if space > start else cut
        parts.append((start, cut))
        start = cut + (text[cut].isspace() if cut < end else 0)
    return [*parts, (start, end)] if start < end else parts
