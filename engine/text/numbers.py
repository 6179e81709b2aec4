"""The numbers of a text in one spelling: 1.880, 1,880 and 1880 are the same, and so are thirty-five, treinta y cinco and 35."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.text.tokens import fold, words

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?:\D|$))")
_SPACED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{2,3})+(?!\d)")
_MULTIPLIED = re.compile(
    r"(?:(\d+(?:[.,]\d+)*)\s*(?:a|y|o|-|–|to|and|or)\s*)?(\d+(?:[.,]\d+)*)\s+(mil|millon|millones|thousand|million)\b"
)
"""50 mil, and 30 a 50 mil, which is 30,000 to 50,000."""
_FULL_HOUR = re.compile(r":00$")
LONG_NUMBER = 7
"""Digits of a telephone, account or file number, which may be grouped in several ways."""
SPELT_NUMBERS = {
    name: number
    for number, names in {
        1: "uno una un one", 2: "dos two", 3: "tres three", 4: "cuatro four", 5: "cinco five", 6: "seis six",
        7: "siete seven", 8: "ocho eight", 9: "nueve nine", 10: "diez ten", 11: "eleven", 12: "doce twelve",
        13: "trece thirteen", 14: "catorce fourteen", 15: "quince fifteen", 16: "dieciseis sixteen",
        17: "diecisiete seventeen", 18: "dieciocho eighteen", 19: "diecinueve nineteen", 20: "veinte twenty",
        21: "veintiuno veintiuna veintiun", 22: "veintidos", 23: "veintitres", 24: "veinticuatro", 25: "veinticinco",
        26: "veintiseis", 27: "veintisiete", 28: "veintiocho", 29: "veintinueve", 30: "treinta thirty",
        40: "cuarenta forty", 50: "cincuenta fifty", 60: "sesenta sixty", 70: "setenta seventy", 80: "ochenta eighty",
        90: "noventa ninety", 100: "cien ciento hundred", 200: "doscientos doscientas", 300: "trescientos trescientas",
        400: "cuatrocientos cuatrocientas", 500: "quinientos quinientas", 600: "seiscientos seiscientas",
        700: "setecientos setecientas", 800: "ochocientos ochocientas", 900: "novecientos novecientas",
        1000: "mil thousand", 1_000_000: "millon millones million",
    }.items()
    for name in names.split()
}  # fmt: skip
"""Without "once": eleven in Spanish, but an adverb in English."""
_JOINS = frozenset(("y", "and"))
_MONTHS = {
    name: str(number)
    for number, names in enumerate(
        "enero january|febrero february|marzo march|abril april|mayo may|junio june|julio july|agosto august|"
        "septiembre setiembre september|octubre october|noviembre november|diciembre december".split("|"),
        1,
    )
    for name in names.split()
}


def digit_numbers(text: str) -> frozenset[str]:
    """Return the numbers written in digits, without the number of a list item."""
    start = match.end() if (match := _LIST_NUMBER.match(text)) else 0
    return frozenset(_normalise(match.group()) for match in _NUMBER.finditer(text, start))


def all_numbers(text: str) -> frozenset[str]:
    """Return the numbers written in digits and those written in words, each as a whole: treinta y cinco is 35 alone."""
    return digit_numbers(text) | frozenset(_spelt_numbers(text))


def readable_numbers(text: str) -> frozenset[str]:
    """Return every number that a reader may take from the text: also spaced digits joined, months by their number, 50 mil."""
    joined = ("".join(filter(str.isdigit, match.group())) for match in _SPACED.finditer(text))
    months = (_MONTHS[word] for word in words(text) if word in _MONTHS)
    return all_numbers(text) | frozenset(joined) | frozenset(months) | frozenset(_multiplied(text))


def missing_numbers(text: str, readable: frozenset[str]) -> list[str]:
    """Return the numbers of the text that are not among the readable ones of another, nor a group of digits of a long one."""
    long = [number for number in readable if len(number) >= LONG_NUMBER]
    return sorted(
        number
        for number in all_numbers(text) - readable
        if not (len(number) > 1 and any(number in whole for whole in long))
    )


def _multiplied(text: str) -> Iterator[str]:
    """Yield the whole numbers that digits before "mil" or "million" mean."""
    for match in _MULTIPLIED.finditer(fold(text)):
        *digits, word = match.groups()
        for number in filter(None, digits):
            plain = _normalise(number)
            if plain.replace(".", "", 1).isdigit():
                yield f"{round(float(plain) * SPELT_NUMBERS[word])}"


def _spelt_numbers(text: str) -> Iterator[str]:
    """Yield the numbers in words. A lone "one" is a pronoun as often as a number, and is left out."""
    total = current = 0
    for word in [*words(text), ""]:
        value = SPELT_NUMBERS.get(word)
        if word in _JOINS and total + current:
            continue
        if value is None or not _extends(current, value):
            if total + current > 1:
                yield str(total + current)
            total = current = 0
        if value is None:
            continue
        if value >= 1000:
            total, current = total + max(current, 1) * value, 0
        else:
            current = max(current, 1) * 100 if value == 100 and 0 < current < 10 else current + value


def _extends(current: int, value: int) -> bool:
    """Return whether a number word goes on with the number before it: twenty five, two hundred, mil novecientos."""
    if value >= 1000 or current == 0:
        return True
    if value == 100:
        return current < 10
    if current % 100 == 0:
        return value < 100
    return current % 10 == 0 and current % 100 >= 20 and value < 10


def _normalise(number: str) -> str:
    plain = _FULL_HOUR.sub("", _THOUSANDS.sub("", number).replace(",", "."))
    return plain.lstrip("0") or "0" if plain.isdigit() and len(plain) == 2 else plain
