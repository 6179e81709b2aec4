"""Adds up amounts, a total for each currency, and puts records into groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from engine.capabilities.documents.collection_questions.question import CollectionQuestion, Operation
from engine.capabilities.documents.collection_questions.record import Record
from engine.capabilities.documents.collection_questions.selection import group_of
from engine.text.values.amounts import CURRENCIES, Amount


class Totals(msgspec.Struct, frozen=True):
    """A result for each unit, the unit with most records first. `assumed` amounts had none and were taken for the only one."""

    amounts: tuple[Amount, ...]
    assumed: int = 0


class RecordGroup(msgspec.Struct, frozen=True):
    """The records of a month, a supplier …; `name` is empty for those that say none."""

    name: str
    records: tuple[Record, ...]


def with_units(records: Sequence[Record]) -> tuple[list[tuple[Record, Amount]], int]:
    """Return records with amounts. One without a currency is taken to be in the only currency of the others; so many were."""
    amounts = [(record, record.amount) for record in records if record.amount is not None]
    currencies = {amount.unit for _, amount in amounts if amount.unit in CURRENCIES}
    if len(currencies) != 1:
        return amounts, 0
    only = next(iter(currencies))
    assumed = sum(not amount.unit for _, amount in amounts)
    return [(record, amount if amount.unit else Amount(amount.value, only)) for record, amount in amounts], assumed


def totals_of(records: Sequence[Record], operation: Operation) -> Totals:
    """Return the sum, mean, maximum or minimum of the amounts, one for each unit."""
    amounts, assumed = with_units(records)
    by_unit: dict[str, list[Decimal]] = defaultdict(list)
    for _, amount in amounts:
        by_unit[amount.unit].append(amount.value)
    ordered = sorted(by_unit.items(), key=lambda item: (-len(item[1]), item[0]))
    return Totals(tuple(Amount(_result(values, operation), unit) for unit, values in ordered), assumed)


def _result(values: Sequence[Decimal], operation: Operation) -> Decimal:
    if operation == "maximum":
        return max(values)
    if operation == "minimum":
        return min(values)
    total = sum(values, Decimal(0))
    return total / len(values) if operation == "average" else total


def extremes(records: Sequence[Record], operation: Operation) -> list[Record]:
    """Return the records with the largest or smallest amount of each unit."""
    amounts, _ = with_units(records)
    best: dict[str, tuple[Record, Decimal]] = {}
    for record, amount in amounts:
        known = best.get(amount.unit)
        if known is None or (amount.value > known[1] if operation == "maximum" else amount.value < known[1]):
            best[amount.unit] = (record, amount.value)
    return [record for record, _ in best.values()]


def grouped(records: Sequence[Record], question: CollectionQuestion) -> list[RecordGroup]:
    """Return the groups: months and years in their order, others by name, and last the records that say none."""
    found: dict[str, list[Record]] = defaultdict(list)
    names: dict[str, str] = {}
    for record in records:
        name = " ".join(group_of(record, question.group).split())
        key = _key(name)
        names.setdefault(key, name)
        found[key].append(record)
    order = sorted(found, key=lambda key: (not key, key))
    return [RecordGroup(names[key], tuple(found[key])) for key in order]


def _key(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def group_names(groups: Sequence[RecordGroup]) -> Mapping[int, str]:
    """Return the name of the group of each record, by the record's id()."""
    return {id(record): group.name for group in groups for record in group.records}
