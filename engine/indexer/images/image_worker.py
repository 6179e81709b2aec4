"""Reads several images at once: threads decode the next ones while the model embeds those that are ready."""

from __future__ import annotations

import logging
import queue
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.files.limits import IMAGE_BYTES, extend_cpu_limit, reading_limits
from engine.indexer.images.image_reader import ImageReader
from engine.indexer.replies import Replies
from engine.protocol.children.indexing import ImageContents, IndexerRequest, ReadImage, ReadStage, RgbImage
from engine.protocol.errors import ModelError

if TYPE_CHECKING:
    from PIL.Image import Image

    from engine.models.interfaces import ImageEncoder, Pixels

NumberedRequest = tuple[int, IndexerRequest]
"""A request with its JSON-RPC id."""

BATCH = 16
"""Images the model embeds in one step."""
AHEAD = 2 * BATCH
"""Images decoded or being decoded at most, which bounds the memory."""
SMALLEST_ENCODER_SIDE = 224
NARROWEST = 28
"""Pixels of the shorter side of an image shown to a chat model: one patch of most models."""


class _DecodedImage(msgspec.Struct, frozen=True):
    """An image as read, and prepared for the encoder (None without one)."""

    contents: ImageContents
    prepared: Pixels | None


class ImageWorker:
    """Answers requests for images and keeps the encoder of the last one open."""

    def __init__(self, models: Path, replies: Replies, cpu_seconds: int) -> None:
        self._models, self._replies, self._cpu_seconds = models, replies, cpu_seconds
        self._encoder: ImageEncoder | None = None
        self._opened = ""
        self._reader: ImageReader | None = None

    def work(
        self, first: NumberedRequest, requests: queue.SimpleQueue[NumberedRequest | None]
    ) -> NumberedRequest | None:
        """Read this image and the queued ones for the same encoder; return the request after them (None: the input ended)."""
        from engine.models.hardware import physical_cores

        id, request = first
        assert isinstance(request, ReadImage)
        encoder = self._open(request.encoder)
        reader = self._reader = self._reader or ImageReader(encoder.side if encoder else SMALLEST_ENCODER_SIDE)
        self._replies.send_stage(
            id, ReadStage("embedding", 0, 1)
        )  # several are read at once: a crash has no culprit yet
        threads = physical_cores()
        with (
            reading_limits(self._cpu_seconds * (threads + 1), IMAGE_BYTES),
            ThreadPoolExecutor(threads, "images") as pool,
        ):
            batch = _ImageBatch(first, requests, lambda image: pool.submit(_read, reader, encoder, image))
            self._run(batch, encoder, self._cpu_seconds * (threads + 1))
        return batch.following if batch.ended else requests.get()

    def _run(self, batch: _ImageBatch, encoder: ImageEncoder | None, cpu_seconds: int) -> None:
        ready: list[tuple[int, _DecodedImage]] = []
        while batch.fill() or ready:
            if (oldest := batch.pop()) is not None:
                ready += self._await(*oldest)
            if len(ready) >= (BATCH if encoder else 1) or not batch.under_way:
                self._reply(encoder, ready)
                ready = []
                extend_cpu_limit(cpu_seconds)

    def _await(self, id: int, request: ReadImage, reading: Future[_DecodedImage]) -> list[tuple[int, _DecodedImage]]:
        """Return the decoded image, or nothing when its error was sent."""
        with self._replies.answering(id, request.path, IMAGE_BYTES):
            return [(id, reading.result())]
        return []

    def _reply(self, encoder: ImageEncoder | None, ready: list[tuple[int, _DecodedImage]]) -> None:
        prepared = [image.prepared for _, image in ready if image.prepared is not None]
        vectors = encoder.embed(prepared).astype("<f2") if encoder and prepared else None
        for row, (id, image) in enumerate(ready):
            vector = vectors[row].tobytes() if vectors is not None else b""
            self._replies.send_result(id, msgspec.structs.replace(image.contents, vector=vector))

    def _open(self, encoder: str) -> ImageEncoder | None:
        """Return the encoder; None when none is asked for or it cannot be opened: an image without a vector beats none."""
        from engine.models.opening import open_image_encoder

        if encoder and encoder != self._opened:
            self._opened, self._reader = encoder, None
            try:
                self._encoder = open_image_encoder(self._models, encoder)
            except ModelError as error:
                self._encoder = None
                logging.getLogger(__name__).error("%s: %s %s", encoder, error.message, error.detail)
        return self._encoder if encoder else None


class _ImageBatch:
    """Images under way, oldest first. `following` is the request that ended the batch: not an image for this encoder."""

    def __init__(
        self,
        first: NumberedRequest,
        requests: queue.SimpleQueue[NumberedRequest | None],
        submit: Callable[[ReadImage], Future[_DecodedImage]],
    ) -> None:
        id, request = first
        assert isinstance(request, ReadImage)
        self._encoder, self._requests, self._submit = request.encoder, requests, submit
        self.under_way: deque[tuple[int, ReadImage, Future[_DecodedImage]]] = deque([(id, request, submit(request))])
        self.ended = False
        self.following: NumberedRequest | None = None

    def fill(self) -> bool:
        """Start the queued requests there is room for; tell whether anything is under way."""
        while not self.ended and len(self.under_way) < AHEAD:
            try:
                following = self._requests.get_nowait()
            except queue.Empty:
                break
            request = following[1] if following else None
            if following is None or not isinstance(request, ReadImage) or request.encoder != self._encoder:
                self.ended, self.following = True, following
            else:
                self.under_way.append((following[0], request, self._submit(request)))
        return bool(self.under_way)

    def pop(self) -> tuple[int, ReadImage, Future[_DecodedImage]] | None:
        """Return the oldest image under way, None when there is none."""
        return self.under_way.popleft() if self.under_way else None


def _read(reader: ImageReader, encoder: ImageEncoder | None, request: ReadImage) -> _DecodedImage:
    if request.rgb_side:
        reader = ImageReader(request.rgb_side)
    loaded = reader.read(Path(request.path), Path(request.thumbnails) if request.thumbnails else None)
    contents = loaded.contents
    if request.rgb_side:
        contents = msgspec.structs.replace(contents, rgb=_to_rgb_image(loaded.image, request.rgb_side))
    return _DecodedImage(contents, encoder.prepare(loaded.image) if encoder else None)


def _to_rgb_image(image: Image, longest: int) -> RgbImage:
    """Return the pixels, the longer side at most `longest`, and no side narrower than a model can look at."""
    from PIL.Image import Resampling

    scale = min(longest / max(image.size), 1.0)
    width, height = (max(round(side * scale), NARROWEST) for side in image.size)
    resized = image.resize((width, height), Resampling.LANCZOS) if (width, height) != image.size else image
    return RgbImage(width, height, resized.tobytes())
