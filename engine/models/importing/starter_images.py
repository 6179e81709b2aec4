"""Build the starter's image encoder from a classifier's tensors and the embeddings of its classes' names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from engine.models.encoders.onnx_embedder import OnnxEmbedder
from engine.models.hardware import physical_cores
from engine.models.importing.torch_tensors import read_tensors
from engine.models.manifest import DualEncoderSpec, read_manifest
from engine.models.vision import efficientnet
from engine.models.vision.dual_encoder import l2_normalised

if TYPE_CHECKING:
    from engine.models.interfaces import Embeddings

CLASSES = Path(__file__).parents[3] / "resources" / "pictures" / "imagenet-1k.tsv"
PROMPTS = {"en": ("{}", "a photo of a {}"), "es": ("{}", "una foto de {}")}
"""Prompts for the names of the classes, averaged: the words around a name cancel out."""
HYPERNYM_WEIGHT = 0.35
"""How much of a class's vector is its kind ("dog" of a Chihuahua): a search for the kind finds its members.

Measured on 120 photographs, at 0, 0.25 and 0.35: mean average precision of a search for a kind 0.48, 0.74, 0.83 (in
Spanish 0.42, 0.73, 0.78); searches for the class itself that put its photograph first 0.93, 0.93, 0.93 (0.90, 0.92,
0.92), at 0.5 already 0.89 (0.87).
"""
LABELS = {"en": "labels.txt", "es": "labels.es.txt"}


Names = dict[str, tuple[str, ...]]


class ImageClass(msgspec.Struct, frozen=True):
    """One class of the network by language: its names, the usual one first, and the kinds it belongs to."""

    names: Names
    kinds: Names


def read_classes(path: Path = CLASSES) -> list[ImageClass]:
    """Return the classes in the order of the network's outputs.

    A line is: number, WordNet id, English names, Spanish names, English kinds, Spanish kinds; several are split by "|".
    """
    classes = []
    for line in path.read_text("utf-8").splitlines():
        english, spanish, *kinds = (tuple(filter(None, column.split("|"))) for column in line.split("\t")[2:])
        classes.append(ImageClass({"en": english, "es": spanish}, dict(zip(PROMPTS, kinds, strict=True))))
    return classes


def build(tensors: bytes, target: Path, dual_encoder: DualEncoderSpec, models: Path) -> None:
    """Write the network at `target`, and beside it the class names and the mean of their embeddings.

    `models` is the folder with the embedder. Raises ModelMissing, ModelDamaged.
    """
    classes = read_classes()
    embeddings = _class_embeddings(classes, models / dual_encoder.embedder)
    centre = embeddings.mean(axis=0)
    target.write_bytes(efficientnet.build(read_tensors(tensors, target.name), l2_normalised(embeddings - centre)))
    (target.parent / dual_encoder.centre_file).write_bytes(
        msgspec.json.encode([round(float(value), 7) for value in centre])
    )
    for language, file in LABELS.items():
        lines = "".join(f"{image_class.names[language][0]}\n" for image_class in classes)
        (target.parent / file).write_text(lines, encoding="utf-8", newline="\n")


def _class_embeddings(classes: Sequence[ImageClass], embedder: Path) -> Embeddings:
    """Return float32 [classes, d]. All texts are embedded together: in batches of even length, a tenth of the time."""
    texts = [
        text for image_class in classes for group in (image_class.names, image_class.kinds) for text in _prompts(group)
    ]
    distinct = list(dict.fromkeys(texts))
    model = OnnxEmbedder(read_manifest(embedder), embedder, physical_cores())
    vectors = dict(zip(distinct, model.embed_queries(distinct), strict=True))
    model.close()
    return np.stack([_class_embedding(image_class, vectors) for image_class in classes])


def _class_embedding(image_class: ImageClass, vectors: Mapping[str, Embeddings]) -> Embeddings:
    """Return float32 [d]: the mean over languages, prompts and names, moved towards its kinds."""
    names = _mean(image_class.names, vectors)
    if not any(image_class.kinds.values()):
        return names
    return (1 - HYPERNYM_WEIGHT) * names + HYPERNYM_WEIGHT * _mean(image_class.kinds, vectors)


def _mean(group: Names, vectors: Mapping[str, Embeddings]) -> Embeddings:
    each = [np.mean([vectors[text] for text in _prompts({language: group[language]})], axis=0) for language in group]
    mean: Embeddings = np.mean(each, axis=0, dtype=np.float32)
    return mean


def _prompts(group: Names) -> list[str]:
    return [p.replace("{}", name) for language, names in group.items() for name in names for p in PROMPTS[language]]
