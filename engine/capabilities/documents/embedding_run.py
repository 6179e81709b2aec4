"""A run that makes vectors: of long documents, whose words are stored before, and of all when another embedder was chosen."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from engine.capabilities.documents.api import EmbeddingReport, EmbedDocuments
from engine.capabilities.documents.document_vectors import ChunkPart, DocumentVectors, UnembeddedDocument
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import EmbedTexts, FileResult, Indexer
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import InternalError, ModelError
from engine.protocol.progress import Progress


class _EmbeddingProgress(msgspec.Struct):
    """Counts of a run so far."""

    total: int
    done: int = 0
    started: float = msgspec.field(default_factory=time.monotonic)

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

    def __init__(
        self,
        documents: DocumentVectors,
        indexer: Indexer,
        pool: ModelPool,
        current_embedder: Callable[[], str] | None = None,
    ) -> None:
        """`current_embedder` names the one that documents are searched with; the pool's takes its place in the end."""
        self._documents, self._indexer, self._pool = documents, indexer, pool
        self._current = current_embedder or self._chosen

    def run(self, request: EmbedDocuments, is_cancelled: IsCancelled) -> Generator[Progress, None, EmbeddingReport]:
        """Embed the chunks that lack a vector of the model in use, and store each part at once. The shortest documents go first.

        Then, where the person chose another model, all vectors of it are made beside those in use, and take their place together.
        Raises ModelError when a model does not work.
        """
        current, chosen = self._current(), self._chosen()
        waiting = self._documents.unembedded(current) if current else []
        progress = _EmbeddingProgress(sum(document.missing for document in waiting))
        if waiting and not is_cancelled():
            yield from self._embed(waiting, current, True, progress, is_cancelled)
        if chosen and self._documents.needs_switch(chosen) and not is_cancelled():
            yield from self._switch(chosen, chosen == current, progress, is_cancelled)
        return progress.result(is_cancelled())

    def _switch(
        self, model: str, is_current: bool, progress: _EmbeddingProgress, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, None]:
        """Make all vectors of a model beside those that answer, then switch to it.

        One that `is_current`, since the one before is not installed any more, answers for each document once it has its vectors.
        """
        beside = self._documents.unembedded(model, of_all=True)
        progress.total = progress.done + sum(document.missing for document in beside)
        if beside:
            yield from self._embed(beside, model, is_current, progress, is_cancelled)
        if not is_cancelled():
            self._documents.switch(model)

    def _chosen(self) -> str:
        return self._pool.embedder_id() or ""

    def _embed(
        self,
        waiting: Sequence[UnembeddedDocument],
        model: str,
        completes: bool,
        progress: _EmbeddingProgress,
        is_cancelled: IsCancelled,
    ) -> Generator[Progress, None, None]:
        yield progress.event(_name(waiting[0]))
        parts: dict[str, ChunkPart] = {}
        with closing(self._indexer.read(self._requests(waiting, model, parts), is_cancelled)) as messages:
            for message in messages:
                if isinstance(message, FileResult):
                    part = parts.pop(message.path)
                    progress.done += self._store(part, message, model, completes)
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

    def _store(self, part: ChunkPart, result: FileResult, model: str, completes: bool) -> int:
        """Return how many vectors were stored: none of a part that breaks the model's process, which stays without."""
        if result.contents is None:
            cause = error_of(result.error, (ModelError,), InternalError) if result.error else None
            if isinstance(cause, ModelError):
                raise cause
            return 0
        self._documents.put(part, model, result.contents.dimensions, result.contents.vectors, completes)
        return len(part.ids)


def _name(document: UnembeddedDocument) -> str:
    return Path(document.path).name
