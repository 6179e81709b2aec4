"""Folded text of the same length: offsets in it are offsets in the text itself."""

from __future__ import annotations

import unicodedata


def fold_aligned(text: str) -> str:
    """Return lower case without accents, with as many characters as the text has."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(character.lower()[:1] or character for character in text)
    return lowered if lowered.isascii() else lowered.translate(_PLAIN)


def _plain(code: int) -> str:
    return unicodedata.normalize("NFKD", chr(code))[0]


_PLAIN = {code: _plain(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isalpha()}
