"""Cells of documents as rows: read from the stored text of the pages right after a file, or where they are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import islice

import apsw
import msgspec

from engine.capabilities.documents.cells.page_cells import VERSION, PageCell, read_cells
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.store.database import Store
from engine.store.rows import rows

BATCH = 50
"""Documents that are looked at together; the cells of each are stored in a transaction of its own."""
MOST_CELLS = 200_000
"""Cells kept of one document."""


class StoredCell(msgspec.Struct, frozen=True):
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


class DocumentCells(msgspec.Struct, frozen=True):
    """The cells of a document, each with its page, and the number of characters that they were read from."""

    cells: tuple[tuple[int, PageCell], ...]
    characters: int

    @classmethod
    def read(cls, pages: Iterable[tuple[int, str]]) -> DocumentCells:
        """Read the cells of pages, each a number and its text. Takes about 1.3 s of processor time for a million characters."""
        listed = list(pages)
        cells = ((number, cell) for number, text in listed for cell in read_cells(text))
        return cls(tuple(islice(cells, MOST_CELLS)), sum(len(text) for _, text in listed))


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
            for document in self._stale(part):
                self._fill_document(document)
            yield start + len(part)

    def cells(self, documents: Sequence[int]) -> list[StoredCell]:
        """Return the cells of these documents, in their order on the pages."""
        with self._store.read() as connection:
            return list(read_stored(connection, documents))

    def _stale(self, documents: Sequence[int]) -> list[int]:
        """Return the documents that are to be read."""
        with self._store.read() as connection:
            listed = connection.execute(
                """SELECT d.value, coalesce((SELECT sum(length(p.text)) FROM pages p WHERE p.document = d.value), 0) AS size
                   FROM json_each(?) d LEFT JOIN cell_readings r ON r.document = d.value
                   WHERE r.document IS NULL OR r.version <> ? OR r.characters <> size""",
                (str(list(documents)), VERSION),
            )
            return [int(id) for id, _ in rows(listed)]

    def _fill_document(self, document: int) -> None:
        """Read the cells of a document before the transaction that stores them; one that is deleted meanwhile has none."""
        with self._store.read() as connection:
            sql = "SELECT number, text FROM pages WHERE document = ? ORDER BY number"
            pages = [(int(page), str(text)) for page, text in rows(connection.execute(sql, (document,)))]
        cells = DocumentCells.read(pages)
        with self._store.write() as connection:
            if connection.execute("SELECT 1 FROM documents WHERE id = ?", (document,)).fetchall():
                put_cells(connection, document, cells)


def put_cells(connection: apsw.Connection, document: int, cells: DocumentCells) -> None:
    """Store the cells of a document in the place of those it has."""
    connection.execute("DELETE FROM table_cells WHERE document = ?", (document,))
    connection.executemany(
        "INSERT INTO table_cells VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (document, page, c.grid, c.row, c.place, c.name, c.text, c.number, c.unit, c.start, c.end)
            for page, c in cells.cells
        ),
    )
    connection.execute("INSERT OR REPLACE INTO cell_readings VALUES(?, ?, ?)", (document, VERSION, cells.characters))


def read_stored(connection: apsw.Connection, documents: Sequence[int]) -> Iterator[StoredCell]:
    """Yield the stored cells of these documents."""
    listed = connection.execute(
        """SELECT document, page, grid, row, place, name, text, number, unit, start_offset, end_offset FROM table_cells
           WHERE document IN (SELECT value FROM json_each(?)) ORDER BY document, page, grid, row, place""",
        (str(list(documents)),),
    )
    for document, page, grid, row, place, name, text, number, unit, start, end in rows(listed):
        yield StoredCell(document, page, grid, row, place, name, text, _decimal(number), unit, start, end)


def _decimal(number: str) -> Decimal | None:
    """Return a number as it is stored; None for none, and for one that a damaged file holds."""
    try:
        value = Decimal(number) if number else None
    except InvalidOperation:
        return None
    return value if value is None or value.is_finite() else None
