"""Vectors of chunks and of pictures, a table for each model: vec0 rows are the truth, an int8 sidecar makes the scan fast.

Scan the sidecar in int8, rescore the best from SQLite in float32: exact in practice, and 20 times sqlite-vec's own scan.
The arithmetic is in `scan`, imported when it is first needed: the engine is ready before any native library.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw

from engine.store.database import Store

if TYPE_CHECKING:
    from engine.store.int8_index import Floats, Ids, Sidecar

BLOCK = 256
"""Vectors in one block of a vec0 table: its `chunk_size`."""


@dataclass(frozen=True)
class Owner:
    """Whose vectors a table holds: the noun, which is their SQL table, and SQL for (model, how many of the noun it has done).

    Chunk 7 and picture 7 are two things: the tables of the one are never seen by the other.
    """

    noun: str
    done: str
    lacking: str
    """SQL that counts the rows that should have a vector of the model bound and are not in vectors_{id}."""


CHUNKS = Owner(
    "chunks",
    "SELECT embedder, count(*) FROM documents WHERE state = 'indexed' AND deleted_at IS NULL GROUP BY embedder",
    """SELECT count(*) FROM chunks c JOIN documents d ON d.id = c.document
       WHERE d.state = 'indexed' AND d.embedder = ? AND c.id NOT IN (SELECT rowid FROM vectors_{id}_rowids)""",
)
PICTURES = Owner(
    "pictures",
    """SELECT encoder, count(*) FROM pictures WHERE state = 'indexed' AND deleted_at IS NULL AND gone_at IS NULL
       GROUP BY encoder""",
    """SELECT count(*) FROM pictures
       WHERE state = 'indexed' AND encoder = ? AND id NOT IN (SELECT rowid FROM vectors_{id}_rowids)""",
)
OWNERS = (CHUNKS, PICTURES)


@dataclass(frozen=True)
class Matches:
    """(row id, cosine) best first; `mean` and `deviation` of the scores of all `scanned` vectors, to standardise by."""

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
    """Of one owner. `add` and `remove` work inside the caller's transaction; `search`, `scores` and `read` open their own."""

    def __init__(self, store: Store, owner: Owner = CHUNKS) -> None:
        self._store, self._owner = store, owner
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
        from engine.store import vector_scan

        table = _ensure(connection, embedder, dimensions, self._owner)
        rows = vector_scan.as_float32(vectors, dimensions)
        connection.executemany(
            f"INSERT INTO {table.name}(rowid, collection, embedding) VALUES(?, ?, ?)",
            ((one, collection, row) for one, row in zip(ids, rows, strict=True)),
        )
        _count_up(connection, table)

    def remove(self, connection: apsw.Connection, ids: Sequence[int], embedder: str = "") -> None:
        """From that embedder's table, or every one's; a table left mostly empty is written anew, so that its space is freed."""
        from engine.store import vector_scan

        only = _find(connection, embedder) if embedder else None
        for table in _tables(connection, self._owner):
            if embedder and table != only:
                continue
            connection.executemany(f"DELETE FROM {table.name} WHERE rowid = ?", ((one,) for one in ids))
            if vector_scan.mostly_empty(connection, table):
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
        from engine.store import vector_scan

        with self._scanning, self._store.read() as connection:
            table = _find(connection, embedder)
            if table is None or table.dimensions != len(query):
                return Matches()
            sidecar = self._following(connection, table)
            return vector_scan.search(connection, table, sidecar, query, collections, k, hidden)

    def scores(self, embedder: str, queries: Floats) -> tuple[Ids, Floats]:
        """Ids [n] of every vector and their int8 cosines [queries, n] (exact to about 0.005) with `queries` [queries, d]."""
        from engine.store import vector_scan

        with self._scanning, self._store.read() as connection:
            table = _find(connection, embedder)
            if table is None or table.dimensions != queries.shape[1]:
                return vector_scan.nothing(len(queries))
            return vector_scan.scores(self._following(connection, table), queries)

    def rescored(self, embedder: str, ids: Ids, query: Floats) -> dict[int, float]:
        """Exact cosines of the few that have a vector."""
        from engine.store import vector_scan

        with self._scanning, self._store.read() as connection:
            table = _find(connection, embedder)
            if table is None or not len(ids):
                return {}
            return vector_scan.rescored(connection, table, self._following(connection, table), ids, query)

    def any(self, connection: apsw.Connection, embedder: str) -> bool:
        table = _find(connection, embedder)
        return table is not None and bool(_one(connection, f"SELECT EXISTS(SELECT 1 FROM {table.name}_rowids)"))

    def having(self, connection: apsw.Connection) -> tuple[str, ...]:
        """The embedders that have made any, newest first."""
        names = connection.execute("SELECT name FROM embedders WHERE owner = ? ORDER BY id DESC", (self._owner.noun,))
        return tuple(str(name) for (name,) in names.fetchall() if self.any(connection, str(name)))

    def ids(self, connection: apsw.Connection, embedder: str) -> str:
        """SQL for the rows that have its vector."""
        table = _find(connection, embedder)
        return f"SELECT rowid FROM {table.name}_rowids" if table else "SELECT 0 WHERE 0"

    def covers(self, connection: apsw.Connection, embedder: str, other: str) -> bool:
        """It has a vector of all that the other has one of."""
        ours, theirs = self.ids(connection, embedder), self.ids(connection, other)
        return not _one(connection, f"SELECT EXISTS({theirs} WHERE rowid NOT IN ({ours}))")

    def read(self, embedder: str, ids: Sequence[int]) -> dict[int, Floats]:
        """The stored float32 vectors of those that have one."""
        import numpy as np

        with self._store.read() as connection:
            table = _find(connection, embedder)
            if table is None:
                return {}
            sql = f"SELECT rowid, embedding FROM {table.name} WHERE rowid = ?"
            rows: Iterable[tuple[Any, ...]] = (row for one in ids for row in connection.execute(sql, (int(one),)))
            return {int(id): np.frombuffer(vector, "<f4") for id, vector in rows}

    def active(self, connection: apsw.Connection) -> str | None:
        """The embedder that answers: the newest that has all that is indexed, else the one that has most."""
        done = {str(name): int(str(count)) for name, count in connection.execute(self._owner.done)}
        names = connection.execute("SELECT name FROM embedders WHERE owner = ? ORDER BY id DESC", (self._owner.noun,))
        having = {str(name): done.get(str(name), 0) for (name,) in names}
        every = sum(having.values())
        complete = (name for name, count in having.items() if count == every)
        return next(complete, max(having, key=lambda name: having[name], default=None))

    def drop(self, connection: apsw.Connection, embedder: str) -> None:
        """All vectors of an embedder that is no longer used."""
        table = _find(connection, embedder)
        if table:
            connection.execute(f"DROP TABLE {table.name}")
            connection.execute("DELETE FROM embedders WHERE id = ?", (table.number,))
            self._sidecars.pop(table.number, None)
            for suffix in (".i8", ".ids"):
                self._mirror(table).with_suffix(suffix).unlink(missing_ok=True)

    def count(self, connection: apsw.Connection, embedder: str) -> int:
        table = _find(connection, embedder)
        return _one(connection, f"SELECT count(*) FROM {table.name}_rowids") if table else 0

    def _following(self, connection: apsw.Connection, table: Table) -> Sidecar:
        """The sidecar as of this transaction: only what changed since the last search is read."""
        from engine.store import vector_scan
        from engine.store.int8_index import Sidecar

        generation, sidecar = self._sidecars.get(table.number) or (None, None)
        if sidecar is None:
            sidecar = Sidecar(self._mirror(table), table.dimensions)
        if generation != table.generation:
            vector_scan.follow(connection, table, sidecar)
            self._sidecars[table.number] = (table.generation, sidecar)
        return sidecar

    def _mirror(self, table: Table) -> Path:
        return self._store.home / f"vectors-{table.number}.i8"


def _ensure(connection: apsw.Connection, embedder: str, dimensions: int, owner: Owner) -> Table:
    table = _find(connection, embedder)
    if table is None:
        connection.execute(
            "INSERT INTO embedders(name, dimensions, owner) VALUES(?, ?, ?)", (embedder, dimensions, owner.noun)
        )
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


def _tables(connection: apsw.Connection, owner: Owner) -> list[Table]:
    rows = connection.execute("SELECT id, dimensions, generation FROM embedders WHERE owner = ?", (owner.noun,))
    return [Table(*row) for row in rows]


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
