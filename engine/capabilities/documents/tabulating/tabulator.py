"""Counts, lists and adds up the records of documents by conditions, with the machinery of questions about all files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Sequence

from msgspec.structs import replace

from engine.capabilities.documents.api.tabulating import (
    DocumentKindUnknown,
    NoSuchColumn,
    Tabulate,
    TabulateGroup,
    Tabulation,
    UnitTotal,
)
from engine.capabilities.documents.cells.cell_store import CellStore
from engine.capabilities.documents.collection_questions.answerer import ContentsReader
from engine.capabilities.documents.collection_questions.parsing.filters import file_type, kind_of
from engine.capabilities.documents.collection_questions.question import CollectionQuestion
from engine.capabilities.documents.collection_questions.record import Record
from engine.capabilities.documents.collection_questions.records import document_record, row_records
from engine.capabilities.documents.collection_questions.scope import coverage_of, documents_in_scope
from engine.capabilities.documents.collection_questions.selection import (
    LibraryContents,
    Selection,
    distinct,
    group_of,
    mentioning_all,
    select,
)
from engine.capabilities.documents.collection_questions.totals import totals_of
from engine.capabilities.documents.collection_questions.vocabulary import FILE_TYPES, KINDS
from engine.capabilities.documents.collection_questions.wording import AnswerWording
from engine.capabilities.documents.tabulating.conditions import (
    Condition,
    field_of,
    parse_condition,
    stated_values,
)
from engine.protocol.answering.collection_answer import CollectionRow
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import CollectionMissing
from engine.protocol.progress import Progress
from engine.store.database import Store
from engine.store.rows import rows
from engine.text.values.folding import fold_aligned

NAMED = 20
"""Names of columns that an error lists."""
_OF_DOCUMENTS = ("", "amount", "date", "name", "month", "year", "type", "folder", "language", "collection")
"""Known of every document; anything else is looked for in the rows of tables."""


class Tabulator:
    """Handler of `documents.tabulate`."""

    def __init__(self, store: Store, contents: ContentsReader) -> None:
        self._store, self._contents, self._cells = store, contents, CellStore(store)

    def tabulate(self, request: Tabulate, is_cancelled: IsCancelled) -> Generator[Progress, None, Tabulation]:
        """Return the result. Raises the errors of Tabulate."""
        conditions = [parse_condition(text) for text in request.where]
        asked = _question(request)
        with self._store.read() as connection:
            names = "SELECT name FROM collections WHERE deleted_at IS NULL ORDER BY name"
            known = [str(name) for (name,) in rows(connection.execute(names))]
            if missing := next((name for name in request.collections if name not in known), None):
                raise CollectionMissing(name=missing, names=", ".join(known) or "–")
            documents = documents_in_scope(connection, request.collections, ())
        ids = [document.id for document in documents]
        for done in self._cells.fill(ids, is_cancelled):
            yield Progress(done, len(ids), "file")
        contents = self._contents.read(documents, is_cancelled)
        selection = _selected(asked, contents, conditions, request.by)
        found = _narrowed(selection, conditions)
        _check_columns(conditions, request, selection, contents)
        coverage, wording = coverage_of(documents, 0), AnswerWording(request.language)
        has_amounts = asked.operation not in ("count", "list")
        records = sorted(found.records, key=lambda r: (r.document.path.casefold(), r.page, r.start))
        return Tabulation(
            request.operation,
            len(records),
            _totals(records, asked, wording) if has_amounts else (),
            tuple(_groups(records, asked, request.by, wording)),
            tuple(_row(record, _group_name(record, request.by)) for record in records),
            coverage,
            wording.coverage(coverage),
            _names(found.moneyless),
            _names(found.repeated),
            totals_of(records, asked.operation).assumed if has_amounts else 0,
        )


def _question(request: Tabulate) -> CollectionQuestion:
    noun = " ".join(fold_aligned(request.kind).split())
    kind = kind_of(noun)
    files = "" if kind or not noun else file_type(noun)
    if noun and not (kind or files):
        words = [nouns.partition("|")[0] for nouns in KINDS.values()]
        words += [nouns.partition("|")[0] for key, (nouns, _) in FILE_TYPES.items() if key]
        raise DocumentKindUnknown(name=request.kind, names=", ".join(words))
    mentions = tuple((words,) for words in request.mentions if words.strip())
    has_amounts = request.operation not in ("count", "list")
    column = request.column or ("amount" if has_amounts and not kind else "")
    return CollectionQuestion(request.operation, kind, files, column, mentions, noun=request.kind)


def _selected(
    asked: CollectionQuestion, contents: LibraryContents, conditions: Sequence[Condition], by: str
) -> Selection:
    """Return the records before the conditions: rows of tables too, where a condition or group names one of their columns."""
    of_rows = any(condition.field not in _OF_DOCUMENTS or not condition.field for condition in conditions)
    of_rows = of_rows or (bool(by) and (field_of(by) or "?") not in _OF_DOCUMENTS)
    if not (of_rows or asked.kind or asked.column) and any(condition.field == "amount" for condition in conditions):
        return select(replace(asked, column="amount"), contents)
    if asked.kind or asked.column or not of_rows:
        return select(asked, contents)
    listed = replace(asked, operation="list")
    documents = [record.document for record in select(replace(listed, mentions=()), contents).records]
    records: list[Record] = []
    for document in documents:
        found = [record for grid in contents.grids(document) for record in row_records(document, grid, "")]
        records += found or [document_record(document, contents.cells.get(document.id, ()), "")]
    once, repeated = distinct(mentioning_all(listed, contents, records))
    return Selection(tuple(once), len(once), tuple(repeated))


def _narrowed(selection: Selection, conditions: Sequence[Condition]) -> Selection:
    def passing(records: Sequence[Record]) -> tuple[Record, ...]:
        return tuple(record for record in records if all(condition.holds(record) for condition in conditions))

    return replace(
        selection,
        records=passing(selection.records),
        repeated=passing(selection.repeated),
        moneyless=passing(selection.moneyless),
    )


def _check_columns(
    conditions: Sequence[Condition], request: Tabulate, selection: Selection, contents: LibraryContents
) -> None:
    """Raise NoSuchColumn for a name that no record has; where there is no record, none is missed but the column."""
    everything = (*selection.records, *selection.moneyless, *selection.repeated)
    unknown = [
        condition.name
        for condition in conditions
        if condition.field not in ("amount", "date") and not any(map(condition.is_stated, everything))
    ]
    if request.by and not any(_group_name(record, request.by) for record in everything):
        unknown.append(request.by)
    unknown = unknown if everything else []
    if request.column and not selection.records:
        unknown.append(request.column)
    if unknown:
        names = Counter(cell.name for cells in contents.cells.values() for cell in cells if cell.name)
        listed = ", ".join(name for name, _ in names.most_common(NAMED))
        raise NoSuchColumn(name=unknown[0], names=listed or "–")


def _group_name(record: Record, by: str) -> str:
    if not by:
        return ""
    field = field_of(by)
    said = group_of(record, field) if field else ""
    stated = [said] if said else stated_values(record, "" if field in ("", "amount") else field, by)
    return " ".join(stated[0].split()) if stated else ""


def _groups(
    records: Sequence[Record], asked: CollectionQuestion, by: str, wording: AnswerWording
) -> list[TabulateGroup]:
    if not by:
        return []
    found: dict[str, list[Record]] = {}
    names: dict[str, str] = {}
    for record in records:
        name = _group_name(record, by)
        key = re.sub(r"[\W_]+", "", fold_aligned(name))
        names.setdefault(key, name)
        found.setdefault(key, []).append(record)
    has_amounts = asked.operation not in ("count", "list")
    ordered = sorted(found, key=lambda key: (not key, key))
    return [
        TabulateGroup(names[key], len(found[key]), _totals(found[key], asked, wording) if has_amounts else ())
        for key in ordered
    ]


def _totals(records: Sequence[Record], asked: CollectionQuestion, wording: AnswerWording) -> tuple[UnitTotal, ...]:
    totals = totals_of(records, asked.operation).amounts
    unnamed = f" ({wording.tr('without a currency')})" if len(totals) > 1 else ""
    return tuple(
        UnitTotal(format(a.value, "f"), a.unit, wording.amount(a) + ("" if a.unit else unnamed)) for a in totals
    )


def _names(records: Sequence[Record]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(record.document.shown_name for record in records))


def _row(record: Record, group: str) -> CollectionRow:
    document, amount = record.document, record.amount
    return CollectionRow(
        document.id,
        document.path,
        document.title,
        record.page,
        record.text,
        "",
        record.start,
        record.end,
        record.date,
        format(amount.value, "f") if amount else "",
        amount.unit if amount else "",
        group,
    )
