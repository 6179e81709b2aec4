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


def tile(picture: images.Picture) -> PictureTile:
    notes = [tr("images", "text in it")] if picture.matches_text else []
    if picture.score:
        notes.append(tr("images", "similarity {score}", score=formatting.number(picture.score, 2)))
    return PictureTile(picture.id, picture.thumbnail, name_of(picture.path), " · ".join(notes))


def labelled_tile(labelled: images.LabelledPicture, labels: tuple[str, ...]) -> PictureTile:
    best = max(range(len(labels)), key=labelled.scores.__getitem__)
    note = f"{labels[best]} · {formatting.percent(labelled.scores[best])}"
    return PictureTile(labelled.picture.id, labelled.picture.thumbnail, name_of(labelled.picture.path), note)
