"""The records of .xls files that say which of their sheets are hidden, and whether they are encrypted.

After Microsoft's [MS-XLS], Excel Binary File Format (.xls) Structure.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from engine.files.opening import open_ordinary_file
from engine.indexer.documents.office.binary.compound_file import CompoundFile
from engine.protocol.errors import FileEncrypted

_SHEET, _PASSWORD, _END = 0x85, 0x2F, 0x0A
_IS_HIDDEN, _IS_WIDE = 0x03, 0x01
LONGEST_GLOBALS = 8 * 1024 * 1024
"""Bytes in which the records about the whole workbook are looked for; they come first."""


def hidden_sheets(path: Path) -> set[str]:
    """Return the names of the hidden sheets. Raises FileEncrypted, FileUnreadable."""
    with open_ordinary_file(path) as file:
        compound = CompoundFile(file, path.name)
        stream = compound.read("Workbook", LONGEST_GLOBALS) or compound.read("Book", LONGEST_GLOBALS)
    hidden: set[str] = set()
    for kind, data in _records(stream):
        if kind == _PASSWORD:
            raise FileEncrypted(name=path.name)
        if kind == _SHEET and len(data) >= 8 and data[4] & _IS_HIDDEN:
            is_wide = bool(data[7] & _IS_WIDE)
            name = data[8 : 8 + data[6] * (2 if is_wide else 1)]
            hidden.add(name.decode("utf-16-le" if is_wide else "latin-1", "replace"))
    return hidden


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records about the whole workbook."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
