"""A run over what is written in pictures: slower than all else that is read of them, so after it, and giving way to it."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from engine.capabilities.images import picture_store
from engine.capabilities.images.api import OcrReport, ReadPictureText
from engine.capabilities.images.picture_store import Gallery, Written
from engine.models.interfaces import ModelPool
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.indexing import FileResult, Indexer, OcrRequest
from engine.protocol.messages import ErrorData
from engine.protocol.progress import Progress
from engine.store.database import Store

AWAY = "file_vanished"
"""Its drive may come back, or the next run over its folder takes it away: it goes on waiting."""


@dataclass
class _Tally:
    total: int
    read: int = 0
    with_text: int = 0
    failed: int = 0
    begun: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    def count(self, text: str, error: ErrorData) -> None:
        self.read += 1
        self.with_text += bool(text)
        self.failed += bool(error.kind)

    def progress(self, note: str) -> Progress:
        rate = self.read / self.seconds if self.read else 0.0
        left = (self.total - self.read) / rate if rate else None
        return Progress(self.read, self.total, "picture", note, rate, left)

    def result(self, left: int, cancelled: bool) -> OcrReport:
        return OcrReport(self.read, self.with_text, self.failed, left, self.seconds, cancelled)


class TextRuns:
    def __init__(self, store: Store, kept: Gallery, indexer: Indexer, pool: ModelPool) -> None:
        self._store, self._gallery, self._indexer, self._pool = store, kept, indexer, pool

    def read(self, request: ReadPictureText, is_cancelled: IsCancelled) -> Generator[Progress, None, OcrReport]:
        """Each picture is kept as soon as it is read. Raises ModelError when the reader does not work."""
        reader = self._pool.ocr_model_id() or ""
        with self._store.read() as connection:
            ids = picture_store.unread_files(connection, reader)
        tally = _Tally(len(ids))
        if ids and not is_cancelled():
            yield from self._read(ids, reader, tally, is_cancelled)
        with self._store.read() as connection:
            left = picture_store.unread(connection, reader)
        return tally.result(left, is_cancelled())

    def _read(
        self, ids: dict[str, int], reader: str, tally: _Tally, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, None]:
        yield tally.progress("")
        with closing(self._indexer.read((OcrRequest(path, reader) for path in ids), is_cancelled)) as reading:
            for said in reading:
                if isinstance(said, FileResult):
                    self._keep(ids[said.path], said, reader, tally)
                    yield tally.progress(Path(said.path).name)

    def _keep(self, id: int, said: FileResult, reader: str, tally: _Tally) -> None:
        error = said.error or ErrorData("" if said.ocr else "internal")
        _raise_of_the_model(error)
        text = said.ocr.text if said.ocr else ""
        if error.kind != AWAY:
            self._gallery.put_text(Written(id, text, error), reader)
        tally.count(text, error)


def _raise_of_the_model(error: ErrorData) -> None:
    """It would fail at every other picture too."""
    for kind in errors.ModelError.__subclasses__():
        if kind.kind == error.kind:
            raise kind(error.detail, **error.values)
