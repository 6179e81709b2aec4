"""Cells of documents as rows: filled from the stored text of the pages, where a document's cells were not read yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import apsw

from engine.capabilities.documents.cells.page_cells import VERSION, PageCell, read_cells
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.store.database import Store
from engine.store.rows import rows

BATCH = 50
"""Documents whose cells are read and stored in one transaction."""


@dataclass(frozen=True)
class StoredCell:
    """A cell of a document: its place, its column's name or its label, its text, and its number where it is one."""

    document: int
    page: int
    grid: int
    row: int
    place: int
    name: str
    text: str
    number: Decimal | None
    unit: str
    start: int
    end: int


class CellStore:
    """Reads and keeps the cells of documents."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def fill(self, documents: Sequence[int], is_cancelled: IsCancelled) -> Iterator[int]:
        """Read the cells of those documents whose text has changed since, and yield how many are done. Raises Cancelled."""
        for start in range(0, len(documents), BATCH):
            if is_cancelled():
                raise Cancelled
            part = documents[start : start + BATCH]
            stale = self._stale(part)
            if stale:
                with self._store.write() as connection:
                    for document, characters in stale:
                        _fill_document(connection, document, characters)
            yield start + len(part)

    def cells(self, documents: Sequence[int]) -> list[StoredCell]:
        """Return the cells of these documents, in their order on the pages."""
        with self._store.read() as connection:
            return list(read_stored(connection, documents))

    def _stale(self, documents: Sequence[int]) -> list[tuple[int, int]]:
        """Return the documents to be read with the number of characters of their text."""
        with self._store.read() as connection:
            listed = connection.execute(
                """SELECT d.value, coalesce((SELECT sum(length(p.text)) FROM pages p WHERE p.document = d.value), 0) AS size
                   FROM json_each(?) d LEFT JOIN cell_readings r ON r.document = d.value
                   WHERE r.document IS NULL OR r.version <> ? OR r.characters <> size""",
                (str(list(documents)), VERSION),
            )
            return [(int(id), int(size)) for id, size in rows(listed)]


def read_stored(connection: apsw.Connection, documents: Sequence[int]) -> Iterator[StoredCell]:
    """Yield the stored cells of these documents."""
    listed = connection.execute(
        """SELECT document, page, grid, row, place, name, text, number, unit, start_offset, end_offset FROM table_cells
           WHERE document IN (SELECT value FROM json_each(?)) ORDER BY document, page, grid, row, place""",
        (str(list(documents)),),
    )
    for document, page, grid, row, place, name, text, number, unit, start, end in rows(listed):
        yield StoredCell(document, page, grid, row, place, name, text, _decimal(number), unit, start, end)


def _fill_document(connection: apsw.Connection, document: int, characters: int) -> None:
    if not connection.execute("SELECT 1 FROM documents WHERE id = ?", (document,)).fetchall():
        return  # it was deleted meanwhile
    connection.execute("DELETE FROM table_cells WHERE document = ?", (document,))
    pages = connection.execute("SELECT number, text FROM pages WHERE document = ? ORDER BY number", (document,))
    for page, text in list(rows(pages)):
        connection.executemany(
            "INSERT INTO table_cells VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_row(document, page, cell) for cell in read_cells(text)),
        )
    connection.execute("INSERT OR REPLACE INTO cell_readings VALUES(?, ?, ?)", (document, VERSION, characters))


def _row(document: int, page: int, cell: PageCell) -> tuple[int | str, ...]:
    place = (document, page, cell.grid, cell.row, cell.place)
    return (*place, cell.name, cell.text, cell.number, cell.unit, cell.start, cell.end)


def _decimal(number: str) -> Decimal | None:
    """Return a number as it is stored; None for none, and for one that a damaged file holds."""
    try:
        value = Decimal(number) if number else None
    except InvalidOperation:
        return None
    return value if value is None or value.is_finite() else None
