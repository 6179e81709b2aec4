"""Numbers of lists as letters, Roman numerals and ordinals."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
MOST_LETTERS = 100
"""Times that a letter is repeated in a number: "aaa" is the 55th."""


def number_text(number: int, format: str) -> str:
    """Return a number in one of Word's formats; the words of a language become figures."""
    return _FORMATS.get(format, str)(number)


def _letters(number: int) -> str:
    if not 0 < number <= 26 * MOST_LETTERS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for size, digits in _ROMAN:
        text += digits * (number // size)
        number %= size
    return text


_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "ordinal": lambda number: f"{number}.º",
    "none": lambda _: "",
}
