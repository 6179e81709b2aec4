"""Vectors of chunks, a table for each embedder: vec0 rows are the truth, an int8 sidecar makes the scan fast.

Scan the sidecar in int8, rescore the best from SQLite in float32: exact in practice, and 20 times sqlite-vec's own scan.
The arithmetic is in `scan`, imported when it is first needed: the engine is ready before any native library.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from engine.store.database import Store

if TYPE_CHECKING:
    from engine.store.sidecar import Floats, Sidecar

BLOCK = 256
"""Vectors in one block of a vec0 table: its `chunk_size`."""


@dataclass(frozen=True)
class Matches:
    """(chunk id, cosine) best first; `mean` and `deviation` of the scores of all `scanned` vectors, to standardise by."""

    best: tuple[tuple[int, float], ...] = ()
    mean: float = 0.0
    deviation: float = 0.0
    scanned: int = 0


@dataclass(frozen=True)
class Table:
    number: int
    dimensions: int
    generation: int

    @property
    def name(self) -> str:
        return f"vectors_{self.number}"


class Vectors:
    """`add` and `remove` work inside the caller's transaction; `search` opens its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sidecars: dict[int, tuple[int, Sidecar]] = {}
        self._scanning = threading.Lock()

    def add(
        self,
        connection: apsw.Connection,
        embedder: str,
        dimensions: int,
        collection: int,
        ids: Sequence[int],
        vectors: bytes,
    ) -> None:
        """`vectors`: float16, little endian, [ids, dimensions], L2-normalised. An id that has a vector keeps its first."""
        from engine.store import scan

        table = _ensure(connection, embedder, dimensions)
        rows = scan.as_float32(vectors, dimensions)
        connection.executemany(
            f"INSERT INTO {table.name}(rowid, collection, embedding) VALUES(?, ?, ?)",
            ((one, collection, row) for one, row in zip(ids, rows, strict=True)),
        )
        _count_up(connection, table)

    def remove(self, connection: apsw.Connection, ids: Sequence[int]) -> None:
        """From every embedder's table; a table left mostly empty is written anew, so that its space is freed."""
        from engine.store import scan

        for table in _tables(connection):
            connection.executemany(f"DELETE FROM {table.name} WHERE rowid = ?", ((one,) for one in ids))
            if scan.mostly_empty(connection, table):
                _write_anew(connection, table)
            _count_up(connection, table)

    def search(
        self,
        embedder: str,
        query: Floats,
        collections: Sequence[int] = (),
        k: int = 10,
        hidden: Sequence[int] = (),
    ) -> Matches:
        """`query` [dimensions], normalised; `collections` empty means all; `hidden` chunk ids are passed over."""
        from engine.store import scan

        with self._scanning, self._store.read() as connection:
            table = _find(connection, embedder)
            if table is None or table.dimensions != len(query):
                return Matches()
            sidecar = self._following(connection, table)
            return scan.search(connection, table, sidecar, query, collections, k, hidden)

    def active(self, connection: apsw.Connection) -> str | None:
        """The embedder that answers: the newest that has every indexed document, else the one that has most."""
        rows = connection.execute(
            """SELECT e.name, count(d.id) FROM embedders e LEFT JOIN documents d
               ON d.embedder = e.name AND d.state = 'indexed' AND d.deleted_at IS NULL GROUP BY e.id ORDER BY e.id DESC"""
        )
        having = {str(name): int(str(count)) for name, count in rows}
        every = sum(having.values())
        complete = (name for name, count in having.items() if count == every)
        return next(complete, max(having, key=lambda name: having[name], default=None))

    def drop(self, connection: apsw.Connection, embedder: str) -> None:
        """All vectors of an embedder that is no longer used."""
        table = _find(connection, embedder)
        if table:
            connection.execute(f"DROP TABLE {table.name}")
            connection.execute("DELETE FROM embedders WHERE id = ?", (table.number,))
            for suffix in (".i8", ".ids"):
                self._mirror(table).with_suffix(suffix).unlink(missing_ok=True)

    def count(self, connection: apsw.Connection, embedder: str) -> int:
        table = _find(connection, embedder)
        return _one(connection, f"SELECT count(*) FROM {table.name}_rowids") if table else 0

    def _following(self, connection: apsw.Connection, table: Table) -> Sidecar:
        """The sidecar as of this transaction: only what changed since the last search is read."""
        from engine.store import scan
        from engine.store.sidecar import Sidecar

        generation, sidecar = self._sidecars.get(table.number) or (None, None)
        if sidecar is None:
            sidecar = Sidecar(self._mirror(table), table.dimensions)
        if generation != table.generation:
            scan.follow(connection, table, sidecar)
            self._sidecars[table.number] = (table.generation, sidecar)
        return sidecar

    def _mirror(self, table: Table) -> Path:
        return self._store.home / f"vectors-{table.number}.i8"


def _ensure(connection: apsw.Connection, embedder: str, dimensions: int) -> Table:
    table = _find(connection, embedder)
    if table is None:
        connection.execute("INSERT INTO embedders(name, dimensions) VALUES(?, ?)", (embedder, dimensions))
        table = Table(connection.last_insert_rowid(), dimensions, 0)
        create_table(connection, table.number, table.dimensions)
    if table.dimensions != dimensions:
        raise ValueError(f"{embedder} makes {table.dimensions} dimensions, not {dimensions}")
    return table


def create_table(connection: apsw.Connection, number: int, dimensions: int) -> None:
    connection.execute(
        f"CREATE VIRTUAL TABLE vectors_{number} USING vec0("
        f"collection integer partition key, embedding float[{dimensions}], chunk_size={BLOCK})"
    )


def _find(connection: apsw.Connection, embedder: str) -> Table | None:
    rows = connection.execute("SELECT id, dimensions, generation FROM embedders WHERE name = ?", (embedder,))
    return next((Table(*row) for row in rows), None)


def _tables(connection: apsw.Connection) -> list[Table]:
    return [Table(*row) for row in connection.execute("SELECT id, dimensions, generation FROM embedders")]


def _count_up(connection: apsw.Connection, table: Table) -> None:
    connection.execute("UPDATE embedders SET generation = generation + 1 WHERE id = ?", (table.number,))


def _write_anew(connection: apsw.Connection, table: Table) -> None:
    """sqlite-vec blanks deleted vectors but keeps their space until the whole block is empty."""
    connection.execute("CREATE TABLE moving(id INTEGER PRIMARY KEY, collection INTEGER, embedding BLOB)")
    connection.execute(f"INSERT INTO moving SELECT rowid, collection, embedding FROM {table.name}")
    connection.execute(f"DROP TABLE {table.name}")
    create_table(connection, table.number, table.dimensions)
    connection.execute(f"INSERT INTO {table.name}(rowid, collection, embedding) SELECT * FROM moving")
    connection.execute("DROP TABLE moving")


def _one(connection: apsw.Connection, sql: str) -> int:
    return int(next(iter(connection.execute(sql)))[0])
