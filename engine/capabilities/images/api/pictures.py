"""Pictures of the library: filters, lists, details, removal."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.done import Done, Purged
from engine.protocol.method import Method
from engine.protocol.model_kinds import VisionTask

PICTURES = "pictures"
"""The noun of change: a page that shows pictures reads them again."""

PictureState = Literal["indexed", "waiting", "failed"]
"""`waiting`: read, found by its name, date and text, and still without a vector of the model in use."""
PictureOrder = Literal["date", "name", "added"]
Orientation = Literal["", "landscape", "portrait", "square"]
LAYOUT_LIMIT = 4000
"""Pictures in one GridLayout: with ids of six digits 50 KB on the wire."""
COLOURS = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "brown", "black", "grey", "white")


class PictureFilters(msgspec.Struct, frozen=True, omit_defaults=True):
    """Conditions on pictures; all that are given must hold.

    `since` and `until` are days ("2024-05-17"), both included; `folder` is a path or the name of a folder in one; `text` are
    words that must be written in the picture; `pictures` are ids, empty for all.
    """

    folder: str = ""
    since: str = ""
    until: str = ""
    colours: tuple[str, ...] = ()
    orientation: Orientation = ""
    camera: str = ""
    name: str = ""
    text: str = ""
    has_text: bool | None = None
    state: PictureState | None = None
    pictures: tuple[int, ...] = ()


class Picture(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture in a list. `width` and `height` are those of the picture held upright.

    `thumbnail` is a file at most 256 pixels wide and high, empty where there is none. `score` is the cosine, 0 in a list.
    `matched_words` are the words of the search that are written in it. `reason` is an error kind, `values` fill its sentence.
    """

    id: int
    path: str
    thumbnail: str
    width: int
    height: int
    state: PictureState = "indexed"
    taken_at: str = ""
    score: float = 0.0
    reason: str = ""
    values: dict[str, str] = {}
    detail: str = ""
    matched_words: tuple[str, ...] = ()


class ListPictures(msgspec.Struct, frozen=True):
    """Ask for a page of pictures; `order` "date" is the day taken, else the file's own; newest first unless `ascending`."""

    filters: PictureFilters = PictureFilters()
    order: PictureOrder = "date"
    ascending: bool = False
    limit: int = 200
    offset: int = 0


class Pictures(msgspec.Struct, frozen=True):
    """A page of pictures of `total`."""

    pictures: tuple[Picture, ...]
    total: int


class GridLayout(msgspec.Struct, frozen=True):
    """Ids and shapes of a part of a long list, at most LAYOUT_LIMIT, to lay out a grid before its pictures are loaded.

    `aspects` are 100 × width ÷ height.
    """

    ids: tuple[int, ...]
    aspects: tuple[int, ...]
    total: int


class DescribePicture(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask for the details of a picture. With a `language` ("es") its labels are included, in that language where the model has
    it. Raises NotFound."""

    picture: int
    language: str = ""


class PictureLabel(msgspec.Struct, frozen=True):
    """A class that a model sees in a picture; `score` from 0 to 1."""

    name: str
    score: float


class PictureDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that is known of a picture. `exists`: its file is still there.

    `labels` are what a classifier sees, the surest first; `vision_tasks` what installed models can do with it. `latitude` and
    `longitude` in degrees, None where the camera wrote none; `colours` are names of COLOURS, the most frequent first.
    `text` was read by OCR; `awaits_ocr`: it is still to be read; `ocr_reason`: the error kind where it could not be.
    """

    picture: Picture
    bytes: int
    format: str
    added_at: int
    modified_at: int
    exists: bool
    camera: str = ""
    latitude: float | None = None
    longitude: float | None = None
    text: str = ""
    labels: tuple[PictureLabel, ...] = ()
    colours: tuple[str, ...] = ()
    sharpness: float = 0.0
    notice: str = ""
    vision_tasks: tuple[VisionTask, ...] = ()
    awaits_ocr: bool = False
    ocr_reason: str = ""


class RemovePictures(msgspec.Struct, frozen=True):
    """Hide pictures at once; they are forgotten after 30 days. The person's own files are never touched.

    A removed picture stays removed when its folder is read again.
    """

    pictures: tuple[int, ...]


class PurgePictures(msgspec.Struct, frozen=True):
    """Delete for good what is known of the pictures that were removed, with their thumbnails; their own files stay."""


class RestorePictures(msgspec.Struct, frozen=True):
    """Bring removed pictures back."""

    pictures: tuple[int, ...]


LIST: Method[ListPictures, None, Pictures] = Method("images.list", ListPictures, None, Pictures)
GRID_LAYOUT: Method[ListPictures, None, GridLayout] = Method("images.grid_layout", ListPictures, None, GridLayout)
DETAILS: Method[DescribePicture, None, PictureDetails] = Method("images.details", DescribePicture, None, PictureDetails)
REMOVE: Method[RemovePictures, None, Done] = Method("images.remove", RemovePictures, None, Done)
PURGE: Method[PurgePictures, None, Purged] = Method("images.purge", PurgePictures, None, Purged)
RESTORE: Method[RestorePictures, None, Done] = Method("images.restore", RestorePictures, None, Done)
