"""A question about a whole collection, as it was understood."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.text.values.amounts import Amount

Status = Literal["", "paid", "open"]
Direction = Literal["", "issued", "received"]
Operation = Literal["count", "list", "sum", "average", "maximum", "minimum"]


class DateSpan(msgspec.Struct, frozen=True):
    """A year, or a month of one: "2026", "2026-03", or "-03" for March of any year."""

    iso: str

    def holds(self, date: str) -> bool:
        """Return whether a date, as far as it is known, is in the span."""
        if self.iso.startswith("-"):
            return date[4:7] == self.iso
        return date.startswith(self.iso)


class CollectionQuestion(msgspec.Struct, frozen=True):
    """An operation, and the files that it is done with.

    `kind` is a kind of document and `file_type` a type of file (vocabulary), both empty for all files; `column` is what is
    added up. `mentions` are groups of terms, of each of which one has to be in the file; `is_negated`: files without them.
    `entity` is the name of a person, company or subject. `is_payment`: it asks what was paid or spent.
    `noun` is what the question calls the files. `document` is the name of the one file that it names. `status` is whether they
    are paid, `direction` whether we issued them; `is_due`: the date is the one by which to pay. `above` and `below` are the
    limits of their amounts.
    """

    operation: Operation
    kind: str = ""
    file_type: str = ""
    column: str = ""
    mentions: tuple[tuple[str, ...], ...] = ()
    is_negated: bool = False
    entity: str = ""
    date: DateSpan | None = None
    folder: str = ""
    language: str = ""
    group: str = ""
    is_payment: bool = False
    noun: str = ""
    document: str = ""
    status: Status = ""
    direction: Direction = ""
    is_due: bool = False
    above: Amount | None = None
    below: Amount | None = None
