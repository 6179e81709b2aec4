"""The child's work: read what is asked, embed several files' chunks together, answer each file on its own."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.files.limits import READER_BYTES, reading_limits
from engine.indexer.documents.embedding import chunks_of, open_embedder
from engine.indexer.documents.readers import Contents, read_file, write_sheet
from engine.indexer.images.image_worker import Numbered, PictureWork
from engine.indexer.ocr.ocr_worker import WritingWork
from engine.indexer.replies import Answers
from engine.protocol.errors import AteneoError, FileTooLarge, ModelError, ModelMissing
from engine.protocol.indexing import (
    EMBED,
    READ,
    READ_PICTURE,
    READ_SHEET,
    READ_WRITING,
    VIEW,
    Asked,
    Chunk,
    EmbedTexts,
    FileContents,
    ReadFile,
    ReadPicture,
    ReadSheet,
    ReadStage,
    ReadWriting,
    Sheet,
    ViewPicture,
)
from engine.protocol.messages import Request
from engine.rpc.wire import LineWriter, TooLong

if TYPE_CHECKING:
    from engine.models.interfaces import Embedder

FILES_TOGETHER = 128
CHUNKS_TOGETHER = 128
"""Embedded at once, sorted by length: half as many cost 5 % more, twice as many gain 1 % and are lost by a cancel."""


@dataclass(frozen=True)
class _Read:
    id: int
    contents: Contents
    chunks: list[Chunk]


class Worker:
    def __init__(self, models: Path, send: LineWriter, cpu_seconds: int) -> None:
        self._models = models
        self._answers = Answers(send)
        self._cpu_seconds = cpu_seconds
        self._pictures = PictureWork(models, self._answers, cpu_seconds)
        self._writing = WritingWork(models, self._answers, cpu_seconds)
        self._requests: queue.SimpleQueue[Numbered | None] = queue.SimpleQueue()
        self._embedder: Embedder | None = None
        self._opened = ("", "")

    def serve(self, lines: Iterable[bytes | TooLong]) -> None:
        """Until the lines end. They are taken by a thread of their own, so that what waits is seen while one is worked on."""
        # A daemon: when the work fails, this process must end and not wait for a line that nobody will send.
        threading.Thread(target=self._take, args=(lines,), name="requests", daemon=True).start()
        waiting = self._requests.get()
        while waiting is not None:
            waiting = self._work(*waiting)

    def _take(self, lines: Iterable[bytes | TooLong]) -> None:
        for line in lines:
            if isinstance(line, bytes):
                request = msgspec.json.decode(line, type=Request)
                self._requests.put((request.id or 0, _asked(request)))
        self._requests.put(None)

    def _work(self, id: int, file: Asked) -> Numbered | None:
        """This file and those that wait already and ask for the same embedder; returns the next request, awaited."""
        if isinstance(file, ReadPicture):
            return self._pictures.work((id, file), self._requests)
        if isinstance(file, ViewPicture):
            self._view(id, file)
            return self._requests.get()
        if isinstance(file, ReadSheet):
            self._sheet(id, file)
            return self._requests.get()
        if isinstance(file, ReadWriting):
            self._writing.work(id, file)
            return self._requests.get()
        if isinstance(file, EmbedTexts):
            self._embed(id, file)
            return self._requests.get()
        together = self._read(id, file)
        files = 1
        while files < FILES_TOGETHER and sum(len(read.chunks) for read in together) < CHUNKS_TOGETHER:
            try:
                following = self._requests.get_nowait()
            except queue.Empty:
                break
            if following is None or not isinstance(following[1], ReadFile) or following[1].embedder != file.embedder:
                self._answer(file.embedder, together)
                return following
            together += self._read(following[0], following[1])
            files += 1
        self._answer(file.embedder, together)
        return self._requests.get()

    def _read(self, id: int, file: ReadFile) -> list[_Read]:
        """The file read and cut, or nothing when its error was sent."""
        found: list[_Read] = []
        with self._reading(id, file):
            embedder = self._open(file.embedder)
            with reading_limits(self._cpu_seconds):
                contents = read_file(Path(file.path))
                found.append(_Read(id, contents, chunks_of(contents.pages, embedder)))
        return found

    def _view(self, id: int, asked: ViewPicture) -> None:
        from engine.indexer.images.convert import view

        with self._reading(id, asked), reading_limits(self._cpu_seconds):
            self._answers.finish(id, view(Path(asked.path), Path(asked.folder), asked.side))

    def _sheet(self, id: int, asked: ReadSheet) -> None:
        with self._reading(id, asked), reading_limits(self._cpu_seconds):
            self._answers.finish(id, Sheet(write_sheet(Path(asked.path), Path(asked.target))))

    @contextmanager
    def _reading(self, id: int, file: Asked) -> Iterator[None]:
        """Says that it begins; an error is sent."""
        self._answers.tell(id, ReadStage("reading", 0, 1))
        try:
            yield
        except AteneoError as error:
            self._answers.fail(id, error)
        except MemoryError as error:
            limit = f"{READER_BYTES / 1e9:.1f} GB"
            self._answers.fail(id, FileTooLarge(f"memory: {error}", name=Path(file.path).name, limit=limit))

    def _answer(self, embedder_id: str, together: list[_Read]) -> None:
        embedder = self._open(embedder_id)
        if embedder is None or not together:
            for read in together:
                self._finish(read, 0, b"")
            return
        texts = [chunk.text for read in together for chunk in read.chunks]
        self._answers.tell(together[0].id, ReadStage("embedding", 0, len(texts)))  # a crash from here on is no reader's
        vectors = embedder.embed_passages(texts).astype("<f2")
        begin = 0
        for read in together:
            end = begin + len(read.chunks)
            self._finish(read, embedder.dimensions, vectors[begin:end].tobytes())
            begin = end

    def _embed(self, id: int, asked: EmbedTexts) -> None:
        self._answers.tell(id, ReadStage("embedding", 0, len(asked.texts)))
        embedder = self._open(asked.embedder, asked.models)
        if embedder is None:
            self._answers.fail(id, ModelMissing(asked.embedder))
            return
        vectors = embedder.embed_passages(asked.texts).astype("<f2")
        self._answers.finish(id, FileContents("", (), (), embedder.dimensions, vectors.tobytes()))

    def _open(self, embedder: str, models: str = "") -> Embedder | None:
        """None when none is asked for, or it cannot be opened: words alone are better than nothing, and a later run mends it."""
        if embedder and (models, embedder) != self._opened:
            self._opened = models, embedder
            try:
                self._embedder = open_embedder(Path(models) if models else self._models, embedder)
            except ModelError as error:
                self._embedder = None
                logging.getLogger(__name__).error("%s: %s %s", embedder, error.message, error.detail)
        return self._embedder if embedder else None

    def _finish(self, read: _Read, dimensions: int, vectors: bytes) -> None:
        pages, title, notice = tuple(read.contents.pages), read.contents.title, read.contents.notice
        self._answers.finish(read.id, FileContents(title, pages, tuple(read.chunks), dimensions, vectors, notice))


_KINDS: dict[str, type[Asked]] = {
    READ.name: ReadFile,
    READ_SHEET.name: ReadSheet,
    READ_PICTURE.name: ReadPicture,
    READ_WRITING.name: ReadWriting,
    VIEW.name: ViewPicture,
    EMBED.name: EmbedTexts,
}


def _asked(request: Request) -> Asked:
    return msgspec.json.decode(request.params, type=_KINDS[request.method])
