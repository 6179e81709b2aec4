"""Tells text from the noise that a PDF gives whose fonts do not say which letters they draw."""

from __future__ import annotations

import unicodedata

LEAST_LETTERS = 40
"""A shorter text is not judged: it may be a code."""
SAMPLE = 3000
"""Characters that are looked at."""
COMMON = frozenset("eaoinrst")
"""Two thirds of the letters of a text in any European language that is written in Latin letters."""
LEAST_COMMON = 0.42
MOST_UNMAPPED = 0.1
_COMMON_WORDS = frozenset(
    "de la el en y que los las del un una por con para se al es the of and to in is for on with "
    "der die das und le les et des est do da os em di il per".split()
)


def is_noise(text: str, unmapped: int = 0) -> bool:
    """Tell whether a page's text is not what a reader sees. `unmapped` characters have no meaning in its font."""
    if unmapped:
        shown = sum(map(len, text.split()))
        if unmapped / (shown + unmapped) > MOST_UNMAPPED:
            return True
    sample = text[:SAMPLE].lower()
    words = sample.split()
    if sum(word in _COMMON_WORDS for word in words) * 40 > len(words):
        return False
    letters = [character for character in unicodedata.normalize("NFD", sample) if character.isalpha()]
    if len(letters) < LEAST_LETTERS:
        return False
    latin = [letter for letter in letters if letter.isascii()]
    if len(latin) < 0.8 * len(letters):
        return False
    if len(letters) < 0.5 * sum(map(len, words)):
        return False  # figures and codes
    return sum(letter in COMMON for letter in latin) < LEAST_COMMON * len(latin)
