"""Pictures of the engine as tiles of the grid."""

from __future__ import annotations

from desktop.i18n import tr
from desktop.widgets.images.picture_tile import PictureTile
from desktop.widgets.text import formatting
from engine.capabilities.images import api as images


def name_of(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def aspect(picture: images.Picture) -> float:
    """Return width ÷ height, 1 when unknown."""
    return picture.width / picture.height if picture.width and picture.height else 1.0


def tile(picture: images.Picture, is_less_sure: bool = False) -> PictureTile:
    """Return the tile of a picture; its note says why it is there, and whether it is less sure to be wanted."""
    notes = [tr("images", "less sure")] if is_less_sure else []
    if picture.matched_words:
        notes.append(tr("images", "with the text: {words}", words=", ".join(picture.matched_words)))
    return PictureTile(picture.id, picture.thumbnail, name_of(picture.path), " · ".join(notes))


def labelled_tile(labelled: images.LabelledPicture, labels: tuple[str, ...]) -> PictureTile:
    best = max(range(len(labels)), key=labelled.scores.__getitem__)
    note = f"{labels[best]} · {formatting.percent(labelled.scores[best])}"
    if not labelled.has_label:
        note = tr("images", "None of these")
    return PictureTile(labelled.picture.id, labelled.picture.thumbnail, name_of(labelled.picture.path), note)
