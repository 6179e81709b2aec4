"""A run of OCR over the pictures: slower than anything else that is read of them, so it comes last and can be interrupted."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import msgspec

from engine.capabilities.images import picture_rows
from engine.capabilities.images.api import OcrReport, ReadPictureText
from engine.capabilities.images.picture_store import PictureStore, PictureText
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import FileResult, Indexer, OcrRequest
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import FileVanished, InternalError, ModelError
from engine.protocol.messages import ErrorData
from engine.protocol.progress import Progress
from engine.store.database import Store


class _OcrProgress(msgspec.Struct):
    """Counts of a run so far."""

    total: int
    read: int = 0
    with_text: int = 0
    failed: int = 0
    started: float = msgspec.field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def count(self, text: str, error: ErrorData) -> None:
        self.read += 1
        self.with_text += bool(text)
        self.failed += bool(error.kind)

    def event(self, note: str) -> Progress:
        rate = self.read / self.seconds if self.read else 0.0
        left = (self.total - self.read) / rate if rate else None
        return Progress(self.read, self.total, "picture", note, rate, left)

    def result(self, left: int, cancelled: bool) -> OcrReport:
        return OcrReport(self.read, self.with_text, self.failed, left, self.seconds, cancelled)


class OcrRun:
    """Handler of the run."""

    def __init__(self, store: Store, pictures: PictureStore, indexer: Indexer, pool: ModelPool) -> None:
        self._store, self._pictures, self._indexer, self._pool = store, pictures, indexer, pool

    def read(self, request: ReadPictureText, is_cancelled: IsCancelled) -> Generator[Progress, None, OcrReport]:
        """Read the text of every picture that the OCR model in use has not read, and keep each at once.

        Raises ModelError when the model does not work.
        """
        model = self._pool.ocr_model_id() or ""
        with self._store.read() as connection:
            ids = picture_rows.files_without_ocr(connection, model)
        progress = _OcrProgress(len(ids))
        if ids and not is_cancelled():
            yield from self._read(ids, model, progress, is_cancelled)
        with self._store.read() as connection:
            left = picture_rows.count_without_ocr(connection, model)
        return progress.result(left, is_cancelled())

    def _read(
        self, ids: dict[str, int], model: str, progress: _OcrProgress, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, None]:
        yield progress.event("")
        requests = (OcrRequest(path, model) for path in ids)
        with closing(self._indexer.read(requests, is_cancelled)) as messages:
            for message in messages:
                if isinstance(message, FileResult):
                    self._keep(ids[message.path], message, model, progress)
                    yield progress.event(Path(message.path).name)

    def _keep(self, id: int, result: FileResult, model: str, progress: _OcrProgress) -> None:
        """Store the text, or why there is none. A file that is not there goes on waiting: its drive may come back, or the next
        run over its folder takes it away."""
        error = result.error or ErrorData("" if result.ocr else "internal")
        _raise_model_error(error)
        text = result.ocr.text if result.ocr else ""
        if error.kind != FileVanished.kind:
            self._pictures.put_text(PictureText(id, text, error), model)
        progress.count(text, error)


def _raise_model_error(error: ErrorData) -> None:
    """Raise an error of the model: it would fail at every other picture too."""
    cause = error_of(error, (ModelError,), InternalError)
    if isinstance(cause, ModelError):
        raise cause
