"""A run that makes the vectors of long documents: their words are stored before, so it comes last and can be interrupted."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from engine.capabilities.documents.api import EmbeddingReport, EmbedDocuments
from engine.capabilities.documents.document_vectors import ChunkPart, DocumentVectors, UnembeddedDocument
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import EmbedTexts, FileResult, Indexer
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import InternalError, ModelError
from engine.protocol.progress import Progress


@dataclass
class _EmbeddingProgress:
    """Counts of a run so far."""

    total: int
    done: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def event(self, note: str) -> Progress:
        rate = self.done / self.seconds if self.done else 0.0
        left = (self.total - self.done) / rate if rate else None
        return Progress(self.done, self.total, "passage", note, rate, left)

    def result(self, cancelled: bool) -> EmbeddingReport:
        return EmbeddingReport(self.done, self.total - self.done, self.seconds, cancelled)


class EmbeddingRun:
    """Handler of the run."""

    def __init__(self, documents: DocumentVectors, indexer: Indexer, pool: ModelPool) -> None:
        self._documents, self._indexer, self._pool = documents, indexer, pool

    def run(self, request: EmbedDocuments, is_cancelled: IsCancelled) -> Generator[Progress, None, EmbeddingReport]:
        """Embed the chunks that have no vector of the model in use, and store each part at once. The shortest documents go first.

        Raises ModelError when the model does not work.
        """
        model = self._pool.embedder_id() or ""
        waiting = self._documents.unembedded(model) if model else []
        progress = _EmbeddingProgress(sum(document.missing for document in waiting))
        if waiting and not is_cancelled():
            yield from self._embed(waiting, model, progress, is_cancelled)
        return progress.result(is_cancelled())

    def _embed(
        self,
        waiting: Sequence[UnembeddedDocument],
        model: str,
        progress: _EmbeddingProgress,
        is_cancelled: IsCancelled,
    ) -> Generator[Progress, None, None]:
        yield progress.event(_name(waiting[0]))
        parts: dict[str, ChunkPart] = {}
        with closing(self._indexer.read(self._requests(waiting, model, parts), is_cancelled)) as messages:
            for message in messages:
                if isinstance(message, FileResult):
                    part = parts.pop(message.path)
                    progress.done += self._store(part, message, model)
                    yield progress.event(_name(part.document))

    def _requests(
        self, waiting: Sequence[UnembeddedDocument], model: str, parts: dict[str, ChunkPart]
    ) -> Iterator[EmbedTexts]:
        """Yield a request for each part, which stands in `parts` until it is answered."""
        for document in waiting:
            for part in self._documents.parts(document, model):
                key = str(part.ids[0])
                parts[key] = part
                yield EmbedTexts(key, part.texts, model)

    def _store(self, part: ChunkPart, result: FileResult, model: str) -> int:
        """Return how many vectors were stored: none of a part that breaks the model's process, which stays without."""
        if result.contents is None:
            cause = error_of(result.error, (ModelError,), InternalError) if result.error else None
            if isinstance(cause, ModelError):
                raise cause
            return 0
        self._documents.put(part, model, result.contents.dimensions, result.contents.vectors)
        return len(part.ids)


def _name(document: UnembeddedDocument) -> str:
    return Path(document.path).name
