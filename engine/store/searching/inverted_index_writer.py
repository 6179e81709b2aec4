"""Writes the inverted index of a full-text table from FTS5's own postings, a part of its terms at a time.

Each part is read in a transaction of its own, so that none is long. Rows that come meanwhile are left out; rows that are deleted
meanwhile may lack terms, which does no harm, since they are no longer asked for.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import apsw
import msgspec
import numpy as np
import numpy.typing as npt

from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.store.database import Store
from engine.store.searching.inverted_index import BLOCK, HEADER, LEFT_OUT, MAGIC, TERM, Ids, Slots
from engine.text.tokens import is_stop_word

OCCURRENCES_A_PART = 300_000
"""Occurrences of terms read at once: some 50 ms."""
MOST_FREQUENT = 65_535
SPARSE = 8
"""A table by row id is used where ids run at most so many times as far as there are rows."""


_SlotFinder = Callable[[Ids], Slots]


class _Written(msgspec.Struct):
    """The file so far, and the directory that comes last."""

    blocks: list[tuple[int, int, int]] = msgspec.field(default_factory=list)
    terms: list[npt.NDArray[np.void]] = msgspec.field(default_factory=list)
    text: list[bytes] = msgspec.field(default_factory=list)
    offset: int = HEADER.itemsize
    text_bytes: int = 0


def write_index(
    store: Store, table: str, path: Path, key: bytes, common_share: float, is_cancelled: IsCancelled
) -> None:
    """Write the index of the full-text table `table` to a new file that only its owner can read.

    Postings of stop words and of terms in more than `common_share` of the rows are left out. Raises Cancelled, OSError and
    the store's errors; a file that was begun stays, and has no header.
    """
    ids = read_ids(store, table)
    slots = _slot_finder(ids)
    lengths = np.zeros(len(ids), np.int64)
    written = _Written()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(HEADER.itemsize))
        for part in _read_parts(store, table):
            if is_cancelled():
                raise Cancelled
            _write_part(file, written, part, slots, lengths, int(len(ids) * common_share))
        _write_directory(file, written, ids, lengths, key)
        file.flush()
        os.fsync(file.fileno())


def read_ids(store: Store, table: str) -> Ids:
    """Return the ids of all rows of a full-text table, ascending."""
    with store.read() as connection:
        return ids_up_to(connection, table)


def ids_up_to(connection: apsw.Connection, table: str, last: int = 2**62) -> Ids:
    """Return the ids of the rows up to `last`, ascending. SQLite joins them, since a loop over a million rows takes longer."""
    sql = f"SELECT group_concat(id) FROM (SELECT id FROM {table}_docsize WHERE id <= ? ORDER BY id)"
    return numbers(connection.execute(sql, (last,)).fetchall()[0][0])


def numbers(joined: object) -> Ids:
    """Return the whole numbers that `group_concat` has joined; none for NULL."""
    return np.fromstring(joined, np.int64, sep=",") if isinstance(joined, str) else np.zeros(0, np.int64)


class _TermPart(msgspec.Struct, frozen=True):
    """Some terms in order: their bytes, how often each occurs, and the row of each occurrence."""

    terms: Sequence[bytes]
    counts: npt.NDArray[np.int64]
    rows: Ids


def _read_parts(store: Store, table: str) -> Iterator[_TermPart]:
    last = ""
    while True:
        terms: list[str] = []
        counts: list[int] = []
        joined: list[str] = []
        size = 0
        with store.read() as connection:
            connection.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.occurrences USING fts5vocab(main, {table}, instance)"
            )
            for term, count, rows in connection.execute(
                "SELECT term, count(*), group_concat(doc) FROM occurrences WHERE term > ? GROUP BY term", (last,)
            ):
                terms.append(str(term))
                counts.append(int(str(count)))
                joined.append(str(rows))
                size += counts[-1]
                if size >= OCCURRENCES_A_PART:
                    break
        if not terms:
            return
        last = terms[-1]
        yield _TermPart([term.encode() for term in terms], np.array(counts, np.int64), numbers(",".join(joined)))


def _write_part(
    file: BinaryIO, written: _Written, part: _TermPart, slots_of: _SlotFinder, lengths: Ids, most_rows: int
) -> None:
    """Append the postings of some terms as one block, and add to `lengths` how many of the occurrences each row has."""
    slots = slots_of(part.rows)
    terms = np.repeat(np.arange(len(part.terms)), part.counts)
    known = slots >= 0
    slots, terms = slots[known], terms[known]
    lengths += np.bincount(slots, minlength=len(lengths))
    is_first = np.ones(len(slots), bool)
    is_first[1:] = (np.diff(slots) != 0) | (np.diff(terms) != 0)
    starts = np.flatnonzero(is_first)
    frequencies = np.minimum(np.diff(np.append(starts, len(slots))), MOST_FREQUENT)
    having = np.bincount(terms[starts], minlength=len(part.terms))
    is_stop = np.fromiter((is_stop_word(term.decode()) for term in part.terms), bool, len(part.terms))
    is_kept = ~is_stop & (having <= most_rows) & (having > 0)
    postings = starts[is_kept[terms[starts]]]
    kept_frequencies = frequencies[is_kept[terms[starts]]]
    block = slots[postings].astype("<i4").tobytes() + kept_frequencies.astype("<u2").tobytes()
    block += bytes(-len(block) % 8)
    file.write(block)
    entries = np.zeros(len(part.terms), TERM)
    entries["end"] = written.text_bytes + np.cumsum([len(term) for term in part.terms])
    entries["block"] = np.where(is_kept, len(written.blocks), LEFT_OUT)
    kept_rows = np.where(is_kept, having, 0)
    entries["first"] = np.cumsum(kept_rows) - kept_rows
    entries["rows"] = having
    written.terms.append(entries)
    written.text += part.terms
    written.text_bytes = int(entries["end"][-1])
    written.blocks.append((written.offset, len(postings), zlib.crc32(block[: 6 * len(postings)])))
    written.offset += len(block)


def _write_directory(file: BinaryIO, written: _Written, ids: Ids, lengths: Ids, key: bytes) -> None:
    """Append all that is not postings, then write the header: only now the file is one."""
    terms = np.concatenate(written.terms) if written.terms else np.zeros(0, TERM)
    text = b"".join(written.text)
    blocks = np.array(written.blocks, BLOCK)
    parts = (ids.astype("<i8"), lengths.astype("<i4"), blocks, terms)
    directory = b"".join(part.tobytes() for part in parts) + text
    file.write(directory)
    header = np.zeros(1, HEADER)
    header[0] = (
        MAGIC,
        np.void(key),
        len(ids),
        len(blocks),
        len(terms),
        len(text),
        written.offset,
        zlib.crc32(directory),
    )
    file.seek(0)
    file.write(header.tobytes())


def _slot_finder(ids: Ids) -> _SlotFinder:
    """Return what finds the slots of row ids, -1 for a row that is not among `ids`."""
    if not len(ids):
        return lambda rows: np.full(len(rows), -1, np.int32)
    if ids[-1] <= SPARSE * len(ids) + SPARSE:
        table = np.full(int(ids[-1]) + 1, -1, np.int32)
        table[ids] = np.arange(len(ids), dtype=np.int32)
        return lambda rows: np.where(rows < len(table), table[np.minimum(rows, len(table) - 1)], np.int32(-1))

    def search(rows: Ids) -> Slots:
        places = np.minimum(np.searchsorted(ids, rows), len(ids) - 1)
        return np.where(ids[places] == rows, places, -1).astype(np.int32)

    return search
