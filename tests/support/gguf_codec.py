"""GGUF files taken apart and put together again: every value with its type, every tensor with its place.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
FORMS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
F32, Q8_0 = 0, 8
ALIGNMENT = 32
Scalar = bool | int | float | bytes


@dataclass
class Entry:
    """A key and its value; `item_type` is that of a list's items. A number that does not fit its type keeps its low bits."""

    key: bytes
    type: int
    value: Scalar | list[Scalar]
    item_type: int = 0


@dataclass
class Tensor:
    name: bytes
    shape: list[int]
    type: int
    offset: int


@dataclass
class GgufFile:
    """`counts` replaces the true numbers of tensors and entries, `raw` the whole header with its padding."""

    entries: list[Entry]
    tensors: list[Tensor]
    data: bytes
    magic: bytes = b"GGUF"
    version: int = 3
    counts: tuple[int, int] | None = None
    alignment: int = ALIGNMENT
    raw: bytes = b""

    def entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key == key.encode()), None)

    def header(self) -> bytes:
        tensors, entries = self.counts or (len(self.tensors), len(self.entries))
        parts = [self.magic, _pack("<I", self.version), _pack("<Q", tensors), _pack("<Q", entries)]
        for entry in self.entries:
            parts += [_string(entry.key), _pack("<I", entry.type), _value(entry)]
        for tensor in self.tensors:
            parts += [_string(tensor.name), _pack("<I", len(tensor.shape)), *(_pack("<Q", n) for n in tensor.shape)]
            parts += [_pack("<I", tensor.type), _pack("<Q", tensor.offset)]
        return b"".join(parts)

    def to_bytes(self) -> bytes:
        if self.raw:
            return self.raw + self.data
        header = self.header()
        return header + b"\0" * (-len(header) % self.alignment) + self.data


def read_gguf(path: Path) -> GgufFile:
    """Take a sound file apart."""
    reader = _Reader(path.read_bytes())
    magic, version = reader.take(4), reader.number("<I")
    tensors, entries = reader.number("<Q"), reader.number("<Q")
    file = GgufFile(
        [reader.entry() for _ in range(entries)], [reader.tensor() for _ in range(tensors)], b"", magic, version
    )
    start = -(-reader.at // ALIGNMENT) * ALIGNMENT
    file.data = reader.data[start:]
    return file


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form: str) -> int:
        return int(self.scalar(form))

    def scalar(self, form: str) -> bool | int | float:
        (value,) = struct.unpack(form, self.take(struct.calcsize(form)))
        return value  # type: ignore[no-any-return]

    def string(self) -> bytes:
        return self.take(self.number("<Q"))

    def value(self, type: int) -> Scalar:
        return self.string() if type == STRING else self.scalar(FORMS[type])

    def entry(self) -> Entry:
        key, type = self.string(), self.number("<I")
        if type != ARRAY:
            return Entry(key, type, self.value(type))
        item_type, count = self.number("<I"), self.number("<Q")
        return Entry(key, type, [self.value(item_type) for _ in range(count)], item_type)

    def tensor(self) -> Tensor:
        name, dimensions = self.string(), self.number("<I")
        shape = [self.number("<Q") for _ in range(dimensions)]
        return Tensor(name, shape, self.number("<I"), self.number("<Q"))


def _string(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


def _value(entry: Entry) -> bytes:
    if entry.type != ARRAY:
        return _scalar(entry.type, entry.value)
    assert isinstance(entry.value, list)
    items = b"".join(_scalar(entry.item_type, item) for item in entry.value)
    return struct.pack("<IQ", entry.item_type, len(entry.value)) + items


def _scalar(type: int, value: object) -> bytes:
    if isinstance(value, bytes):
        return _string(value)
    form = FORMS.get(type, "<I")
    assert isinstance(value, (bool, int, float))
    return _pack(form, value)


def _pack(form: str, value: float) -> bytes:
    """Pack a number; a whole one that is too large keeps its low bits."""
    if form in ("<f", "<d", "<?"):
        return struct.pack(form, value)
    size = struct.calcsize(form)
    return (int(value) % (1 << (8 * size))).to_bytes(size, "little")
