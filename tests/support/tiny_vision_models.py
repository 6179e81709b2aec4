"""Image classifiers, detectors and segmenters of a few hundred bytes, right by construction, in transformers' layout."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tests.support.tiny_models import model_of

SIDE = 32
COLOURS = {"0": "red", "1": "green", "2": "blue"}


def classifier() -> onnx.ModelProto:
    nodes = [
        helper.make_node("ReduceMean", ["pixel_values", "axes"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "ten"], ["logits"]),
    ]
    weights = [constant("axes", np.array([2, 3], np.int64)), constant("ten", np.array(10, np.float32))]
    return model_of(helper.make_graph(nodes, "g", [pixels()], [out("logits", 2)], weights))


def detector(nothing: bool, corners: int = 4) -> onnx.ModelProto:
    """Always returns the same three boxes, two of them on each other, and one of "no object"."""
    classes = 4 if nothing else 3
    logits = np.full((1, 4, classes), -9.0, np.float32)
    logits[0, 0, 0], logits[0, 1, 2], logits[0, 2, 0] = 9, 6, 7
    if nothing:
        logits[0, 3, 3] = 9
    boxes = np.array([[0.5, 0.25, 0.5, 0.5], [0.5, 0.9, 0.2, 0.4], [0.52, 0.25, 0.5, 0.5], [0.1] * 4], np.float32)
    weights = [
        constant("made", logits), constant("placed", boxes[None, :, :corners]), constant("none", np.array(0, np.float32)),
        constant("axes", np.array([1, 2, 3], np.int64)), constant("last", np.array([-1], np.int64)),
    ]  # fmt: skip
    nodes = [
        helper.make_node("ReduceMean", ["pixel_values", "axes"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "none"], ["zero"]),
        helper.make_node("Unsqueeze", ["zero", "last"], ["zero2"]),
        helper.make_node("Unsqueeze", ["zero2", "last"], ["zero3"]),
        helper.make_node("Add", ["made", "zero3"], ["logits"]),
        helper.make_node("Add", ["placed", "zero3"], ["pred_boxes"]),
    ]
    return model_of(helper.make_graph(nodes, "g", [pixels()], [out("logits", 3), out("pred_boxes", 3)], weights))


def segmenter() -> onnx.ModelProto:
    nodes = [helper.make_node("AveragePool", ["pixel_values"], ["logits"], kernel_shape=[4, 4], strides=[4, 4])]
    return model_of(helper.make_graph(nodes, "g", [pixels()], [out("logits", 4)]))


def mask_former() -> onnx.ModelProto:
    """Has three queries, each with the mask of its own colour; a fourth class is "no object"."""
    classes = np.full((1, 3, 4), -9.0, np.float32)
    classes[0, 0, 0] = classes[0, 1, 1] = classes[0, 2, 2] = 9
    weights = [constant("classes", classes), constant("ten", np.array(10, np.float32))]
    weights += [constant("none", np.array(0, np.float32)), constant("axes", np.array([2, 3], np.int64))]
    nodes = [
        helper.make_node("AveragePool", ["pixel_values"], ["small"], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("Mul", ["small", "ten"], ["masks_queries_logits"]),
        helper.make_node("ReduceMean", ["pixel_values", "axes"], ["mean"], keepdims=0),
        helper.make_node("ReduceMean", ["mean"], ["all"], keepdims=0),
        helper.make_node("Mul", ["all", "none"], ["zero"]),
        helper.make_node("Add", ["classes", "zero"], ["class_queries_logits"]),
    ]
    outputs = [out("class_queries_logits", 3), out("masks_queries_logits", 4)]
    return model_of(helper.make_graph(nodes, "g", [pixels()], outputs, weights))


def one_stage(cornered: bool, classes: int = 3) -> onnx.ModelProto:
    """Always finds a blue object twice, a red one, and places without any; in one of YOLO's two layouts."""
    centred = np.zeros((4 + classes, 12), np.float32)
    centred[:4] = np.array([20, 12, 8, 8])[:, None]
    centred[4 + 2, 3:5] = 0.7, 0.9
    centred[:4, 7], centred[4, 7] = (4, 4, 8, 8), 0.8
    corners = np.array([[16, 8, 24, 16, 0.9, 2], [0, 0, 8, 8, 0.8, 0], [0, 0, 1, 1, 0.1, 1]], np.float32)
    weights = [
        constant("made", (corners if cornered else centred)[None]), constant("none", np.array(0, np.float32)),
        constant("axes", np.array([0, 1, 2, 3], np.int64)),
    ]  # fmt: skip
    nodes = [
        helper.make_node("ReduceMean", ["images", "axes"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "none"], ["zero"]),
        helper.make_node("Add", ["made", "zero"], ["output0"]),
    ]
    return model_of(helper.make_graph(nodes, "g", [pixels("images")], [out("output0", 3)], weights))


def write_one_stage(path: Path, names: str, **more: str) -> Path:
    """Write one file with metadata, as Ultralytics exports YOLO."""
    model = one_stage(False)
    metadata = {"task": "detect", "imgsz": f"[{SIDE}, {SIDE}]", "names": names, "license": "AGPL-3.0", **more}
    helper.set_model_props(model, metadata)
    onnx.save(model, path)
    return path


def write_vision_model(folder: Path, model: onnx.ModelProto, size: dict[str, int] | None = None) -> Path:
    folder.mkdir()
    onnx.save(model, folder / "model.onnx")
    (folder / "config.json").write_bytes(msgspec.json.encode({"id2label": COLOURS}))
    (folder / "preprocessor_config.json").write_bytes(
        msgspec.json.encode({"size": size or {"height": SIDE, "width": SIDE}})
    )
    return folder


def pixels(name: str = "pixel_values") -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 3, "h", "w"])


def out(name: str, rank: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [f"{name}{axis}" for axis in range(rank)])


def constant(name: str, value: object) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(value), name)
