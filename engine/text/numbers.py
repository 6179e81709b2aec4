"""Figures of a text in one spelling: 1.880, 1,880 and 1880 are one number, and so are twelve, doce and 12."""

from __future__ import annotations

import re

from engine.text.tokens import words

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
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
"""Without "once", eleven in Spanish and an adverb in English."""


def figures(text: str) -> frozenset[str]:
    """Those written in digits; a list's own number before its item is none."""
    begin = match.end() if (match := _LIST_NUMBER.match(text)) else 0
    return frozenset(_one_spelling(match.group()) for match in _FIGURE.finditer(text, begin))


def all_figures(text: str) -> frozenset[str]:
    """Those written in words too."""
    return figures(text) | {_SPELT[word] for word in words(text) if word in _SPELT}


def _one_spelling(figure: str) -> str:
    return _THOUSANDS.sub("", figure).replace(",", ".")
