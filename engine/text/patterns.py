"""Finds dates, amounts, addresses, phone, account and identity numbers by their form, without a model.

Spanish and English. Check digits are computed where there are any, so that a wrong number is told from a right one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from engine.text.matching.lazy_pattern import LazyPattern

DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
"""Check letters, by the number's remainder modulo 23 (https://www.interior.gob.es/)."""
IBAN_SHORTEST, IBAN_LONGEST = 15, 34
_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre "
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec"
).replace(" ", "|")
_NUMBER = r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_UNITS = r"(?:\s?(?:mil millones|millones|millón|mil|million|billion|thousand|[mbk]n?))?(?!\w)"
_THOUSANDS = r"(?:mil\s|millones de\s|million\s|billion\s)"
_ALONE, _GAP = r"(?<![\w.,])", "[ .-]?"
_ABROAD = rf"\d{{1,3}}{_GAP}(?:\(\d{{1,4}}\){_GAP})?"
_MONEY = r"euros?|dólares|dollars?|pounds?|libras|pesos|EUR|USD|GBP|MXN|ARS|CLP|COP"


class PatternMatch(msgspec.Struct, frozen=True):
    """Characters `start` to `end` of the text. `valid` is None for a kind without check digits."""

    kind: str
    start: int
    end: int
    valid: bool | None = None


class _Pattern(msgspec.Struct, frozen=True):
    """A kind and the regular expression that finds it."""

    kind: str
    form: LazyPattern
    check: Callable[[str], bool] | None = None
    strict: bool = False
    """Text that fails the check is left out instead of being marked as invalid."""


def has_dni_letter(text: str) -> bool:
    """Tell whether a Spanish DNI (8 digits) or NIE (X, Y or Z and 7 digits) has the right check letter."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    digits = plain[:-1].translate(str.maketrans("XYZ", "012"))
    return digits.isdecimal() and plain[-1] == DNI_LETTERS[int(digits) % len(DNI_LETTERS)]


def has_iban_digits(text: str) -> bool:
    """Check an IBAN by ISO 13616: with the first four characters last and letters as 10–35 the number is 1 modulo 97."""
    plain = re.sub(r"\s", "", text).upper()
    if not IBAN_SHORTEST <= len(plain) <= IBAN_LONGEST:
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def is_date(text: str) -> bool:
    """Tell whether three numbers can be a date, in the order of Spain, of the United States, or of ISO 8601."""
    first, second, third = (int(part) for part in re.split(r"[/.-]", text))
    if first > 31:
        return 1 <= second <= 12 and 1 <= third <= 31
    return 1 <= min(first, second) <= 12 and max(first, second) <= 31 and min(first, second) > 0


def _is_phone(text: str) -> bool:
    return 9 <= sum(c.isdigit() for c in text) <= 15


_PATTERNS = (
    _Pattern("url", LazyPattern(r"\b(?:https?://|www\.)[^\s<>\"'«»]+[^\s<>\"'«».,;:!?)\]]", re.IGNORECASE)),
    _Pattern("email", LazyPattern(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[^\W\d_]{2,24}\b")),
    _Pattern("iban", LazyPattern(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b"), has_iban_digits),
    _Pattern("dni", LazyPattern(r"\b\d{2}\.?\d{3}\.?\d{3}[ -]?[A-Za-z]\b"), has_dni_letter),
    _Pattern("nie", LazyPattern(r"\b[XYZxyz][ -]?\d{7}[ -]?[A-Za-z]\b"), has_dni_letter),
    _Pattern("date", LazyPattern(r"\b(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([/.-])\d{1,2}\1\d{4})\b"), is_date, strict=True),
    _Pattern("date", LazyPattern(r"\b\d{1,2}([/.-])\d{1,2}\1\d{2}\b"), is_date, strict=True),
    _Pattern(
        "date",
        LazyPattern(rf"\b\d{{1,2}}º?(?:st|nd|rd|th)?\s+(?:de\s+|of\s+)?(?:{_MONTHS})\b(?:\.?,?\s+(?:del?\s+)?\d{{4}}\b)?", re.I),
    ),
    _Pattern("date", LazyPattern(rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?\b", re.I)),
    _Pattern("date", LazyPattern(rf"\b(?:{_MONTHS})\s+(?:del?\s+|of\s+)?(?:1[0-9]|20)\d{{2}}\b", re.I)),
    _Pattern("amount", LazyPattern(rf"[€$£]\s?(?:{_NUMBER}){_UNITS}", re.I)),
    _Pattern("amount", LazyPattern(rf"{_ALONE}(?:{_NUMBER})\s?{_THOUSANDS}?(?:[€$£]|(?:{_MONEY})\b)", re.I)),
    _Pattern("percentage", LazyPattern(rf"{_ALONE}(?:{_NUMBER})\s?(?:%|por ciento\b|percent\b)", re.I)),
    _Pattern("phone", LazyPattern(rf"{_ALONE}(?:\+|00){_ABROAD}\d(?:{_GAP}\d){{6,12}}(?!\w)"), _is_phone, True),
    _Pattern("phone", LazyPattern(rf"(?<![\w.,+])[6-9]\d{{2}}(?:{_GAP}\d{{2,3}}){{2,3}}(?![\w%€$])"), _is_phone, True),
    _Pattern("phone", LazyPattern(r"(?<![\w.,+])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\w)")),
)  # fmt: skip
"""Where two matches overlap the pattern that stands first wins."""

KINDS = tuple(dict.fromkeys(pattern.kind for pattern in _PATTERNS))


def find_patterns(text: str) -> list[PatternMatch]:
    """Return the matches in the order of the text, without overlaps."""
    covered = bytearray(len(text))
    matches = []
    for pattern in _PATTERNS:
        for match in _matches(pattern, text):
            if not any(covered[match.start : match.end]):
                covered[match.start : match.end] = b"\1" * (match.end - match.start)
                matches.append(match)
    return sorted(matches, key=lambda match: match.start)


def _matches(pattern: _Pattern, text: str) -> Iterator[PatternMatch]:
    for match in pattern.form.finditer(text):
        valid = pattern.check(match.group()) if pattern.check else None
        if valid is False and pattern.strict:
            continue
        yield PatternMatch(pattern.kind, *match.span(), None if pattern.strict else valid)
