"""Unpacks winmail.dat, in which Outlook sends a letter's body and attachments to programs of others (MS-OXTNEF)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

from engine.indexer.documents.plain_text import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
LARGEST_VALUE = 100 * 1024 * 1024
MOST_PROPERTIES = 5000
_BODY, _TITLE, _DATA, _RENDERED = 0x0002800C, 0x00018010, 0x0006800F, 0x00069002
_MESSAGE_PROPERTIES, _ATTACHMENT_PROPERTIES = 0x00069003, 0x00069005
_PLAIN, _HTML, _RTF, _LONG_NAME, _BINARY = 0x1000, 0x1013, 0x1009, 0x3707, 0x3701
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
"""Bytes of values of fixed size by their type."""
_WIDE, _NARROW = 0x1F, 0x1E
_VARIABLE = (_WIDE, _NARROW, 0x102, 0x0D)


class TnefLetter(msgspec.Struct):
    """Contents of a winmail.dat: the body in the forms it has, and the attachments by their names."""

    plain: str = ""
    html: bytes = b""
    rtf: bytes = b""
    files: list[tuple[str, bytes]] = msgspec.field(default_factory=list)


def read_tnef(data: bytes) -> TnefLetter:
    """Return what is in these bytes, as far as they are whole."""
    letter = TnefLetter()
    name, content = "", b""
    for kind, value in _attributes(data):
        if kind == _RENDERED:
            _add_file(letter, name, content)
            name, content = "", b""
        elif kind == _TITLE:
            name = name or decode(value.rstrip(b"\0"))
        elif kind == _DATA:
            content = value
        elif kind == _BODY:
            letter.plain = letter.plain or decode(value.rstrip(b"\0"))
        elif kind == _ATTACHMENT_PROPERTIES:
            properties = dict(_properties(value))
            name = _text(properties.get(_LONG_NAME)) or name
            content = content or properties.get(_BINARY, (0, b""))[1]
        elif kind == _MESSAGE_PROPERTIES:
            properties = dict(_properties(value))
            letter.plain = _text(properties.get(_PLAIN)) or letter.plain
            letter.html = properties.get(_HTML, (0, b""))[1]
            letter.rtf = properties.get(_RTF, (0, b""))[1]
    _add_file(letter, name, content)
    return letter


def _add_file(letter: TnefLetter, name: str, content: bytes) -> None:
    if content:
        letter.files.append((name or f"{len(letter.files) + 1}.bin", content))


def _text(value: tuple[int, bytes] | None) -> str:
    if value is None:
        return ""
    text = value[1].decode("utf-16-le", "replace") if value[0] == _WIDE else decode(value[1])
    return text.rstrip("\0")


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    if not data.startswith(SIGNATURE):
        return
    at = 6
    while at + 9 <= len(data):
        kind, size = struct.unpack_from("<II", data, at + 1)
        if at + 9 + size > len(data):
            return
        yield kind, data[at + 9 : at + 9 + size]
        at += 9 + size + 2  # a checksum


def _properties(data: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """Yield each property's number with its type and its (first) value."""
    try:
        (count,) = struct.unpack_from("<I", data, 0)
        at = 4
        for _ in range(min(count, MOST_PROPERTIES)):
            kind, number = struct.unpack_from("<HH", data, at)
            at = _after_name(data, at + 4) if number >= 0x8000 else at + 4
            values, at = _values(data, at, kind)
            if values:
                yield number, (kind & ~0x1000, values[0])
    except struct.error:
        return


def _after_name(data: bytes, at: int) -> int:
    """Return where the value of a property with a name begins."""
    (has_text,) = struct.unpack_from("<I", data, at + 16)
    (number,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + (_padded(min(number, LARGEST_VALUE)) if has_text else 0)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    plain = kind & ~0x1000
    count = 1
    if plain in _VARIABLE or kind & 0x1000:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    values: list[bytes] = []
    for _ in range(min(count, MOST_PROPERTIES)):
        size = _SIZES.get(plain, 0)
        if plain in _VARIABLE:
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        elif not size:
            raise struct.error("type")
        values.append(data[at : at + min(size, LARGEST_VALUE)])
        at += _padded(size)
    return values, at


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4
