"""An inverted index of one full-text table in a memory-mapped file: the rows that hold each term. It may be deleted at any time.

The file: a header; blocks of postings, each for some thousand terms, first the slots (int32) and then the frequencies (uint16) of
all of them; the ids of the rows (int64, a row's place is its slot) and their lengths in tokens (int32); the blocks; the terms in
the order of their bytes; their bytes. A block whose checksum does not agree makes the whole file worthless.
"""

from __future__ import annotations

import mmap
import os
import zlib
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
import numpy.typing as npt

from engine.store.searching.keyword_index import IndexDamagedError

Ids = npt.NDArray[np.int64]
Slots = npt.NDArray[np.int32]
Frequencies = npt.NDArray[np.uint16]

MAGIC = b"ATNINV01"
KEY_BYTES = 16
HEADER = np.dtype(
    [
        ("magic", "S8"), ("key", "V16"), ("rows", "<i8"), ("blocks", "<i8"), ("terms", "<i8"), ("text", "<i8"),
        ("directory", "<i8"), ("crc", "<i8"),
    ]
)  # fmt: skip
"""`directory` is the offset of all that follows the blocks, `crc` the checksum of that, `text` the number of the terms' bytes."""
BLOCK = np.dtype([("offset", "<i8"), ("postings", "<i8"), ("crc", "<i8")])
TERM = np.dtype([("end", "<i8"), ("block", "<i4"), ("first", "<i4"), ("rows", "<i4")])
"""`end` of the term's bytes, its postings in `block` from `first` on, -1 where they are left out, and the number of its rows."""
LEFT_OUT = -1
MOST_LOOKED_UP = 10_000
"""Terms that are remembered with their places."""


class Term(msgspec.Struct, frozen=True):
    """A term of the index: how many rows had it, and where its postings are (`block` -1 where they are left out)."""

    rows: int
    block: int
    first: int


class InvertedIndex:
    """One open file. `ids` [rows] ascend; `lengths` [rows] are in tokens."""

    def __init__(self, mapped: mmap.mmap, header: np.void) -> None:
        self._mapped = mapped
        rows, terms = int(header["rows"]), int(header["terms"])
        at = int(header["directory"])
        self.ids: Ids = np.frombuffer(mapped, "<i8", rows, at)
        at += self.ids.nbytes
        self.lengths: Slots = np.frombuffer(mapped, "<i4", rows, at)
        at += self.lengths.nbytes
        self._blocks = np.frombuffer(mapped, BLOCK, int(header["blocks"]), at)
        at += self._blocks.nbytes
        self._terms = np.frombuffer(mapped, TERM, terms, at)
        self._text = at + self._terms.nbytes
        self._ends = self._terms["end"]
        self._checked: set[int] = set()
        self._looked_up: dict[bytes, Term | None] = {}

    @classmethod
    def open(cls, path: Path, key: bytes) -> Self | None:
        """Return the index of that key, None where there is none, it is of another library, or damaged."""
        try:
            with path.open("rb") as file:
                if os.fstat(file.fileno()).st_size < HEADER.itemsize:
                    return None
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            return None
        header = np.frombuffer(mapped, HEADER, 1)[0]
        return cls(mapped, header) if _is_whole(mapped, header, key) else None

    @property
    def last_id(self) -> int:
        """The id of the newest row; 0 where there are none."""
        return int(self.ids[-1]) if len(self.ids) else 0

    def find(self, term: bytes) -> Term | None:
        """Return a term, None for one that no row has. A search asks several times for each."""
        if term not in self._looked_up:
            if len(self._looked_up) >= MOST_LOOKED_UP:
                self._looked_up.clear()
            self._looked_up[term] = self._look_up(term)
        return self._looked_up[term]

    def _look_up(self, term: bytes) -> Term | None:
        low, high = 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle) < term:
                low = middle + 1
            else:
                high = middle
        if low == len(self._ends) or self._bytes(low) != term:
            return None
        entry = self._terms[low]
        return Term(int(entry["rows"]), int(entry["block"]), int(entry["first"]))

    def postings(self, term: Term) -> tuple[Slots, Frequencies]:
        """Return the slots, ascending, of the rows that have a term, and how often each does. Raises IndexDamagedError."""
        block = self._blocks[term.block]
        offset, count = int(block["offset"]), int(block["postings"])
        if term.block not in self._checked:
            with memoryview(self._mapped) as view:
                if zlib.crc32(view[offset : offset + 6 * count]) != int(block["crc"]):
                    raise IndexDamagedError
            self._checked.add(term.block)
        slots = np.frombuffer(self._mapped, "<i4", term.rows, offset + 4 * term.first)
        frequencies = np.frombuffer(self._mapped, "<u2", term.rows, offset + 4 * count + 2 * term.first)
        return slots, frequencies

    def _bytes(self, place: int) -> bytes:
        start = int(self._ends[place - 1]) if place else 0
        return self._mapped[self._text + start : self._text + int(self._ends[place])]


def _is_whole(mapped: mmap.mmap, header: np.void, key: bytes) -> bool:
    if bytes(header["magic"]) != MAGIC or header["key"].tobytes() != key:
        return False
    sizes = {"rows": 12, "blocks": BLOCK.itemsize, "terms": TERM.itemsize, "text": 1}
    directory = int(header["directory"])
    if any(int(header[name]) < 0 for name in (*sizes, "directory")):
        return False
    if directory + sum(int(header[name]) * size for name, size in sizes.items()) != len(mapped):
        return False
    with memoryview(mapped) as view:
        return zlib.crc32(view[directory:]) == int(header["crc"])
