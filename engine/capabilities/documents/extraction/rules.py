"""Finds the values of fields in a document by labels, tables and patterns: no model, and nothing that does not stand there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from engine.capabilities.documents.api.extraction import FactCell, FactOrigin
from engine.capabilities.documents.cells.cell_store import StoredCell
from engine.capabilities.documents.cells.page_cells import LABELS, is_total
from engine.capabilities.documents.collection_questions.labels import amount_of_document
from engine.capabilities.documents.extraction.field_kinds import FieldRule, normalized
from engine.text.values.dates import find_date

MOST_RECORDS = 5000
"""Rows of one document's tables that become rows of the table of facts."""
UNLABELLED_PAGES = 3
"""First pages of a document in which values are told by their form alone."""


def find_records(
    rules: Sequence[FieldRule], cells: Sequence[StoredCell], pages: Mapping[int, str]
) -> list[tuple[FactCell, ...]]:
    """Return a row for the document, or one for each row of a table of it whose columns are the fields.

    A field that is stated nowhere has no cell.
    """
    if records := _table_records(rules, cells, pages):
        return records
    return [tuple(cell for at, rule in enumerate(rules) if (cell := _find(at, rule, cells, pages)) is not None)]


def _table_records(
    rules: Sequence[FieldRule], cells: Sequence[StoredCell], pages: Mapping[int, str]
) -> list[tuple[FactCell, ...]]:
    """Return the rows of the tables in which most fields, at least two, are columns of their own."""
    grids: dict[tuple[int, int], dict[int, list[StoredCell]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        if cell.grid != LABELS:
            grids[cell.page, cell.grid][cell.row].append(cell)
    records: list[tuple[FactCell, ...]] = []
    for rows in grids.values():
        names = {cell.place: cell.name for row in rows.values() for cell in row}
        columns = _columns(rules, names)
        if len(columns) < max(2, (len(rules) + 1) // 2) or len(rows) < 2:
            continue
        for row in rows.values():
            if is_total(row[0].text):
                continue
            found = (_of_cell(at, rules[at], cell, pages) for cell in row for at in columns.get(cell.place, ()))
            if record := tuple(cell for cell in found if cell is not None):
                records.append(record)
    return records[:MOST_RECORDS]


def _columns(rules: Sequence[FieldRule], names: Mapping[int, str]) -> dict[int, list[int]]:
    """Return the fields of each column, each field once: that of its own name first."""
    columns: dict[int, list[int]] = defaultdict(list)
    for at, rule in enumerate(rules):
        matching = [place for place, name in names.items() if rule.is_label(name)]
        exact = [place for place in matching if " ".join(names[place].lower().split()) == rule.name]
        if chosen := exact or matching:
            columns[chosen[-1 if rule.is_total else 0]].append(at)
    return dict(columns)


def _of_cell(at: int, rule: FieldRule, cell: StoredCell, pages: Mapping[int, str]) -> FactCell | None:
    span = (0, len(cell.text)) if rule.kind in ("text", "number") else rule.value_in(cell.text)
    return (
        None if span is None else _cell(at, rule, "table", cell.page, cell.start + span[0], cell.start + span[1], pages)
    )


def _find(at: int, rule: FieldRule, cells: Sequence[StoredCell], pages: Mapping[int, str]) -> FactCell | None:
    if rule.is_total and (total := amount_of_document(cells, "")) is not None:
        start, end = rule.value_in(total.text) or (0, len(total.text))
        return _cell(at, rule, "label", total.page, total.start + start, total.start + end, pages)
    labelled = [cell for cell in cells if cell.grid == LABELS]
    exact = [cell for cell in labelled if " ".join(cell.name.lower().split()) == rule.name]
    for cell in [*exact, *(cell for cell in labelled if rule.is_label(cell.name))]:
        if (span := rule.value_in(cell.text)) is not None:
            return _cell(at, rule, "label", cell.page, cell.start + span[0], cell.start + span[1], pages)
    if rule.kind == "date" and rule.excluded is not None and (only := _only_date(pages)) is not None:
        return _cell(at, rule, "pattern", *only, pages)
    for page in sorted(pages)[:UNLABELLED_PAGES]:
        if (span := rule.unlabelled_in(pages[page])) is not None:
            return _cell(at, rule, "pattern", page, *span, pages)
    return None


def _only_date(pages: Mapping[int, str]) -> tuple[int, int, int] | None:
    """Return page, start and end of the date of a letter: the only one on its first page; None where there are several."""
    page = min(pages)
    text = pages[page]
    first = find_date(text)
    if first is None or find_date(text[first[2] :]) is not None:
        return None
    return page, first[1], first[2]


def _cell(
    at: int, rule: FieldRule, origin: FactOrigin, page: int, start: int, end: int, pages: Mapping[int, str]
) -> FactCell | None:
    """Return the cell, quoted from the page; None where the page has other text there than was stored."""
    text = pages.get(page, "")[start:end]
    if not text.strip():
        return None
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return FactCell(
        at, " ".join(text.split()), origin, page, start, start + len(text), text, normalized(rule.kind, text)
    )
