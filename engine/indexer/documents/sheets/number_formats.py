"""Shows numbers as spreadsheets show them, by Excel's number formats: 0.21 as "21 %", 46086 as "05/03/2026"."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

SheetLanguage = Literal["es", "en"]

GENERAL = "General"
_MONTHS: dict[str, tuple[str, ...]] = {
    "es": tuple("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()),
    "en": tuple("January February March April May June July August September October November December".split()),
}
_DAYS: dict[str, tuple[str, ...]] = {
    "es": tuple("lunes martes miércoles jueves viernes sábado domingo".split()),
    "en": tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
}
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.00E+00", 49: "@",
}  # fmt: skip
_LOCAL: dict[str, dict[int, str]] = {
    "es": {14: "dd/mm/yyyy", 22: "dd/mm/yyyy hh:mm", 5: "#,##0 €", 6: "#,##0 €", 7: "#,##0.00 €", 8: "#,##0.00 €"},
    "en": {14: "m/d/yyyy", 22: "m/d/yyyy h:mm", 5: "$#,##0", 6: "$#,##0", 7: "$#,##0.00", 8: "$#,##0.00"},
}
_PIECE = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)(?:-[^\]]*)?\]|(\[[hms]+\])|\[[^\]]*\]|(.)', re.DOTALL | re.IGNORECASE
)
_DATE_PART = re.compile(r"\[h+\]|\[m+\]|\[s+\]|y+|m+|d+|h+|s+(?:\.0+)?|am/pm|a/p", re.IGNORECASE)
_DIGITS = re.compile(r"[0#?][0#?,]*(?:\.[0#?]+)?,*|\.[0#?]+")
_FIRST_DAY = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_SPANISH_SIGNS = str.maketrans(",.", ".,")
LAST_DAY = 2_958_465
"""The 31st of December 9999, the last day that a spreadsheet knows."""


class ShownNumber(NamedTuple):
    """A number as it is shown, and another form of it by which it is found too; empty where that is the same.

    `has_format` is false where nobody chose how it is shown: then only the sign of its decimals depends on the language.
    """

    shown: str
    other: str = ""
    has_format: bool = True

    @property
    def both(self) -> str:
        return f"{self.shown} ({self.other})" if self.other else self.shown


Formatter = Callable[[float], ShownNumber]


def built_in_format(id: int, language: SheetLanguage) -> str:
    """Return the format with this number that a spreadsheet does not write down."""
    return _LOCAL[language].get(id) or _BUILT_IN.get(id, GENERAL)


def compile_format(code: str, language: SheetLanguage, from_1904: bool = False) -> Formatter:
    """Return a function that shows numbers in this format."""
    sections = [_literals(section) for section in _split_sections(code)]
    if not sections or code.strip().lower() in ("general", "@", "") or not any(_has_digits(s) for s in sections):
        return lambda number: ShownNumber(general(number, language), has_format=False)
    if _is_date(sections[0]):
        return lambda number: _shown_date(sections[0], number, language, from_1904)
    written = [_number_section(section, language) for section in sections]
    return lambda number: _shown_number(written, number, language)


def general(number: float, language: SheetLanguage) -> str:
    """Return a number without a format: a whole one with all its digits, another with at most eleven, as a cell shows it."""
    if float(number).is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = f"{number:.11g}"
    return text.replace(".", ",") if language == "es" else text


def long_date(moment: datetime, language: SheetLanguage) -> str:
    """Return "5 de marzo de 2026" or "5 March 2026"."""
    month = _MONTHS[language][moment.month - 1]
    return f"{moment.day} de {month} de {moment.year}" if language == "es" else f"{moment.day} {month} {moment.year}"


class _FormatPiece(NamedTuple):
    """A character of a format, or several that stand for themselves."""

    text: str
    is_literal: bool


def _literals(section: str) -> list[_FormatPiece]:
    pieces: list[_FormatPiece] = []
    for match in _PIECE.finditer(section):
        quoted, escaped, currency, elapsed, other = match.groups()
        if quoted is not None or escaped or currency:
            pieces.append(_FormatPiece(quoted if quoted is not None else escaped or currency, True))
        elif elapsed or other:
            pieces.append(_FormatPiece(elapsed or other, False))
        elif match[0].startswith("_"):
            pieces.append(_FormatPiece(" ", True))
    return pieces


def _split_sections(code: str) -> list[str]:
    sections, quoted, start, at = [], False, 0, 0
    while at < len(code):
        character = code[at]
        if character == "\\":
            at += 1
        elif character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            sections.append(code[start:at])
            start = at + 1
        at += 1
    return [*sections, code[start:]]


def _has_digits(pieces: Sequence[_FormatPiece]) -> bool:
    codes = "".join(piece.text for piece in pieces if not piece.is_literal).lower()
    return bool(re.search(r"[0#?ymdhs]", codes)) and "general" not in codes


def _is_date(pieces: Sequence[_FormatPiece]) -> bool:
    codes = "".join(piece.text for piece in pieces if not piece.is_literal).lower()
    return bool(re.search(r"[ymdhs]", codes.replace("e+", "").replace("e-", "")))


class _NumberSection(NamedTuple):
    """A part of a number format: the text around the number, and how its digits are written.

    `decimals` are the digits after the point at most, of which the last `optional` are left out where they are 0; `least` are
    those before it at least. `groups`: how many digits stand together, the last ones first, as in telephone numbers.
    `largest_below` is the largest number below the line of a fraction, 0 for other formats.
    """

    before: str
    after: str
    factor: float
    is_grouped: bool
    decimals: int
    optional: int
    least: int
    has_digits: bool
    largest_below: int
    is_scientific: bool
    groups: tuple[int, ...] = ()


def _number_section(pieces: Sequence[_FormatPiece], language: SheetLanguage) -> _NumberSection:
    codes = "".join(piece.text for piece in pieces if not piece.is_literal)
    digits = _DIGITS.search(codes)
    pattern = digits[0] if digits else ""
    whole, _, fraction = pattern.rstrip(",").partition(".")
    around = ["", ""]
    side = 0
    for piece in pieces:
        if piece.is_literal or piece.text not in "0#?,.%":
            around[side] += piece.text
        elif piece.text == "%":
            around[side] += " %" if language == "es" and not around[side].endswith(" ") else "%"
        else:
            side = 1
    return _NumberSection(
        around[0],
        around[1],
        100.0 ** codes.count("%") / 1000.0 ** (len(pattern) - len(pattern.rstrip(","))),
        "," in whole,
        len(fraction),
        len(fraction) - len(fraction.rstrip("#?")),
        whole.replace(",", "").count("0"),
        digits is not None,
        10 ** min(len(codes.partition("/")[2].strip()), 4) - 1 if "/" in codes else 0,
        "E" in codes.upper(),
        _groups(pieces),
    )


def _groups(pieces: Sequence[_FormatPiece]) -> tuple[int, ...]:
    """Return the lengths of groups of digits with spaces between them, the last first; nothing for a number in one piece."""
    pattern = "".join(" " if piece.is_literal and piece.text == " " else piece.text for piece in pieces)
    groups = pattern.strip().split(" ")
    is_spaced = len(groups) > 1 and all(group and not group.strip("0#") for group in groups)
    return tuple(map(len, reversed(groups))) if is_spaced else ()


def _fraction(number: float, largest_below: int) -> str:
    """Return a number with a fraction, "2 1/2", whose number below is not larger than that."""
    nearest = Fraction(abs(number)).limit_denominator(largest_below)
    whole, rest = divmod(nearest.numerator, nearest.denominator)
    parts = [str(whole) if whole or not rest else "", f"{rest}/{nearest.denominator}" if rest else ""]
    return ("-" if number < 0 else "") + " ".join(filter(None, parts))


def _shown_number(sections: Sequence[_NumberSection], number: float, language: SheetLanguage) -> ShownNumber:
    at, value = 0, number
    if number < 0 and len(sections) > 1:
        at, value = 1, -number
    elif number == 0 and len(sections) > 2:
        at = 2
    section = sections[at]
    if not section.has_digits:
        return ShownNumber((section.before + section.after).strip(), plain(number))
    usual = general(number, language)
    if section.largest_below:
        return ShownNumber(_fraction(number, section.largest_below), "" if float(number).is_integer() else usual)
    if section.is_scientific:
        power = f"{number:.{section.decimals}E}"
        return ShownNumber(power.translate(_SPANISH_SIGNS) if language == "es" else power, plain(number))
    line = section.before + _digits_text(section, value * section.factor, language) + section.after
    line = " ".join(line.split()) if " " in line else line
    raw = plain(number)
    return ShownNumber(line, "" if line == usual or raw in (line, line.replace(",", ".")) else raw)


def _grouped_digits(digits: str, groups: Sequence[int]) -> str:
    parts: list[str] = []
    for length in groups[:-1]:
        parts.append(digits[-length:])
        digits = digits[:-length]
    return " ".join(filter(None, [digits, *reversed(parts)]))


def plain(number: float) -> str:
    """Return a number as a program writes it."""
    return f"{number:.15g}"


def _digits_text(section: _NumberSection, number: float, language: SheetLanguage) -> str:
    if section.groups:
        return _grouped_digits(f"{abs(number):.0f}".zfill(section.least), section.groups)
    text = f"{abs(number):,.{section.decimals}f}" if section.is_grouped else f"{abs(number):.{section.decimals}f}"
    if section.optional or (section.least > 1 and not section.is_grouped):
        before, _, after = text.partition(".")
        for _ in range(section.optional):
            after = after.removesuffix("0")
        before = before if section.is_grouped else before.zfill(section.least)
        text = f"{before}.{after}" if after else before
    if number < 0 and text.strip("0.,"):
        text = f"-{text}"
    return text.translate(_SPANISH_SIGNS) if language == "es" else text


def _shown_date(pieces: Sequence[_FormatPiece], number: float, language: SheetLanguage, from_1904: bool) -> ShownNumber:
    if not 0 <= number <= LAST_DAY or not math.isfinite(number):
        return ShownNumber(general(number, language))
    moment = _FIRST_DAY[from_1904] + timedelta(seconds=round(number * 86400))
    codes = "".join("\0" * len(piece.text) if piece.is_literal else piece.text for piece in pieces)
    literals = "".join(piece.text for piece in pieces)
    found = list(_DATE_PART.finditer(codes))
    has_noon = any(match[0].lower() in ("am/pm", "a/p") for match in found)
    parts, end = [], 0
    for at, match in enumerate(found):
        parts.append(literals[end : match.start()])
        is_minute = _is_minute([other[0].lower() for other in found], at)
        parts.append(_date_part(match[0].lower(), moment, number, language, is_minute, has_noon))
        end = match.end()
    shown = " ".join("".join([*parts, literals[end:]]).split())
    has_day = any(match[0].lower() in ("d", "dd", "y", "yy", "yyyy") for match in found)
    return ShownNumber(shown, _other_date(shown, moment, language) if has_day and number >= 1 else "")


def _other_date(shown: str, moment: datetime, language: SheetLanguage) -> str:
    other = long_date(moment, language)
    return moment.strftime("%Y-%m-%d") if other.lower() in shown.lower() else other


def _is_minute(codes: Sequence[str], at: int) -> bool:
    if codes[at] not in ("m", "mm"):
        return False
    before, after = codes[at - 1] if at else "", codes[at + 1] if at + 1 < len(codes) else ""
    return before.strip("[]").startswith("h") or after.startswith("s")


def _date_part(
    code: str, moment: datetime, number: float, language: SheetLanguage, is_minute: bool, has_noon: bool
) -> str:
    if code.startswith("["):
        seconds = round(number * 86400)
        return str(seconds // {"h": 3600, "m": 60, "s": 1}[code[1]])
    if code.startswith("y"):
        return f"{moment.year % 100:02}" if len(code) <= 2 else str(moment.year)
    if code.startswith("m") and not is_minute:
        name = _MONTHS[language][moment.month - 1]
        return (str(moment.month), f"{moment.month:02}", name[:3], name, name[:1])[min(len(code), 5) - 1]
    if code.startswith("d"):
        name = _DAYS[language][moment.weekday()]
        return (str(moment.day), f"{moment.day:02}", name[:3], name)[min(len(code), 4) - 1]
    if code in ("am/pm", "a/p"):
        return "PM" if moment.hour >= 12 else "AM"
    hour = (moment.hour - 1) % 12 + 1 if has_noon else moment.hour
    value = {"h": hour, "m": moment.minute, "s": moment.second}[code[0]]
    return f"{value:02}" if len(code.partition(".")[0]) > 1 else str(value)
