"""Makes the records of a question: documents of a kind, and rows of the tables that list such documents or hold a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from engine.capabilities.documents.cells.cell_store import StoredCell
from engine.capabilities.documents.cells.page_cells import LABELS, is_total
from engine.capabilities.documents.collection_questions import labels
from engine.capabilities.documents.collection_questions.kinds import is_list_of_kind, names_kind
from engine.capabilities.documents.collection_questions.record import Record
from engine.capabilities.documents.collection_questions.scope import ScopedDocument
from engine.text.values.dates import date_in_name, find_date
from engine.text.values.folding import fold_aligned

Row = list[StoredCell]


class StoredTable(msgspec.Struct, frozen=True):
    """A table of a document: its rows of cells, and the label of its page (the name of a sheet)."""

    page: int
    label: str
    rows: list[Row]

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        found: dict[int, str] = {}
        for row in self.rows:
            for cell in row:
                found.setdefault(cell.place, cell.name)
        return [found[place] for place in sorted(found)]


def grids_of(cells: Sequence[StoredCell], page_labels: Mapping[int, str]) -> list[StoredTable]:
    """Return the tables of a document; one that goes on over pages is one a page."""
    found: dict[tuple[int, int], dict[int, Row]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        if cell.grid != LABELS:
            found[cell.page, cell.grid][cell.row].append(cell)
    return [StoredTable(page, page_labels.get(page, ""), list(rows.values())) for (page, _), rows in found.items()]


def list_grids(document: ScopedDocument, grids: Sequence[StoredTable], kind: str) -> list[StoredTable]:
    """Return the tables in which each row is a document of the kind: by the name of the file, the sheet or a column."""
    by_file = is_list_of_kind(document.name, kind) or is_list_of_kind(document.title, kind)
    return [
        grid
        for grid in grids
        if len(_body(grid)) > 1
        and labels.amount_column(_body(grid), "") is not None
        and (by_file or is_list_of_kind(grid.label, kind) or _has_distinct(grid, kind))
    ]


def row_records(document: ScopedDocument, grid: StoredTable, column: str) -> Iterator[Record]:
    """Yield a record for each row of a table, without the rows that add up others."""
    body = _body(grid)
    place = labels.amount_column(body, column)
    for row in body:
        amount = next((cell for cell in row if cell.place == place), None)
        fields = tuple((fold_aligned(cell.name), cell.text) for cell in row)
        yield Record(
            document,
            grid.page,
            _start_of(row[0]),
            row[-1].end,
            True,
            labels.amount_of(amount) if amount else None,
            labels.date_of(row) or date_in_name(grid.label) or date_in_name(document.name),
            labels.number_of(row),
            " · ".join(cell.text for cell in row),
            fields,
        )


def document_record(document: ScopedDocument, cells: Sequence[StoredCell], column: str) -> Record:
    """Return the record of a document as a whole, with its total and where that stands."""
    amount = labels.amount_of_document(cells, column)
    labelled = [cell for cell in cells if cell.grid == LABELS]
    date, is_of_file = date_of_document(document, labelled)
    fields = tuple((fold_aligned(cell.name), cell.text) for cell in labelled)
    page, start, end = (amount.page, amount.start, amount.end) if amount else (1, 0, 0)
    return Record(
        document,
        page,
        start,
        end,
        False,
        labels.amount_of(amount) if amount else None,
        date,
        labels.number_of(labelled),
        amount.text if amount else "",
        fields,
        is_of_file,
    )


def date_of_document(document: ScopedDocument, labelled: Sequence[StoredCell]) -> tuple[str, bool]:
    """Return the date that a document gives by a label, its name or its beginning, else the file's, and whether it is that."""
    if date := labels.date_of(labelled) or date_in_name(document.name):
        return date, False
    if found := find_date(document.beginning):
        return found[0], False
    return document.modified_on, True


def _start_of(cell: StoredCell) -> int:
    """Return where a cell begins with the name of its column: "Name: value"."""
    return max(0, cell.start - len(cell.name) - len(": ")) if cell.name else cell.start


def _body(grid: StoredTable) -> list[Row]:
    return [row for row in grid.rows if row and not is_total(row[0].text)]


def _has_distinct(grid: StoredTable, kind: str) -> bool:
    """Return whether a column names one document of the kind a row, and they differ."""
    for at, name in enumerate(grid.names):
        if names_kind(name, kind) and len(name.split()) <= 4:
            values = [cell.text for row in _body(grid) for cell in row if cell.name == name]
            if len(values) > 1 and len(set(values)) > len(values) / 2 and at <= 3:
                return True
    return False
