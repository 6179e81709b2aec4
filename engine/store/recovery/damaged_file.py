"""Reads rows from a damaged library file page by page, without SQLite, by https://sqlite.org/fileformat2.html.

Neither the first page nor any tree is needed: a row's table is known by the types of its columns. The file is read once from
its beginning to its end, so that the time is bounded by its size. Pages in the write-ahead log count before those in the file.
A page without its checksum is searched byte by byte for rows.
"""

from __future__ import annotations

import io
import os
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from engine.store.connection import PAGE_SIZE
from engine.store.recovery.page_checksums import USABLE, has_checksum

SQLValue = int | float | str | bytes | None

LARGEST_LOCAL, SMALLEST_LOCAL = USABLE - 35, (USABLE - 12) * 32 // 255 - 23
"""Bytes of a row that its page holds at most, and at least where the rest is in overflow pages."""
CELLS_OFFSET = 8
TABLE_LEAF = 13
"""First byte of a page with rows of a table."""
MOST_SEARCHED = 1000
"""Damaged pages that are searched byte by byte (1 ms each); of further ones only the rows that the page lists are read."""
LOG_HEADER, FRAME_HEADER = 32, 24

_ROW_START = re.compile(rb"(?=[\x80-\xff]{0,8}[\0-\x7f][\x80-\xff]{0,8}[\0-\x7f][\2-\x7f]\0)", re.DOTALL)

INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
REAL, ZERO, ONE, FIRST_BLOB = 7, 8, 9, 12


class Column(msgspec.Struct, frozen=True):
    """A column of a STRICT table. A row that was written before the column was added ends before it."""

    type: str
    is_optional: bool
    has_default: bool = False

    def accepts(self, serial_type: int) -> bool:
        """Tell whether the column may hold a value of SQLite's serial type."""
        if serial_type == 0:
            return self.is_optional
        if serial_type >= FIRST_BLOB:
            return self.type == ("TEXT" if serial_type % 2 else "BLOB")
        if serial_type == REAL:
            return self.type == "REAL"
        return self.type in ("INTEGER", "REAL") and (serial_type in INTEGER_BYTES or serial_type in (ZERO, ONE))


class FoundRow(msgspec.Struct, frozen=True):
    """A row of `table`, with its rowid and its values in the order of the columns; those not stored are left out.

    `is_doubtful`: its page is damaged; the values may be wrong, and the row may be one that was deleted or moved.
    """

    table: str
    rowid: int
    values: tuple[SQLValue, ...]
    is_doubtful: bool = False


class DamagedFile:
    """The pages of a library file and its write-ahead log. `damaged_pages` counts those that are not as they were written."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._file: BinaryIO = path.open("rb")
        self._log: BinaryIO = io.BytesIO()
        self._in_log: dict[int, int] = {}
        self.damaged_pages = 0
        with suppress(OSError):
            self._log = path.with_name(path.name + "-wal").open("rb")
            self._in_log = _pages_in_log(self._log)
        self._count = max(-(-self._file.seek(0, os.SEEK_END) // PAGE_SIZE), *self._in_log, 0)

    def close(self) -> None:
        """Close the files."""
        self._file.close()
        self._log.close()

    def rows(self, tables: Mapping[str, Sequence[Column]]) -> Iterator[FoundRow]:
        """Yield the rows of these tables that can be read, in the order of their pages."""
        for number in range(1, self._count + 1):
            try:
                page = self._page(number)
            except OSError:
                self.damaged_pages += 1
                continue
            is_damaged = number not in self._in_log and not has_checksum(page)  # the log gives pages none
            self.damaged_pages += is_damaged
            if page[0] == TABLE_LEAF or is_damaged:
                is_searched = is_damaged and self.damaged_pages <= MOST_SEARCHED
                cells = _possible_cells(page) if is_searched else _listed_cells(page)
                yield from self._rows_at(page, cells, tables, is_damaged)

    def _rows_at(
        self, page: bytes, cells: Iterable[int], tables: Mapping[str, Sequence[Column]], is_doubtful: bool
    ) -> Iterator[FoundRow]:
        for cell in cells:
            try:
                row = self._row(page, cell, tables, is_doubtful)
            except (ValueError, IndexError, OSError):
                continue
            if row is not None:
                yield row

    def _row(
        self, page: bytes, cell: int, tables: Mapping[str, Sequence[Column]], is_doubtful: bool
    ) -> FoundRow | None:
        """Return the row that begins at `cell`, None where it fits no table. Raises ValueError, IndexError, OSError."""
        size, cell = _varint(page, cell)
        rowid, cell = _varint(page, cell)
        local = _local_bytes(size)
        if size > self._count * PAGE_SIZE or cell + local > USABLE:
            raise ValueError
        start = page[cell : cell + local]
        types = _serial_types(start)
        table = next((name for name, columns in tables.items() if _fits(types, columns)), None)
        if table is None:
            return None
        payload = start if local == size else start + self._overflow(page, cell + local, size - local)
        return FoundRow(table, rowid, tuple(_values(payload, types)), is_doubtful)

    def _overflow(self, page: bytes, pointer: int, size: int) -> bytes:
        """Raises ValueError when the chain of pages ends early."""
        parts: list[bytes] = []
        following = int.from_bytes(page[pointer : pointer + 4], "big")
        while size > 0:
            if not 1 < following <= self._count:
                raise ValueError
            page = self._page(following)
            following = int.from_bytes(page[:4], "big")
            parts.append(page[4 : 4 + min(size, USABLE - 4)])
            size -= len(parts[-1])
        return b"".join(parts)

    def _page(self, number: int) -> bytes:
        """Raises OSError."""
        offset = self._in_log.get(number)
        if offset is None:
            page = _read(self._file, PAGE_SIZE, (number - 1) * PAGE_SIZE)
        else:
            page = _read(self._log, PAGE_SIZE, offset)
        return page.ljust(PAGE_SIZE, b"\0")


def _read(file: BinaryIO, size: int, offset: int) -> bytes:
    """Raises OSError."""
    file.seek(offset)
    return file.read(size)


def _pages_in_log(log: BinaryIO) -> dict[int, int]:
    """Return the offset of the newest committed copy of each page in the write-ahead log."""
    size = log.seek(0, os.SEEK_END)
    salts = _read(log, LOG_HEADER, 0)[16:24]
    committed: dict[int, int] = {}
    waiting: dict[int, int] = {}
    for offset in range(LOG_HEADER, size - FRAME_HEADER - PAGE_SIZE + 1, FRAME_HEADER + PAGE_SIZE):
        header = _read(log, FRAME_HEADER, offset)
        if header[8:16] != salts:  # left from before the log was begun again
            break
        number, pages_after_commit = struct.unpack(">II", header[:8])
        waiting[number] = offset + FRAME_HEADER
        if pages_after_commit:
            committed.update(waiting)
            waiting.clear()
    return committed


def _listed_cells(page: bytes) -> list[int]:
    """Return the offsets of the rows that a leaf page lists, as many as it can hold at most."""
    count = min(int.from_bytes(page[3:5], "big"), (USABLE - CELLS_OFFSET) // 2)
    return list(struct.unpack_from(f">{count}H", page, CELLS_OFFSET))


def _possible_cells(page: bytes) -> Iterator[int]:
    """Yield the offsets where a row may begin: its size, its rowid, the size of its header, and NULL for the rowid's column."""
    return (match.start() for match in _ROW_START.finditer(page))


def _local_bytes(size: int) -> int:
    """Return how many bytes of a row of `size` bytes are on its own page."""
    if size <= LARGEST_LOCAL:
        return size
    local = SMALLEST_LOCAL + (size - SMALLEST_LOCAL) % (USABLE - 4)
    return local if local <= LARGEST_LOCAL else SMALLEST_LOCAL


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """Return a number of one to nine bytes and the position after it. Raises IndexError."""
    value = 0
    for _ in range(8):
        byte = data[position]
        position += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position
    return value << 8 | data[position], position + 1


def _serial_types(payload: bytes) -> list[int]:
    """Return the types of a row's values from its header. Raises IndexError, ValueError."""
    end, position = _varint(payload, 0)
    types: list[int] = []
    while position < end:
        serial_type, position = _varint(payload, position)
        types.append(serial_type)
    if position != end:
        raise ValueError
    return types


def _fits(types: Sequence[int], columns: Sequence[Column]) -> bool:
    return (
        0 < len(types) <= len(columns)
        and all(column.accepts(type) for type, column in zip(types, columns, strict=False))
        and all(column.has_default for column in columns[len(types) :])
    )


def _values(payload: bytes, types: Sequence[int]) -> Iterator[SQLValue]:
    """Raises ValueError when the row is shorter than its types say."""
    position, _ = _varint(payload, 0)
    for type in types:
        size = INTEGER_BYTES.get(type, 8 if type == REAL else max(type - FIRST_BLOB, 0) // 2)
        data = payload[position : position + size]
        position += size
        if len(data) < size:
            raise ValueError
        yield _value(type, data)


def _value(type: int, data: bytes) -> SQLValue:
    if type in INTEGER_BYTES:
        return int.from_bytes(data, "big", signed=True)
    if type == REAL:
        return float(struct.unpack(">d", data)[0])
    if type >= FIRST_BLOB:
        return data.decode("utf-8", "replace") if type % 2 else data
    return {ZERO: 0, ONE: 1}.get(type)
