"""Windows of paragraphs, measured in the embedder's tokens, as character spans of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from engine.text import sentences

TARGET_TOKENS = 160
"""Short passages keep the answer's prompt short: reading it is what a person waits for."""
LIMIT_TOKENS = 220

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*", re.UNICODE)
_HEADING_CHARACTERS = 90

Span = tuple[int, int]


class _Ruler:
    """Counts the tokens between two characters."""

    def __init__(self, offsets: Sequence[Span]) -> None:
        self._starts = [start for start, _ in offsets]

    def tokens(self, span: Span) -> int:
        return bisect_left(self._starts, span[1]) - bisect_left(self._starts, span[0])

    def cut(self, span: Span, tokens: int) -> int:
        """The character at which the first `tokens` tokens of the span end."""
        index = bisect_left(self._starts, span[0]) + tokens
        return min(self._starts[index], span[1]) if index < len(self._starts) else span[1]


def chunk(text: str, offsets: Sequence[Span], target: int = TARGET_TOKENS, limit: int = LIMIT_TOKENS) -> list[Span]:
    """Spans in order, each of at most `limit` tokens, together covering every word.

    `offsets` are the character spans of the text's tokens. Paragraphs are joined up to about `target` tokens; a heading
    goes with what follows it; a paragraph that is too long is split at sentence ends, a sentence at words.
    """
    ruler = _Ruler(offsets)
    pieces = [piece for span in _with_headings(text, _paragraphs(text)) for piece in _split(text, span, ruler, limit)]
    found: list[Span] = []
    for piece in pieces:
        if found and ruler.tokens((found[-1][0], piece[1])) <= target:
            found[-1] = (found[-1][0], piece[1])
        else:
            found.append(piece)
    return found


def _paragraphs(text: str) -> list[Span]:
    return [(match.start(), match.start() + len(match.group().rstrip())) for match in _PARAGRAPH.finditer(text)]


def _with_headings(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    heading: int | None = None
    for start, end in paragraphs:
        begin = start if heading is None else heading
        if _is_heading(text[start:end]) and (start, end) != paragraphs[-1]:
            heading = begin
            continue
        joined.append((begin, end))
        heading = None
    return joined


def _is_heading(paragraph: str) -> bool:
    if paragraph.startswith("#"):
        return True
    return len(paragraph) <= _HEADING_CHARACTERS and "\n" not in paragraph and paragraph[-1] not in ".!?…;:,»”)"


def _split(text: str, span: Span, ruler: _Ruler, limit: int) -> list[Span]:
    """The span itself when it fits, else runs of whole sentences, else runs of words."""
    if ruler.tokens(span) <= limit:
        return [span]
    found: list[Span] = []
    for first, last in sentences.spans(text[span[0] : span[1]]):
        sentence = (span[0] + first, span[0] + last)
        if found and ruler.tokens((found[-1][0], sentence[1])) <= limit:
            found[-1] = (found[-1][0], sentence[1])
        else:
            found.extend(_cut_words(text, sentence, ruler, limit))
    return found


def _cut_words(text: str, span: Span, ruler: _Ruler, limit: int) -> list[Span]:
    found = []
    start, end = span
    while ruler.tokens((start, end)) > limit:
        cut = ruler.cut((start, end), limit)
        space = max(text.rfind(" ", start, cut), text.rfind("\n", start, cut))
        cut = space if space > start else cut
        found.append((start, cut))
        start = cut + (text[cut].isspace() if cut < end else 0)
    return [*found, (start, end)] if start < end else found
