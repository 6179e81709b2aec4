"""Titles of conversations, cut from the first question by rule: no model, no wait, any language."""

from __future__ import annotations

import re

LONGEST = 60
"""Characters."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s|\n")


def title_of(question: str) -> str:
    """Return the first sentence, at most LONGEST characters, cut between words."""
    first = next((part.strip() for part in _SENTENCE_END.split(question) if part.strip()), "")
    text = " ".join(first.split())
    return text if len(text) <= LONGEST else _shorten(text)


def _shorten(text: str) -> str:
    start = text[: LONGEST - 1]
    if not text[LONGEST - 1].isspace():
        start = start.rpartition(" ")[0] or start
    return start.rstrip(" ,;:.-–—") + "…"
