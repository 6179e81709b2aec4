"""Read the weights of an encoder that BertGraph wrote back from its ONNX file, as float32; int8 ones are dequantised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any  # an onnx graph, and arrays of several number types

import msgspec
import numpy as np

from engine.models.encoders.bert_graph import BertShape
from engine.protocol.errors import ModelUnsupported

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

QUANTISED = "_quantized"


class BertWeights(msgspec.Struct, frozen=True):
    """Implements bert_graph.EncoderWeights; matrices are [outputs, inputs], tables [rows, hidden]."""

    shape: BertShape
    tensors: dict[str, Array]

    def vector(self, name: str) -> Array:
        return self.tensors[name].reshape(-1)

    def matrix(self, name: str, columns: int) -> Array:
        return self.tensors[name].reshape(-1, columns)


def read_weights(path: Path, name: str) -> BertWeights:
    """Return the weights in an ONNX file. `name` is the model's, for the error message.

    Raises ModelUnsupported for a graph that BertGraph did not write: others name their weights as they like.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    try:
        tensors = _dequantised(arrays)
        return BertWeights(_shape(graph, arrays, tensors), tensors)
    except (KeyError, StopIteration) as missing:
        raise ModelUnsupported(f"not written by BertGraph: {missing}", name=name) from None


def _dequantised(arrays: dict[str, Array]) -> dict[str, Array]:
    tensors: dict[str, Array] = {}
    for key, value in arrays.items():
        name = key.removesuffix(QUANTISED)
        if name != key:
            value = (value.astype(np.float32) - arrays[f"{name}_zero_point"]) * arrays[f"{name}_scale"]
        if name.endswith((".w", ".b")) or name.startswith("emb."):
            is_matrix = value.ndim == 2 and not name.startswith("emb.")  # the graph multiplies from the left
            tensors[name] = np.ascontiguousarray(value.T if is_matrix else value, np.float32)
    return tensors


def _shape(graph: Any, arrays: dict[str, Array], tensors: dict[str, Array]) -> BertShape:  # an onnx.GraphProto
    vocabulary, hidden = tensors["emb.word"].shape
    layers = sum(name.endswith(".fi.b") for name in tensors)
    norm = next(node for node in graph.node if node.op_type == "LayerNormalization")
    epsilon = next(attribute.f for attribute in norm.attribute if attribute.name == "epsilon")
    heads = int(arrays["split"][2])
    return BertShape(hidden, layers, heads, len(tensors["l0.fi.b"]), vocabulary, epsilon)
