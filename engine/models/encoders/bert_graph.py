"""Build a BERT embedder as an ONNX graph from weights by name, with onnx alone.

The encoder is that of Devlin et al. (2019) with mean pooling and L2 normalisation (Wang et al., Multilingual E5, 2024).
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import (  # onnx is imported when a graph is built; arrays have several number types
    TYPE_CHECKING,
    Any,  # onnx is imported when a graph is built; arrays have several number types
    Protocol,
)

import msgspec
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

OPSET, IR_VERSION = 18, 9


class BertShape(msgspec.Struct, frozen=True):
    """Sizes of the network; `epsilon` is that of layer normalisation."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    epsilon: float


class EncoderWeights(Protocol):
    """float32 tensors by name: emb.word, emb.pos, emb.type, emb.ln; of layer 0: l0.q, .k, .v, .ao, .aln, .fi, .fo, .oln.

    Each has a ".w" and a ".b", except the tables of emb. Matrices are [outputs, inputs].
    """

    @property
    def shape(self) -> BertShape:
        """Sizes of the network that the tensors are from."""

    def vector(self, name: str) -> Array:
        """Return a float32 tensor, flat. Raises KeyError for another name."""

    def matrix(self, name: str, columns: int) -> Array:
        """Return a float32 tensor as [rows, columns]. Raises KeyError for another name."""


WORD_VECTORS = ("Gather",)
"""The operator that looks up word vectors, four fifths of a small multilingual encoder's weights."""
WORDS = "emb.word"
ROWS_AT_ONCE = 16_384


def write_int8(model: Any, target: Path, operators: Sequence[str] | None = None) -> None:
    """Quantise a float32 ModelProto to dynamic QInt8 per channel and write it; with `operators`, only the weights of these.

    The table of word vectors is left out while ONNX Runtime quantises: it copies and writes a model of 470 MB several times,
    which takes 8 seconds of processor time, not 3, for the same bytes.
    """
    import onnx

    words = next((tensor for tensor in model.graph.initializer if tensor.name == WORDS), None)
    if words is None:
        _quantise(model, target, operators)
        return
    whole = onnx.TensorProto()
    whole.CopyFrom(words)
    table = onnx.numpy_helper.to_array(whole)
    extremes = [np.unravel_index(place, table.shape)[0] for place in (table.argmin(), table.argmax())]
    words.CopyFrom(onnx.numpy_helper.from_array(table[extremes], WORDS))  # with the scale of the whole table
    try:
        _quantise(model, target, operators)
    finally:
        words.CopyFrom(whole)
    _insert_words(target, table)


def _quantise(model: Any, target: Path, operators: Sequence[str] | None) -> None:
    import onnx

    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        float32 = Path(folder) / "float32.onnx"
        onnx.save(model, str(float32))
        logger = logging.getLogger()
        level = logger.level
        logger.setLevel(logging.ERROR)  # it advises a preprocessing step that would change nothing here
        try:
            quantize_dynamic(
                float32, target, list(operators or ()) or None, weight_type=QuantType.QInt8, per_channel=True
            )
        finally:
            logger.setLevel(level)


def _insert_words(path: Path, table: Array) -> None:
    """Put the whole table, rounded by the scale of its rows that are there, in their place."""
    import onnx

    model = onnx.load(str(path))
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    scale, zero, rows = (
        onnx.numpy_helper.to_array(tensors[f"{WORDS}_{part}"]) for part in ("scale", "zero_point", "quantized")
    )
    limits, rounded = np.iinfo(rows.dtype), np.empty(table.shape, rows.dtype)
    for begin in range(0, len(table), ROWS_AT_ONCE):
        part = slice(begin, begin + ROWS_AT_ONCE)
        rounded[part] = np.clip(np.round(table[part] / scale) + zero, limits.min, limits.max)
    tensors[f"{WORDS}_quantized"].CopyFrom(onnx.numpy_helper.from_array(rounded, f"{WORDS}_quantized"))
    onnx.save(model, str(path))


class BertGraph:
    """Builds the encoder node by node; every private method returns the name of its output."""

    def __init__(self, weights: EncoderWeights) -> None:
        self._weights, self._shape = weights, weights.shape
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def embedder(self) -> Any:  # an onnx.ModelProto; onnx is imported when a graph is built
        """Return the model: input_ids, attention_mask int64 [b, s] to "embedding" [b, hidden], the normalised mean state."""
        self._pool(self._states())
        length = self._node("ReduceL2", ["mean", self._axes(-1)], "length2", keepdims=1)
        return self._model(self._node("Div", ["mean", length], "embedding"))

    def _states(self) -> str:
        hidden = self._embeddings()
        for layer in range(self._shape.layers):
            hidden = self._layer(hidden, f"l{layer}")
        return hidden

    def _model(self, output: str) -> Any:
        from onnx import TensorProto, helper

        inputs = [
            helper.make_tensor_value_info(n, TensorProto.INT64, ["b", "s"]) for n in ("input_ids", "attention_mask")
        ]
        value = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["b", self._shape.hidden])
        graph = helper.make_graph(self._nodes, "e5", inputs, [value], list(self._constants.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        return model

    def _constant(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        if name not in self._constants:
            contiguous = value if value.ndim == 0 else np.ascontiguousarray(value)
            self._constants[name] = numpy_helper.from_array(contiguous, name)
        return name

    def _node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def _scalar(self, name: str, value: float) -> str:
        return self._constant(name, np.array(value, np.float32))

    def _axes(self, *axes: int) -> str:
        return self._constant("axes" + "_".join(map(str, axes)), np.array(axes, np.int64))

    def _embeddings(self) -> str:
        hidden = self._shape.hidden
        words = self._constant(WORDS, self._weights.matrix(WORDS, hidden))
        positions = self._constant("emb.pos", self._weights.vector("emb.pos").reshape(-1, hidden))
        kind = self._constant("emb.type", self._weights.vector("emb.type").reshape(-1, hidden)[0])
        size = self._node("Shape", ["input_ids"], "size")
        length = self._node("Gather", [size, self._constant("one_i", np.array(1, np.int64))], "length")
        start, step = self._constant("zero_i", np.array(0, np.int64)), "one_i"
        indices = self._node("Range", [start, length, step], "places")
        word = self._node("Gather", [words, "input_ids"], "word")
        position = self._node("Gather", [positions, indices], "position")
        total = self._node("Add", [self._node("Add", [word, position], "word_position"), kind], "embedded")
        mask = self._node("Cast", ["attention_mask"], "mask", to=1)
        wide = self._node("Unsqueeze", [mask, self._axes(1, 2)], "mask4")
        absent = self._node("Sub", [self._scalar("one", 1.0), wide], "absent")
        self._node("Mul", [absent, self._scalar("minus_many", -10000.0)], "attention_bias")
        return self._norm(total, "emb.ln", "embedded_norm")

    def _norm(self, x: str, name: str, output: str) -> str:
        weight = self._constant(f"{name}.w", self._weights.vector(f"{name}.w"))
        bias = self._constant(f"{name}.b", self._weights.vector(f"{name}.b"))
        return self._node("LayerNormalization", [x, weight, bias], output, axis=-1, epsilon=self._shape.epsilon)

    def _linear(self, x: str, name: str, columns: int) -> str:
        weight = self._constant(f"{name}.w", self._weights.matrix(f"{name}.w", columns).T)
        product = self._node("MatMul", [x, weight], f"{name}.product")
        bias = self._constant(f"{name}.b", self._weights.vector(f"{name}.b"))
        return self._node("Add", [product, bias], f"{name}.out")

    def _layer(self, x: str, name: str) -> str:
        hidden, feed_forward = self._shape.hidden, self._shape.feed_forward
        attended = self._linear(self._attention(x, name), f"{name}.ao", hidden)
        x = self._norm(self._node("Add", [attended, x], f"{name}.r1"), f"{name}.aln", f"{name}.n1")
        inner = self._gelu(self._linear(x, f"{name}.fi", hidden), name)
        outer = self._linear(inner, f"{name}.fo", feed_forward)
        return self._norm(self._node("Add", [outer, x], f"{name}.r2"), f"{name}.oln", f"{name}.n2")

    def _attention(self, x: str, name: str) -> str:
        width = self._shape.hidden // self._shape.heads
        split = self._constant("split", np.array([0, 0, self._shape.heads, width], np.int64))
        parts = []
        for part, order in (("q", (0, 2, 1, 3)), ("k", (0, 2, 3, 1)), ("v", (0, 2, 1, 3))):
            projected = self._linear(x, f"{name}.{part}", self._shape.hidden)
            heads = self._node("Reshape", [projected, split], f"{name}.{part}.heads")
            parts.append(self._node("Transpose", [heads], f"{name}.{part}.t", perm=order))
        query, key, value = parts
        scores = self._node("MatMul", [query, key], f"{name}.scores")
        scaled = self._node("Mul", [scores, self._scalar("scale", width**-0.5)], f"{name}.scaled")
        masked = self._node("Add", [scaled, "attention_bias"], f"{name}.masked")
        attention = self._node("Softmax", [masked], f"{name}.shares", axis=-1)
        mixed = self._node("MatMul", [attention, value], f"{name}.mixed")
        heads = self._node("Transpose", [mixed], f"{name}.turned", perm=(0, 2, 1, 3))
        joined = self._constant("join", np.array([0, 0, self._shape.hidden], np.int64))
        return self._node("Reshape", [heads, joined], f"{name}.joined")

    def _gelu(self, x: str, name: str) -> str:
        """x · ½ · (1 + erf(x / √2)), the exact form."""
        scaled = self._node("Mul", [x, self._scalar("root_half", 0.5**0.5)], f"{name}.g1")
        error = self._node("Erf", [scaled], f"{name}.g2")
        shifted = self._node("Add", [error, "one"], f"{name}.g3")
        product = self._node("Mul", [x, shifted], f"{name}.g4")
        return self._node("Mul", [product, self._scalar("half", 0.5)], f"{name}.g5")

    def _pool(self, x: str) -> str:
        mask = self._node("Unsqueeze", ["mask", self._axes(-1)], "mask3")
        unmasked = self._node("Mul", [x, mask], "kept")
        total = self._node("ReduceSum", [unmasked, self._axes(1)], "total", keepdims=0)
        count = self._node("ReduceSum", [mask, self._axes(1)], "count", keepdims=0)
        return self._node("Div", [total, count], "mean")
