"""A library of pictures with planted vectors, and a text encoder that keeps ClipTextEncoder's contract."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from engine.capabilities.images.picture_store import PictureStore, PictureText, ReadPictureResult
from engine.capabilities.images.vector_table import IMAGE_VECTORS
from engine.files.file_run import FileStamp, ReadFileResult
from engine.models.interfaces import ClipTextEncoder
from engine.models.manifest import ModelManifest
from engine.models.pool import LazyModelPool
from engine.models.records import ModelRecord
from engine.models.registry import InstalledModel, ModelRegistry
from engine.protocol.children.indexing import ImageContents
from engine.protocol.messages import ErrorData
from engine.store.vectors import VectorStore
from tests.support.harness import ImagesHarness

MODEL, DIMENSIONS = "planted", 64


def meaning(text: str) -> np.ndarray[Any, Any]:
    """A word is a direction, a text the sum of its words."""
    total = sum((_direction(word) for word in text.lower().split()), np.zeros(DIMENSIONS))
    return total / np.linalg.norm(total)


def _direction(word: str) -> np.ndarray[Any, Any]:
    direction = np.random.default_rng(zlib.crc32(word.encode())).standard_normal(DIMENSIONS)
    return direction / np.linalg.norm(direction)


class PlantedTextEncoder:
    id, dimensions, logit_scale = MODEL, DIMENSIONS, 20.0

    def __init__(self) -> None:
        self.received: list[str] = []

    def embed(self, texts: Sequence[str]) -> Any:
        self.received += texts
        return np.stack([meaning(text) for text in texts]).astype(np.float32)

    def close(self) -> None:
        pass


class PlantedRegistry(ModelRegistry):
    def get(self, model: str) -> InstalledModel:
        return InstalledModel(ModelManifest(MODEL, "Planted", "image-encoder", ()), Path(), ModelRecord())


class PlantedPool(LazyModelPool):
    def __init__(self) -> None:
        super().__init__(ModelRegistry([]))
        self.text_encoder = PlantedTextEncoder()

    def image_encoder_id(self) -> str | None:
        return MODEL

    @contextmanager
    def clip_text_encoder(self, model: str | None = None) -> Iterator[ClipTextEncoder]:
        yield self.text_encoder


class PlantedLibrary(ImagesHarness):
    def __init__(self, home: Path) -> None:
        pool = PlantedPool()
        super().__init__(home, home / "no-models", pool=pool, registry=PlantedRegistry([]))

    def plant(self, shown: Mapping[str, str], texts: Mapping[str, str] | None = None) -> None:
        """Store pictures by file name with the words that each shows, plus noise, and `texts`, the words written in it."""
        pictures = PictureStore(self.store, VectorStore(self.store, IMAGE_VECTORS))
        pictures.put([self._result(name, seen) for name, seen in shown.items()])
        for name, text in (texts or {}).items():
            pictures.put_text(PictureText(self.id(name), text, ErrorData("")), "planted")

    def _result(self, name: str, seen: str) -> ReadPictureResult:
        noise = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(DIMENSIONS) / DIMENSIONS**0.5
        vector = meaning(seen) + 0.5 * noise if seen else noise
        data = (vector / np.linalg.norm(vector)).astype("<f2").tobytes()
        contents = ImageContents(640, 480, "JPEG", name.encode(), vector=data)
        return ReadFileResult(f"/planted/{name}", FileStamp(1, 1), contents, ErrorData(""), MODEL)
