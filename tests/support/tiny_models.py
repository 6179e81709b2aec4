"""Model files of a few hundred bytes, right or wrong on purpose."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Scalar = str | int
ALIGNMENT = 32
DIMENSIONS = 4
WORDS = ("[UNK]", "[PAD]", "casa", "perro", "house", "dog", "the", "el", "la", ".")


def gguf_bytes(
    values: Mapping[str, Scalar] | None = None,
    tensors: Sequence[tuple[str, Sequence[int]]] = (("token_embd.weight", (8, 4)),),
    version: int = 3,
) -> bytes:
    """A GGUF file of float32 zeros that says what `values` say."""
    said = {"general.architecture": "llama", "llama.context_length": 64, **(values or {})}
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(said))
    head += b"".join(_text(key) + _value(value) for key, value in said.items())
    offset = 0
    for name, shape in tensors:
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, offset)
        offset += -(-4 * int(np.prod(shape)) // ALIGNMENT) * ALIGNMENT
    return head + b"\0" * (-len(head) % ALIGNMENT + offset)


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: Scalar) -> bytes:
    return struct.pack("<I", 8) + _text(value) if isinstance(value, str) else struct.pack("<II", 4, value)


def write_embedder(folder: Path, pooled: bool = True) -> Path:
    """An ONNX embedder of ten words: each text's vector is the mean of its words', or their states when not `pooled`."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(embedder_graph(pooled), folder / "model.onnx")
    write_tokenizer(folder / "tokenizer.json")
    return folder


def embedder_graph(pooled: bool = True) -> onnx.ModelProto:
    table = np.random.default_rng(7).normal(size=(len(WORDS), DIMENSIONS)).astype(np.float32)
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["states"])]
    output = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["b", "s", DIMENSIONS])
    if pooled:
        nodes.append(helper.make_node("ReduceMean", ["states", "axes"], ["embedding"], keepdims=0))
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["b", DIMENSIONS])
    weights = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1], np.int64), "axes")]
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["b", "s"])]
    return model_of(helper.make_graph(nodes, "words", inputs, [output], weights))


def model_of(graph: onnx.GraphProto) -> onnx.ModelProto:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 9
    return model


def write_tokenizer(path: Path) -> None:
    """Words at white space, padded to 16 as some published tokenizers are to 512."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_padding(length=16, pad_id=1, pad_token="[PAD]")
    tokenizer.save(str(path))


def bomb() -> onnx.ModelProto:
    """Asks for 10^12 floats, from a file of 300 bytes."""
    shape = numpy_helper.from_array(np.array([10**6, 10**6, 1], np.int64), "shape")
    nodes = [
        helper.make_node("ConstantOfShape", ["shape"], ["huge"]),
        helper.make_node("ReduceMax", ["huge"], ["most"], keepdims=0),
        helper.make_node("Cast", ["input_ids"], ["ids"], to=TensorProto.FLOAT),
        helper.make_node("Add", ["ids", "most"], ["embedding"]),
    ]
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["b", DIMENSIONS])]
    outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["b", DIMENSIONS])]
    return model_of(helper.make_graph(nodes, "bomb", inputs, outputs, [shape]))
