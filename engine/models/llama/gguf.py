"""Read and check the header of a GGUF file before llama.cpp opens it: a damaged file can abort the process.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Every count is checked against the bytes that are there.
"""

from __future__ import annotations

import os
import struct
from math import isinf, isnan, prod
from pathlib import Path
from typing import BinaryIO

import msgspec

from engine.files.opening import open_ordinary_file
from engine.models.manifest import readable_size
from engine.protocol import errors

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MOST_KEYS, MOST_TENSORS, MOST_ITEMS, MOST_DIMENSIONS = 65_536, 131_072, 4_000_000, 4
"""The items are those of all lists together: a vocabulary of 262,144 tokens has 1,300,000, and they are read one by one."""
LONGEST_NAME = 255
LONGEST_TEXT = 1_000_000
"""Bytes of a string value; the longest is a chat template."""
LARGEST_HEADER, CHUNK_BYTES = 256 * 1024 * 1024, 4 * 1024 * 1024
LARGEST_FILE = 1 << 42
"""Bytes. Offsets beyond them are nonsense, not the end of a file that was cut."""
LARGEST_ALIGNMENT, LARGEST_HEAD = 65_536, 65_536
TEXT, LIST = 8, 9
SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
    34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip
"""ggml tensor type to (weights, bytes) of one block. A type not listed is newer than this table; its size is not checked."""
NEWEST_TYPE = 255

Value = str | int | float | bool | tuple["Value", ...]
LONGEST_LIST = 4096
"""Items of a list that is kept (head counts per layer); longer ones (the vocabulary) are skipped."""


class GgufHeader(msgspec.Struct, frozen=True):
    """The facts in a GGUF file's header. Counts are 0 and texts are empty where it has none.

    `is_projector`: the file is a projector of images, for text models whose embeddings are `projection_width` wide.
    `data_start` is the offset of the tensors' data in the file. `file_kind` is "model", "adapter", "imatrix" or another; models
    of before 2024 say none. `finetune` is how the makers tell variants apart ("Instruct"). `pooling`: the number of llama.cpp's
    pooling type, 0 for a model that writes.
    """

    version: int
    architecture: str
    name: str
    file_type: int
    context: int
    blocks: int
    embedding: int
    heads: int
    kv_heads: int
    key_length: int
    value_length: int
    parameters: int
    tensor_bytes: int
    chat_template: str
    licence: str
    languages: tuple[str, ...]
    is_projector: bool = False
    projection_width: int = 0
    data_start: int = 0
    file_kind: str = ""
    finetune: str = ""
    pooling: int = 0

    def kv_bytes(self, context: int) -> int:
        """Return the bytes of a 16-bit KV cache of `context` tokens."""
        return 2 * context * self.blocks * self.kv_heads * (self.key_length + self.value_length)


def is_projector(path: Path) -> bool:
    """Return whether a GGUF file is a projector (an "mmproj" file). Raises ModelDamaged, ModelUnsupported."""
    return read_header(path).is_projector


class _BrokenHeader(ValueError):
    """The header contradicts itself or the file's size."""


class _EndsEarly(_BrokenHeader):
    """The file has only `found` bytes of `expected`; 0 where the header itself ends early."""

    def __init__(self, found: int, expected: int = 0) -> None:
        super().__init__(f"{found} of {expected or 'more'} bytes")
        self.found, self.expected = found, expected


def read_header(path: Path) -> GgufHeader:
    """Read and check the whole header of a GGUF file, and return it.

    Raises ModelIncomplete for a file that ends early, another ModelDamaged for nonsense, SplitModelPart, and ModelUnsupported
    or ModelNewer for a format version that is not read here.
    """
    try:
        with open_ordinary_file(path) as file:
            return GgufReader(file, path.name).header()
    except _EndsEarly as cut:
        raise _incomplete(cut, path.name) from None
    except (ValueError, OverflowError, struct.error) as broken:
        raise errors.ModelDamaged(str(broken), name=path.name) from None


class GgufReader:
    """Reads a header on demand, without memory-mapping: a USB stick that is pulled out would be a SIGBUS."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name
        self._size = os.fstat(file.fileno()).st_size
        self._data, self._at, self._items = bytearray(), 0, 0

    def header(self) -> GgufHeader:
        """Return the header. Raises ValueError, OverflowError or struct.error for a broken one, ModelUnsupported."""
        if self._take(4) != MAGIC:
            raise _BrokenHeader("no GGUF magic")
        version = self._number("<I")
        if version not in VERSIONS:
            is_newer = VERSIONS[-1] < version < 1 << 16  # a larger number is of a file for other processors
            error = errors.ModelNewer if is_newer else errors.ModelUnsupported
            raise error(f"GGUF version {version}", name=self._name)
        tensors, keys = self._count(MOST_TENSORS), self._count(MOST_KEYS)
        values = self._values(keys)
        if (parts := _whole(values, "split.count")) > 1:
            raise errors.SplitModelPart(name=self._name, part=_whole(values, "split.no") + 1, parts=parts)
        parameters, tensor_bytes, start = self._tensors(tensors, _whole(values, "general.alignment", 32))
        header = msgspec.structs.replace(_header(version, values, parameters, tensor_bytes), data_start=start)
        _check_sizes(header, tensors)
        return header

    def _take(self, length: int) -> bytes:
        end = self._at + length
        self._load(end)
        data = bytes(self._data[self._at : end])
        self._at = end
        return data

    def _load(self, end: int) -> None:
        """Read the file's first `end` bytes into memory."""
        if end > LARGEST_HEADER:
            raise _BrokenHeader("a header of over 256 MB")
        if end > self._size:
            raise _EndsEarly(self._size)
        if end > len(self._data):
            self._data += self._file.read(max(end - len(self._data), CHUNK_BYTES))
        if end > len(self._data):
            raise _BrokenHeader("the file became shorter")

    def _number(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _count(self, most: int) -> int:
        count = self._number("<Q")
        if count > most:
            raise _BrokenHeader(f"a count of {count}")
        return count

    def _text(self, longest: int) -> str:
        return self._take(self._count(longest)).decode("utf-8", "replace")

    def _values(self, count: int) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for _ in range(count):
            key = self._text(LONGEST_NAME)
            if key in values:
                raise _BrokenHeader(f"{key} occurs twice")
            values[key] = self._value(self._number("<I"))
        return values

    def _value(self, kind: int) -> Value:
        if kind == TEXT:
            return self._text(LONGEST_TEXT)
        if kind == LIST:
            return self._list(self._number("<I"), self._count(MOST_ITEMS))
        if kind not in SCALARS:
            raise _BrokenHeader(f"a value of type {kind}")
        value: Value = struct.unpack(SCALARS[kind], self._take(struct.calcsize(SCALARS[kind])))[0]
        return value

    def _list(self, kind: int, count: int) -> tuple[Value, ...]:
        if kind == LIST:
            raise _BrokenHeader("a list of lists")
        self._items += count
        if self._items > MOST_ITEMS:
            raise _BrokenHeader(f"more than {MOST_ITEMS} items")
        if count <= LONGEST_LIST and kind in SCALARS:
            form = f"<{count}{SCALARS[kind][1]}"
            return struct.unpack(form, self._take(struct.calcsize(form)))
        if count <= LONGEST_LIST:
            return tuple(self._value(kind) for _ in range(count))
        if kind == TEXT:
            self._skip_texts(count)
        elif kind in SCALARS:
            self._skip(count * struct.calcsize(SCALARS[kind]))
        else:
            raise _BrokenHeader(f"a list of type {kind}")
        return ()

    def _skip(self, length: int) -> None:
        self._load(self._at + length)
        self._at += length

    def _skip_texts(self, count: int) -> None:
        at, length_at = self._at, struct.Struct("<Q").unpack_from
        for _ in range(count):
            if at + 8 > len(self._data):
                self._load(at + 8)
            at += 8 + length_at(self._data, at)[0]
        self._load(at)
        self._at = at

    def _tensors(self, count: int, alignment: int) -> tuple[int, int, int]:
        """Return weights and bytes of all tensors, each checked to lie inside the file, and where their data starts."""
        if not 1 <= alignment <= LARGEST_ALIGNMENT or alignment & (alignment - 1):
            raise _BrokenHeader(f"an alignment of {alignment}")
        tensors = [self._tensor() for _ in range(count)]
        start = -(-self._at // alignment) * alignment
        for weights, size, offset in tensors:
            if offset % alignment or start + offset + size > LARGEST_FILE or not weights:
                raise _BrokenHeader("a tensor lies outside the file")
        end = max((start + offset + size for _, size, offset in tensors), default=start)
        if end > self._size:
            raise _EndsEarly(self._size, end)
        return sum(weights for weights, _, _ in tensors), sum(size for _, size, _ in tensors), start

    def _tensor(self) -> tuple[int, int, int]:
        """Return weights, bytes (0 for a type newer than BLOCKS) and offset of the next tensor."""
        self._text(LONGEST_NAME)
        dimensions = self._number("<I")
        if dimensions > MOST_DIMENSIONS:
            raise _BrokenHeader(f"a tensor of {dimensions} dimensions")
        shape = struct.unpack(f"<{dimensions}Q", self._take(8 * dimensions))
        kind, offset = self._number("<I"), self._number("<Q")
        if kind > NEWEST_TYPE:
            raise _BrokenHeader(f"a tensor of type {kind}")
        weights = prod(shape)
        block, size = BLOCKS.get(kind, (1, 0))
        if shape and shape[0] % block:
            raise _BrokenHeader("a tensor with half a block")
        return weights, weights // block * size, offset


def _check_numbers(architecture: str, values: dict[str, Value]) -> None:
    """Refuse fractions with which a network computes nothing, or llama.cpp aborts. A limit may be infinite: there is none."""
    for key, value in values.items():
        if not key.startswith(f"{architecture}."):
            continue
        for number in value if isinstance(value, tuple) else (value,):
            if not isinstance(number, float):
                continue
            is_no_epsilon = key.endswith("epsilon") and not 0 < number <= 1
            is_no_base = key.endswith("rope.freq_base") and number <= 0
            if isnan(number) or (isinf(number) and "clamp" not in key) or is_no_epsilon or is_no_base:
                raise _BrokenHeader(f"{key} is {number}")


def _check_sizes(header: GgufHeader, tensors: int) -> None:
    """Refuse counts that contradict each other: a plan made by them would ask for memory that no model needs."""
    is_contradiction = (
        header.blocks > tensors
        or header.heads > header.embedding
        or header.kv_heads > header.heads > 0
        or max(header.key_length, header.value_length) > LARGEST_HEAD
    )
    if is_contradiction:
        lengths = f"keys of {header.key_length} and values of {header.value_length}"
        sizes = f"{header.blocks} blocks, {header.heads} and {header.kv_heads} heads of {header.embedding}, {lengths}"
        raise _BrokenHeader(f"{sizes} in {tensors} tensors")


def _incomplete(cut: _EndsEarly, name: str) -> errors.ModelIncomplete:
    if not cut.expected:
        return errors.ModelIncomplete(str(cut), name=name, found=readable_size(cut.found))
    found, expected = readable_size(cut.found), readable_size(cut.expected)
    return errors.ModelCutShort(str(cut), name=name, found=found, expected=expected)


def _header(version: int, values: dict[str, Value], parameters: int, tensor_bytes: int) -> GgufHeader:
    architecture = _text(values, "general.architecture")
    if not architecture or not parameters:
        raise _BrokenHeader("no architecture or no tensors")
    _check_numbers(architecture, values)

    def of(key: str, default: int = 0) -> int:
        return _whole(values, f"{architecture}.{key}", default)

    heads = of("attention.head_count")
    length = of("embedding_length") // heads if heads else 0
    languages = values.get("general.languages", ())
    return GgufHeader(
        version, architecture, _text(values, "general.name"), _whole(values, "general.file_type"),
        of("context_length"), of("block_count"), of("embedding_length"), heads, of("attention.head_count_kv", heads),
        of("attention.key_length", length), of("attention.value_length", length), parameters, tensor_bytes,
        _text(values, "tokenizer.chat_template"), _text(values, "general.license"),
        tuple(str(language) for language in languages) if isinstance(languages, tuple) else (),
        values.get("clip.has_vision_encoder") is True and architecture == "clip",
        _whole(values, "clip.vision.projection_dim"), file_kind=_text(values, "general.type"),
        finetune=_text(values, "general.finetune"), pooling=of("pooling_type"),
    )  # fmt: skip


def _text(values: dict[str, Value], key: str) -> str:
    value = values.get(key, "")
    return value if isinstance(value, str) else ""


def _whole(values: dict[str, Value], key: str, default: int = 0) -> int:
    """Return a number, or the largest of a list of numbers (head counts differ by layer in some models)."""
    value = values.get(key, default)
    if isinstance(value, tuple):
        return max((item for item in value if isinstance(item, int)), default=default)
    return value if isinstance(value, int) and value >= 0 else default
