"""Analysis of one picture with the installed vision models: its labels, the objects in it, its regions.

A person's file is decoded by the indexer child, never here; what is opened here is a JPEG that the child made.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from engine.capabilities.images.api import (
    AnalysePicture,
    DetectedObject,
    PictureAnalysis,
    PictureLabel,
    PictureRegion,
)
from engine.capabilities.images.picture_store import VIEWS, PictureStore
from engine.files.walk import absolute_path
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import ConvertImage, FileResult, Indexer, JpegCopy
from engine.protocol.children.received_errors import file_error_of
from engine.protocol.errors import Cancelled, FileUnreadable, ModelError, ModelMissing, NotFound
from engine.protocol.model_kinds import VISION_TASKS, VisionTask
from engine.store.database import Store
from engine.store.profile_files import NO_LINK, stored_name
from engine.store.rows import rows

if TYPE_CHECKING:
    from engine.models.interfaces import SegmentationMap

VIEW_SIDE = 1280
"""Pixels of the view's longer side: a person looks at what is drawn over it, and detectors take 640 to 800 pixels."""
KEPT_FILES = 40
"""Views and masks on the disk, the newest."""
MAX_LABELS, MAX_REGIONS = 5, 24
MIN_REGION_SHARE = 0.005
"""Fraction of a picture that a region must cover to be reported."""
MIN_SCORE = 0.4
"""Of a detected object."""


class VisionAnalyser:
    """Runs vision models on one picture at a time."""

    def __init__(self, store: Store, pictures: PictureStore, pool: ModelPool, indexer: Indexer) -> None:
        self._store, self._pool, self._indexer = store, pool, indexer
        self._folder = pictures.views

    def tasks(self) -> tuple[VisionTask, ...]:
        """Return what installed models can do."""
        available = self._pool.vision_tasks()
        return tuple(task for task in VISION_TASKS if task in available)

    def analyse(self, request: AnalysePicture, is_cancelled: IsCancelled) -> PictureAnalysis:
        """Run the tasks of the request, or all that installed models can do.

        Raises NotFound, FileError for a file that cannot be read, Cancelled, ModelMissing and the other ModelErrors.
        """
        tasks = request.tasks or self.tasks()
        if not tasks:
            raise ModelMissing("no vision model")
        path = absolute_path(request.path) if request.path else self._path_of(request.picture)
        view = self._make_view(path, is_cancelled)
        image, language = _open_jpeg(Path(view.path)), request.language
        labels = self._classify(image, language) if "classification" in tasks else ()
        objects = self._detect(image, language) if "detection" in tasks else ()
        regions, mask = self._segment(image, language, Path(view.path)) if "segmentation" in tasks else ((), "")
        self._delete_old_files()
        return PictureAnalysis(view.path, view.width, view.height, tasks, labels, objects, regions, mask)

    def label_thumbnail(self, thumbnail: str, language: str) -> tuple[PictureLabel, ...]:
        """Return the labels of a picture by its thumbnail; nothing where no model can tell."""
        if not thumbnail or "classification" not in self._pool.vision_tasks():
            return ()
        with suppress(ModelError, OSError):
            return self._classify(_open_jpeg(Path(thumbnail)), language)
        return ()

    def _classify(self, image: Image.Image, language: str) -> tuple[PictureLabel, ...]:
        with self._pool.image_classifier() as model:
            classes = model.classify(image, MAX_LABELS, language)
        return tuple(PictureLabel(item.label, round(item.score, 4)) for item in classes)

    def _detect(self, image: Image.Image, language: str) -> tuple[DetectedObject, ...]:
        with self._pool.object_detector() as model:
            boxes = model.detect(image, MIN_SCORE, language)
        return tuple(
            DetectedObject(box.label, *(round(n, 4) for n in (box.score, box.left, box.top, box.right, box.bottom)))
            for box in boxes
        )

    def _segment(self, image: Image.Image, language: str, view: Path) -> tuple[tuple[PictureRegion, ...], str]:
        """Return the regions, the largest first, and the path of their mask."""
        with self._pool.image_segmenter() as model:
            segmentation, names = model.segment(image), model.class_names(language)
        shares = np.bincount(segmentation.ravel()) / segmentation.size
        kinds = [int(kind) for kind in np.argsort(-shares)[:MAX_REGIONS] if shares[kind] >= MIN_REGION_SHARE]
        mask = view.with_name(f"{view.stem}-regions.png")
        with os.fdopen(os.open(mask, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NO_LINK, 0o600), "wb") as file:
            _draw_mask(segmentation, kinds).save(file, "PNG")
        regions = (
            PictureRegion(names[kind] if kind < len(names) else str(kind), float(shares[kind])) for kind in kinds
        )
        return tuple(regions), str(mask)

    def _path_of(self, picture: int) -> str:
        with self._store.read() as connection:
            for (path,) in rows(connection.execute("SELECT path FROM images WHERE id = ?", (picture,))):
                return str(path)
        raise NotFound(f"picture {picture}")

    def _make_view(self, path: str, is_cancelled: IsCancelled) -> JpegCopy:
        request = ConvertImage(path, str(self._folder), VIEW_SIDE)
        with closing(self._indexer.read([request], is_cancelled)) as messages:
            result = next((message for message in messages if isinstance(message, FileResult)), None)
        if result is None:
            raise Cancelled
        if result.error is not None:
            raise file_error_of(result)
        if result.jpeg is None or not stored_name(self._store.home, VIEWS, result.jpeg.path):
            raise FileUnreadable("no view", name=path)
        return result.jpeg

    def _delete_old_files(self) -> None:
        newest = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in newest[KEPT_FILES:]:
            path.unlink(missing_ok=True)


def _open_jpeg(path: Path) -> Image.Image:
    with Image.open(path, formats=["JPEG"]) as image:
        return image.convert("RGB")


def _draw_mask(segmentation: SegmentationMap, kinds: Sequence[int]) -> Image.Image:
    """Return a mask with the value n where the nth of `kinds` is, 0 elsewhere.

    Its palette is grey: the window gives the regions their colours.
    """
    places = np.zeros(int(segmentation.max()) + 1, np.uint8)
    places[kinds] = np.arange(1, len(kinds) + 1)
    mask = Image.fromarray(places[segmentation])
    mask.putpalette([value for value in range(256) for _ in range(3)])
    return mask
