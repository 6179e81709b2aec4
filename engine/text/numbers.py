"""The numbers of a text in one spelling: 1.880, 1,880 and 1880 are the same, and so are twelve, doce and 12."""

from __future__ import annotations

import re

from engine.text.tokens import words

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?:\D|$))")
_SPELT = {
    name: str(number)
    for number, names in {
        2: "dos two", 3: "tres three", 4: "cuatro four", 5: "cinco five", 6: "seis six", 7: "siete seven",
        8: "ocho eight", 9: "nueve nine", 10: "diez ten", 11: "eleven", 12: "doce twelve", 13: "trece thirteen",
        14: "catorce fourteen", 15: "quince fifteen", 16: "dieciseis sixteen", 17: "diecisiete seventeen",
        18: "dieciocho eighteen", 19: "diecinueve nineteen", 20: "veinte twenty", 30: "treinta thirty",
        40: "cuarenta forty", 50: "cincuenta fifty", 60: "sesenta sixty", 70: "setenta seventy", 80: "ochenta eighty",
        90: "noventa ninety", 100: "cien ciento hundred", 1000: "mil thousand",
    }.items()
    for name in names.split()
}  # fmt: skip
"""Without "once": eleven in Spanish, but an adverb in English."""


def digit_numbers(text: str) -> frozenset[str]:
    """Return the numbers written in digits, without the number of a list item."""
    start = match.end() if (match := _LIST_NUMBER.match(text)) else 0
    return frozenset(_normalise(match.group()) for match in _NUMBER.finditer(text, start))


def all_numbers(text: str) -> frozenset[str]:
    """Return the numbers written in digits and those written in words."""
    return digit_numbers(text) | {_SPELT[word] for word in words(text) if word in _SPELT}


def _normalise(number: str) -> str:
    return _THOUSANDS.sub("", number).replace(",", ".")
