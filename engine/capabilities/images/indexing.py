"""Indexing runs of pictures: folders and files read into the library."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import msgspec

from engine.capabilities.images import picture_rows
from engine.capabilities.images.api import IndexPictures, PictureIndexReport, RetryFailedPictures
from engine.capabilities.images.folder_store import FolderStore
from engine.capabilities.images.picture_store import PictureStore, ReadPictureResult
from engine.files.changes import displayable
from engine.files.file_run import BatchLimits, FileRun, FileRunCounts, FileStamp, FileStore, KnownFile
from engine.files.names import is_folder
from engine.files.walk import absolute_path, walk_files
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import IMAGE_SUFFIXES, FileResult, ImageContents, Indexer, ReadImage
from engine.protocol.file_run import FileRunEvent
from engine.store.database import Store

IndexSteps = Generator[FileRunEvent, None, PictureIndexReport]


class PictureFiles(FileStore[ImageContents]):
    """All pictures of the library."""

    unit = "picture"
    limits = BatchLimits(files=64, seconds=0.5)

    def __init__(self, store: Store, pictures: PictureStore, encoder: str) -> None:
        self._store, self._pictures, self.model = store, pictures, encoder

    def known_files(self) -> dict[str, KnownFile]:
        with self._store.read() as connection:
            return picture_rows.known_files(connection)

    def is_current(self, known: KnownFile) -> bool:
        return not self.model or (known.state == "indexed" and known.model == self.model)

    def stamp(self, path: Path) -> FileStamp:
        status = path.stat()
        return FileStamp(status.st_size, status.st_mtime_ns)

    def request(self, path: str) -> ReadImage:
        return ReadImage(path, self.model, str(self._pictures.thumbnails))

    def contents(self, result: FileResult) -> ImageContents | None:
        return result.image

    def put(self, results: Sequence[ReadPictureResult]) -> None:
        self._pictures.put(results)

    def move(self, id: int, path: str, stamp: FileStamp) -> None:
        self._pictures.move(id, path, stamp)

    def set_missing(self, ids: Sequence[int], missing: bool) -> None:
        self._pictures.set_missing(ids, missing)

    def restore(self, id: int) -> None:
        self._pictures.set_removed([id], removed=False)


class PictureIndexer:
    """Handlers of the runs: index folders and files, try quarantined files again."""

    def __init__(
        self, store: Store, pictures: PictureStore, folders: FolderStore, indexer: Indexer, pool: ModelPool
    ) -> None:
        self._store, self._pictures, self._folders = store, pictures, folders
        self._indexer, self._pool = indexer, pool

    def index(self, request: IndexPictures, is_cancelled: IsCancelled) -> IndexSteps:
        """Bring the library up to date with the named files and folders, or with all watched folders."""
        named = self._named(request)
        if request.paths:
            self._folders.add([displayable(path) for path in named if is_folder(path)])
        paths = list(walk_files(named, IMAGE_SUFFIXES, is_cancelled))
        encoder = self._pool.image_encoder_id() or ""
        outdated = self._pictures.needing_vectors(encoder) if encoder else []
        if not request.paths:  # a change of model reaches pictures outside the watched folders too
            walked = {str(path) for path in paths}
            paths += [Path(path) for path in outdated if path not in walked]
        files = PictureFiles(self._store, self._pictures, encoder)
        counts = yield from FileRun(files, self._indexer).index(paths, named, is_cancelled)
        self._pictures.finish_model_switch(encoder)
        return _report(counts)

    def retry(self, request: RetryFailedPictures, is_cancelled: IsCancelled) -> IndexSteps:
        """Read quarantined files again."""
        files = PictureFiles(self._store, self._pictures, self._pool.image_encoder_id() or "")
        counts = yield from FileRun(files, self._indexer).retry(frozenset(request.pictures), is_cancelled)
        return _report(counts)

    def _named(self, request: IndexPictures) -> list[str]:
        """Return the absolute paths of the request or, without any, the watched folders.

        A listed folder that is not there is left out: its drive is not plugged in.
        """
        with self._store.read() as connection:
            folders = picture_rows.list_folders(connection)
        watched = [folder.path for folder in folders if folder.watched]
        paths = [absolute_path(path) for path in request.paths] or watched
        absent = {folder.path for folder in folders if not folder.exists}
        return [path for path in paths if path not in absent]


def _report(counts: FileRunCounts) -> PictureIndexReport:
    return msgspec.convert(counts, PictureIndexReport, from_attributes=True)
