"""Reads Microsoft's compound files, the container of .doc, .xls, .ppt and .msg: the names of its streams and their bytes."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from engine.files.opening import open_ordinary_file
from engine.protocol.errors import FileUnreadable

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA
"""Sector numbers from here on are no sectors: the end of a chain, or a free one."""
_ENTRY = 128
_STREAM, _ROOT = 2, 5
MOST_SECTORS = 1_100_000
"""Sectors of 512 bytes in the largest file that is read."""
MOST_ENTRIES = 100_000


class CompoundFile:
    """An open compound file. Raises FileUnreadable where its tables lead nowhere."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name
        header = self._bytes(0, 512)
        if header[:8] != _SIGNATURE:
            raise self._damaged("signature")
        self._sector_size = 1 << min(struct.unpack_from("<H", header, 30)[0], 16)
        self._small_size = 1 << min(struct.unpack_from("<H", header, 32)[0], 16)
        directory, self._cutoff, small_table = (
            struct.unpack_from("<I", header, 48)[0],
            *struct.unpack_from("<II", header, 56),
        )
        self._next = self._read_table(header)
        self._entries = self._read_directory(directory)
        self._small_next = self._words(self._chain(small_table, self._next))
        root = next((entry for entry in self._entries.values() if entry[0] == _ROOT), None)
        self._small_sectors = self._chain(root[1], self._next) if root else []

    def names(self) -> set[str]:
        """Return the names of the streams and storages."""
        return set(self._entries)

    def read(self, name: str, most: int) -> bytes:
        """Return at most so many bytes of a stream; none where there is no such stream."""
        kind, start, size = self._entries.get(name, (0, 0, 0))
        if kind != _STREAM:
            return b""
        size = min(size, most)
        if self._entries[name][2] < self._cutoff:
            small = self._chain(start, self._small_next, size // self._small_size + 1)
            return b"".join(map(self._small_sector, small))[:size]
        sectors = self._chain(start, self._next, size // self._sector_size + 1)
        return b"".join(map(self._sector, sectors))[:size]

    def _read_table(self, header: bytes) -> list[int]:
        """Return the next sector of each sector."""
        listed = list(struct.unpack_from("<109I", header, 76))
        following, count = struct.unpack_from("<II", header, 68)
        per_sector = self._sector_size // 4
        while following < _LAST and count > 0 and len(listed) < MOST_SECTORS // per_sector + 200:
            words = self._words([following])
            listed += words[:-1]
            following, count = words[-1], count - 1
        return self._words([sector for sector in listed if sector < _LAST])

    def _read_directory(self, start: int) -> dict[str, tuple[int, int, int]]:
        """Return (type, first sector, size) by name; of several with one name the first."""
        entries: dict[str, tuple[int, int, int]] = {}
        data = b"".join(map(self._sector, self._chain(start, self._next, MOST_ENTRIES * _ENTRY // self._sector_size)))
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", data, at + 64)[0]
            name = data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if name and data[at + 66]:
                first, size = struct.unpack_from("<II", data, at + 116)
                entries.setdefault(name, (data[at + 66], first, size))
        return entries

    def _chain(self, start: int, following: list[int], most: int = MOST_SECTORS) -> list[int]:
        sectors: list[int] = []
        seen = set[int]()
        while start < _LAST and len(sectors) < most:
            if start >= len(following) or start in seen:
                raise self._damaged("chain")
            sectors.append(start)
            seen.add(start)
            start = following[start]
        return sectors

    def _words(self, sectors: list[int]) -> list[int]:
        data = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _sector(self, number: int) -> bytes:
        return self._bytes((number + 1) * self._sector_size, self._sector_size)

    def _small_sector(self, number: int) -> bytes:
        at, offset = divmod(number * self._small_size, self._sector_size)
        if at >= len(self._small_sectors):
            raise self._damaged("small sector")
        return self._sector(self._small_sectors[at])[offset : offset + self._small_size]

    def _bytes(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        return self._file.read(length)

    def _damaged(self, detail: str) -> FileUnreadable:
        return FileUnreadable(detail, name=self._name)


def stream_names(path: Path) -> set[str]:
    """Return the names of a compound file's streams. Raises FileUnreadable."""
    with open_ordinary_file(path) as file:
        try:
            return CompoundFile(file, path.name).names()
        except struct.error as error:
            raise FileUnreadable(str(error), name=path.name) from error
