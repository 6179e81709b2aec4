"""What the engine says of a picture, as the grid shows it."""

from __future__ import annotations

from desktop.i18n import tr
from desktop.widgets.images.picture_tile import PictureTile
from desktop.widgets.text import formatting
from engine.capabilities.images import api as images


def name_of(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def aspect(picture: images.Picture) -> float:
    return picture.width / picture.height if picture.width and picture.height else 1.0


def tile(picture: images.Picture) -> PictureTile:
    notes = [tr("images", "written in it")] if picture.written else []
    if picture.score:
        notes.append(tr("images", "similarity {score}", score=formatting.number(picture.score, 2)))
    return PictureTile(picture.id, picture.thumbnail, name_of(picture.path), " · ".join(notes))


def labelled_tile(one: images.LabelledPicture, labels: tuple[str, ...]) -> PictureTile:
    best = max(range(len(labels)), key=one.scores.__getitem__)
    note = f"{labels[best]} · {formatting.percent(one.scores[best])}"
    return PictureTile(one.picture.id, one.picture.thumbnail, name_of(one.picture.path), note)
