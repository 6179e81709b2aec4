"""Digits above and below the line, in every format by one rule: "12²" is no "122", "H₂O" is found as H2O.

PDFium gives such digits as any others, and ends the line after many of them: on a PDF page they are told by their boxes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WHOLE = re.compile(r"[+−–-]?\d+")
_NOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹](?<=[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]{4}.)")
_INDEX = re.compile(r"[₀₁₂₃₄₅₆₇₈₉]+(?![\d₀₁₂₃₄₅₆₇₈₉])")
_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
JOINED = "\u2060"
"""Stands for a line end that is none. It is no space, and is left out in the end."""
SMALLER = 0.88
"""Height of such a digit at most, in times that of the character before it."""
RISE, FALL = 0.12, 0.03
"""How much higher or lower than the other character its box begins at least, in times that one's height."""
FARTHEST = 0.8
"""The most of it: what stands farther up or down is in another line."""
NEAR = 0.4
"""How far from the other character it stands at most, in the same."""
_FIGURES = re.compile(r"[0-9]+(?![.,]?[0-9])")
_BEFORE_NUMBERS = "+-−–"
_LINE_END = "\r\n"


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


class CharacterBox(NamedTuple):
    """Sides of a character in points; the bottom is the smaller number."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


BoxAt = Callable[[int], CharacterBox]


def mark_raised(text: str, box_at: BoxAt) -> tuple[str, dict[int, int]]:
    """Return the text with other signs for raised digits, one for one, and for the line ends around them.

    Beside it for each digit above or below the line the place of the character that it stands at.
    """
    marks: dict[int, str] = {}
    bases: dict[int, int] = {}
    for figures in _FIGURES.finditer(text):
        start, end = figures.span()
        base = _base(text, start, end)
        if base >= 0:
            _mark(text, (base, start, end), box_at, marks, bases)
    if not marks:
        return text, bases
    signs = list(text)
    for place, sign in marks.items():
        signs[place] = sign
    return "".join(signs), bases


def _base(text: str, start: int, end: int) -> int:
    """Return the place of the character with which the last of these figures is compared; -1 for none."""
    before = text[start - 1 : start]
    if text[start - 2 : start] == _LINE_END:
        return start - 3
    if before in _BEFORE_NUMBERS and before and start > 1:
        return start - 2
    if before in (".", ",") and text[start - 2 : start - 1].isdigit():
        return start - 2
    if before and not before.isspace():
        return start - 1
    return start if end - start > 1 else -1


def _mark(text: str, run: tuple[int, int, int], box_at: BoxAt, marks: dict[int, str], bases: dict[int, int]) -> None:
    at, start, end = run
    if text[at].isspace():
        return
    base, last = box_at(at), box_at(end - 1)
    if not 0 < last.height < SMALLER * base.height:
        return
    step = (last.bottom - base.bottom) / base.height
    if not (RISE <= step < FARTHEST or -FARTHEST < step <= -FALL):
        return
    begin = end - 1
    while begin > max(start, at + 1) and abs(box_at(begin - 1).bottom - last.bottom) < FALL * base.height:
        begin -= 1
    if begin == start and text[start - 1 : start] in _BEFORE_NUMBERS and at < start - 1:
        begin -= 1
    if abs(box_at(begin).left - box_at(_shown(text, begin - 1)).right) > NEAR * base.height:
        return
    _join(text, (begin, end), base, box_at, marks)
    for place in range(begin, end):
        bases[place] = at
        marks[place] = text[place].translate(RAISED if step > 0 else LOWERED)


def _shown(text: str, place: int) -> int:
    """Return the last place up to this one that is no line end."""
    return place - 2 if text[place - 1 : place + 1] == _LINE_END else place


def _join(text: str, span: tuple[int, int], base: CharacterBox, box_at: BoxAt, marks: dict[int, str]) -> None:
    """Take out the line ends around raised digits where the line goes on."""
    begin, end = span
    if text[begin - 2 : begin] == _LINE_END:
        marks.update({begin - 2: JOINED, begin - 1: JOINED})
    if text[end : end + 2] != _LINE_END or end + 2 >= len(text):
        return
    following = box_at(end + 3 if text[end + 2] == " " and end + 3 < len(text) else end + 2)
    is_level = min(following.top, base.top) - max(following.bottom, base.bottom) > base.height / 2
    if is_level and -NEAR * base.height < following.left - box_at(end - 1).right < 2 * base.height:
        marks.update({end: JOINED, end + 1: JOINED})
