"""Titles of conversations: the first words of the first question, and what a model wrote, cleaned."""

from __future__ import annotations

import re

LONGEST = 60
"""Characters."""
MOST_WORDS = 10
"""Of a title that a model wrote."""

_LABEL = re.compile(r"^(title|título|titulo)\s*[:\-–]\s*", re.IGNORECASE)
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


def clean_title(written: str) -> str:
    """Return a title that a model wrote without quotes, signs and a label before it; empty where it is no title.

    More than MOST_WORDS words, or than LONGEST characters, are a sentence and no title; so are words said over and over.
    """
    line = next((line for line in written.splitlines() if line.strip(" \t#*_`\"'“”«»-–")), "")
    text = _LABEL.sub("", line.strip(" \t#*_`-–"))
    text = " ".join(text.strip(" \t#*_`\"'“”‘’«»").rstrip(" .:;,").split())
    words = [word.strip(",.!?").casefold() for word in text.split()]
    is_short = 0 < len(text) <= LONGEST and len(words) <= MOST_WORDS
    is_title = is_short and any(c.isalpha() for c in text) and len(set(words)) > len(words) // 2
    return text[0].upper() + text[1:] if is_title else ""
