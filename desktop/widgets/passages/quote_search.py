"""Search for a quoted passage in a page whose spaces, line breaks and hyphens differ from the quote's."""

from __future__ import annotations

MIN_CHARACTERS = 12
"""A shorter part of a quote would be found by accident."""


def find_quote(text: str, quote: str) -> tuple[int, int]:
    """Return start and end of the quote in `text`, or of its longest beginning or end that is found; else (0, 0).

    Only letters and digits are compared, ignoring case.
    """
    positions = [index for index, character in enumerate(text) if character.isalnum()]
    page = "".join(text[index].casefold()[:1] for index in positions)
    letters = "".join(character.casefold()[:1] for character in quote if character.isalnum())
    for part in _parts(letters):
        start = page.find(part)
        if start >= 0:
            return positions[start], positions[start + len(part) - 1] + 1
    return 0, 0


def _parts(quote: str) -> list[str]:
    """Return the whole quote, then ever shorter beginnings and ends of it."""
    parts = [quote]
    length = len(quote) * 2 // 3
    while length >= MIN_CHARACTERS:
        parts += [quote[:length], quote[-length:]]
        length = length * 2 // 3
    return [part for part in parts if part]
