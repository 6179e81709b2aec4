"""Selects what a question asks for: documents by what is known of them and by their words, and the records they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from engine.capabilities.documents.cells.cell_store import StoredCell
from engine.capabilities.documents.collection_questions import labels
from engine.capabilities.documents.collection_questions.kinds import is_of_kind, is_of_type
from engine.capabilities.documents.collection_questions.mentions import Mention, term_pattern
from engine.capabilities.documents.collection_questions.question import CollectionQuestion
from engine.capabilities.documents.collection_questions.record import Record
from engine.capabilities.documents.collection_questions.records import (
    StoredTable,
    document_record,
    grids_of,
    list_grids,
    row_records,
)
from engine.capabilities.documents.collection_questions.scope import ScopedDocument
from engine.capabilities.documents.collection_questions.vocabulary import ISSUED, MONEY_KINDS, RECEIVED
from engine.text.language import detect_language
from engine.text.values.amounts import Amount
from engine.text.values.folding import fold_aligned

Find = Callable[[Sequence[int], Sequence[Sequence[str]]], dict[int, Mention]]
"""(documents, groups of terms): the documents that mention one term of each group."""


class LibraryContents(msgspec.Struct, frozen=True):
    """The documents of a scope with their cells and the labels of their pages, and how words are found in them."""

    documents: Sequence[ScopedDocument]
    cells: Mapping[int, Sequence[StoredCell]]
    page_labels: Mapping[int, Mapping[int, str]]
    find: Find

    def grids(self, document: ScopedDocument) -> list[StoredTable]:
        """Return the tables of a document."""
        return grids_of(self.cells.get(document.id, ()), self.page_labels.get(document.id, {}))


class Selection(msgspec.Struct, frozen=True):
    """The records that a question asks for. `out_of` is how many there are before words and names narrow them.

    `repeated` are the same again in another file, `moneyless` have no amount that could be read, `beside` are bills that stand
    beside the movements of an account and are not added. `has_kind`: there is some document of the kind asked for. `unstated`
    do not say whether they are paid, or by which day to pay; `candidates` is how many of the kind there are.
    """

    records: tuple[Record, ...]
    out_of: int = 0
    repeated: tuple[Record, ...] = ()
    moneyless: tuple[Record, ...] = ()
    beside: tuple[Record, ...] = ()
    has_kind: bool = True
    candidates: int = 0
    unstated: tuple[Record, ...] = ()


def select(question: CollectionQuestion, contents: LibraryContents) -> Selection:
    """Return the records of a question."""
    candidates, beside = _candidates(question, contents)
    dated = [record for record in candidates if _is_dated(question, record) and _is_within(question, record)]
    unstated = tuple(distinct([record for record in candidates if _leaves_open(question, record)])[0])
    known = len(distinct(candidates)[0])
    chosen = mentioning_all(question, contents, dated) if not question.is_payment else dated
    needs_amount = question.operation not in ("count", "list") or question.is_payment
    with_amount = [r for r in chosen if r.amount is not None and r.amount.unit != "%"] if needs_amount else chosen
    moneyless = [record for record in chosen if record.amount is None] if needs_amount else []
    once, repeated = distinct(with_amount)
    others, _ = distinct([record for record in beside if _is_dated(question, record)])
    out_of = len(distinct(dated)[0])
    return Selection(
        tuple(once), out_of, tuple(repeated), tuple(moneyless), tuple(others), bool(candidates), known, unstated
    )


def _is_dated(question: CollectionQuestion, record: Record) -> bool:
    date = labels.due_date_of(record.fields) if question.is_due else record.date
    return question.date is None or question.date.holds(date)


def _is_within(question: CollectionQuestion, record: Record) -> bool:
    """Tell whether a record is paid or not, and as large or small, as the question asks."""
    if question.status and labels.status_of(record.fields) != question.status:
        return False
    if question.above is None and question.below is None:
        return True
    return (
        record.amount is not None
        and (question.above is None or _is_more(record.amount, question.above))
        and (question.below is None or _is_more(question.below, record.amount))
    )


def _is_more(amount: Amount, limit: Amount) -> bool:
    """Compare two amounts; those of different currencies are not."""
    is_same = not (amount.unit and limit.unit) or amount.unit == limit.unit
    return is_same and amount.value > limit.value


def _leaves_open(question: CollectionQuestion, record: Record) -> bool:
    no_status = bool(question.status) and not labels.status_of(record.fields)
    return no_status or (question.is_due and not labels.due_date_of(record.fields))


def _candidates(question: CollectionQuestion, contents: LibraryContents) -> tuple[list[Record], list[Record]]:
    """Return the records before dates, names and words narrow them, and those that stand beside them and are not added."""
    documents = [document for document in contents.documents if _passes(question, document)]
    documents = _of_direction(question, contents, documents)
    if question.is_payment:
        return _payments(question, contents, documents)
    if question.kind:
        return _of_kind(question, contents, documents), []
    if question.column:
        return _with_column(question, contents, documents), []
    readable = [document for document in documents if document.state != "failed"]
    shown = [document for document in readable if _is_counted(question, document)]
    return [document_record(document, contents.cells.get(document.id, ()), "") for document in shown], []


def _of_direction(
    question: CollectionQuestion, contents: LibraryContents, documents: list[ScopedDocument]
) -> list[ScopedDocument]:
    """Return the documents that we issued or received, as far as names of files, sheets and folders tell."""
    if not question.direction:
        return documents

    def says(document: ScopedDocument, form: re.Pattern[str]) -> bool:
        labels = contents.page_labels.get(document.id, {}).values()
        return any(
            form.search(fold_aligned(name).replace("_", " ")) for name in (document.name, document.folder, *labels)
        )

    own, other = (ISSUED, RECEIVED) if question.direction == "issued" else (RECEIVED, ISSUED)
    named = [document for document in documents if says(document, own)]
    return named or [document for document in documents if not says(document, other)]


def _is_counted(question: CollectionQuestion, document: ScopedDocument) -> bool:
    """Return whether a document counts as a file: one inside another does where a type or words are asked for."""
    return document.parent is None or bool(question.file_type or question.mentions or question.entity)


def _passes(question: CollectionQuestion, document: ScopedDocument) -> bool:
    if question.file_type and not is_of_type(document, question.file_type):
        return False
    if question.document and fold_aligned(document.name) != fold_aligned(question.document):
        return False
    folder = fold_aligned(question.folder)
    parts = fold_aligned(document.path).replace("\\", "/").split("/")[:-1]
    if folder and not any(folder == part for part in parts) and folder not in "/".join(parts):
        return False
    return not question.language or detect_language(document.beginning, "es") == question.language


def _of_kind(
    question: CollectionQuestion, contents: LibraryContents, documents: Sequence[ScopedDocument]
) -> list[Record]:
    records: list[Record] = []
    for document in documents:
        if document.state == "failed":
            continue
        lists = list_grids(document, contents.grids(document), question.kind) if question.kind in MONEY_KINDS else []
        if lists:
            for grid in lists:
                records += row_records(document, grid, question.column)
        elif is_of_kind(document, question.kind):
            records.append(document_record(document, contents.cells.get(document.id, ()), question.column))
    return _without_covers(records)


def _without_covers(records: list[Record]) -> list[Record]:
    """Drop letters and archives that only carry a document of the kind: the one inside stands for both."""
    parents = {record.document.parent for record in records if record.document.parent is not None}
    return [
        record for record in records if record.is_row or record.document.id not in parents or record.amount is not None
    ]


def _with_column(
    question: CollectionQuestion, contents: LibraryContents, documents: Sequence[ScopedDocument]
) -> list[Record]:
    """Return the rows of all tables with the column. For amounts, an invoice gives its total and not its lines."""
    records: list[Record] = []
    for document in documents:
        grids = contents.grids(document)
        if question.column == "amount" and _is_single(document, grids):
            records.append(document_record(document, contents.cells.get(document.id, ()), ""))
            continue
        found: list[Record] = []
        for grid in grids:
            found += [record for record in row_records(document, grid, question.column) if record.amount is not None]
        if not found and question.column != "amount":
            labelled = document_record(document, contents.cells.get(document.id, ()), question.column)
            found = [labelled] if labelled.amount is not None else []
        records += found
    return records


def _is_single(document: ScopedDocument, grids: Sequence[StoredTable]) -> bool:
    kinds = [kind for kind in sorted(MONEY_KINDS) if is_of_kind(document, kind)]
    return bool(kinds) and not any(list_grids(document, grids, kind) for kind in kinds)


def _payments(
    question: CollectionQuestion, contents: LibraryContents, documents: Sequence[ScopedDocument]
) -> tuple[list[Record], list[Record]]:
    """Return the movements of accounts, and beside them invoices and receipts; without movements those, and rows of expenses."""
    pattern = term_pattern(question.entity) if question.entity else None
    movements: list[Record] = []
    bills: list[Record] = []
    others: list[Record] = []
    for document in documents:
        grids = contents.grids(document)
        if _is_single(document, grids):
            bills.append(document_record(document, contents.cells.get(document.id, ()), ""))
            continue
        lists = {id(grid) for kind in sorted(MONEY_KINDS) for grid in list_grids(document, grids, kind)}
        for grid in grids:
            rows = [record for record in row_records(document, grid, "") if record.amount is not None]
            if pattern is not None:
                rows = [record for record in rows if pattern.search(fold_aligned(record.text))]
            if id(grid) in lists:
                bills += rows
            elif labels.is_account(grid.names):
                movements += rows
            elif labels.has_expenses(grid.names):
                others += rows
    if pattern is not None:
        bills = _mentioning(question.entity, contents, bills)
    paid = [
        replace(r, amount=Amount(-r.amount.value, r.amount.unit)) for r in movements if r.amount and r.amount.value < 0
    ]
    bills = [record for record in bills if record.amount is not None]
    return (paid, bills) if paid else ([*bills, *others], [])


def _mentioning(name: str, contents: LibraryContents, records: Sequence[Record]) -> list[Record]:
    places = contents.find([record.document.id for record in records if not record.is_row], [[name]])
    return [r for r in records if r.is_row or r.document.id in places or _name_has(r.document, [[name]])]


def mentioning_all(question: CollectionQuestion, contents: LibraryContents, records: Sequence[Record]) -> list[Record]:
    """Return the records that mention all terms and the name, each with the place where it does."""
    groups = [*question.mentions, *([(question.entity,)] if question.entity else [])]
    if not groups:
        return list(records)
    ids = list(dict.fromkeys(record.document.id for record in records if not record.is_row))
    places = contents.find(ids, groups)
    kept = []
    for record in records:
        if record.is_row:
            text = fold_aligned(record.text)
            has_all = all(any(term_pattern(term).search(text) for term in terms) for terms in groups)
        else:
            has_all = record.document.id in places or _name_has(record.document, groups)
        if has_all != question.is_negated:
            kept.append(_placed(record, places.get(record.document.id)))
    return kept


def _name_has(document: ScopedDocument, groups: Sequence[Sequence[str]]) -> bool:
    name = fold_aligned(f"{document.name} {document.title}").replace("_", " ")
    return all(any(term_pattern(term).search(name) for term in terms) for terms in groups)


def _placed(record: Record, mention: Mention | None) -> Record:
    """Return the record with the place of the words, where it has no other place of its own."""
    if mention is None or record.is_row or record.amount is not None:
        return record
    return replace(record, page=mention.page, start=mention.start, end=mention.end)


def distinct(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Return the records once each, and those that are again the same: a file's copy, or an invoice in a list too."""
    kept: list[Record] = []
    repeated: list[Record] = []
    seen: dict[object, int] = {}
    for record in records:
        is_copy = False
        if record.identity is not None:
            is_copy = seen.setdefault(record.identity, record.document.id) != record.document.id
        if not record.is_row and record.document.sha256 and not record.document.parent:
            key = (record.document.sha256, record.start)
            is_copy = is_copy or seen.setdefault(key, record.document.id) != record.document.id
        (repeated if is_copy else kept).append(record)
    return kept, repeated


def group_of(record: Record, group: str) -> str:
    """Return the group of a record: a month, a year, a name; empty where it says none."""
    document = record.document
    if group in ("month", "year"):
        return record.date[: 7 if group == "month" else 4]
    if group == "type":
        return document.suffix
    if group == "folder":
        return document.folder
    if group == "collection":
        return document.collection
    if group == "language":
        return detect_language(document.beginning, "es")
    return labels.group_value(record.fields, group)
