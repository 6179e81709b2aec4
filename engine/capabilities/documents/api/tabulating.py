"""Count, list and add up documents and the rows of their tables. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.answering.collection_answer import CollectionCoverage, CollectionRow
from engine.protocol.errors import AteneoError
from engine.protocol.method import Method
from engine.protocol.progress import Progress

TabulateOperation = Literal["count", "list", "sum", "average", "maximum", "minimum"]


class ConditionUnusable(AteneoError):
    """A condition that is none."""

    kind = "condition_unusable"
    sentence = "“{text}” is no condition. Write a name, a sign and a value: supplier=Acme, amount>100, date>=2025-03."


class DocumentKindUnknown(AteneoError):
    """A noun that names no kind of documents."""

    kind = "document_kind_unknown"
    sentence = "“{name}” is no kind of document that Ateneo tells apart. Write one of these: {names}."


class NoSuchColumn(AteneoError):
    """A column or label that none of the documents has."""

    kind = "no_such_column"
    sentence = "No table and no label of these documents is called “{name}”. They have: {names}."


class Tabulate(msgspec.Struct, frozen=True, omit_defaults=True):
    """Count, list or add up the documents of `collections`, all where there are none, or the rows of their tables.

    `kind` is a noun for documents or files: invoices, contratos, pdf. All of the `mentions` have to be in the text, and all
    conditions of `where` to hold. `column` is what is added up: the amounts of documents and rows where it is empty. `by` is
    what is grouped by: a month, a supplier, the name of a column.
    Raises CollectionMissing, ConditionUnusable, DocumentKindUnknown, NoSuchColumn, Cancelled.
    """

    operation: TabulateOperation = "count"
    collections: tuple[str, ...] = ()
    kind: str = ""
    mentions: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    column: str = ""
    by: str = ""
    language: str = "en"


class UnitTotal(msgspec.Struct, frozen=True):
    """A result in one currency or unit, empty for none; `value` is a decimal with a point, `text` as the language writes it."""

    value: str
    unit: str
    text: str


class TabulateGroup(msgspec.Struct, frozen=True):
    """The records of a month, a supplier …; `name` is empty for those that state none."""

    name: str
    count: int
    totals: tuple[UnitTotal, ...] = ()


class Tabulation(msgspec.Struct, frozen=True):
    """The result, and all that it rests on.

    `totals` has one for each currency, which are never added together. `without_amount` and `repeated` are names of documents
    that were not added or counted again; `assumed` amounts without a currency were taken for the only one there is.
    `coverage_text` says in the language how much was read.
    """

    operation: TabulateOperation
    count: int
    totals: tuple[UnitTotal, ...]
    groups: tuple[TabulateGroup, ...]
    rows: tuple[CollectionRow, ...]
    coverage: CollectionCoverage
    coverage_text: str
    without_amount: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    assumed: int = 0


TABULATE: Method[Tabulate, Progress, Tabulation] = Method("documents.tabulate", Tabulate, Progress, Tabulation)
