"""Converts an image of any kind to a plain JPEG: decoded here, under the child's limits, so that anyone may open the copy."""

from __future__ import annotations

import os
from pathlib import Path

from engine.indexer.images.image_reader import ImageReader
from engine.protocol.children.indexing import JpegCopy
from engine.protocol.private_folder import make_private_folder

QUALITY = 92
"""Higher than a thumbnail's: a model looks at it too."""


def convert_to_jpeg(path: Path, folder: Path, side: int) -> JpegCopy:
    """Write an upright copy whose longer side is at most `side` to `folder`. Raises the errors of ImageReader.read."""
    loaded = ImageReader(side // 2).read(path, None)
    image = loaded.image
    image.thumbnail((side, side))
    target = folder / f"{loaded.contents.sha256.hex()[:32]}.jpg"
    make_private_folder(folder)
    part = target.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        image.save(file, "JPEG", quality=QUALITY)
    part.replace(target)
    return JpegCopy(str(target), *image.size)
