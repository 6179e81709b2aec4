"""Reads the older .doc files (Word 97 to 2003): text, tables, notes, comments, headers and boxes; no codes of fields.

After Microsoft's [MS-DOC], Word (.doc) Binary File Format.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from engine.files.opening import open_ordinary_file
from engine.indexer.documents.contents import DocumentContents, FlowingText
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.office.binary.compound_file import CompoundFile
from engine.indexer.documents.office.binary.formatting import Formatting, read_formatting
from engine.indexer.documents.office.foreign import read_foreign
from engine.indexer.documents.office.package import LARGEST_PART, reading_errors
from engine.indexer.documents.plain_text import REST_LEFT_OUT, clean
from engine.indexer.documents.tables.table_text import grid_text
from engine.protocol.errors import FileEncrypted

_FIB = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _SECOND_TABLE, _OBFUSCATED = 0x0100, 0x0200, 0x8000
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
_CELL = "\x07"
_BREAKS = "\r\x0c\x0e"
_SHOWN = {
    "\x0b": "\n",
    "\x1e": "-",
    "\x1f": "",
    "\xa0": "\xa0",
    "\t": "\t",
    _CELL: _CELL,
    "\r": "\r",
    "\x0c": "\r",
    "\x0e": "\r",
}
_PARTS = ("text", "notes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")
"""The parts of a document in the order of their characters."""


class _TextPiece(NamedTuple):
    """Characters that stand together in the stream, from `start` on; `width` bytes each."""

    characters: int
    start: int
    width: int


def read_word_binary(path: Path, deadline: Deadline) -> DocumentContents:
    """Return the contents of a document. Raises FileEncrypted, FileUnreadable. Still older ones are read by kreuzberg."""
    with reading_errors(path), open_ordinary_file(path) as file:
        compound = CompoundFile(file, path.name)
        stream = compound.read("WordDocument", LARGEST_PART)
        identifier, version = struct.unpack_from("<HH", stream, 0)
        flags = struct.unpack_from("<H", stream, 10)[0]
        if flags & (_ENCRYPTED | _OBFUSCATED) and identifier == _FIB:
            raise FileEncrypted(name=path.name)
        if identifier == _FIB and version >= _WORD_97:
            table = compound.read("1Table" if flags & _SECOND_TABLE else "0Table", LARGEST_PART)
            return _read_document(stream, table, deadline)
    document = read_foreign(path, ".doc")
    flowing = FlowingText()
    flowing.add(clean(document.content))
    return flowing.contents(document.title)


def _read_document(stream: bytes, table: bytes, deadline: Deadline) -> DocumentContents:
    lengths = struct.unpack_from("<8i", stream, 0x4C)
    start, size = struct.unpack_from("<II", stream, 0x1A2)
    pieces = _pieces(table[start : start + size])
    formatting = read_formatting(stream, table)
    written = FlowingText()
    characters = _characters(stream, pieces)
    for name, length in zip(_PARTS, lengths, strict=True):
        part = islice(characters, max(0, length))
        for count, (text, level) in enumerate(_blocks(part, formatting), 1):
            if name == "macros":
                continue
            if level:
                written.add_heading(text, level)
            else:
                written.add(text)
            if count % 256 == 0 and (deadline.is_over or written.is_full):
                return written.contents("", REST_LEFT_OUT)
    return written.contents("")


def _pieces(clx: bytes) -> list[_TextPiece]:
    """Return the pieces of the text in their order."""
    at = 0
    while at < len(clx) and clx[at] == 1:  # changes of the formatting
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise ValueError("piece table")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    count = (size - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    pieces = []
    for number in range(count):
        offset = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
        is_narrow = bool(offset & 0x40000000)
        start = (offset & 0x3FFFFFFF) // (2 if is_narrow else 1)
        pieces.append(_TextPiece(max(0, places[number + 1] - places[number]), start, 1 if is_narrow else 2))
    return pieces


def _characters(stream: bytes, pieces: Sequence[_TextPiece]) -> Iterator[tuple[str, int]]:
    """Yield the characters of the document, each with its place in the stream."""
    for piece in pieces:
        data = stream[piece.start : piece.start + piece.characters * piece.width]
        text = data.decode("cp1252", "replace") if piece.width == 1 else data.decode("utf-16-le", "surrogatepass")
        for at, character in enumerate(text):
            yield character, piece.start + at * piece.width


def _blocks(part: Iterable[tuple[str, int]], formatting: Formatting) -> Iterator[tuple[str, int]]:
    """Yield the paragraphs and tables of a part of the document, with the level of a heading or 0."""
    rows: list[list[str]] = []
    cells: list[str] = []
    cell: list[str] = []
    for text, place in _paragraphs(part, formatting):
        if formatting.is_row_end(place) or (formatting.is_in_table(place) and text.endswith(_CELL)):
            if formatting.is_row_end(place):
                rows.append(cells)
                cells = []
            else:
                cells.append("\n".join(filter(None, [*cell, text[:-1].strip()])))
                cell = []
            continue
        if formatting.is_in_table(place):
            cell.append(text.strip())
            continue
        if rows:
            yield clean(grid_text(rows)), 0
            rows = []
        if shown := clean(text.replace(_CELL, "\t")).strip():
            yield shown, formatting.heading(place)
    if rows or cells:
        yield clean(grid_text([*rows, *([cells] if cells else [])])), 0


def _paragraphs(part: Iterable[tuple[str, int]], formatting: Formatting) -> Iterator[tuple[str, int]]:
    """Yield each paragraph, a cell with its mark at the end, and the place of the character that ends it."""
    parts: list[str] = []
    fields: list[bool] = []
    """Open fields; True while their result is read."""
    place = 0
    for character, place in part:
        if character == _FIELD_BEGIN:
            fields.append(False)
        elif character == _FIELD_SEPARATOR and fields:
            fields[-1] = True
        elif character == _FIELD_END and fields:
            fields.pop()
        elif character in _BREAKS or character == _CELL:
            yield "".join(parts) + (_CELL if character == _CELL else ""), place
            parts, fields = [], [True] * len(fields)
        elif all(fields) and not formatting.is_hidden(place):
            parts.append(_SHOWN.get(character, character if character >= " " else ""))
    if parts:
        yield "".join(parts), place
