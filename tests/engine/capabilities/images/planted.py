"""A library whose pictures are what we say: planted vectors, and a word tower of our own that keeps PictureWords' promise."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from engine.capabilities.images.picture_store import Gallery, Read, Stamp, Written
from engine.capabilities.images.vector_table import IMAGE_VECTORS
from engine.models.manifest import ModelManifest
from engine.models.pool import LazyModelPool
from engine.models.registry import InstalledModel, ModelRegistry, Record
from engine.models.vision.interfaces import ClipTextEncoder
from engine.protocol.indexing import ImageContents
from engine.protocol.messages import ErrorData
from engine.store.vectors import VectorStore
from tests.support.harness import ImagesHarness

MODEL, DIMENSIONS = "planted", 64


def meaning(text: str) -> np.ndarray[Any, Any]:
    """A word is a direction, a text the sum of its words."""
    total = sum((_direction(word) for word in text.lower().split()), np.zeros(DIMENSIONS))
    return total / np.linalg.norm(total)


def _direction(word: str) -> np.ndarray[Any, Any]:
    found = np.random.default_rng(zlib.crc32(word.encode())).standard_normal(DIMENSIONS)
    return found / np.linalg.norm(found)


class PlantedWords:
    id, dimensions, logit_scale = MODEL, DIMENSIONS, 20.0

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Any:
        self.asked += texts
        return np.stack([meaning(text) for text in texts]).astype(np.float32)

    def close(self) -> None:
        pass


class PlantedShelf(ModelRegistry):
    def get(self, model: str) -> InstalledModel:
        return InstalledModel(ModelManifest(MODEL, "Planted", "image-encoder", ()), Path(), Record())


class PlantedResidents(LazyModelPool):
    def __init__(self) -> None:
        super().__init__(ModelRegistry([]), lambda kind: None)
        self.words = PlantedWords()

    def image_encoder_id(self) -> str | None:
        return MODEL

    @contextmanager
    def clip_text_encoder(self, model: str | None = None) -> Iterator[ClipTextEncoder]:
        yield self.words


class Library(ImagesHarness):
    def __init__(self, home: Path) -> None:
        pool = PlantedResidents()
        super().__init__(home, home / "no-models", pool=pool, registry=PlantedShelf([]))

    def plant(self, shown: Mapping[str, str], texts: Mapping[str, str] | None = None) -> None:
        """File name → what is to be seen, and perhaps what is written there; each with some noise of its own."""
        gallery = Gallery(self.store, VectorStore(self.store, IMAGE_VECTORS))
        gallery.put([self._read(name, seen) for name, seen in shown.items()])
        for name, text in (texts or {}).items():
            gallery.put_text(Written(self.id(name), text, ErrorData("")), "planted")

    def _read(self, name: str, seen: str) -> Read:
        noise = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(DIMENSIONS) / DIMENSIONS**0.5
        vector = meaning(seen) + 0.5 * noise if seen else noise
        data = (vector / np.linalg.norm(vector)).astype("<f2").tobytes()
        contents = ImageContents(640, 480, "JPEG", name.encode(), vector=data)
        return Read(f"/planted/{name}", Stamp(1, 1), contents, ErrorData(""), MODEL)
