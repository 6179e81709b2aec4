"""The arithmetic of a search through one vector table: scan the sidecar in int8, rescore the best in float32.

Apart from `vectors`, which imports this only when it computes: the engine is ready before any native library.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

import apsw
import numpy as np
import numpy.typing as npt

from engine.store.int8_index import Block, Floats, Ids, Rows, Sidecar, quantised
from engine.store.vectors import BLOCK, Matches, Table

RESCORED = 50
"""More than asked for: int8 may swap neighbours, and this many places never did (100,000 × 384, k = 10 and 100)."""


def search(
    connection: apsw.Connection,
    table: Table,
    sidecar: Sidecar,
    query: Floats,
    collections: Sequence[int],
    k: int,
    hidden: Sequence[int],
) -> Matches:
    """`sidecar` as of this transaction; the rest as Vectors.search has it."""
    scan = _scan(sidecar, query, collections, hidden)
    if not len(scan.slots):
        return Matches()
    likely = scan.slots[_largest(scan.scores, k + RESCORED)]
    best = sorted(_rescored(connection, table, sidecar, likely, query), key=lambda one: (-one[1], one[0]))
    scores = scan.scores
    return Matches(tuple(best[:k]), float(scores.mean()), float(scores.std()), len(scores))


def nothing(queries: int) -> tuple[Ids, Floats]:
    return np.zeros(0, np.int64), np.zeros((queries, 0), np.float32)


def scores(sidecar: Sidecar, queries: Floats) -> tuple[Ids, Floats]:
    """Ids [n] of every live vector and their int8 cosines [queries, n]."""
    ids = sidecar.ids.ravel()
    if not len(ids):
        return nothing(len(queries))
    live = ids != 0
    found = np.stack([_cosines(quantised(one.reshape(1, -1)), sidecar.rows) for one in queries])
    return (ids, found) if live.all() else (ids[live], found[:, live])


def rescored(
    connection: apsw.Connection, table: Table, sidecar: Sidecar, ids: Ids, query: npt.NDArray[np.float32]
) -> dict[int, float]:
    slots = np.flatnonzero(np.isin(sidecar.ids.ravel(), ids))
    return dict(_rescored(connection, table, sidecar, slots, query)) if len(slots) else {}


def follow(connection: apsw.Connection, table: Table, sidecar: Sidecar) -> None:
    """Bring the sidecar to the state of this transaction: only what changed is read."""
    sidecar.follow(_blocks(connection, table), lambda number: _read_block(connection, table, number))


def as_float32(vectors: bytes, dimensions: int) -> Generator[bytes]:
    """float16 rows as sqlite-vec takes them."""
    return (row.tobytes() for row in np.frombuffer(vectors, "<f2").reshape(-1, dimensions).astype("<f4"))


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
    """Not into an array of ours (`out=`): that returns a None it does not own, and after some thousand the process aborts."""
    import simsimd

    distances = np.asarray(simsimd.cdist(query, rows, metric="cosine", out_dtype="float32"))[0]
    cosines: Floats = np.subtract(1, distances, dtype=np.float32)
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
    connection: apsw.Connection, table: Table, sidecar: Sidecar, slots: Ids, query: npt.NDArray[np.float32]
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


def _blocks(connection: apsw.Connection, table: Table) -> Generator[Block]:
    """What each slot of vec0's storage holds (sqlite-vec 0.1.9, pinned): a bit map of live slots and their rowids."""
    rows = connection.execute(
        f"SELECT chunk_id, partition00, validity, rowids FROM {table.name}_chunks ORDER BY chunk_id"
    )
    for number, collection, validity, rowids in rows:
        live = np.unpackbits(np.frombuffer(validity, np.uint8), bitorder="little").astype(bool)
        yield Block(number, collection, np.where(live, np.frombuffer(rowids, "<i8"), 0))


def _read_block(connection: apsw.Connection, table: Table, number: int) -> Floats:
    with closing(_open_block(connection, table, number)) as blob:
        return np.frombuffer(blob.read(), "<f4").reshape(BLOCK, table.dimensions)


def _open_block(connection: apsw.Connection, table: Table, number: int) -> apsw.Blob:
    return connection.blob_open("main", f"{table.name}_vector_chunks00", "vectors", number, False)


def mostly_empty(connection: apsw.Connection, table: Table) -> bool:
    """Whether its live vectors would fit in under half its blocks (each collection fills blocks of its own)."""
    live: dict[int, int] = {}
    blocks = 0
    for block in _blocks(connection, table):
        live[block.collection] = live.get(block.collection, 0) + int(np.count_nonzero(block.ids))
        blocks += 1
    return blocks > 2 * sum(-(-count // BLOCK) for count in live.values())
