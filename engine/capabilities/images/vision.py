"""Looks at one picture with the models on the shelf: what it shows, the things in it, its regions.

Another's file is decoded by the glance child, never here; what is opened here is a JPEG that the child made.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from engine.capabilities.images.api import AnalysePicture, DetectedObject, PictureAnalysis, PictureLabel, PictureRegion
from engine.capabilities.images.picture_store import Gallery, rows
from engine.capabilities.images.query_encoder import error_of
from engine.files.walk import absolute_path
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, FileUnreadable, ModelError, ModelMissing, NotFound
from engine.protocol.indexing import ConvertImage, FileResult, Indexer, JpegCopy
from engine.protocol.model_kinds import VISION_TASKS, VisionTask
from engine.store.database import Store

if TYPE_CHECKING:
    from engine.models.vision.interfaces import SegmentationMap

SIDE = 1280
"""Of the view: what is drawn over it is looked at, and detectors are fed 640 to 800 pixels."""
KEPT = 40
"""Views and masks on the disk, the newest."""
MOST_CLASSES, MOST_REGIONS = 5, 24
LEAST_SHARE = 0.005
"""Of a picture that a region must cover to be told."""
LEAST_SCORE = 0.4


class Eyes:
    def __init__(self, store: Store, kept: Gallery, pool: ModelPool, interactive_indexer: Indexer) -> None:
        self._store, self._pool, self._glance = store, pool, interactive_indexer
        self._folder = kept.looked

    def sights(self) -> tuple[VisionTask, ...]:
        able = self._pool.vision_tasks()
        return tuple(sight for sight in VISION_TASKS if sight in able)

    def look(self, request: AnalysePicture, is_cancelled: IsCancelled) -> PictureAnalysis:
        """Raises NotFound, FileError for a file that cannot be read, ModelMissing and the other ModelErrors."""
        wanted = request.sights or self.sights()
        if not wanted:
            raise ModelMissing("no model that looks at pictures")
        view = self._view(absolute_path(request.path) if request.path else self._path_of(request.picture), is_cancelled)
        picture, language = _opened(Path(view.path)), request.language
        classes = self._classes(picture, language) if "classification" in wanted else ()
        things = self._things(picture, language) if "detection" in wanted else ()
        regions, mask = self._regions(picture, language, Path(view.path)) if "segmentation" in wanted else ((), "")
        self._thin()
        return PictureAnalysis(view.path, view.width, view.height, wanted, classes, things, regions, mask)

    def seen(self, thumbnail: str, language: str) -> tuple[PictureLabel, ...]:
        """What a picture shows, by its thumbnail; nothing where no model can tell."""
        if not thumbnail or "classification" not in self._pool.vision_tasks():
            return ()
        with suppress(ModelError, OSError):
            return self._classes(_opened(Path(thumbnail)), language)
        return ()

    def _classes(self, picture: Image.Image, language: str) -> tuple[PictureLabel, ...]:
        with self._pool.image_classifier() as model:
            found = model.classify(picture, MOST_CLASSES, language)
        return tuple(PictureLabel(one.label, round(one.score, 4)) for one in found)

    def _things(self, picture: Image.Image, language: str) -> tuple[DetectedObject, ...]:
        with self._pool.object_detector() as model:
            found = model.detect(picture, LEAST_SCORE, language)
        return tuple(
            DetectedObject(one.label, *(round(n, 4) for n in (one.score, one.left, one.top, one.right, one.bottom)))
            for one in found
        )

    def _regions(self, picture: Image.Image, language: str, view: Path) -> tuple[tuple[PictureRegion, ...], str]:
        with self._pool.image_segmenter() as model:
            outlines, names = model.segment(picture), model.class_names(language)
        counted = np.bincount(outlines.ravel()) / outlines.size
        kinds = [int(kind) for kind in np.argsort(-counted)[:MOST_REGIONS] if counted[kind] >= LEAST_SHARE]
        mask = view.with_name(f"{view.stem}-regions.png")
        _mask(outlines, kinds).save(mask)
        mask.chmod(0o600)
        found = (PictureRegion(names[kind] if kind < len(names) else str(kind), float(counted[kind])) for kind in kinds)
        return tuple(found), str(mask)

    def _path_of(self, picture: int) -> str:
        with self._store.read() as connection:
            for (path,) in rows(connection.execute("SELECT path FROM images WHERE id = ?", (picture,))):
                return str(path)
        raise NotFound(f"picture {picture}")

    def _view(self, path: str, is_cancelled: IsCancelled) -> JpegCopy:
        with closing(self._glance.read([ConvertImage(path, str(self._folder), SIDE)], is_cancelled)) as reading:
            read = next((said for said in reading if isinstance(said, FileResult)), None)
        if read is None:
            raise Cancelled
        if read.error is not None:
            raise error_of(read)
        if read.jpeg is None:
            raise FileUnreadable("no view", name=path)
        return read.jpeg

    def _thin(self) -> None:
        newest = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in newest[KEPT:]:
            path.unlink(missing_ok=True)


def _opened(path: Path) -> Image.Image:
    with Image.open(path, formats=["JPEG"]) as image:
        return image.convert("RGB")


def _mask(outlines: SegmentationMap, kinds: Sequence[int]) -> Image.Image:
    """Value n where the nth of `kinds` is, 0 elsewhere; greys stand in for the colours that the window gives them."""
    places = np.zeros(int(outlines.max()) + 1, np.uint8)
    places[kinds] = np.arange(1, len(kinds) + 1)
    mask = Image.fromarray(places[outlines])
    mask.putpalette([value for value in range(256) for _ in range(3)])
    return mask
