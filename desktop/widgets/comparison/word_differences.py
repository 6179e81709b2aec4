"""Differences between two texts, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

MOST_WORDS = 4_000
"""Words of each text that are compared; the rest counts as the same."""
_WORD = re.compile(r"\w+|[^\w\s]", re.UNICODE)

Span = tuple[int, int]


def different_words(reference: str, text: str) -> list[Span]:
    """Return the characters of `text` whose words are not in the same place of `reference`; neighbours are joined."""
    first, second = _words(reference), _words(text)
    matcher = SequenceMatcher(None, [reference[a:b] for a, b in first], [text[a:b] for a, b in second], autojunk=False)
    return [
        (second[start][0], second[end - 1][1])
        for kind, _, _, start, end in matcher.get_opcodes()
        if kind in ("replace", "insert")
    ]


def shared_words(reference: str, text: str) -> float:
    """Return the share of words that two texts have in common and in the same order, from 0 to 1; 1 for two empty ones."""
    first, second = _words(reference), _words(text)
    words = [reference[a:b] for a, b in first], [text[a:b] for a, b in second]
    return SequenceMatcher(None, *words, autojunk=False).ratio()


def _words(text: str) -> list[Span]:
    spans: list[Span] = []
    for match in _WORD.finditer(text):
        spans.append(match.span())
        if len(spans) == MOST_WORDS:
            break
    return spans
