"""A run of OCR over the pages of documents that are pictures of text: seconds a page, so it comes last and can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import apsw
import msgspec

from engine.capabilities.documents.api import ReadScans, ScanReport
from engine.capabilities.documents.scans import scanned_pages
from engine.capabilities.documents.scans.scanned_pages import OcrText, ScannedPage
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import FileContents, FileResult, Indexer, ReadScan
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import FileVanished, InternalError, ModelError
from engine.protocol.messages import ErrorData
from engine.protocol.progress import Progress
from engine.store.database import Store

AddPageText = Callable[[apsw.Connection, ScannedPage, str, FileContents], int]
"""Puts the text of a page, cut for this embedder, in its document; returns the number of chunks."""


class _ScanProgress(msgspec.Struct):
    """Counts of a run so far."""

    total: int
    read: int = 0
    with_text: int = 0
    failed: int = 0
    started: float = msgspec.field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def event(self, note: str) -> Progress:
        rate = self.read / self.seconds if self.read else 0.0
        left = (self.total - self.read) / rate if rate else None
        return Progress(self.read, self.total, "page", note, rate, left)

    def result(self, left: int, cancelled: bool) -> ScanReport:
        return ScanReport(self.read, self.with_text, self.failed, left, self.seconds, cancelled)


class ScanRun:
    """Handler of the run."""

    def __init__(
        self,
        store: Store,
        add_text: AddPageText,
        indexer: Indexer,
        pool: ModelPool,
        current_embedder: Callable[[], str],
    ) -> None:
        self._store, self._add_text, self._indexer, self._pool = store, add_text, indexer, pool
        self._current_embedder = current_embedder

    def read(self, request: ReadScans, is_cancelled: IsCancelled) -> Generator[Progress, None, ScanReport]:
        """Read every page that the OCR model in use has not read, and keep each at once. Without a model none is read.

        Raises ModelError when the model does not work.
        """
        model = self._pool.ocr_model_id() or ""
        with self._store.read() as connection:
            pages = scanned_pages.waiting(connection, model)
        progress = _ScanProgress(len(pages))
        if pages and not is_cancelled():
            yield from self._read(pages, model, progress, is_cancelled)
        with self._store.read() as connection:
            left = scanned_pages.count_waiting(connection, model)
        return progress.result(left, is_cancelled())

    def _read(
        self, pages: Sequence[ScannedPage], model: str, progress: _ScanProgress, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, None]:
        embedder = self._current_embedder()
        waiting = {f"{page.path}#{page.page}": page for page in pages}
        yield progress.event(Path(pages[0].path).name)
        with closing(self._indexer.read(_requests(waiting, model, embedder), is_cancelled)) as messages:
            for message in messages:
                if isinstance(message, FileResult):
                    page = waiting[message.path]
                    self._keep(page, message, model, embedder, progress)
                    yield progress.event(Path(page.path).name)

    def _keep(self, page: ScannedPage, result: FileResult, model: str, embedder: str, progress: _ScanProgress) -> None:
        """Store the text, or why there is none. A page of a file that is not there goes on waiting."""
        error = result.error or ErrorData("" if result.contents else "internal")
        cause = error_of(error, (ModelError,), InternalError)
        if isinstance(cause, ModelError):
            raise cause  # it would fail at every other page too
        progress.read += 1
        progress.failed += bool(error.kind)
        if error.kind == FileVanished.kind:
            return
        with self._store.write() as connection:
            text = "\n\n".join(part.text for part in result.contents.pages) if result.contents else ""
            progress.with_text += bool(text)
            if result.contents is not None:
                self._add_text(connection, page, embedder, result.contents)
            scanned_pages.set_read(connection, page, OcrText(model, error.kind, text))


def _requests(waiting: dict[str, ScannedPage], model: str, embedder: str) -> Iterator[ReadScan]:
    for key, page in waiting.items():
        yield ReadScan(key, page.file, page.page, model, embedder, page.text, page.chunking, page.part)
