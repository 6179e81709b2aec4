"""Shows numbers as spreadsheets show them, by Excel's number formats: 0.21 as "21 %", 46086 as "05/03/2026"."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
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
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 15: "d-mmm-yy", 16: "d-mmm",
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
LAST_DAY = 2_958_465
"""The 31st of December 9999, the last day that a spreadsheet knows."""


class ShownNumber(NamedTuple):
    """A number as it is shown, and another form of it by which it is found too; empty where that is the same."""

    shown: str
    other: str = ""

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
        return lambda number: ShownNumber(general(number, language))
    if _is_date(sections[0]):
        return lambda number: _shown_date(sections[0], number, language, from_1904)
    return lambda number: _shown_number(sections, number, language)


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


def _shown_number(sections: Sequence[list[_FormatPiece]], number: float, language: SheetLanguage) -> ShownNumber:
    at, value = 0, number
    if number < 0 and len(sections) > 1:
        at, value = 1, -number
    elif number == 0 and len(sections) > 2:
        at = 2
    pieces = sections[at]
    codes = "".join(piece.text for piece in pieces if not piece.is_literal)
    digits = _DIGITS.search(codes)
    percent = codes.count("%")
    if digits is None:
        return ShownNumber("".join(piece.text for piece in pieces).strip(), plain(number))
    if "/" in codes or "E" in codes.upper():
        return ShownNumber(general(number, language))
    text = _digits_text(digits[0], value * 100**percent, language)
    shown, is_written = [], False
    for piece in pieces:
        if piece.is_literal or piece.text not in "0#?,.%":
            shown.append(piece.text)
        elif piece.text == "%":
            shown.append(" %" if language == "es" and not (shown and shown[-1].endswith(" ")) else "%")
        elif not is_written:
            shown.append(text)
            is_written = True
    line = " ".join("".join(shown).split())
    raw = plain(number)
    return ShownNumber(line, "" if raw in (line, line.replace(",", ".")) or line == general(number, language) else raw)


def plain(number: float) -> str:
    """Return a number as a program writes it."""
    return f"{number:.15g}"


def _digits_text(pattern: str, number: float, language: SheetLanguage) -> str:
    whole, _, fraction = pattern.rstrip(",").partition(".")
    number /= 1000 ** (len(pattern) - len(pattern.rstrip(",")))
    text = f"{abs(number):,.{len(fraction)}f}" if "," in whole else f"{abs(number):.{len(fraction)}f}"
    before, _, after = text.partition(".")
    optional = len(fraction) - len(fraction.rstrip("#?"))
    for _ in range(optional):
        after = after.removesuffix("0")
    least = whole.replace(",", "").count("0")
    before = before.zfill(least) if "," not in whole else before
    text = f"{before}.{after}" if after else before
    sign = "-" if number < 0 and any(c in text for c in "123456789") else ""
    return sign + (text.translate(str.maketrans(",.", ".,")) if language == "es" else text)


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
