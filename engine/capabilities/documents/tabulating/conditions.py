"""Conditions on documents and rows: a name, a sign and a value, as in amount>1.000,50 or supplier=Acme."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import msgspec

from engine.capabilities.documents.api.tabulating import ConditionUnusable
from engine.capabilities.documents.collection_questions import labels
from engine.capabilities.documents.collection_questions.record import Record
from engine.capabilities.documents.collection_questions.selection import group_of
from engine.capabilities.documents.collection_questions.vocabulary import COLUMNS, GROUPS, either
from engine.text.values.amounts import parse_amount
from engine.text.values.dates import iso_date
from engine.text.values.folding import fold_aligned

_FORM = re.compile(r"\s*(?P<name>[^=!<>~]+?)\s*(?P<sign>!=|<=|>=|=|<|>|~)\s*(?P<value>.+?)\s*")
_ALWAYS_TOLD = {"date": "fecha|date|dia|day", "name": "nombre|name|archivo|fichero|documento|file|document"}
_ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}
"""Whether a sign holds for an order: negative where the first is less, 0 where both are the same."""


class Condition(msgspec.Struct, frozen=True):
    """A name, a sign and a value. `field` is what is told of every record that the name means, empty for a column's name."""

    name: str
    sign: str
    value: str
    field: str

    def holds(self, record: Record) -> bool:
        """Return whether a record fulfils it. One that does not state the value does not, unless it has to differ."""
        return any(_compare(stated, self.sign, self.value) for stated in self._stated(record)) or (
            self.sign == "!=" and not self._stated(record)
        )

    def is_stated(self, record: Record) -> bool:
        """Return whether a record states the value at all."""
        return bool(self._stated(record))

    def _stated(self, record: Record) -> list[str]:
        return stated_values(record, self.field, self.name)


def parse_condition(text: str) -> Condition:
    """Return the condition of a text. Raises ConditionUnusable."""
    match = _FORM.fullmatch(text)
    if match is None or not any(c.isalnum() for c in match["value"]):
        raise ConditionUnusable(text=text)
    return Condition(match["name"], match["sign"], match["value"].strip("\"'“”«»"), field_of(match["name"]))


def field_of(name: str) -> str:
    """Return what a name means that is told of every record: "amount", "date", "name" or a group; empty for a column's name."""
    folded = " ".join(fold_aligned(name).split())
    known = {"amount": either(COLUMNS["amount"]), **_ALWAYS_TOLD, **GROUPS}
    return next((field for field, words in known.items() if re.fullmatch(words, folded) or folded == field), "")


def stated_values(record: Record, field: str, name: str) -> list[str]:
    """Return what a record states under a name: the values of its columns or labels of that name, or what is always told."""
    if field == "amount":
        return [format(record.amount.value, "f")] if record.amount is not None else []
    if field == "date":
        return [record.date] if record.date else []
    if field == "name":
        return [record.document.shown_name]
    said = group_of(record, field) if field else ""
    if said:
        return [said]
    return [value for column, value in record.fields if value and labels.matches_column(column, name)]


def _compare(stated: str, sign: str, value: str) -> bool:
    if sign == "~":
        return fold_aligned(value) in fold_aligned(stated)
    if sign in ("=", "!="):
        return _is_same(stated, value) == (sign == "=")
    numbers = _number(stated), _number(value)
    if numbers[0] is not None and numbers[1] is not None:
        return _ORDERS[sign]((numbers[0] > numbers[1]) - (numbers[0] < numbers[1]))
    first, second = iso_date(stated) or stated, iso_date(value) or value
    is_up_to = sign == "<=" and first.startswith(second)  # <=2025 has all of 2025, and >2025 nothing of it
    is_within = sign == ">" and first.startswith(second)
    left, right = fold_aligned(first), fold_aligned(second)
    return is_up_to or (_ORDERS[sign]((left > right) - (left < right)) and not is_within)


def _is_same(stated: str, value: str) -> bool:
    numbers = _number(stated), _number(value)
    if numbers[0] is not None and numbers[1] is not None:
        return numbers[0] == numbers[1]
    first, second = fold_aligned(iso_date(stated) or stated), fold_aligned(iso_date(value) or value)
    is_day = bool(re.fullmatch(r"\d{4}-\d\d(-\d\d)?", first))
    return " ".join(first.split()) == " ".join(second.split()) or (is_day and first.startswith(f"{second}-"))


def _number(text: str) -> Decimal | None:
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text.strip()):
        return None
    amount = parse_amount(text)
    return amount.value if amount is not None else None
