"""Another's picture made one of ours: decoded here, under our limits, and kept as a plain JPEG that anyone may open."""

from __future__ import annotations

import os
from pathlib import Path

from engine.indexer.images.image_reader import PictureReader
from engine.protocol.indexing import PictureView

QUALITY = 92
"""Higher than a thumbnail's: a network looks at it too."""


def view(path: Path, folder: Path, side: int) -> PictureView:
    """Upright, its longer side `side` at most. Raises as PictureReader.read does."""
    seen = PictureReader(side // 2).read(path, None)
    picture = seen.picture
    picture.thumbnail((side, side))
    made = folder / f"{seen.contents.sha256.hex()[:32]}.jpg"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = made.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        picture.save(file, "JPEG", quality=QUALITY)
    part.replace(made)
    return PictureView(str(made), *picture.size)
