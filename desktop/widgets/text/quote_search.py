"""Finds a quoted passage in a page whose spaces, line ends and hyphens are others."""

from __future__ import annotations

FEWEST = 12
"""Fewer characters than this would be found anywhere."""


def find_quote(text: str, quote: str) -> tuple[int, int]:
    """Start and end in `text`; (0, 0) when it is not there. Where only its beginning or its end is there, that part."""
    places = [at for at, character in enumerate(text) if character.isalnum()]
    bare = "".join(text[at].casefold()[:1] for at in places)
    wanted = "".join(character.casefold()[:1] for character in quote if character.isalnum())
    for part in _parts(wanted):
        at = bare.find(part)
        if at >= 0:
            return places[at], places[at + len(part) - 1] + 1
    return 0, 0


def _parts(wanted: str) -> list[str]:
    """The whole, then shorter beginnings and ends."""
    shorter = [wanted]
    length = len(wanted) * 2 // 3
    while length >= FEWEST:
        shorter += [wanted[:length], wanted[-length:]]
        length = length * 2 // 3
    return [part for part in shorter if part]
