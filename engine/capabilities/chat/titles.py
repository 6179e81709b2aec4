"""A conversation's title, made from its first question by rule: the same at once, without a model, in every language."""

from __future__ import annotations

import re

LONGEST = 60

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s|\n")


def title_of(question: str) -> str:
    """The first sentence, at most 60 characters, cut between words."""
    first = next((part.strip() for part in _SENTENCE_END.split(question) if part.strip()), "")
    words = " ".join(first.split())
    return words if len(words) <= LONGEST else _cut(words)


def _cut(words: str) -> str:
    kept = words[: LONGEST - 1]
    if not words[LONGEST - 1].isspace():
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip(" ,;:.-–—") + "…"
