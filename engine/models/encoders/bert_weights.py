"""The weights of an encoder that BertGraph wrote, read back out of its ONNX file as float32; int8 ones are scaled back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.models.encoders.bert_graph import Shape
from engine.protocol.errors import ModelUnsupported

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

QUANTISED = "_quantized"


@dataclass(frozen=True)
class BertWeights:
    """Implements bert_graph.Weights; matrices are [outputs, inputs], tables [rows, hidden]."""

    shape: Shape
    tensors: dict[str, Array]

    def vector(self, name: str) -> Array:
        return self.tensors[name].reshape(-1)

    def matrix(self, name: str, columns: int) -> Array:
        return self.tensors[name].reshape(-1, columns)


def read_weights(path: Path, name: str) -> BertWeights:
    """Raises ModelUnsupported for a graph that is not one of ours: others name and order their weights as they like."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    try:
        tensors = _tensors(held)
        return BertWeights(_shape(graph, held, tensors), tensors)
    except (KeyError, StopIteration) as missing:
        raise ModelUnsupported(f"not a graph of ours: {missing}", name=name) from None


def _tensors(held: dict[str, Array]) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for key, value in held.items():
        name = key.removesuffix(QUANTISED)
        if name != key:
            value = (value.astype(np.float32) - held[f"{name}_zero_point"]) * held[f"{name}_scale"]
        if name.endswith((".w", ".b")) or name.startswith("emb."):
            matrix = value.ndim == 2 and not name.startswith("emb.")  # the graph multiplies from the left
            found[name] = np.ascontiguousarray(value.T if matrix else value, np.float32)
    return found


def _shape(graph: Any, held: dict[str, Array], tensors: dict[str, Array]) -> Shape:
    vocabulary, hidden = tensors["emb.word"].shape
    layers = sum(name.endswith(".fi.b") for name in tensors)
    norm = next(node for node in graph.node if node.op_type == "LayerNormalization")
    epsilon = next(one.f for one in norm.attribute if one.name == "epsilon")
    heads = int(held["split"][2])
    return Shape(hidden, layers, heads, len(tensors["l0.fi.b"]), vocabulary, epsilon)
