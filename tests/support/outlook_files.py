"""Outlook's letters (.msg) for tests: compound files with the streams that hold a letter's properties."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

SECTOR = 512
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
Tree = Mapping[str, "bytes | Tree"]


def text(tag: int, words: str) -> dict[str, bytes]:
    """Return the stream of a property that is a text."""
    return {f"__substg1.0_{tag:04X}001F": words.encode("utf-16-le")}


def attachment(number: int, name: str, data: bytes | Tree) -> dict[str, Tree]:
    """Return the storage of an attached file, or of an attached letter."""
    kind = "0102" if isinstance(data, bytes) else "000D"
    return {f"__attach_version1.0_#{number:08X}": {**text(0x3707, name), f"__substg1.0_3701{kind}": data}}


def sent(year: int, level: int = 0) -> dict[str, bytes]:
    """Return the list of fixed properties with the time of sending: the first of January."""
    days = sum(366 if y % 4 == 0 and (y % 100 or y % 400 == 0) else 365 for y in range(1601, year))
    entry = struct.pack("<IIQ", 0x00390040, 0, days * 86_400 * 10_000_000)
    return {"__properties_version1.0": bytes(24 if level else 32) + entry}


def write_msg(path: Path, tree: Tree) -> Path:
    """Write a compound file of these storages and streams."""
    entries: list[bytearray] = [_entry("Root Entry", _ROOT)]
    streams: list[tuple[int, bytes]] = []
    _add(tree, 0, entries, streams)
    while len(entries) % 4:
        entries.append(bytearray(128))
    directory = len(entries) // 4
    sizes = [max(1, -(-len(data) // SECTOR)) for _, data in streams]
    total = directory + sum(sizes)
    tables = 1
    while tables * 128 < total + tables:
        tables += 1
    chains = [_FAT] * tables + _chain(tables, directory)
    at = tables + directory
    for (entry, data), size in zip(streams, sizes, strict=True):
        chains += _chain(at, size)
        struct.pack_into("<II", entries[entry], 116, at, len(data))
        at += size
    chains += [_FREE] * (tables * 128 - len(chains))
    header = struct.pack(
        "<8s16xHHHHH6xIII4xIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        tables,
        tables,
        0,
        _END,
        0,
        _END,
        0,
    )
    listed = struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    body = struct.pack(f"<{len(chains)}I", *chains) + b"".join(map(bytes, entries))
    body += b"".join(data.ljust(size * SECTOR, b"\0") for (_, data), size in zip(streams, sizes, strict=True))
    path.write_bytes((header + listed).ljust(SECTOR, b"\0") + body)
    return path


def _entry(name: str, kind: int) -> bytearray:
    entry = bytearray(128)
    encoded = name.encode("utf-16-le")
    entry[: len(encoded)] = encoded
    struct.pack_into("<HBB", entry, 64, len(encoded) + 2, kind, 1)
    struct.pack_into("<III", entry, 68, _NONE, _NONE, _NONE)
    struct.pack_into("<II", entry, 116, _END, 0)
    return entry


def _add(tree: Tree, parent: int, entries: list[bytearray], streams: list[tuple[int, bytes]]) -> None:
    """Add the entries of a storage: the first is its child, each other the right neighbour of the one before."""
    before = -1
    for name, content in tree.items():
        number = len(entries)
        entries.append(_entry(name, _STREAM if isinstance(content, bytes) else _STORAGE))
        struct.pack_into("<I", entries[parent if before < 0 else before], 76 if before < 0 else 72, number)
        before = number
        if isinstance(content, bytes):
            streams.append((number, content))
        else:
            _add(content, number, entries, streams)


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), _END]
