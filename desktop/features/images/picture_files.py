"""The files behind pictures: open them, show their folder, copy their path, save a pasted picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QTemporaryDir
from PySide6.QtGui import QGuiApplication, QImage

from desktop.features.images.image_requests import ImageRequests
from desktop.features.images.inspector.details import folder_of, open_file
from desktop.i18n import tr
from desktop.temporary_files import temporary_folder
from desktop.widgets.shell.drop_zone import dropped_files
from engine.capabilities.images import api as images
from engine.protocol.children.indexing import IMAGE_SUFFIXES


class PastedPicture(NamedTuple):
    """`thumbnail` is a file that Ateneo wrote, empty for a file from elsewhere."""

    path: str
    name: str
    thumbnail: str = ""


class PictureFileActions:
    """A tile of the grid knows no path: the engine is asked where the file is now."""

    def __init__(self, requests: ImageRequests, temporary: Path) -> None:
        """A pasted picture is kept in a folder in `temporary`."""
        self._requests, self._temporary = requests, temporary
        self._pasted: QTemporaryDir | None = None

    def open(self, picture: int) -> None:
        self._with_path(picture, open_file)

    def show_in_folder(self, picture: int) -> None:
        self._with_path(picture, lambda path: open_file(folder_of(path)))

    def copy_path(self, picture: int) -> None:
        self._with_path(picture, QGuiApplication.clipboard().setText)

    def pasted(self) -> PastedPicture | None:
        """Return the picture in the clipboard: a file where it is, image data as a PNG kept until the window closes."""
        clipboard = QGuiApplication.clipboard()
        for file in dropped_files(clipboard.mimeData()):
            if file.suffix.lower() in IMAGE_SUFFIXES:
                return PastedPicture(str(file), file.name)
        image = clipboard.image() if clipboard.mimeData().hasImage() else QImage()
        if image.isNull():
            return None
        self._pasted = self._pasted or temporary_folder(self._temporary)
        path = self._pasted.filePath(f"{image.cacheKey()}.png")
        if not image.save(path):
            return None
        return PastedPicture(path, tr("images", "the pasted picture"), path)

    def _with_path(self, picture: int, use: Callable[[str], object]) -> None:
        request = images.DescribePicture(picture)
        self._requests.ask(images.DETAILS, request, lambda details: use(details.picture.path))
