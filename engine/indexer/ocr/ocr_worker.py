"""Reads the text in images, one at a time: when the OCR model ends the process, the image to blame is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.files.limits import IMAGE_BYTES, reading_limits
from engine.indexer.images.image_reader import ImageReader
from engine.indexer.replies import Replies
from engine.protocol.children.indexing import DocumentPage, OcrRequest, OcrResult, ReadScan, ReadStage

if TYPE_CHECKING:
    from engine.models.interfaces import OcrModel

CPU_FACTOR = 2
"""Processor time an image may take, in times that of another file: a page of a newspaper has hundreds of lines."""


class OcrWorker:
    """Answers OCR requests and keeps the model of the last one open."""

    def __init__(self, models: Path, replies: Replies, cpu_seconds: int) -> None:
        self._models, self._replies, self._cpu_seconds = models, replies, cpu_seconds
        self._model: OcrModel | None = None
        self._images: ImageReader | None = None

    def work(self, id: int, request: OcrRequest) -> None:
        """Read the text in one image and send it, or the error."""
        from engine.models.hardware import physical_cores

        self._replies.send_stage(id, ReadStage("reading", 0, 1))
        with self._replies.answering(id, request.path, IMAGE_BYTES):
            model = self._open(request.model)
            with reading_limits(self._cpu_seconds * physical_cores() * CPU_FACTOR, IMAGE_BYTES):
                self._replies.send_result(id, OcrResult(self._read(Path(request.path), model)))

    def read_page(self, request: ReadScan) -> DocumentPage:
        """Return one page of a PDF as read from its picture. Raises FileError, ModelError."""
        from engine.indexer.ocr.scanned_page import read_scanned_page
        from engine.models.hardware import physical_cores

        if request.text:
            return DocumentPage(request.page, request.text)
        model = self._open(request.model)
        with reading_limits(self._cpu_seconds * physical_cores() * CPU_FACTOR, IMAGE_BYTES):
            return read_scanned_page(Path(request.file), request.page, model)

    def _read(self, path: Path, model: OcrModel) -> str:
        self._images = self._images or ImageReader(model.side)
        return "\n".join(line.text for line in model.read(self._images.decode_upright(path, model.side)))

    def _open(self, model: str) -> OcrModel:
        """Open the model unless it is open. Raises ModelError: without the model there is nothing to answer."""
        from engine.models.opening import open_ocr_model

        if self._model is None or self._model.id != model:
            self._model = open_ocr_model(self._models, model)
        return self._model
