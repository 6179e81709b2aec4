"""Digits above and below the line, in every format by one rule: "12²" is no "122", "H₂O" is found as H2O."""

from __future__ import annotations

import re

RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WHOLE = re.compile(r"[+−–-]?\d+")
_NOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹](?<=[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]{4}.)")
_INDEX = re.compile(r"[₀₁₂₃₄₅₆₇₈₉]+(?![\d₀₁₂₃₄₅₆₇₈₉])")
_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def raised(text: str) -> str:
    """Return a number that stands above the line in signs of its own, and any other text as it is."""
    return text.translate(RAISED) if _WHOLE.fullmatch(text) else text


def lowered(text: str) -> str:
    """Return a number that stands below the line in signs of its own, and any other text as it is."""
    return text.translate(LOWERED) if text.isdecimal() else text


def settled(text: str) -> str:
    """Return a paragraph with the number of a note apart from the word before it, and indices of letters as plain digits.

    So both words are found. Where a digit stands beside an index, as in "log₂8", it keeps its sign.
    """
    if not any(sign in text for sign in _SIGNS):  # no pattern finds them as fast
        return text
    return _INDEX.sub(_plain_index, _NOTE.sub(r" \g<0>", text))


def _plain_index(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    return match[0].translate(_PLAIN) if before.isalpha() else match[0]
