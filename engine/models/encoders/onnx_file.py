"""Read the declarations of an ONNX file from its protobuf, and refuse data outside it, before a native parser opens it.

Format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. Only the fields that can name another file, the graph's
inputs and outputs, and the metadata are read; everything else is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.files.opening import open_ordinary_file
from engine.models.manifest import readable_size
from engine.protocol import errors

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
DEEPEST_NESTING, MOST_FIELDS = 32, 500_000
"""Of messages in messages; and of fields in all that are read, which takes a second. The starters have 7,000."""
TENSOR_EXTERNAL_DATA, TENSOR_DATA_LOCATION = 13, 14
NESTED = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
"""Message to its fields that hold messages in which a tensor can be."""
GRAPH_INPUT, GRAPH_OUTPUT = 11, 12
MODEL_GRAPH, MODEL_METADATA = 7, 14


class OnnxOutput(msgspec.Struct, frozen=True):
    """An output of the graph; a dimension is 0 where the file leaves it open."""

    name: str
    dimensions: tuple[int, ...]


class OnnxFacts(msgspec.Struct, frozen=True):
    """The inputs by name, the outputs, and the makers' metadata of an ONNX file."""

    inputs: tuple[str, ...]
    outputs: tuple[OnnxOutput, ...]
    metadata: dict[str, str] = {}


class _FieldEndsEarly(ValueError):
    """The file ends within a field."""


def read_facts(path: Path) -> OnnxFacts:
    """Return what an ONNX file declares.

    Raises WeightsElsewhere for data outside the file, ModelIncomplete for one that ends early, ModelDamaged for no ONNX model.
    """
    try:
        with open_ordinary_file(path) as file:
            data = file.read()
        _refuse_external(memoryview(data), "model", path.name, 0, iter(range(MOST_FIELDS)))
        graphs = _messages(memoryview(data), MODEL_GRAPH)
        if len(graphs) != 1:
            raise ValueError("no graph")
        entries = _messages(memoryview(data), MODEL_METADATA)
        metadata = {_text_field(entry, 1): _text_field(entry, 2) for entry in entries}
        return msgspec.structs.replace(_facts(graphs[0]), metadata=metadata)
    except _FieldEndsEarly as cut:
        raise errors.ModelIncomplete(str(cut), name=path.name, found=readable_size(path.stat().st_size)) from None
    except (ValueError, IndexError) as broken:
        raise errors.ModelDamaged(str(broken), name=path.name) from None


def _refuse_external(data: memoryview, message: str, name: str, depth: int, budget: Iterator[int]) -> None:
    if depth > DEEPEST_NESTING:
        raise ValueError("graphs nested too deep")
    nested = NESTED[message]
    for number, kind, value in _fields(data):
        if next(budget, None) is None:
            raise ValueError(f"more than {MOST_FIELDS} fields")
        if message == "tensor" and number in (TENSOR_EXTERNAL_DATA, TENSOR_DATA_LOCATION):
            if kind == BYTES or number == TENSOR_EXTERNAL_DATA or _varint_of(value):
                raise errors.WeightsElsewhere(name=name)
        elif kind == BYTES and number in nested:
            _refuse_external(value, nested[number], name, depth + 1, budget)


def _facts(graph: memoryview) -> OnnxFacts:
    inputs, outputs, weights = [], [], set()
    for number, kind, value in _fields(graph):
        if kind != BYTES:
            continue
        if number == GRAPH_INPUT:
            inputs.append(_value_info(value).name)
        elif number == GRAPH_OUTPUT:
            outputs.append(_value_info(value))
        elif number == 5:
            weights.add(_text_field(value, 8))
    return OnnxFacts(tuple(name for name in inputs if name not in weights), tuple(outputs))


def _value_info(data: memoryview) -> OnnxOutput:
    """ValueInfoProto: name 1, type 2 › tensor 1 › shape 2 › dimension 1 › value 1."""
    name, dimensions = "", []
    for number, kind, value in _fields(data):
        if number == 1 and kind == BYTES:
            name = bytes(value).decode("utf-8", "replace")
        elif number == 2 and kind == BYTES:
            shapes = [shape for tensor in _messages(value, 1) for shape in _messages(tensor, 2)]
            dimensions = [_dimension(entry) for shape in shapes for entry in _messages(shape, 1)]
    return OnnxOutput(name, tuple(dimensions))


def _dimension(data: memoryview) -> int:
    return next((_varint_of(value) for number, kind, value in _fields(data) if number == 1 and kind == VARINT), 0)


def _messages(data: memoryview, field: int) -> list[memoryview]:
    return [value for number, kind, value in _fields(data) if number == field and kind == BYTES]


def _text_field(data: memoryview, field: int) -> str:
    return next((bytes(value).decode("utf-8", "replace") for value in _messages(data, field)), "")


def _fields(data: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Yield (field number, wire type, its bytes) of one message; a varint is yielded as its bytes too."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, kind = tag >> 3, tag & 7
        begin = at
        if kind == VARINT:
            _, at = _varint(data, at)
        elif kind == BYTES:
            length, begin = _varint(data, at)
            at = begin + length
        elif kind in (FIXED32, FIXED64):
            at += 4 if kind == FIXED32 else 8
        else:
            raise ValueError(f"wire type {kind}")
        if not number:
            raise ValueError("field 0")
        if at > len(data):
            raise _FieldEndsEarly("the file ends within a field")
        yield number, kind, data[begin:at]


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
        if shift > 63:
            raise ValueError("a number without end")


def _varint_of(data: memoryview) -> int:
    return _varint(data, 0)[0]
