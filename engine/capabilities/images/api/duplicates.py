"""Duplicates among the pictures, and what is exported: lists as CSV, copies sorted into folders."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.capabilities.images.api.pictures import Picture, PictureFilters
from engine.capabilities.images.api.search import LabelPictures
from engine.protocol.method import Method
from engine.protocol.progress import Progress

DuplicateLevel = Literal["same", "reencoded", "similar"]
"""The same bytes; the same picture saved another way (smaller, another format); one of a series or a crop."""


class FindDuplicates(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask for groups of duplicates. A picture is in its closest level; the best of that group stands for it in the next ones."""

    levels: tuple[DuplicateLevel, ...] = ("same", "reencoded", "similar")
    filters: PictureFilters = PictureFilters()
    limit: int = 100
    offset: int = 0


class DuplicatePicture(msgspec.Struct, frozen=True):
    """A picture of a group, with what the suggestion is based on."""

    picture: Picture
    bytes: int
    sharpness: float


class DuplicateGroup(msgspec.Struct, frozen=True):
    """`copies` with the one worth keeping first: the most pixels, then the sharpest, then the most bytes, then the oldest."""

    level: DuplicateLevel = msgspec.field(name="tier")
    copies: tuple[DuplicatePicture, ...]


class Duplicates(msgspec.Struct, frozen=True):
    """A page of groups of `total`, and the bytes of all copies but those worth keeping. Ateneo deletes none."""

    groups: tuple[DuplicateGroup, ...]
    total: int
    spare_bytes: int


class FindCopies(msgspec.Struct, frozen=True):
    """Ask for the copies of one picture."""

    picture: int


class PictureCopies(msgspec.Struct, frozen=True):
    """A picture and its copies (the same bytes, or saved another way), the one worth keeping first; empty without copies."""

    copies: tuple[DuplicatePicture, ...]


class ExportDuplicates(msgspec.Struct, frozen=True):
    """Write a CSV file at `path`: group, tier, suggested, path, width, height, bytes, sharpness. Raises FileVanished."""

    path: str
    request: FindDuplicates = FindDuplicates()


class ExportPictureLabels(msgspec.Struct, frozen=True):
    """Write a CSV file at `path`: picture, its label, a column for each label's score. Raises FileVanished, ModelMissing."""

    path: str
    request: LabelPictures


class CopyByLabel(msgspec.Struct, frozen=True):
    """Copy pictures into `folder`, one subfolder a label. Originals stay; nothing that exists is overwritten."""

    folder: str
    request: LabelPictures


class PictureExportReport(msgspec.Struct, frozen=True):
    """`written` lines or files; `failed` could not be copied; a cancelled run counts what it did."""

    path: str
    written: int
    failed: int = 0
    cancelled: bool = False


FIND_DUPLICATES: Method[FindDuplicates, None, Duplicates] = Method(
    "images.duplicates", FindDuplicates, None, Duplicates
)
FIND_COPIES: Method[FindCopies, None, PictureCopies] = Method("images.copies", FindCopies, None, PictureCopies)
EXPORT_DUPLICATES: Method[ExportDuplicates, None, PictureExportReport] = Method(
    "images.export_duplicates", ExportDuplicates, None, PictureExportReport
)
EXPORT_LABELS: Method[ExportPictureLabels, None, PictureExportReport] = Method(
    "images.export_labels", ExportPictureLabels, None, PictureExportReport
)
COPY_BY_LABEL: Method[CopyByLabel, Progress, PictureExportReport] = Method(
    "images.copy_by_label", CopyByLabel, Progress, PictureExportReport
)
