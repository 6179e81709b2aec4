"""Writes what the window itself saves where a person chose: whole, or not at all."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile
from PySide6.QtGui import QImage, QImageWriter, QPixmap

PICTURE_FORMAT = "png"
"""For a name without the suffix of a kind."""


def save_text(path: str, text: str, encoding: str = "utf-8") -> bool:
    """Write a text file and return whether that succeeded; half a character becomes "?"."""
    data = text.encode(encoding, "replace")
    return _save(path, lambda file: file.write(data) == len(data))


def save_picture(path: str, picture: QImage | QPixmap) -> bool:
    """Write a picture of the kind that the name's suffix says, and return whether that succeeded."""
    kind = Path(path).suffix.removeprefix(".") or PICTURE_FORMAT
    image = picture.toImage() if isinstance(picture, QPixmap) else picture
    return _save(path, lambda file: QImageWriter(file, kind.encode()).write(image))


def open_to_replace(path: str) -> QSaveFile | None:
    """Open a file that takes the place of `path`, or of the file at a link's end, once it is committed.

    None where it cannot be written, and for a folder, a device or a pipe: Qt would put a file in a pipe's place.
    """
    file = QSaveFile(path)
    return file if _is_file_or_new(path) and file.open(QSaveFile.OpenModeFlag.WriteOnly) else None


def _save(path: str, write: Callable[[QIODevice], bool]) -> bool:
    file = open_to_replace(path)
    if file is None:
        return False
    if not write(file):
        file.cancelWriting()
    return file.commit()


def _is_file_or_new(path: str) -> bool:
    try:
        return stat.S_ISREG(Path(path).stat().st_mode)
    except FileNotFoundError:
        return True
    except OSError:
        return False
