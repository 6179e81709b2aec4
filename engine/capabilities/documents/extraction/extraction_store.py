"""Tables of facts as rows of the library. Each document's values are kept at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import apsw
import msgspec

from engine.capabilities.documents.api import extraction as api
from engine.capabilities.documents.extraction.field_kinds import field_rule, normalized
from engine.protocol.errors import NotFound
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store
from engine.store.json_cells import decode_list
from engine.store.rows import rows

_CELL_COLUMNS = "position, record, field, text, origin, page, start_offset, end_offset, quote"


class UnreadFactDocument(msgspec.Struct, frozen=True):
    """A document of a table that is still to be read."""

    position: int
    document: int
    path: str
    title: str


class ExtractionStore:
    """Reads and writes the tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, name: str, fields: Sequence[api.FactField], documents: Sequence[tuple[int, str, str]]) -> int:
        """Add a table for documents (id, path, title), all of them waiting. Return its id."""
        with self._store.write() as connection:
            connection.execute(
                "INSERT INTO extractions(name, fields, created_at) VALUES(?, ?, ?)",
                (name, msgspec.json.encode(list(fields)).decode(), now_ms()),
            )
            id = connection.last_insert_rowid()
            connection.executemany(
                "INSERT INTO extraction_documents(extraction, position, document, path, title) VALUES(?, ?, ?, ?, ?)",
                ((id, position, *document) for position, document in enumerate(documents)),
            )
        return id

    def waiting(self, table: int) -> list[UnreadFactDocument]:
        """Return the documents that were not read yet."""
        with self._store.read() as connection:
            listed = connection.execute(
                """SELECT position, document, path, title FROM extraction_documents
                   WHERE extraction = ? AND state = 'waiting' ORDER BY position""",
                (table,),
            )
            return [UnreadFactDocument(*row) for row in rows(listed)]

    def put(
        self, table: int, position: int, records: Sequence[Sequence[api.FactCell]], reason: str = ""
    ) -> tuple[api.FactRow, ...]:
        """Keep the rows of a document and return them. One with a `reason` could not be read."""
        with self._store.write() as connection:
            connection.execute(
                "UPDATE extraction_documents SET state = ?, reason = ? WHERE extraction = ? AND position = ?",
                ("failed" if reason else "done", reason, table, position),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO extraction_cells VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (table, position, record, c.field, c.text, c.origin, c.page, c.start, c.end, c.quote)
                    for record, cells in enumerate(records)
                    for c in cells
                ),
            )
            return _rows(connection, table, _fields(connection, table), position)

    def find(self, table: int) -> api.FactTable:
        """Return a table. Raises NotFound."""
        with self._store.read() as connection:
            found = connection.execute(
                "SELECT name, CAST(fields AS BLOB), created_at FROM extractions WHERE id = ? AND deleted_at IS NULL",
                (table,),
            ).fetchone()
            if found is None:
                raise NotFound("table")
            fields = decode_list(found[1], api.FactField)
            listed = _rows(connection, table, fields)
            done, total = _counts(connection, table)
        return api.FactTable(table, str(found[0]), fields, listed, done, total, int(str(found[2])))

    def list(self) -> tuple[api.FactTableInfo, ...]:
        """Return the tables, newest first."""
        with self._store.read() as connection:
            found = rows(
                connection.execute(
                    """SELECT id, name, CAST(fields AS BLOB), created_at FROM extractions
                       WHERE deleted_at IS NULL ORDER BY id DESC"""
                )
            )
            return tuple(
                api.FactTableInfo(id, name, decode_list(fields, api.FactField), *_counts(connection, id), at)
                for id, name, fields, at in list(found)
            )

    def edit(self, request: api.EditFact) -> api.FactRow:
        """Keep the person's own value, and return the row. Raises NotFound."""
        with self._store.write() as connection:
            fields = _fields(connection, request.table)
            listed = _rows(connection, request.table, fields, request.position)
            if not any(row.record == request.record for row in listed) or not 0 <= request.field < len(fields):
                raise NotFound("cell")
            text = " ".join(request.text.encode("utf-8", "replace").decode().split())
            connection.execute(
                f"""INSERT INTO extraction_cells(extraction, {_CELL_COLUMNS}) VALUES(?, ?, ?, ?, ?, 'person', 0, 0, 0, '')
                    ON CONFLICT DO UPDATE SET text = excluded.text, origin = 'person'""",
                (request.table, request.position, request.record, request.field, text),
            )
            changed = _rows(connection, request.table, fields, request.position)
        return next(row for row in changed if row.record == request.record)

    def set_removed(self, table: int, *, removed: bool) -> None:
        """Hide a table or show it again. Raises NotFound."""
        with self._store.write() as connection:
            connection.execute(
                "UPDATE extractions SET deleted_at = ? WHERE id = ?", (now_ms() if removed else None, table)
            )
            if not connection.changes():
                raise NotFound("table")

    def purge_old(self) -> None:
        """Delete for good what was removed long ago."""
        with self._store.write(frees_space=True) as connection:
            connection.execute("DELETE FROM extractions WHERE deleted_at < ?", (purge_cutoff(self._store),))


def _fields(connection: apsw.Connection, table: int) -> tuple[api.FactField, ...]:
    found = connection.execute(
        "SELECT CAST(fields AS BLOB) FROM extractions WHERE id = ? AND deleted_at IS NULL", (table,)
    ).fetchone()
    if found is None:
        raise NotFound("table")
    return decode_list(found[0], api.FactField)


def _counts(connection: apsw.Connection, table: int) -> tuple[int, int]:
    sql = (
        "SELECT count(*) - coalesce(sum(state = 'waiting'), 0), count(*) FROM extraction_documents WHERE extraction = ?"
    )
    ((done, total),) = rows(connection.execute(sql, (table,)))
    return int(done), int(total)


def _rows(
    connection: apsw.Connection, table: int, fields: Sequence[api.FactField], position: int | None = None
) -> tuple[api.FactRow, ...]:
    """Return the rows of a table, or of one document of it; a document without any value has one empty row."""
    kinds = [field_rule(field).kind for field in fields]
    chosen, bound = ("", (table,)) if position is None else (" AND position = ?", (table, position))
    cells: dict[int, dict[int, list[api.FactCell]]] = defaultdict(lambda: defaultdict(list))
    sql = f"SELECT {_CELL_COLUMNS} FROM extraction_cells WHERE extraction = ?{chosen} ORDER BY position, record, field"
    for at, record, field, *values in rows(connection.execute(sql, bound)):
        if 0 <= field < len(fields):
            cells[at][record].append(_cell(field, kinds[field], values))
    sql = f"""SELECT position, document, path, title, state, reason FROM extraction_documents
        WHERE extraction = ?{chosen} ORDER BY position"""
    found: list[api.FactRow] = []
    for at, document, path, title, state, reason in rows(connection.execute(sql, bound)):
        records = cells.get(at) or {0: []}
        found += (
            api.FactRow(at, document, path, title, state, record, tuple(of_record), reason)
            for record, of_record in sorted(records.items())
        )
    return tuple(found)


def _cell(field: int, kind: Any, values: Sequence[Any]) -> api.FactCell:  # Any: of a damaged file
    text, origin, page, start, end, quote = values
    return api.FactCell(field, text, origin, page, start, end, quote, normalized(kind, text))
