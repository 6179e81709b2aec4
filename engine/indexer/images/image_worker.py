"""Pictures, several at once: threads decode the next ones while the model looks at those that are ready."""

from __future__ import annotations

import logging
import queue
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.files.limits import READER_BYTES, more_time, reading_limits
from engine.indexer.images.image_reader import PictureReader, Seen
from engine.indexer.replies import Answers
from engine.protocol.errors import AteneoError, FileTooLarge, ModelError
from engine.protocol.indexing import Asked, PictureContents, ReadPicture, ReadStage, SeenPicture

if TYPE_CHECKING:
    from PIL.Image import Image

    from engine.models.interfaces import ImageEncoder, Pixels

Numbered = tuple[int, Asked]

TOGETHER = 16
"""Pictures the model looks at in one step."""
AHEAD = 2 * TOGETHER
"""Pictures decoded or being decoded at most: what bounds the memory."""
LEAST_SIDE = 224
NARROWEST = 28
"""Pixels of a side of a picture shown to a chat model: a patch of most."""


@dataclass(frozen=True)
class _Ready:
    """A picture read, and as the model wants it (None without one)."""

    contents: PictureContents
    prepared: Pixels | None


class PictureWork:
    def __init__(self, models: Path, answers: Answers, cpu_seconds: int) -> None:
        self._models, self._answers, self._cpu_seconds = models, answers, cpu_seconds
        self._encoder: ImageEncoder | None = None
        self._opened = ""
        self._reader: PictureReader | None = None

    def work(self, first: Numbered, requests: queue.SimpleQueue[Numbered | None]) -> Numbered | None:
        """This picture and those that wait already and ask for the same model; returns the next request, awaited."""
        from engine.models.hardware import physical_cores

        picture = first[1]
        assert isinstance(picture, ReadPicture)
        encoder = self._open(picture.encoder)
        reader = self._reader = self._reader or PictureReader(encoder.side if encoder else LEAST_SIDE)
        self._answers.tell(first[0], ReadStage("embedding", 0, 1))  # several are under way: a crash is nobody's yet
        threads = physical_cores()
        with (
            reading_limits(self._cpu_seconds * (threads + 1)),
            ThreadPoolExecutor(threads, "pictures") as pool,
        ):
            lot = _Lot(first, requests, lambda one: pool.submit(_read, reader, encoder, one))
            self._run(lot, encoder, self._cpu_seconds * (threads + 1))
        return lot.following if lot.ended else requests.get()

    def _run(self, lot: _Lot, encoder: ImageEncoder | None, cpu_seconds: int) -> None:
        ready: list[tuple[int, _Ready]] = []
        while lot.fill() or ready:
            if (read := lot.take()) is not None:
                ready += self._settled(*read)
            if len(ready) >= (TOGETHER if encoder else 1) or not lot.under_way:
                self._answer(encoder, ready)
                ready = []
                more_time(cpu_seconds)

    def _settled(self, id: int, picture: ReadPicture, reading: Future[_Ready]) -> list[tuple[int, _Ready]]:
        """The picture, or nothing when its error was sent."""
        try:
            return [(id, reading.result())]
        except AteneoError as error:
            self._answers.fail(id, error)
        except MemoryError as error:
            limit = f"{READER_BYTES / 1e9:.1f} GB"
            self._answers.fail(id, FileTooLarge(f"memory: {error}", name=Path(picture.path).name, limit=limit))
        return []

    def _answer(self, encoder: ImageEncoder | None, ready: list[tuple[int, _Ready]]) -> None:
        prepared = [one.prepared for _, one in ready if one.prepared is not None]
        vectors = encoder.embed(prepared).astype("<f2") if encoder and prepared else None
        for row, (id, one) in enumerate(ready):
            vector = vectors[row].tobytes() if vectors is not None else b""
            self._answers.finish(id, msgspec.structs.replace(one.contents, vector=vector))

    def _open(self, encoder: str) -> ImageEncoder | None:
        """None when none is asked for, or it cannot be opened: a picture without a vector is better than none."""
        from engine.models.vision.dual_encoder import open_picture_encoder

        if encoder and encoder != self._opened:
            self._opened, self._reader = encoder, None
            try:
                self._encoder = open_picture_encoder(self._models, encoder)
            except ModelError as error:
                self._encoder = None
                logging.getLogger(__name__).error("%s: %s %s", encoder, error.message, error.detail)
        return self._encoder if encoder else None


class _Lot:
    """Pictures under way, oldest first. `following` is a request that is no picture for this model, and ended the lot."""

    def __init__(
        self,
        first: Numbered,
        requests: queue.SimpleQueue[Numbered | None],
        begin: Callable[[ReadPicture], Future[_Ready]],
    ) -> None:
        assert isinstance(first[1], ReadPicture)
        self._first, self._requests, self._begin = first[1], requests, begin
        self.under_way: deque[tuple[int, ReadPicture, Future[_Ready]]] = deque([(first[0], first[1], begin(first[1]))])
        self.ended = False
        self.following: Numbered | None = None

    def fill(self) -> bool:
        """Begin what waits, as far as there is room; whether anything is under way."""
        while not self.ended and len(self.under_way) < AHEAD:
            try:
                asked = self._requests.get_nowait()
            except queue.Empty:
                break
            if asked is None or not isinstance(asked[1], ReadPicture) or asked[1].encoder != self._first.encoder:
                self.ended, self.following = True, asked
            else:
                self.under_way.append((asked[0], asked[1], self._begin(asked[1])))
        return bool(self.under_way)

    def take(self) -> tuple[int, ReadPicture, Future[_Ready]] | None:
        return self.under_way.popleft() if self.under_way else None


def _read(reader: PictureReader, encoder: ImageEncoder | None, asked: ReadPicture) -> _Ready:
    if asked.seen:
        reader = PictureReader(asked.seen)
    seen: Seen = reader.read(Path(asked.path), Path(asked.thumbnails) if asked.thumbnails else None)
    contents = seen.contents
    if asked.seen:
        contents = msgspec.structs.replace(contents, seen=_shown(seen.picture, asked.seen))
    return _Ready(contents, encoder.prepare(seen.picture) if encoder else None)


def _shown(picture: Image, longest: int) -> SeenPicture:
    """Not narrower than a model can look at, whatever its shape."""
    from PIL.Image import Resampling

    scale = min(longest / max(picture.size), 1.0)
    width, height = (max(round(side * scale), NARROWEST) for side in picture.size)
    shown = picture.resize((width, height), Resampling.LANCZOS) if (width, height) != picture.size else picture
    return SeenPicture(width, height, shown.tobytes())
