"""Interfaces of the models that take images. Each is given upright RGB images and knows no files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from engine.models.interfaces.loaded import LoadedModel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL.Image import Image

    from engine.models.interfaces.text import Embeddings

    Pixels = npt.NDArray[np.float32]
    SegmentationMap = npt.NDArray[np.uint16]


class ImageEncoder(LoadedModel, Protocol):
    """The image half of a dual encoder. It runs in the indexer child, and in the engine for a single image."""

    @property
    def id(self) -> str:
        """Identifies the vector space: two encoders with one id give the same vectors."""

    @property
    def dimensions(self) -> int:
        """Length of each vector."""

    @property
    def side(self) -> int:
        """Pixels of the square the model works on; an image may be decoded at a reduced size no smaller than this."""

    def prepare(self, image: Image) -> Pixels:
        """Return the model's input for an image, float32 [3, side, side]."""

    def embed(self, prepared: Sequence[Pixels]) -> Embeddings:
        """Return L2-normalised vectors, float32 [images, dimensions]."""


class ClipTextEncoder(LoadedModel, Protocol):
    """The text half of a dual encoder: texts in the same vector space as images."""

    @property
    def id(self) -> str:
        """Id of the image encoder whose vector space it shares."""

    @property
    def dimensions(self) -> int:
        """Length of each vector, as of the image encoder's vectors."""

    @property
    def logit_scale(self) -> float:
        """The factor for cosines before a softmax over labels."""

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """Return L2-normalised vectors of descriptions ("a red bicycle"), float32 [texts, dimensions]."""


class ClassScore(msgspec.Struct, frozen=True):
    """A class of an image and its probability, 0–1."""

    label: str
    score: float


class BoundingBox(msgspec.Struct, frozen=True):
    """An object in an image. Its edges are fractions of the image's width and height, `score` is 0–1."""

    label: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


class ImageClassifier(LoadedModel, Protocol):
    """Names the class of a whole image."""

    def classify(self, image: Image, limit: int = 5, language: str = "en") -> tuple[ClassScore, ...]:
        """Return the likeliest classes, best first, named in that language where the model has such names."""


class ObjectDetector(LoadedModel, Protocol):
    """Finds objects in an image."""

    def detect(self, image: Image, min_score: float = 0.5, language: str = "en") -> tuple[BoundingBox, ...]:
        """Return the objects whose score is at least `min_score`, best first."""


class ImageSegmenter(LoadedModel, Protocol):
    """Assigns a class to each place of an image."""

    def class_names(self, language: str) -> tuple[str, ...]:
        """Return the names of the classes by number."""

    def segment(self, image: Image) -> SegmentationMap:
        """Return the class number of each place, uint16 [height, width] at the network's own resolution."""


class TextLine(msgspec.Struct, frozen=True):
    """A line of text in an image. Its edges are fractions of the image's width and height, `score` is 0–1."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


class UprightText(msgspec.Struct, frozen=True):
    """An image as it was turned to be read, and its lines, whose edges are fractions of the turned image."""

    image: Image
    lines: tuple[TextLine, ...]


class OcrModel(LoadedModel, Protocol):
    """Reads the text in images. It runs in the indexer child."""

    @property
    def side(self) -> int:
        """Pixels of the longer side it works on; an image decoded smaller is read worse."""

    def read(self, image: Image) -> tuple[TextLine, ...]:
        """Return the lines of text in rows from the top, each from the left, without those that are too uncertain."""

    def read_upright(self, image: Image) -> UprightText:
        """Return the lines as `read` does, of the image turned by quarters so that most of its text stands upright."""
