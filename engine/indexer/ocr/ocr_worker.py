"""Reads the text in images, one at a time: when the OCR model ends the process, the image to blame is known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.files.limits import IMAGE_BYTES, extend_cpu_limit, reading_limits
from engine.indexer.images.image_reader import ImageReader
from engine.indexer.ocr.reading_order import text_in_reading_order
from engine.indexer.reader_memory import ReaderMemory
from engine.indexer.replies import Replies
from engine.protocol.children.indexing import DocumentPage, OcrRequest, OcrResult, ReadScan, ReadStage

if TYPE_CHECKING:
    from PIL.Image import Image

    from engine.models.interfaces import OcrModel, UprightText

CPU_FACTOR = 2
"""Processor time an image may take, in times that of another file: a page of a newspaper has hundreds of lines."""


class OcrWorker:
    """Answers OCR requests and keeps the model of the last one open."""

    def __init__(self, models: Path, replies: Replies, cpu_seconds: int, memory: ReaderMemory) -> None:
        self._models, self._replies, self._cpu_seconds, self._memory = models, replies, cpu_seconds, memory
        self._model: OcrModel | None = None
        self._images: ImageReader | None = None
        self._part = "", "", b""
        """The document inside a file whose page was read last: the file, its name there, its bytes."""

    @property
    def _seconds(self) -> int:
        """Processor time of all cores that a page may take."""
        from engine.models.hardware import physical_cores

        return self._cpu_seconds * physical_cores() * CPU_FACTOR

    def work(self, id: int, request: OcrRequest) -> None:
        """Read the text in one image and send it, or the error."""
        self._replies.send_stage(id, ReadStage("reading", 0, 1))
        with self._replies.answering(id, request.path, IMAGE_BYTES):
            model = self._open(request.model)
            with reading_limits(self._seconds, IMAGE_BYTES):
                self._replies.send_result(id, OcrResult(self._read(id, Path(request.path), model)))

    def read_page(self, request: ReadScan) -> DocumentPage:
        """Return one page of a PDF as read from its picture. Raises FileError, ModelError."""
        from engine.indexer.ocr.scanned_page import read_scanned_page

        if request.text:
            return DocumentPage(request.page, request.text)
        model = self._open(request.model)
        with reading_limits(self._seconds, IMAGE_BYTES), self._file_of(request) as path:
            return read_scanned_page(path, request.page, lambda image: self._read_upright(model, image))

    @contextmanager
    def _file_of(self, request: ReadScan) -> Iterator[Path]:
        """Give the document of a page a path: its own, or while it is read one for a document inside another file."""
        from engine.indexer.documents.containers.inner_files import temporary_file
        from engine.indexer.documents.readers import read_part

        if not request.part:
            yield Path(request.file)
            return
        if self._part[:2] != (request.file, request.part):
            self._part = request.file, request.part, read_part(Path(request.file), request.part)
        with temporary_file("page.pdf", self._part[2]) as path:
            yield path

    def _read(self, id: int, path: Path, model: OcrModel) -> str:
        """Return the text of all pages of an image; each has the time of one."""
        self._images = self._images or ImageReader(model.side)
        texts = []
        for number, image in enumerate(self._images.decode_pages(path, model.side)):
            if number:
                self._replies.send_stage(id, ReadStage("reading", number, number + 1))
                extend_cpu_limit(self._seconds)
            texts.append(text_in_reading_order(self._read_upright(model, image)))
        return "\n\n".join(filter(None, texts))

    def _read_upright(self, model: OcrModel, image: Image) -> UprightText:
        with self._memory.of_model():
            return model.read_upright(image)

    def _open(self, model: str) -> OcrModel:
        """Open the model unless it is open. Raises ModelError: without the model there is nothing to answer."""
        from engine.models.opening import open_ocr_model

        if self._model is None or self._model.id != model:
            with self._memory.of_model():
                self._model = open_ocr_model(self._models, model)
        return self._model
