"""Image classification, object detection and image segmentation by ONNX networks with the outputs of transformers' exports.

A classifier returns logits [n, classes] (or probabilities). A detector returns logits [n, queries, classes] and pred_boxes
[n, queries, 4], centre and size as fractions of the image (DETR, Carion et al., 2020); or, as one-stage detectors do (YOLO,
Redmon et al., 2016), one output in pixels of its input: [n, 4 + classes, places], centre, size and a score for each class, or
[n, objects, 6], corners, score and class. A segmenter returns logits [n, classes, h, w], or a mask and a class for each of its
queries (MaskFormer, Cheng et al., 2021).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any  # arrays have several number types

import msgspec
import numpy as np

from engine.models.encoders.activations import sigmoid, softmax
from engine.models.encoders.class_names import labels_in_metadata, read_labels
from engine.models.encoders.onnx_network import CPU, OnnxNetwork
from engine.models.interfaces import BoundingBox, ClassScore
from engine.models.manifest import ImageInput, ModelManifest
from engine.models.vision.output_names import CLASS_QUERIES, MASK_QUERIES, METADATA_NAMES
from engine.models.vision.preprocessing import letterbox_size, preprocess
from engine.protocol.errors import ModelDamaged

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image

    from engine.models.interfaces import SegmentationMap

    Array = npt.NDArray[Any]  # of the number type that the network has

LOGITS, PROBABILITIES, BOXES = "logits", "probabilities", "pred_boxes"
CORNER_COLUMNS = 6
"""Numbers of an object in an output [n, objects, 6]."""
MASK_SIDE = 64
"""Of pixel_mask where the file leaves it open: all of the image counts, so any size says the same."""
NMS_IOU = 0.7
"""Intersection over union from which two boxes of one class are the same object."""
MOST_BOXES = 300
"""Boxes kept of one image, best first: one-stage detectors return 8,400 places."""


class _OnnxVisionModel:
    """A network that takes one image at a time, and the names of its classes. Raises ModelDamaged."""

    def __init__(self, manifest: ModelManifest, folder: Path, threads: int, providers: Sequence[str] = (CPU,)) -> None:
        self._manifest, self._input = manifest, image_input_of(manifest)
        self._network = OnnxNetwork(folder / manifest.network_file, manifest.name, threads, providers=providers)
        own_labels = self._network.metadata.get(METADATA_NAMES, "")
        self.labels = read_labels(manifest, folder) or labels_in_metadata(own_labels, manifest)
        self._names = {"en": self.labels}
        self._read_names = partial(read_labels, manifest, folder)

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def notice(self) -> str:
        """Why a GPU is not used any more; empty when all is well."""
        return self._network.notice

    def class_names(self, language: str) -> tuple[str, ...]:
        """Return the names of the classes by number, in English where the model has no others."""
        if language not in self._names:
            self._names[language] = self._read_names(language) or self.labels
        return self._names[language]

    def close(self) -> None:
        self._network.close()

    def _run(self, image: Image, *outputs: str) -> list[Array]:
        """Return each output of the image, [0] of its batch. Raises ModelDamaged for one that is no numbers."""
        if missing := [name for name in outputs if name not in self._network.outputs]:
            raise ModelDamaged(f"no output {missing}", name=self._manifest.name)
        feed: dict[str, Array] = {self._network.inputs[0]: preprocess(image, self._input)[None]}
        if "pixel_mask" in self._network.inputs:
            feed["pixel_mask"] = np.ones((1, MASK_SIDE, MASK_SIDE), np.int64)
        arrays = self._network.run_all(outputs, feed)
        if any(array.dtype.kind not in "biuf" or not array.size or np.isnan(array).any() for array in arrays):
            raise ModelDamaged("the model computes nothing", name=self._manifest.name)
        return [array[0] for array in arrays]

    def _name(self, index: int, language: str) -> str:
        names = self.class_names(language)
        return names[index] if index < len(names) else str(index)


class OnnxImageClassifier(_OnnxVisionModel):
    """Implements engine.models.interfaces.ImageClassifier."""

    def classify(self, image: Image, limit: int = 5, language: str = "en") -> tuple[ClassScore, ...]:
        has_probabilities = PROBABILITIES in self._network.outputs
        (output,) = self._run(image, PROBABILITIES if has_probabilities else LOGITS)
        scores = output if has_probabilities else softmax(output)
        if scores.ndim != 1:
            raise ModelDamaged(f"an output of {scores.shape}", name=self._manifest.name)
        return tuple(ClassScore(self._name(int(i), language), float(scores[i])) for i in np.argsort(-scores)[:limit])

    def smoke_test(self) -> None:
        """Classify a small image. Raises ModelDamaged."""
        self.classify(_sample_image())


class _Detections(msgspec.Struct, frozen=True):
    """One row for each object: class [n], score [n], and left, top, right, bottom as fractions of the image [n, 4]."""

    classes: Array
    scores: Array
    corners: Array


class OnnxObjectDetector(_OnnxVisionModel):
    """Implements engine.models.interfaces.ObjectDetector."""

    def detect(self, image: Image, min_score: float = 0.5, language: str = "en") -> tuple[BoundingBox, ...]:
        detections = self._run_queries(image) if BOXES in self._network.outputs else self._run_one_stage(image)
        best = [i for i in np.argsort(-detections.scores)[:MOST_BOXES] if detections.scores[i] >= min_score]
        corners = np.clip(detections.corners, 0, 1)
        return non_maximum_suppression(
            BoundingBox(
                self._name(int(detections.classes[i]), language), float(detections.scores[i]), *map(float, corners[i])
            )
            for i in best
        )

    def smoke_test(self) -> None:
        """Search a small image. Raises ModelDamaged."""
        self.detect(_sample_image())

    def _run_queries(self, image: Image) -> _Detections:
        logits, boxes = self._run(image, LOGITS, BOXES)
        if logits.ndim != 2 or boxes.shape != (len(logits), 4):
            raise ModelDamaged(f"outputs of {logits.shape} and {boxes.shape}", name=self._manifest.name)
        return _best_classes(self._scores(logits), _to_corners(boxes))

    def _run_one_stage(self, image: Image) -> _Detections:
        (output,) = self._run(image, self._network.outputs[0])
        classes = len(self.labels)
        side = self._input.side
        width, height = letterbox_size(image.size, side) if self._input.resize == "letterbox" else (side, side)
        input_size = np.array([width, height, width, height], np.float32)
        if output.ndim == 2 and len(output) == 4 + classes:
            return _best_classes(output[4:].T, _to_corners(output[:4].T / input_size))
        if output.ndim == 2 and output.shape[1] == CORNER_COLUMNS:
            return _Detections(output[:, 5].astype(np.int64), output[:, 4], output[:, :4] / input_size)
        raise ModelDamaged(f"an output of {output.shape} for {classes} classes", name=self._manifest.name)

    def _scores(self, logits: Array) -> Array:
        """With one class more than there are names, the last is "no object" and they share a softmax; else each is alone."""
        if logits.shape[1] == len(self.labels) + 1:
            return softmax(logits)[:, :-1]
        return sigmoid(logits)


class OnnxImageSegmenter(_OnnxVisionModel):
    """Implements engine.models.interfaces.ImageSegmenter."""

    def segment(self, image: Image) -> SegmentationMap:
        logits = self._run_masks(image) if MASK_QUERIES in self._network.outputs else self._run(image, LOGITS)[0]
        if logits.ndim != 3 or len(logits) > np.iinfo(np.uint16).max:
            raise ModelDamaged(f"an output of {logits.shape}", name=self._manifest.name)
        classes: SegmentationMap = logits.argmax(axis=0).astype(np.uint16)
        return classes

    def smoke_test(self) -> None:
        """Segment a small image. Raises ModelDamaged."""
        self.segment(_sample_image())

    def _run_masks(self, image: Image) -> Array:
        """Return [classes, h, w]: each query's mask times its class probabilities, without "no object", the last class."""
        queries, masks = self._run(image, CLASS_QUERIES, MASK_QUERIES)
        if queries.ndim != 2 or masks.ndim != 3 or len(queries) != len(masks):
            raise ModelDamaged(f"outputs of {queries.shape} and {masks.shape}", name=self._manifest.name)
        scores: Array = np.tensordot(softmax(queries)[:, :-1].T, sigmoid(masks), axes=1)
        return scores


def image_input_of(manifest: ModelManifest) -> ImageInput:
    """Return the description of the network's input. Raises ModelDamaged for a manifest without one."""
    input = manifest.dual_encoder.input if manifest.dual_encoder else manifest.input
    if input is None:
        raise ModelDamaged("the manifest has no input", name=manifest.name)
    return input


def non_maximum_suppression(boxes: Iterable[BoundingBox]) -> tuple[BoundingBox, ...]:
    """Return the best of the boxes that lie on each other and have one label. `boxes` are given best first."""
    kept: list[BoundingBox] = []
    for box in boxes:
        if all(box.label != other.label or _intersection_over_union(box, other) < NMS_IOU for other in kept):
            kept.append(box)
    return tuple(kept)


def _intersection_over_union(first: BoundingBox, second: BoundingBox) -> float:
    width = min(first.right, second.right) - max(first.left, second.left)
    height = min(first.bottom, second.bottom) - max(first.top, second.top)
    intersection = max(width, 0.0) * max(height, 0.0)
    areas = sum((box.right - box.left) * (box.bottom - box.top) for box in (first, second))
    return intersection / (areas - intersection) if areas > intersection else 0.0


def _best_classes(scores: Array, corners: Array) -> _Detections:
    """Take the likeliest class of each row. `scores` [n, classes]."""
    return _Detections(scores.argmax(axis=1), scores.max(axis=1, initial=0.0), corners)


def _to_corners(boxes: Array) -> Array:
    """Return left, top, right, bottom [n, 4] of centre and size."""
    centre, half = boxes[:, :2], boxes[:, 2:] / 2
    corners: Array = np.hstack([centre - half, centre + half])
    return corners


def _sample_image() -> Image:
    from PIL import Image

    return Image.new("RGB", (64, 48), "teal")
