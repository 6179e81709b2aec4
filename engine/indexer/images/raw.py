"""Finds the JPEG preview in a camera's raw file, where TIFF, RAF and CR3 files say it is. Decodes nothing."""

from __future__ import annotations

import struct
from collections.abc import Iterator

JPEG = b"\xff\xd8\xff"
MOST_DIRECTORIES = 64
MOST_ENTRIES = 512
_OFFSET, _LENGTH, _STRIPS, _STRIP_BYTES, _SUB_DIRECTORIES, _EXIF, _PANASONIC = (
    0x0201, 0x0202, 0x0111, 0x0117, 0x014A, 0x8769, 0x002E,
)  # fmt: skip
_SIZES = {1: 1, 3: 2, 4: 4, 7: 1, 13: 4}
_CANON_PREVIEW = b"PRVW"


def embedded_jpeg(data: bytes) -> bytes | None:
    """Return the largest preview that begins as a JPEG, None when there is none."""
    candidates = ((at, length) for at, length in _candidates(data) if length > 0)
    previews = [data[at : at + length] for at, length in candidates if data[at : at + 3] == JPEG]
    return max(previews, key=len, default=None)


def _candidates(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield (offset, length) of possible previews."""
    if data[:15] == b"FUJIFILMCCD-RAW" and len(data) > 92:
        yield struct.unpack_from(">II", data, 84)
    elif data[4:8] == b"ftyp":
        at = data.find(_CANON_PREVIEW)  # CR3: type(4) 0(4) 1(2) width(2) height(2) 1(2) length(4), then the JPEG
        if at > 0 and at + 20 < len(data):
            yield at + 20, int(struct.unpack_from(">I", data, at + 16)[0])
    elif data[:2] in (b"II", b"MM"):
        yield from _search_directories(data, "<" if data[:2] == b"II" else ">")


def _search_directories(data: bytes, order: str) -> Iterator[tuple[int, int]]:
    waiting, visited = [_number(data, order, 4)], set[int]()
    while waiting and len(visited) < MOST_DIRECTORIES:
        at = waiting.pop()
        if at in visited or not 8 <= at < len(data) - 2:
            continue
        visited.add(at)
        values, following = _directory(data, order, at)
        waiting += [*values.get(_SUB_DIRECTORIES, ()), *values.get(_EXIF, ()), following]
        for offsets, lengths in ((_OFFSET, _LENGTH), (_STRIPS, _STRIP_BYTES)):
            if len(values.get(offsets, ())) == 1 == len(values.get(lengths, ())):
                yield values[offsets][0], values[lengths][0]
        if _PANASONIC in values:
            yield values[_PANASONIC][0], values[_PANASONIC][1]


def _directory(data: bytes, order: str, at: int) -> tuple[dict[int, tuple[int, ...]], int]:
    """Return the entries that are whole numbers, and where the next directory begins (0: nowhere)."""
    (count,) = struct.unpack_from(order + "H", data, at)
    values: dict[int, tuple[int, ...]] = {}
    for entry in range(at + 2, at + 2 + 12 * min(count, MOST_ENTRIES), 12):
        if entry + 12 > len(data):
            break
        tag, kind, length = struct.unpack_from(order + "HHI", data, entry)
        if tag == _PANASONIC:
            values[tag] = (_number(data, order, entry + 8), length)
        elif kind in (3, 4, 13) and length <= MOST_DIRECTORIES:
            values[tag] = _values(data, order, entry, kind, length)
    return values, _number(data, order, at + 2 + 12 * count)


def _values(data: bytes, order: str, entry: int, kind: int, length: int) -> tuple[int, ...]:
    size = _SIZES[kind] * length
    start = entry + 8 if size <= 4 else _number(data, order, entry + 8)
    if start + size > len(data):
        return ()
    return struct.unpack_from(f"{order}{length}{'H' if kind == 3 else 'I'}", data, start)


def _number(data: bytes, order: str, at: int) -> int:
    return int(struct.unpack_from(order + "I", data, at)[0]) if at + 4 <= len(data) else 0
