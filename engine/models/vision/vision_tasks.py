"""Classes, boxes and outlines of pictures, by ONNX networks with the outputs that transformers' exports have.

A classifier gives logits [n, classes] (or probabilities); a detector logits [n, queries, classes] and pred_boxes
[n, queries, 4], centre and size as shares of the picture (DETR, Carion et al., 2020), or one output in pixels of what it was
fed, as one-stage detectors do (YOLO, Redmon et al., 2016): [n, 4 + classes, places], centre and size and a share for each
class, or [n, things, 6], corners, share and class; a segmenter logits [n, classes, h, w], or a mask and a class
for each of its queries (MaskFormer, Cheng et al., 2021).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from engine.models.encoders.onnx_embedder import CPU, Network
from engine.models.importing.vision_import import MASKS, NAMES, QUERIES
from engine.models.interfaces import Box, ClassScore
from engine.models.manifest import ModelManifest, PictureInput
from engine.models.vision.dual_encoder import fitted, prepared
from engine.protocol.errors import ModelDamaged

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image

    from engine.models.interfaces import Outlines

    Array = npt.NDArray[Any]

LOGITS, PROBABILITIES, BOXES = "logits", "probabilities", "pred_boxes"
CORNERED = 6
"""Numbers a thing has in an output [n, things, 6]."""
MASK_SIDE = 64
"""Of pixel_mask where the file leaves it open: all of the picture counts, so any size says the same."""
MOST_CLASSES = 100_000
LONGEST_NOTE = 1024 * 1024
SAME = 0.7
"""Share of two boxes' union that both cover, from which on they are one thing found twice."""
MOST_BOXES = 300
"""Of one picture, the surest: one-stage detectors look at 8,400 places."""


class _Task:
    """A network that looks at one picture at a time, and the names of its classes."""

    def __init__(self, manifest: ModelManifest, folder: Path, threads: int, providers: Sequence[str] = (CPU,)) -> None:
        self._manifest, self._input = manifest, input_of(manifest)
        file = manifest.towers.pictures if manifest.towers else manifest.file(".onnx")
        self._network = Network(folder / file, manifest.name, threads, providers=providers)
        self.labels = read_labels(manifest, folder) or _noted_labels(self._network.metadata.get(NAMES, ""), manifest)
        self._names = {"en": self.labels}
        self._read_names = partial(read_labels, manifest, folder)

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def notice(self) -> str:
        return self._network.notice

    def close(self) -> None:
        self._network.close()

    def _computed(self, picture: Image, *outputs: str) -> list[Array]:
        """Each output of the one picture, [0] of its batch."""
        if missing := [name for name in outputs if name not in self._network.outputs]:
            raise ModelDamaged(f"no output {missing}", name=self._manifest.name)
        feed: dict[str, Array] = {self._network.inputs[0]: prepared(picture, self._input)[None]}
        if "pixel_mask" in self._network.inputs:
            feed["pixel_mask"] = np.ones((1, MASK_SIDE, MASK_SIDE), np.int64)
        return [output[0] for output in self._network.run_all(outputs, feed)]

    def names(self, language: str) -> tuple[str, ...]:
        """The classes' names, English where the model brings no others."""
        if language not in self._names:
            self._names[language] = self._read_names(language) or self.labels
        return self._names[language]

    def _name(self, index: int, language: str) -> str:
        names = self.names(language)
        return names[index] if index < len(names) else str(index)


class OnnxPictureClassifier(_Task):
    def classify(self, picture: Image, most: int = 5, language: str = "en") -> tuple[ClassScore, ...]:
        ready = PROBABILITIES in self._network.outputs
        (output,) = self._computed(picture, PROBABILITIES if ready else LOGITS)
        shares = _flat(output if ready else softmax(output), self._manifest)
        return tuple(ClassScore(self._name(int(i), language), float(shares[i])) for i in np.argsort(-shares)[:most])


@dataclass(frozen=True)
class _Seen:
    """A row a thing: its class, how sure [n], and its left, top, right and bottom as shares of the picture [n, 4]."""

    kinds: Array
    sure: Array
    corners: Array


class OnnxPictureDetector(_Task):
    def detect(self, picture: Image, least: float = 0.5, language: str = "en") -> tuple[Box, ...]:
        seen = self._queries(picture) if BOXES in self._network.outputs else self._places(picture)
        surest = [i for i in np.argsort(-seen.sure)[:MOST_BOXES] if seen.sure[i] >= least]
        corners = np.clip(seen.corners, 0, 1)
        return _once_each(
            Box(self._name(int(seen.kinds[i]), language), float(seen.sure[i]), *map(float, corners[i])) for i in surest
        )

    def _queries(self, picture: Image) -> _Seen:
        logits, boxes = self._computed(picture, LOGITS, BOXES)
        if logits.ndim != 2 or boxes.shape != (len(logits), 4):
            raise ModelDamaged(f"outputs of {logits.shape} and {boxes.shape}", name=self._manifest.name)
        return _surest(self._shares(logits), _corners(boxes))

    def _places(self, picture: Image) -> _Seen:
        (found,) = self._computed(picture, self._network.outputs[0])
        classes = len(self.labels)
        wide, high = fitted(picture.size, self._input.side) if self._input.resize == "fit" else (self._input.side,) * 2
        fed = np.array([wide, high, wide, high], np.float32)
        if found.ndim == 2 and len(found) == 4 + classes:
            return _surest(found[4:].T, _corners(found[:4].T / fed))
        if found.ndim == 2 and found.shape[1] == CORNERED:
            return _Seen(found[:, 5].astype(np.int64), found[:, 4], found[:, :4] / fed)
        raise ModelDamaged(f"an output of {found.shape} for {classes} classes", name=self._manifest.name)

    def _shares(self, logits: Array) -> Array:
        """With one class more than there are names, the last is "nothing here" and they share one; else each is alone."""
        if logits.shape[1] == len(self.labels) + 1:
            return softmax(logits)[:, :-1]
        return sigmoid(logits)


class OnnxPictureSegmenter(_Task):
    def segment(self, picture: Image) -> Outlines:
        """At the network's own, smaller size."""
        logits = self._masked(picture) if MASKS in self._network.outputs else self._computed(picture, LOGITS)[0]
        if logits.ndim != 3 or len(logits) > np.iinfo(np.uint16).max:
            raise ModelDamaged(f"an output of {logits.shape}", name=self._manifest.name)
        outlines: Outlines = logits.argmax(axis=0).astype(np.uint16)
        return outlines

    def _masked(self, picture: Image) -> Array:
        """[classes, h, w]: each query's mask in the share of each of its classes, without "nothing here", the last."""
        queries, masks = self._computed(picture, QUERIES, MASKS)
        if queries.ndim != 2 or masks.ndim != 3 or len(queries) != len(masks):
            raise ModelDamaged(f"outputs of {queries.shape} and {masks.shape}", name=self._manifest.name)
        shares: Array = np.tensordot(softmax(queries)[:, :-1].T, sigmoid(masks), axes=1)
        return shares


def input_of(manifest: ModelManifest) -> PictureInput:
    """Raises ModelDamaged for a card that does not say how its pictures are read."""
    found = manifest.towers.input if manifest.towers else manifest.input
    if found is None:
        raise ModelDamaged("the card has no input", name=manifest.name)
    return found


def read_labels(manifest: ModelManifest, folder: Path, language: str = "en") -> tuple[str, ...]:
    """Names of the classes in the order of the outputs: a text file's lines, or a config.json's id2label; empty when unnamed.

    A file "labels.txt" may have others beside it, "labels.es.txt". Raises ModelDamaged.
    """
    listed = {file.path for file in manifest.files}
    translated = manifest.labels.replace(".txt", f".{language}.txt")
    name = translated if translated in listed else manifest.labels
    if name not in listed:
        return ()
    try:
        if name.endswith(".json"):
            numbered = msgspec.json.decode((folder / name).read_bytes(), type=_Labels).id2label
            count = max(map(int, numbered), default=-1) + 1
            if count > MOST_CLASSES:
                raise ValueError(f"{count} classes")
            return tuple(numbered.get(str(i), str(i)) for i in range(count))
        return tuple((folder / name).read_text("utf-8").splitlines())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, ValueError) as broken:
        raise ModelDamaged(str(broken)[:300], name=manifest.name) from None


def _noted_labels(noted: str, manifest: ModelManifest) -> tuple[str, ...]:
    """As a network itself notes them: "{0: 'person', 1: 'bicycle'}"; none where it does not. Raises ModelDamaged."""
    try:
        named = msgspec.convert(ast.literal_eval(noted[:LONGEST_NOTE]) if noted else {}, type=dict[int, str])
    except (msgspec.MsgspecError, ValueError, SyntaxError, RecursionError, MemoryError) as broken:
        raise ModelDamaged(str(broken)[:300], name=manifest.name) from None
    return tuple(named.get(i, str(i)) for i in range(len(named)))


class _Labels(msgspec.Struct, frozen=True):
    id2label: dict[str, str] = {}


def softmax(logits: Array) -> Array:
    grown = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Array = grown / grown.sum(axis=-1, keepdims=True)
    return shares


def sigmoid(logits: Array) -> Array:
    shares: Array = 1 / (1 + np.exp(-np.clip(logits, -60, 60)))
    return shares


def _flat(shares: Array, manifest: ModelManifest) -> Array:
    if shares.ndim != 1:
        raise ModelDamaged(f"an output of {shares.shape}", name=manifest.name)
    return shares


def _surest(shares: Array, corners: Array) -> _Seen:
    """The likeliest class of each. `shares` [n, classes]."""
    return _Seen(shares.argmax(axis=1), shares.max(axis=1, initial=0.0), corners)


def _corners(boxes: Array) -> Array:
    """[n, 4]: left, top, right, bottom of centre and size."""
    middle, half = boxes[:, :2], boxes[:, 2:] / 2
    corners: Array = np.hstack([middle - half, middle + half])
    return corners


def _once_each(found: Iterable[Box]) -> tuple[Box, ...]:
    """The surest of those that lie on each other and have one name. `found` surest first."""
    kept: list[Box] = []
    for box in found:
        if all(box.label != other.label or _overlap(box, other) < SAME for other in kept):
            kept.append(box)
    return tuple(kept)


def _overlap(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    both = max(width, 0.0) * max(height, 0.0)
    areas = sum((box.right - box.left) * (box.bottom - box.top) for box in (one, other))
    return both / (areas - both) if areas > both else 0.0
