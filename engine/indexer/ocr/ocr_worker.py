"""What is written in pictures, one at a time: a network that ends the process is known to have done so over that one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.files.limits import READER_BYTES, reading_limits
from engine.indexer.images.image_reader import PictureReader
from engine.indexer.replies import Answers
from engine.protocol.errors import AteneoError, FileTooLarge
from engine.protocol.indexing import ReadStage, ReadWriting, Writing

if TYPE_CHECKING:
    from engine.models.interfaces import OcrModel

PATIENCE = 2
"""Times the processor seconds of another file: a page of a newspaper has hundreds of lines."""


class WritingWork:
    def __init__(self, models: Path, answers: Answers, cpu_seconds: int) -> None:
        self._models, self._answers, self._cpu_seconds = models, answers, cpu_seconds
        self._model: OcrModel | None = None
        self._pictures: PictureReader | None = None

    def work(self, id: int, asked: ReadWriting) -> None:
        from engine.models.hardware import physical_cores

        self._answers.tell(id, ReadStage("reading", 0, 1))
        path = Path(asked.path)
        try:
            model = self._open(asked.reader)
            with reading_limits(self._cpu_seconds * physical_cores() * PATIENCE):
                self._answers.finish(id, Writing(self._read(path, model)))
        except AteneoError as error:
            self._answers.fail(id, error)
        except MemoryError as error:
            limit = f"{READER_BYTES / 1e9:.1f} GB"
            self._answers.fail(id, FileTooLarge(f"memory: {error}", name=path.name, limit=limit))

    def _read(self, path: Path, model: OcrModel) -> str:
        self._pictures = self._pictures or PictureReader(model.side)
        return "\n".join(line.text for line in model.read(self._pictures.upright(path, model.side)))

    def _open(self, reader: str) -> OcrModel:
        """Raises ModelError: unlike a vector, text is all that is asked for here."""
        from engine.models.vision.ocr import open_text_reader

        if self._model is None or self._model.id != reader:
            self._model = open_text_reader(self._models, reader, spinning=False)
        return self._model
