"""Finds the word of a drawn answer in its Markdown source."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+", re.UNICODE)


def source_offset(source: str, drawn: str, position: int) -> int:
    """Return the first character in `source` of the word that stands at `position` of the drawn text.

    Drawing drops signs and adds none, so the same word is meant that comes as many times before. Between words the next one is
    meant; 0 where there is none.
    """
    words = list(_WORD.finditer(drawn))
    word = next((word for word in words if word.end() > position), words[-1] if words else None)
    if word is None:
        return 0
    before = sum(1 for other in words if other.start() < word.start() and other[0] == word[0])
    places = [other.start() for other in _WORD.finditer(source) if other[0] == word[0]]
    return places[min(before, len(places) - 1)] if places else 0


def python_position(text: str, position: int) -> int:
    """Return a place that Qt counted in UTF-16 as Python counts it."""
    units = 0
    for at, character in enumerate(text):
        if units >= position:
            return at
        units += 2 if ord(character) > 0xFFFF else 1
    return len(text)
