"""Reads amounts as Spanish and English write them: 1.234,50 €, 1,234.50, (120,00), 21 %, USD 30."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

import msgspec

from engine.text.matching.lazy_pattern import LazyPattern

_CODES = "EUR USD GBP JPY CHF MXN ARS COP CLP PEN BRL CAD AUD SEK NOK DKK PLN CZK HUF CNY INR"
CURRENCIES = frozenset(_CODES.split())
"""ISO 4217 codes that are read."""
_NAMES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "us$": "USD", "dólar": "USD", "dólares": "USD", "dollar": "USD",
    "dollars": "USD", "£": "GBP", "libra": "GBP", "libras": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "JPY",
    "%": "%", "por ciento": "%", "percent": "%",
} | {code.lower(): code for code in CURRENCIES}  # fmt: skip
_UNIT = r"US\$|[€$£¥%]|por ciento\b|percent\b|(?:euros?|dólar(?:es)?|dollars?|libras?|pounds?|" + _CODES.replace(
    " ", "|"
)
_UNIT += r")\b"
_DIGITS = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?(?!\d)"
_AMOUNT = LazyPattern(
    rf"(?P<open>\()?\s?(?P<sign>[-−–+])?\s?(?P<before>{_UNIT})?\s?(?P<inner>[-−–+])?(?P<digits>{_DIGITS})(?P<after_sign>[-−](?!\w))?"
    rf"\s?(?P<after>{_UNIT})?(?(open)\s?\))",
    re.IGNORECASE,
)
_RAW = LazyPattern(r"(?P<shown>.+?)\s\((?P<raw>-?\d+(?:\.\d+)?)\)")
"""A cell of a sheet as it is shown, and its value behind it in parentheses."""
_OTHER_UNIT = LazyPattern(r"\s?([^\W\d_]{1,5}[²³]?|[µ°º][CF]?)\.?")
_IN_NAME = LazyPattern(rf"[(\[]\s*({_UNIT})\s*[)\]]|\b(?:in|en)\s+({_UNIT})\s*$|({_UNIT})\s*$", re.IGNORECASE)
_MINUS = frozenset("-−–")


class Amount(msgspec.Struct, frozen=True):
    """A number and its unit: the code of a currency, "%", another unit as it is written, or empty."""

    value: Decimal
    unit: str = ""

    @property
    def is_money(self) -> bool:
        """Whether the unit is a currency."""
        return self.unit in CURRENCIES


class AmountMatch(msgspec.Struct, frozen=True):
    """An amount in a text, from character `start` to `end`."""

    amount: Amount
    start: int
    end: int


def parse_amount(text: str, decimal: str = "") -> Amount | None:
    """Return the amount that a cell holds and nothing else, None for any other text.

    `decimal` is the mark of decimals that the other values of the column use; it decides on "1.234", which is 1234 else.
    """
    text = text.strip()
    if raw := _RAW.fullmatch(text):
        shown = parse_amount(raw["shown"], decimal)
        if shown is not None:
            return shown if shown.unit == "%" else Amount(Decimal(raw["raw"]), shown.unit)
    match = _AMOUNT.match(text)
    if match is None or len(text) > 60:
        return None
    rest = text[match.end() :].strip()
    amount = _amount(match, decimal)
    if not rest:
        return amount
    unit = _OTHER_UNIT.fullmatch(rest)
    return Amount(amount.value, unit[1]) if unit and not amount.unit else None


def find_amounts(text: str) -> list[AmountMatch]:
    """Return the amounts with a unit in a text, and the numbers with two decimals, in their order."""
    found = []
    for match in _AMOUNT.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        before, after = text[max(start - 1, 0) : start], text[match.end() : match.end() + 1]
        if (before + after).strip() and (before.isalnum() or after.isalnum() or before in "/.,-" or after in "/-"):
            continue
        amount = _amount(match, "")
        if amount.unit or amount.value.as_tuple().exponent == -2:
            found.append(AmountMatch(amount, start, match.end()))
    return found


def unit_in_name(name: str) -> str:
    """Return the unit that a column's name gives its cells: "Importe (€)" is EUR; empty where it gives none."""
    match = _IN_NAME.search(name)
    return _unit(next(filter(None, match.groups()))) if match else ""


def decimal_mark(values: Iterable[str]) -> str:
    """Return the mark of decimals that these values use where they show it: "," or "."; empty where they do not."""
    marks = {mark for mark in map(_own_mark, values) if mark}
    return marks.pop() if len(marks) == 1 else ""


def _own_mark(value: str) -> str:
    """Return the mark of decimals that a value shows by itself."""
    digits = re.sub(r"[^\d.,]", "", value.partition(" (")[0])
    marks = [c for c in digits if c in ".,"]
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) == 1:
        whole, _, decimals = digits.partition(marks[0])
        return marks[0] if len(decimals) != 3 or len(whole) > 3 or whole in ("", "0") else ""
    return ("." if marks[0] == "," else ",") if len(marks) > 1 else ""


def _amount(match: re.Match[str], decimal: str) -> Amount:
    value = _number(match["digits"], decimal)
    is_negative = bool(match["open"]) or any(
        match[name] in _MINUS for name in ("sign", "inner", "after_sign") if match[name]
    )
    return Amount(-value if is_negative else value, _unit(match["after"] or match["before"] or ""))


def _unit(written: str) -> str:
    return _NAMES.get(" ".join(written.lower().split()), written)


def _number(digits: str, decimal: str) -> Decimal:
    digits = re.sub(r"[\s'’\u00a0\u202f]", "", digits)
    marks = [c for c in digits if c in ".,"]
    if len(set(marks)) == 2:
        mark = marks[-1]
    elif len(marks) == 1:
        whole, _, decimals = digits.partition(marks[0])
        is_thousands = len(decimals) == 3 and len(whole) <= 3 and whole != "0" and decimal != marks[0]
        mark = "" if is_thousands else marks[0]
    else:
        mark = ""
    plain = "".join(c if c.isdigit() else "." if c == mark else "" for c in digits)
    return Decimal(plain)
