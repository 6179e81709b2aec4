"""Vectors of chunks and of pictures, a table for each model: vec0 rows are the truth, an int8 sidecar makes the scan fast.

Scan the sidecar in int8, rescore the best from SQLite in float32: exact in practice, and 20 times sqlite-vec's own scan.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import numpy.typing as npt

from engine.store.database import Store
from engine.store.sidecar import BLOCK, Block, Floats, Ids, Rows, Sidecar, quantised

RESCORED = 50
"""More than asked for: int8 may swap neighbours, and this many places never did (100,000 × 384, k = 10 and 100)."""


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
class _Table:
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
        table = _ensure(connection, embedder, dimensions, self._owner)
        rows = np.frombuffer(vectors, "<f2").reshape(len(ids), dimensions).astype("<f4")
        connection.executemany(
            f"INSERT INTO {table.name}(rowid, collection, embedding) VALUES(?, ?, ?)",
            ((one, collection, row.tobytes()) for one, row in zip(ids, rows, strict=True)),
        )
        _count_up(connection, table)

    def remove(self, connection: apsw.Connection, ids: Sequence[int]) -> None:
        """From every embedder's table; a table left mostly empty is written anew, so that its space is freed."""
        for table in _tables(connection, self._owner):
            connection.executemany(f"DELETE FROM {table.name} WHERE rowid = ?", ((one,) for one in ids))
            if _mostly_empty(connection, table):
                _write_anew(connection, table)
            _count_up(connection, table)

    def search(
        self,
        embedder: str,
        query: npt.NDArray[np.float32],
        collections: Sequence[int] = (),
        k: int = 10,
        hidden: Sequence[int] = (),
    ) -> Matches:
        """`query` [dimensions], normalised; `collections` empty means all; `hidden` chunk ids are passed over."""
        with self._scanning, self._store.read() as connection:
            table = _find(connection, embedder)
            if table is None or table.dimensions != len(query):
                return Matches()
            sidecar = self._following(connection, table)
            scan = _scan(sidecar, query, collections, hidden)
            if not len(scan.slots):
                return Matches()
            likely = scan.slots[_largest(scan.scores, k + RESCORED)]
            best = sorted(_rescored(connection, table, sidecar, likely, query), key=lambda one: (-one[1], one[0]))
        scores = scan.scores
        return Matches(tuple(best[:k]), float(scores.mean()), float(scores.std()), len(scores))

    def scores(self, embedder: str, queries: npt.NDArray[np.float32]) -> tuple[Ids, Floats]:
        """Ids [n] of every vector and their int8 cosines [queries, n] (exact to about 0.005) with `queries` [queries, d]."""
        nothing = np.zeros(0, np.int64), np.zeros((len(queries), 0), np.float32)
        with self._scanning, self._store.read() as connection:
            table = _find(connection, embedder)
            if table is None or table.dimensions != queries.shape[1]:
                return nothing
            sidecar = self._following(connection, table)
            ids = sidecar.ids.ravel()
            if not len(ids):
                return nothing
            live = ids != 0
            found = np.stack([_cosines(quantised(one.reshape(1, -1)), sidecar.rows) for one in queries])
        return (ids, found) if live.all() else (ids[live], found[:, live])

    def rescored(self, embedder: str, ids: Ids, query: npt.NDArray[np.float32]) -> dict[int, float]:
        """Exact cosines of the few that have a vector."""
        with self._scanning, self._store.read() as connection:
            table = _find(connection, embedder)
            if table is None or not len(ids):
                return {}
            sidecar = self._following(connection, table)
            slots = np.flatnonzero(np.isin(sidecar.ids.ravel(), ids))
            return dict(_rescored(connection, table, sidecar, slots, query)) if len(slots) else {}

    def any(self, connection: apsw.Connection, embedder: str) -> bool:
        table = _find(connection, embedder)
        return table is not None and bool(_one(connection, f"SELECT EXISTS(SELECT 1 FROM {table.name}_rowids)"))

    def read(self, embedder: str, ids: Sequence[int]) -> dict[int, Floats]:
        """The stored float32 vectors of those that have one."""
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
            for suffix in (".i8", ".ids"):
                self._mirror(table).with_suffix(suffix).unlink(missing_ok=True)

    def count(self, connection: apsw.Connection, embedder: str) -> int:
        table = _find(connection, embedder)
        return _one(connection, f"SELECT count(*) FROM {table.name}_rowids") if table else 0

    def _following(self, connection: apsw.Connection, table: _Table) -> Sidecar:
        """The sidecar as of this transaction: only what changed since the last search is read."""
        generation, sidecar = self._sidecars.get(table.number) or (None, None)
        if sidecar is None:
            sidecar = Sidecar(self._mirror(table), table.dimensions)
        if generation != table.generation:
            sidecar.follow(_blocks(connection, table), lambda number: _read_block(connection, table, number))
            self._sidecars[table.number] = (table.generation, sidecar)
        return sidecar

    def _mirror(self, table: _Table) -> Path:
        return self._store.home / f"vectors-{table.number}.i8"


@dataclass(frozen=True)
class _Scan:
    """Every live vector of the collections: its slot in the sidecar and its int8 cosine."""

    slots: Ids
    scores: Floats


def _scan(sidecar: Sidecar, query: npt.NDArray[np.float32], collections: Sequence[int], hidden: Sequence[int]) -> _Scan:
    asked = quantised(query.reshape(1, -1))
    wanted = np.isin(sidecar.collections, collections) if len(collections) else np.ones(len(sidecar.collections), bool)
    runs = list(_runs(wanted))
    if not runs:
        return _Scan(np.zeros(0, np.int64), np.zeros(0, np.float32))
    scores = np.concatenate([_cosines(asked, sidecar.rows[first * BLOCK : last * BLOCK]) for first, last in runs])
    slots = np.concatenate([np.arange(first * BLOCK, last * BLOCK) for first, last in runs])
    ids = sidecar.ids[wanted].ravel()
    live = ids != 0
    if len(hidden):
        live &= ~np.isin(ids, hidden)
    return _Scan(slots, scores) if live.all() else _Scan(slots[live], scores[live])


def _cosines(query: Rows, rows: Rows) -> Floats:
    import simsimd

    distances = np.empty((1, len(rows)), np.float32)
    simsimd.cdist(query, rows, metric="cosine", out=distances)
    cosines: Floats = np.subtract(1, distances[0], dtype=np.float32)
    return cosines


def _runs(wanted: npt.NDArray[np.bool_]) -> Generator[tuple[int, int]]:
    """(first, past the last) of each run of wanted blocks: one call scans a whole run."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], wanted, [False])).astype(np.int8)))
    for first, last in edges.reshape(-1, 2):
        yield int(first), int(last)


def _largest(scores: Floats, count: int) -> npt.NDArray[np.intp]:
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(-scores, count)[:count]


def _rescored(
    connection: apsw.Connection, table: _Table, sidecar: Sidecar, slots: Ids, query: npt.NDArray[np.float32]
) -> list[tuple[int, float]]:
    """Read where the sidecar says they are, block by block: half the time of asking vec0 for each."""
    numbers = sidecar.numbers
    found = []
    with closing(_open_block(connection, table, int(numbers[0]))) as blob:
        for slot in np.sort(slots).tolist():
            block, offset = divmod(slot, BLOCK)
            blob.reopen(int(numbers[block]))
            blob.seek(offset * table.dimensions * 4)
            vector = np.frombuffer(blob.read(table.dimensions * 4), "<f4")
            found.append((int(sidecar.ids[block, offset]), float(vector @ query)))
    return found


def _blocks(connection: apsw.Connection, table: _Table) -> Generator[Block]:
    """What each slot of vec0's storage holds (sqlite-vec 0.1.9, pinned): a bit map of live slots and their rowids."""
    rows = connection.execute(
        f"SELECT chunk_id, partition00, validity, rowids FROM {table.name}_chunks ORDER BY chunk_id"
    )
    for number, collection, validity, rowids in rows:
        live = np.unpackbits(np.frombuffer(validity, np.uint8), bitorder="little").astype(bool)
        yield Block(number, collection, np.where(live, np.frombuffer(rowids, "<i8"), 0))


def _read_block(connection: apsw.Connection, table: _Table, number: int) -> Floats:
    with closing(_open_block(connection, table, number)) as blob:
        return np.frombuffer(blob.read(), "<f4").reshape(BLOCK, table.dimensions)


def _open_block(connection: apsw.Connection, table: _Table, number: int) -> apsw.Blob:
    return connection.blob_open("main", f"{table.name}_vector_chunks00", "vectors", number, False)


def _ensure(connection: apsw.Connection, embedder: str, dimensions: int, owner: Owner) -> _Table:
    table = _find(connection, embedder)
    if table is None:
        connection.execute(
            "INSERT INTO embedders(name, dimensions, owner) VALUES(?, ?, ?)", (embedder, dimensions, owner.noun)
        )
        table = _Table(connection.last_insert_rowid(), dimensions, 0)
        create_table(connection, table.number, table.dimensions)
    if table.dimensions != dimensions:
        raise ValueError(f"{embedder} makes {table.dimensions} dimensions, not {dimensions}")
    return table


def create_table(connection: apsw.Connection, number: int, dimensions: int) -> None:
    connection.execute(
        f"CREATE VIRTUAL TABLE vectors_{number} USING vec0("
        f"collection integer partition key, embedding float[{dimensions}], chunk_size={BLOCK})"
    )


def _find(connection: apsw.Connection, embedder: str) -> _Table | None:
    rows = connection.execute("SELECT id, dimensions, generation FROM embedders WHERE name = ?", (embedder,))
    return next((_Table(*row) for row in rows), None)


def _tables(connection: apsw.Connection, owner: Owner) -> list[_Table]:
    rows = connection.execute("SELECT id, dimensions, generation FROM embedders WHERE owner = ?", (owner.noun,))
    return [_Table(*row) for row in rows]


def _count_up(connection: apsw.Connection, table: _Table) -> None:
    connection.execute("UPDATE embedders SET generation = generation + 1 WHERE id = ?", (table.number,))


def _mostly_empty(connection: apsw.Connection, table: _Table) -> bool:
    """Whether its live vectors would fit in under half its blocks (each collection fills blocks of its own)."""
    live: dict[int, int] = {}
    blocks = 0
    for block in _blocks(connection, table):
        live[block.collection] = live.get(block.collection, 0) + int(np.count_nonzero(block.ids))
        blocks += 1
    return blocks > 2 * sum(-(-count // BLOCK) for count in live.values())


def _write_anew(connection: apsw.Connection, table: _Table) -> None:
    """sqlite-vec blanks deleted vectors but keeps their space until the whole block is empty."""
    connection.execute("CREATE TABLE moving(id INTEGER PRIMARY KEY, collection INTEGER, embedding BLOB)")
    connection.execute(f"INSERT INTO moving SELECT rowid, collection, embedding FROM {table.name}")
    connection.execute(f"DROP TABLE {table.name}")
    create_table(connection, table.number, table.dimensions)
    connection.execute(f"INSERT INTO {table.name}(rowid, collection, embedding) SELECT * FROM moving")
    connection.execute("DROP TABLE moving")


def _one(connection: apsw.Connection, sql: str) -> int:
    return int(next(iter(connection.execute(sql)))[0])
