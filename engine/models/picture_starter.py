"""Builds the starter's picture tower: the classifier's tensors, and what the shelf's embedder makes of its classes' names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from engine.models import efficientnet
from engine.models.card import PictureTowers, read_card
from engine.models.hardware import physical_cores
from engine.models.onnx import OnnxEmbedder
from engine.models.pictures import described, unit
from engine.models.torch_tensors import read_tensors

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.kinds import Embedder, Embeddings

CLASSES = Path(__file__).parents[2] / "resources" / "pictures" / "imagenet-1k.tsv"
PROMPTS = {"en": ("{}", "a photo of a {}"), "es": ("{}", "una foto de {}")}
"""For the names of the classes; averaged, so that what a description says beside the name is levelled out."""


class PictureClass(msgspec.Struct, frozen=True):
    """One class of the network, its usual name first."""

    english: tuple[str, ...]
    spanish: tuple[str, ...]


def read_classes(path: Path = CLASSES) -> list[PictureClass]:
    """In the order of the network's outputs. A line: number, WordNet id, English names, Spanish names, each split by "|"."""
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [PictureClass(_names(english), _names(spanish)) for _, _, english, spanish in lines]


def build(tensors: bytes, target: Path, towers: PictureTowers, models: Path) -> None:
    """Write the network at `target`, and beside it the centre of the names' embeddings. Raises ModelMissing, ModelDamaged."""
    labels = _labels(_embedder(models, towers.embedder))
    centre = labels.mean(axis=0)
    target.write_bytes(efficientnet.build(read_tensors(tensors, target.name), unit(labels - centre)))
    (target.parent / towers.centre).write_bytes(msgspec.json.encode([round(float(one), 7) for one in centre]))


def _labels(embedder: Embedder) -> Embeddings:
    """float32 [classes, d]: the mean over names, prompts and languages of each class."""
    return np.stack([_meant(one, embedder) for one in read_classes()])


def _meant(one: PictureClass, embedder: Embedder) -> npt.NDArray[np.float32]:
    languages = ((one.english, PROMPTS["en"]), (one.spanish, PROMPTS["es"]))
    each = [described(embedder, names, prompts).mean(axis=0) for names, prompts in languages if names]
    mean: npt.NDArray[np.float32] = np.mean(each, axis=0)
    return mean


def _embedder(models: Path, id: str) -> Embedder:
    folder = models / id
    return OnnxEmbedder(read_card(folder), folder, physical_cores())


def _names(column: str) -> tuple[str, ...]:
    return tuple(name for name in column.split("|") if name)
