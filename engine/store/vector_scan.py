"""Searches one vector table: scans its int8 index, then computes exact cosines of the best in float32.

`vectors` imports this module only when it computes: the engine is ready before any native library is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING

import apsw
import msgspec
import numpy as np
import numpy.typing as npt

from engine.store.int8_index import Floats, Ids, Int8Index, Rows, VectorBlock, quantise
from engine.store.searching.parallel_scan import Mask, dots, nearest_rows
from engine.store.vector_tables import BLOCK, Candidate, Candidates, Matches, VectorTable

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

Allowed = Callable[[Ids], Mask]
"""Returns which of the rows with these ids [n] count. Several threads call it at once."""
SAMPLE, LEAST_SAMPLE, NEIGHBOURS = 256, 100, 5
"""Vectors that stand for all in `nearness`, those without which nothing can be said, and how many of them are neighbours."""
ALMOST_EQUAL = 0.9999
"""Cosine from which on a neighbour is the vector itself, or a copy of its text."""
EVERY_SLOT = b"\xff" * (BLOCK // 8)
"""The bit map of a block that is full."""
RESCORED = 50
"""More candidates than asked for: int8 may swap neighbours, and never by this many places (100,000 × 384, k = 10 and 100)."""


def search(
    connection: apsw.Connection,
    table: VectorTable,
    index: Int8Index,
    query: Floats,
    collections: Sequence[int],
    k: int,
    hidden: Sequence[int],
    allowed: Allowed | None = None,
) -> Matches:
    """Return the k nearest, from an `index` that is up to date; the arguments are those of VectorStore.search."""
    counting = _counting(index, collections, hidden, allowed)
    found = nearest_rows(index, quantise(query.reshape(1, -1)), k + RESCORED, counting)
    if not found.scanned:
        return Matches()
    rescored = _exact_cosines(connection, table, index, found.slots, query)
    best = sorted(rescored, key=lambda match: (-match[1], match[0]))
    return Matches(tuple(best[:k]), found.mean, found.deviation, found.scanned)


def no_scores(queries: int) -> tuple[Ids, Floats]:
    """Return the ids and cosines of a table without vectors: int64 [0] and float32 [queries, 0]."""
    return np.zeros(0, np.int64), np.zeros((queries, 0), np.float32)


def scores(index: Int8Index, queries: Floats) -> tuple[Ids, Floats]:
    """Return the ids [n] of all vectors and their int8 cosines [queries, n] with `queries` [queries, dimensions]."""
    ids = index.ids
    if not len(ids):
        return no_scores(len(queries))
    live = ids != 0
    cosines = _cosine_table(index, queries)
    return (ids, cosines) if live.all() else (ids[live], cosines[:, live])


def exact_scores(
    connection: apsw.Connection, table: VectorTable, index: Int8Index, ids: Ids, query: Floats
) -> dict[int, float]:
    """Return the exact cosine of each of `ids` that has a vector."""
    slots = np.flatnonzero(np.isin(index.ids, ids))
    return dict(_exact_cosines(connection, table, index, slots, query)) if len(slots) else {}


class Metric(msgspec.Struct, frozen=True):
    """A map by which vectors are compared: in each of the `directions` [dimensions, n], orthonormal, a `gain` [n] of squares."""

    directions: Floats
    gains: Floats

    def map(self, vectors: Rows | Floats) -> Floats:
        """Return vectors [n, dimensions] mapped, and normalised again."""
        floats = vectors.astype(np.float32)
        if not len(self.gains):
            return _normalised(floats)
        stretch = np.sqrt(np.maximum(1 + self.gains, 0)) - 1
        floats += (floats @ self.directions * stretch) @ self.directions.T
        return _normalised(floats)


def _normalised(vectors: Floats) -> Floats:
    normalised: Floats = (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)).astype(
        np.float32
    )
    return normalised


PLAIN = Metric(np.zeros((0, 0), np.float32), np.zeros(0, np.float32))
"""Compares vectors as they are."""


@cache
def _linear_algebra() -> ThreadpoolController:
    """Return what sets the number of threads of numpy's library; to find that takes some milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def candidates(
    index: Int8Index,
    query: Floats,
    aim: Floats,
    most: Mapping[int, int],
    hidden: Sequence[int],
    metric: Metric | None = None,
) -> Candidates:
    """Return the nearest to `aim` of each collection by int8 cosines; the arguments are those of VectorStore.candidates."""
    ids, collections = index.ids, np.repeat(index.collections, BLOCK)
    live = ids != 0
    if len(hidden):
        live &= ~np.isin(ids, hidden)
    if not live.any():
        return Candidates()
    cosines, aimed = _cosine_table(index, np.stack([query, aim]))
    chosen = [np.flatnonzero(live & (collections == collection)) for collection in most]
    nearest = [slots[_largest(aimed[slots], k)] for slots, k in zip(chosen, most.values(), strict=True)]
    slots = np.concatenate(nearest)
    sample = _sample(np.flatnonzero(ids))
    near_aim, all_aimed, compare = aimed[slots], aimed[live], metric or PLAIN
    # In float32 and with one thread: simsimd takes 5 ms for such a table, and a second thread that spins 15 on a busy machine.
    with _linear_algebra().limit(limits=1):
        mapped, others = compare.map(index.rows[slots]), compare.map(index.rows[sample])
        usual = _nearness(mapped @ others.T)
        if metric is not None:
            mapped_aim = metric.map(aim.reshape(1, -1))[0]
            near_aim, all_aimed = mapped @ mapped_aim, others @ mapped_aim
    best = (
        Candidate(int(ids[slot]), int(collections[slot]), float(cosines[slot]), float(cosine), near)
        for slot, cosine, near in zip(slots.tolist(), near_aim, usual, strict=True)
    )
    every = cosines[live]
    return Candidates(
        tuple(best),
        float(every.mean()),
        float(every.std()),
        len(every),
        float(all_aimed.mean()),
        float(all_aimed.std()),
    )


def _nearness(cosines: Floats) -> list[float]:
    """Return of cosines [slots, sample] the mean of each slot with its NEIGHBOURS nearest, itself left out."""
    if cosines.shape[1] < LEAST_SAMPLE or not len(cosines):
        return [0.0] * len(cosines)
    cosines[cosines > ALMOST_EQUAL] = -1.0
    mean = np.partition(cosines, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:].mean(axis=1)
    return [float(value) for value in mean]


def _sample(live: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return SAMPLE of the slots, evenly spread, or all where there are fewer."""
    sample: npt.NDArray[np.intp] = live[np.linspace(0, len(live) - 1, min(SAMPLE, len(live))).astype(np.int64)]
    return sample


def update_index(connection: apsw.Connection, table: VectorTable, index: Int8Index) -> None:
    """Bring the index to the state of this transaction: only blocks that changed are read."""
    index.update(_blocks(connection, table), lambda number: _read_block(connection, table, number))


def as_float32(vectors: bytes, dimensions: int) -> Generator[bytes]:
    """Return float16 rows one by one as float32, as sqlite-vec takes them."""
    return (row.tobytes() for row in np.frombuffer(vectors, "<f2").reshape(-1, dimensions).astype("<f4"))


def _counting(
    index: Int8Index, collections: Sequence[int], hidden: Sequence[int], allowed: Allowed | None
) -> Callable[[slice], Mask | None] | None:
    """Return what tells of a part of the rows which of them count; None where all do."""
    selected = np.isin(index.collections, collections) if len(collections) else None
    left_out = np.array(hidden, np.int64)
    if selected is None and not len(left_out) and allowed is None and index.is_full:
        return None

    def counting(part: slice) -> Mask | None:
        if selected is not None and not selected[part.start // BLOCK : -(-part.stop // BLOCK)].any():
            return np.zeros(part.stop - part.start, bool)
        ids = index.ids[part]
        mask: Mask = ids != 0
        if selected is not None:
            mask &= np.repeat(selected[part.start // BLOCK : -(-part.stop // BLOCK)], BLOCK)
        if len(left_out):
            mask &= ~np.isin(ids, left_out)
        if allowed is not None:
            mask &= allowed(ids)
        return None if mask.all() else mask

    return counting


def _cosine_table(index: Int8Index, queries: Floats) -> Floats:
    """Return the cosines [queries, rows of the index] of their int8 forms."""
    rows = quantise(queries)
    lengths = np.linalg.norm(rows.astype(np.float32), axis=1, keepdims=True)
    cosines: Floats = dots(rows, index.rows) * index.inverse_norms / np.maximum(lengths, 1e-12)
    return cosines


def _largest(scores: Floats, count: int) -> npt.NDArray[np.intp]:
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(-scores, count)[:count]


def _exact_cosines(
    connection: apsw.Connection, table: VectorTable, index: Int8Index, slots: Ids, query: npt.NDArray[np.float32]
) -> list[tuple[int, float]]:
    """Return (row id, cosine) of some slots. The index has the vectors whole: vec0 takes 0.1 ms for each."""
    slots = np.sort(slots)
    vectors = index.exact(slots, lambda number: _read_block(connection, table, number))
    return list(zip(index.ids[slots].tolist(), (vectors @ query).astype(float).tolist(), strict=True))


def _blocks(connection: apsw.Connection, table: VectorTable) -> Generator[VectorBlock]:
    """Read vec0's own storage (sqlite-vec 0.1.9, pinned): for each block a bit map of its used slots and their rowids."""
    rows = connection.execute(
        f"SELECT chunk_id, partition00, validity, rowids FROM {table.name}_chunks ORDER BY chunk_id"
    )
    for number, collection, validity, rowids in rows:
        ids = np.frombuffer(rowids, "<i8")
        if validity != EVERY_SLOT:
            live = np.unpackbits(np.frombuffer(validity, np.uint8), bitorder="little").astype(bool)
            ids = np.where(live, ids, 0)
        yield VectorBlock(number, collection, ids)


def _read_block(connection: apsw.Connection, table: VectorTable, number: int) -> Floats:
    with closing(_open_block(connection, table, number)) as blob:
        return np.frombuffer(blob.read(), "<f4").reshape(BLOCK, table.dimensions)


def _open_block(connection: apsw.Connection, table: VectorTable, number: int) -> apsw.Blob:
    return connection.blob_open("main", f"{table.name}_vector_chunks00", "vectors", number, False)


def is_mostly_empty(connection: apsw.Connection, table: VectorTable) -> bool:
    """Tell whether a table's vectors would fit in under half its blocks (each collection fills blocks of its own)."""
    live: dict[int, int] = {}
    blocks = 0
    for block in _blocks(connection, table):
        live[block.collection] = live.get(block.collection, 0) + int(np.count_nonzero(block.ids))
        blocks += 1
    return blocks > 2 * sum(-(-count // BLOCK) for count in live.values())
