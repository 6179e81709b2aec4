"""Analysis of one picture by vision models: its labels, the objects in it, its regions."""

from __future__ import annotations

import msgspec

from engine.capabilities.images.api.pictures import PictureLabel
from engine.protocol.method import Method
from engine.protocol.model_kinds import VisionTask


class AnalysePicture(msgspec.Struct, frozen=True, omit_defaults=True):
    """Analyse a picture of the library or any file (`path`); `tasks` empty: all that installed models can do.

    Raises NotFound, FileError, ModelError.
    """

    picture: int = 0
    path: str = ""
    tasks: tuple[VisionTask, ...] = ()
    language: str = "en"


class DetectedObject(msgspec.Struct, frozen=True):
    """An object and its box, whose edges are fractions of the picture's width and height; `score` from 0 to 1."""

    label: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


class PictureRegion(msgspec.Struct, frozen=True):
    """One kind of region and the fraction of the picture that it covers."""

    label: str
    share: float


class PictureAnalysis(msgspec.Struct, frozen=True, omit_defaults=True):
    """The results of `tasks`. `view` is the picture as the models saw it: upright, a JPEG of `width` × `height`.

    `mask` is a PNG with a palette, stretched over the whole picture: value n is the nth of `regions`, 0 is none of them.
    """

    view: str
    width: int
    height: int
    tasks: tuple[VisionTask, ...]
    labels: tuple[PictureLabel, ...] = ()
    objects: tuple[DetectedObject, ...] = ()
    regions: tuple[PictureRegion, ...] = ()
    mask: str = ""


ANALYSE: Method[AnalysePicture, None, PictureAnalysis] = Method("images.analyse", AnalysePicture, None, PictureAnalysis)
