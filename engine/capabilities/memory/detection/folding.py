"""Lower case without accents, character by character, so that offsets in the folded text are offsets in the text."""

from __future__ import annotations

import unicodedata


def fold_aligned(text: str) -> str:
    """Return a text of the same length in lower case without accents; typographic apostrophes become plain ones."""
    return "".join(_fold(character) for character in text)


def _fold(character: str) -> str:
    if character in "’‘ʼ´`":
        return "'"
    if character.isascii():
        return character.lower()
    base = unicodedata.normalize("NFKD", character.lower())[:1]
    return base if len(base) == 1 else character
