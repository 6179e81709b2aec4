"""An int8 copy of one vector table, memory-mapped so that a scan runs at memory speed. It may be deleted at any time.

Three files: NAME.i8 holds the vectors, block for block as vec0 stores them; NAME.res what int8 leaves of them, in int8 again, so
that both together are exact to 0.00001; NAME.ids the row id in each slot and checksums for each block. A block whose checksums or
ids do not agree is made again from the library, so no file is ever trusted.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from engine.store.searching.parallel_scan import Floats as Floats
from engine.store.searching.parallel_scan import Ids as Ids
from engine.store.searching.parallel_scan import Rows as Rows
from engine.store.searching.parallel_scan import in_parallel
from engine.store.vector_tables import BLOCK

_HEADER = np.dtype([("magic", "S8"), ("dimensions", "<i8"), ("blocks", "<i8"), ("crc", "<i8")])
_RECORD = np.dtype(
    [
        ("block", "<i8"), ("collection", "<i8"), ("crc", "<i8"), ("residual_crc", "<i8"), ("norms", "<f4", (BLOCK,)),
        ("steps", "<f4", (BLOCK,)), ("ids", "<i8", (BLOCK,)),
    ]
)  # fmt: skip
_MAGIC = b"ATNVEC02"
_UNKNOWN = -1
CHECKED_TOGETHER = 64
"""Blocks whose checksums one thread compares before it takes the next ones."""
RESIDUAL_STEPS = 254
"""Steps of a residual for one step of int8: a half step either way is 127 of them."""


class VectorBlock(msgspec.Struct, frozen=True):
    """A block's number in the vec0 table, its collection and the row ids in its slots [BLOCK] (0: empty)."""

    number: int
    collection: int
    ids: Ids


class Int8Index:
    """The vectors of one table as int8, up to date after `update`. `rows` is [blocks * BLOCK, dimensions]."""

    def __init__(self, path: Path, dimensions: int) -> None:
        self._path = path
        self._dimensions = dimensions
        self._records = _load(path.with_suffix(".ids"), dimensions)
        self._unsaved = 0
        self.rows = self._map(path, None, len(self._records))
        self._residuals = self._map(path.with_suffix(".res"), None, len(self._records))
        self._has_sound_residuals = np.zeros(len(self._records), bool)
        self._mark_damaged_blocks()
        self._arrange()

    def _arrange(self) -> None:
        """Lay the figures of all rows side by side, as scans read them."""
        self.ids: Ids = self._records["ids"].reshape(-1)
        """Row ids [rows], 0 where a slot is empty."""
        self.inverse_norms: Floats = np.reciprocal(self._records["norms"].reshape(-1))
        """1 / the lengths of the int8 vectors [rows], 1 where a slot is empty."""
        self.is_full = bool(self.ids.all())
        """Whether every slot has a row."""

    @property
    def numbers(self) -> Ids:
        """The blocks' numbers in the vec0 table [blocks]."""
        return np.asarray(self._records["block"])

    @property
    def collections(self) -> Ids:
        """The blocks' collections [blocks]."""
        return np.asarray(self._records["collection"])

    def exact(self, slots: npt.NDArray[np.intp], read: Callable[[int], Floats]) -> Floats:
        """Return the vectors in some slots, exact to 0.00001; `read` is that of `update`."""
        for position in np.unique(slots // BLOCK).tolist():
            if not self._has_sound_residuals[position]:
                if _checksum(_block(self._residuals, position)) != self._records["residual_crc"][position]:
                    self._fill(position, read(int(self._records["block"][position])))
                self._has_sound_residuals[position] = True
        steps = self._records["steps"][slots // BLOCK, slots % BLOCK][:, None]
        vectors: Floats = (self.rows[slots] + self._residuals[slots] * np.float32(1 / RESIDUAL_STEPS)) * steps
        return vectors

    def update(self, blocks: Iterable[VectorBlock], read: Callable[[int], Floats]) -> None:
        """Convert again the blocks that differ from `blocks`; `read(number)` returns a block's vectors [BLOCK, dimensions]."""
        records = _records(blocks)
        shared = min(len(records), len(self._records))
        unchanged = np.zeros(len(records), bool)
        old, new = self._records[:shared], records[:shared]
        unchanged[:shared] = (old["block"] == new["block"]) & (old["ids"] == new["ids"]).all(axis=1)
        for name in ("crc", "residual_crc", "norms", "steps"):
            records[name][:shared] = old[name]
        if len(records) != len(self._records):
            self.rows = self._map(self._path, self.rows, len(records))
            self._residuals = self._map(self._path.with_suffix(".res"), self._residuals, len(records))
            self._has_sound_residuals = np.resize(self._has_sound_residuals, len(records)) & (
                np.arange(len(records)) < shared
            )
        self._records = records
        for position in np.flatnonzero(~unchanged):
            self._fill(int(position), read(int(records["block"][position])))
        self._arrange()
        self._unsaved += int((~unchanged).sum())
        if self._unsaved * 20 >= max(1, len(records)):
            self.save()

    def save(self) -> None:
        """Write the ids to a new file and move it over the old one.

        After a kill the old ids remain, and their changed blocks are converted again.
        """
        header = np.zeros(1, _HEADER)
        header[0] = (_MAGIC, self._dimensions, len(self._records), zlib.crc32(self._records.tobytes()))
        path = self._path.with_suffix(".ids")
        part = path.with_suffix(".part")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(header.tobytes() + self._records.tobytes())
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)  # a full disk costs only the next start's speed
        self._unsaved = 0

    def _fill(self, position: int, vectors: Floats) -> None:
        rows, residuals, steps = _quantise_twice(vectors)
        is_empty = self._records["ids"][position] == 0
        for kept, made in ((_block(self.rows, position), rows), (_block(self._residuals, position), residuals)):
            kept[:] = made
            kept[is_empty] = 0
        record = self._records[position]
        record["crc"], record["residual_crc"] = (
            _checksum(_block(self.rows, position)),
            _checksum(_block(self._residuals, position)),
        )
        norms = np.sqrt((_block(self.rows, position).astype(np.float32) ** 2).sum(axis=1))
        record["norms"], record["steps"] = np.where(norms > 0, norms, 1), steps
        self._has_sound_residuals[position] = True

    def _mark_damaged_blocks(self) -> None:
        crcs, ids = self._records["crc"].tolist(), self._records["ids"]

        def mark(first: int) -> None:
            for position in range(first, min(first + CHECKED_TOGETHER, len(crcs))):
                if _checksum(_block(self.rows, position)) != crcs[position]:
                    ids[position] = _UNKNOWN

        in_parallel(mark, range(0, len(crcs), CHECKED_TOGETHER))

    def _map(self, path: Path, old: Rows | None, blocks: int) -> Rows:
        """Map a file, made `blocks` long; returns plain memory when the disk has no room for it."""
        shape = (blocks * BLOCK, self._dimensions)
        if not blocks:
            return np.zeros(shape, np.int8)
        try:
            return _mapped(path, shape)
        except OSError:
            rows = np.zeros(shape, np.int8)
            if old is not None:
                kept = old[: len(rows)]
                rows[: len(kept)] = kept
            return rows


def quantise(vectors: Floats) -> Rows:
    """Return float32 vectors [n, d] as int8, each scaled by its own largest component: the cosine does not see the scale."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    rows: Rows = np.rint(vectors * (127 / np.maximum(largest, 1e-12))).astype(np.int8)
    return rows


def _quantise_twice(vectors: Floats) -> tuple[Rows, Rows, Floats]:
    """Return vectors as `quantise` does, in RESIDUAL_STEPS what their rounding has left out, and the step of each [n]."""
    step = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12) / 127
    scaled = vectors / step
    rows = np.rint(scaled)
    residuals = np.rint((scaled - rows) * RESIDUAL_STEPS)
    return rows.astype(np.int8), residuals.astype(np.int8), step[:, 0]


def _block(rows: Rows, position: int) -> Rows:
    return rows[position * BLOCK : (position + 1) * BLOCK]


def _checksum(block: Rows) -> int:
    return zlib.crc32(block.data)


def _mapped(path: Path, shape: tuple[int, int]) -> Rows:
    size = shape[0] * shape[1]
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        if os.fstat(file.fileno()).st_size != size:
            file.truncate(size)
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)  # a hole written to on a full disk would end the process
        return np.asarray(np.memmap(file, np.int8, "r+", shape=shape))  # to slice a memmap takes five times as long


def _records(blocks: Iterable[VectorBlock]) -> npt.NDArray[np.void]:
    listed = list(blocks)
    records = np.zeros(len(listed), _RECORD)
    for record, block in zip(records, listed, strict=True):
        record["block"], record["collection"], record["ids"] = block.number, block.collection, block.ids
    return records


def _load(path: Path, dimensions: int) -> npt.NDArray[np.void]:
    none = np.zeros(0, _RECORD)
    try:
        content = path.read_bytes()
    except OSError:
        return none
    if len(content) < _HEADER.itemsize:
        return none
    header = np.frombuffer(content, _HEADER, 1)[0]
    body = content[_HEADER.itemsize :]
    expected = (_MAGIC, dimensions, int(header["blocks"]) * _RECORD.itemsize, zlib.crc32(body))
    if (bytes(header["magic"]), int(header["dimensions"]), len(body), int(header["crc"])) != expected:
        return none
    return np.frombuffer(body, _RECORD).copy()
