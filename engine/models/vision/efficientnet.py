"""Build an image encoder from EfficientNet-Lite0: its torch tensors become one ONNX file, an image in, a vector out.

Network: Tan and Le, 2019, in the Lite form (no squeeze and excitation, ReLU6). The probabilities of the ten likeliest classes
weight the embeddings of the class names: convex combination of semantic embeddings (Norouzi et al., 2013). So the file is an
ordinary image encoder, and its text encoder is the embedder that embedded the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any  # onnx is imported when a graph is built; arrays have several number types

import numpy as np

from engine.protocol.errors import ModelDamaged

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

SIDE, CLASSES, LIKELIEST = 224, 1000, 10
EPSILON = 1e-3
"""Of batch normalisation."""
FIRST_STRIDES = {1: 2, 3: 2, 5: 2, 11: 2}
"""Blocks that halve the image; the stem halves it too."""
BLOCKS = 16
OPSET, IR_VERSION = 18, 9
INPUT, VECTOR, PROBABILITIES = "pixel_values", "image_embeds", "probabilities"


def build(tensors: Mapping[str, Array], labels: Array) -> bytes:
    """Return an ONNX model: pixel_values [n, 3, 224, 224] to image_embeds [n, d], normalised, and probabilities [n, 1000].

    `labels`: float32 [1000, d], the embedding of each class. Raises ModelDamaged for other tensors.
    """
    try:
        return bytes(_EfficientNetGraph(tensors, labels).model().SerializeToString())
    except KeyError as missing:
        raise ModelDamaged(f"no tensor {missing}", name="EfficientNet-Lite0") from None


class _EfficientNetGraph:
    """Builds the network node by node; every private method returns the name of its output."""

    def __init__(self, tensors: Mapping[str, Array], labels: Array) -> None:
        self._tensors, self._labels = tensors, labels
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def model(self) -> Any:  # an onnx.ModelProto; onnx is imported when a graph is built
        from onnx import TensorProto, helper

        self._vector(self._probabilities(self._features()))
        input = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["n", 3, SIDE, SIDE])
        sizes = {VECTOR: self._labels.shape[1], PROBABILITIES: CLASSES}
        outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size]) for name, size in sizes.items()]
        graph = helper.make_graph(self._nodes, "pictures", [input], outputs, list(self._constants.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        return model

    def _features(self) -> str:
        x = self._relu6(self._convolution(INPUT, "_conv_stem", "_bn0", stride=2))
        for number in range(BLOCKS):
            x = self._block(x, f"_blocks.{number}", FIRST_STRIDES.get(number, 1))
        return self._relu6(self._convolution(x, "_conv_head", "_bn1"))

    def _block(self, x: str, name: str, stride: int) -> str:
        """Inverted residual: expand, convolve each channel alone, project; added to its input where the shapes agree."""
        inner = x
        if f"{name}._expand_conv.weight" in self._tensors:
            inner = self._relu6(self._convolution(x, f"{name}._expand_conv", f"{name}._bn0"))
        inner = self._relu6(self._convolution(inner, f"{name}._depthwise_conv", f"{name}._bn1", stride))
        projected = self._convolution(inner, f"{name}._project_conv", f"{name}._bn2")
        before = self._tensors.get(f"{name}._expand_conv.weight")
        same = before is not None and before.shape[1] == self._tensors[f"{name}._project_conv.weight"].shape[0]
        return self._node("Add", [x, projected], f"{name}.sum") if same and stride == 1 else projected

    def _convolution(self, x: str, name: str, norm: str, stride: int = 1) -> str:
        """Fold the batch normalisation that follows into the weights; pad as TensorFlow does ("same")."""
        weight = self._tensors[f"{name}.weight"]
        scale = self._tensors[f"{norm}.weight"] / np.sqrt(self._tensors[f"{norm}.running_var"] + EPSILON)
        bias = self._tensors[f"{norm}.bias"] - self._tensors[f"{norm}.running_mean"] * scale
        folded = self._constant(f"{name}.weight", (weight * scale[:, None, None, None]).astype(np.float32))
        size = weight.shape[2]
        before = (size - stride) // 2
        after = size - stride - before
        return self._node(
            "Conv", [x, folded, self._constant(f"{name}.bias", bias.astype(np.float32))], f"{name}.out",
            strides=[stride, stride], pads=[before, before, after, after], kernel_shape=[size, size],
            group=weight.shape[0] if "depthwise" in name else 1,
        )  # fmt: skip

    def _relu6(self, x: str) -> str:
        return self._node("Clip", [x, self._number("zero", 0.0), self._number("six", 6.0)], f"{x}.relu6")

    def _probabilities(self, x: str) -> str:
        pooled = self._node("GlobalAveragePool", [x], "pooled")
        flat = self._node("Flatten", [pooled], "flat", axis=1)
        weight = self._constant("_fc.weight", self._tensors["_fc.weight"])
        bias = self._constant("_fc.bias", self._tensors["_fc.bias"])
        logits = self._node("Gemm", [flat, weight, bias], "logits", transB=1)
        return self._node("Softmax", [logits], PROBABILITIES, axis=-1)

    def _vector(self, probabilities: str) -> str:
        """Mix the likeliest classes' embeddings by their probabilities, and normalise."""
        count = self._constant("likeliest", np.array([LIKELIEST], np.int64))
        self._nodes.append(self._make_node("TopK", [probabilities, count], ["shares", "classes"], axis=-1))
        names = self._node("Gather", [self._constant("labels", self._labels), "classes"], "names", axis=0)
        weights = self._node("Unsqueeze", ["shares", self._constant("axis1", np.array([1], np.int64))], "shares3")
        mixed = self._node("MatMul", [weights, names], "mixed")
        vector = self._node("Squeeze", [mixed, "axis1"], "meant")
        length = self._node("ReduceL2", [vector, self._constant("axis_last", np.array([-1], np.int64))], "length")
        return self._node("Div", [vector, length], VECTOR)

    def _number(self, name: str, value: float) -> str:
        return self._constant(name, np.array(value, np.float32))

    def _constant(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        contiguous = value if value.ndim == 0 else np.ascontiguousarray(value)
        self._constants.setdefault(name, numpy_helper.from_array(contiguous, name))
        return name

    def _node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(self._make_node(operator, inputs, [output], **attributes))
        return output

    def _make_node(self, operator: str, inputs: list[str], outputs: list[str], **attributes: Any) -> Any:
        from onnx import helper

        return helper.make_node(operator, inputs, outputs, **attributes)
