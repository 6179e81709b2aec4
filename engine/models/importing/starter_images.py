"""Builds the starter's picture tower: the classifier's tensors, and what the shelf's embedder makes of its classes' names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from engine.models.encoders.onnx_embedder import OnnxEmbedder
from engine.models.hardware import physical_cores
from engine.models.importing.torch_tensors import read_tensors
from engine.models.manifest import PictureTowers, read_card
from engine.models.vision import efficientnet
from engine.models.vision.dual_encoder import unit

if TYPE_CHECKING:
    from engine.models.interfaces import Embeddings

CLASSES = Path(__file__).parents[3] / "resources" / "pictures" / "imagenet-1k.tsv"
PROMPTS = {"en": ("{}", "a photo of a {}"), "es": ("{}", "una foto de {}")}
"""For the names of the classes; averaged, so that what a description says beside the name is levelled out."""
KIND = 0.35
"""How much of a class's meaning is its kind ("dog" of a Chihuahua): a search for the kind finds its members.

Measured on 120 photographs, at 0, 0.25 and 0.35: mean average precision of a search for a kind 0.48, 0.74, 0.83 (in
Spanish 0.42, 0.73, 0.78); searches for the class itself that put its photograph first 0.93, 0.93, 0.93 (0.90, 0.92,
0.92), at 0.5 already 0.89 (0.87).
"""
LABELS = {"en": "labels.txt", "es": "labels.es.txt"}


Names = dict[str, tuple[str, ...]]


class PictureClass(msgspec.Struct, frozen=True):
    """One class of the network by language: its names, the usual one first, and the kinds it belongs to."""

    names: Names
    kinds: Names


def read_classes(path: Path = CLASSES) -> list[PictureClass]:
    """In the order of the network's outputs.

    A line: number, WordNet id, English names, Spanish names, English kinds, Spanish kinds; several are split by "|".
    """
    found = []
    for line in path.read_text("utf-8").splitlines():
        english, spanish, *kinds = (tuple(filter(None, column.split("|"))) for column in line.split("\t")[2:])
        found.append(PictureClass({"en": english, "es": spanish}, dict(zip(PROMPTS, kinds, strict=True))))
    return found


def build(tensors: bytes, target: Path, towers: PictureTowers, models: Path) -> None:
    """Write the network at `target`, and beside it the names and the centre of what they mean.

    Raises ModelMissing, ModelDamaged.
    """
    classes = read_classes()
    meanings = _meanings(classes, models / towers.embedder)
    centre = meanings.mean(axis=0)
    target.write_bytes(efficientnet.build(read_tensors(tensors, target.name), unit(meanings - centre)))
    (target.parent / towers.centre).write_bytes(msgspec.json.encode([round(float(one), 7) for one in centre]))
    for language, file in LABELS.items():
        lines = "".join(f"{one.names[language][0]}\n" for one in classes)
        (target.parent / file).write_text(lines, encoding="utf-8", newline="\n")


def _meanings(classes: Sequence[PictureClass], embedder: Path) -> Embeddings:
    """float32 [classes, d]. All texts are embedded together: in batches of even length, a tenth of the time."""
    texts = [text for one in classes for group in (one.names, one.kinds) for text in _prompted(group)]
    distinct = list(dict.fromkeys(texts))
    reader = OnnxEmbedder(read_card(embedder), embedder, physical_cores())
    vectors = dict(zip(distinct, reader.embed_queries(distinct), strict=True))
    reader.close()
    return np.stack([_meant(one, vectors) for one in classes])


def _meant(one: PictureClass, vectors: Mapping[str, Embeddings]) -> Embeddings:
    """float32 [d]: the mean over languages, prompts and names, drawn towards its kinds."""
    names = _mean(one.names, vectors)
    return (1 - KIND) * names + KIND * _mean(one.kinds, vectors) if any(one.kinds.values()) else names


def _mean(group: Names, vectors: Mapping[str, Embeddings]) -> Embeddings:
    each = [np.mean([vectors[text] for text in _prompted({language: group[language]})], axis=0) for language in group]
    mean: Embeddings = np.mean(each, axis=0, dtype=np.float32)
    return mean


def _prompted(group: Names) -> list[str]:
    return [p.replace("{}", name) for language, names in group.items() for name in names for p in PROMPTS[language]]
