"""A run that cuts documents again by what their collections say. Their old chunks answer until the new ones are complete."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

import apsw
import msgspec

from engine.capabilities.documents.api.chunking import RechunkDocuments, RechunkReport
from engine.capabilities.documents.chunking import waiting_documents
from engine.capabilities.documents.chunking.waiting_documents import StagedPart, WaitingDocument, staged_for
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import CutPages, EmbedTexts, FileContents, FileResult, Indexer
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import InternalError, ModelError
from engine.protocol.progress import Progress
from engine.store.database import Store

PART = 128
"""Chunks embedded and stored together: all that a cancel or a kill can lose."""
Steps = Generator[Progress, None, None]


class ReplaceChunks(Protocol):
    """Puts new chunks in the place of all that a document has, in the caller's transaction."""

    def __call__(
        self, connection: apsw.Connection, document: int, key: str, embedder: str, contents: FileContents
    ) -> None: ...


class _RechunkProgress(msgspec.Struct):
    """Counts of a run so far."""

    total: int
    done: int = 0
    started: float = msgspec.field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def event(self, document: WaitingDocument) -> Progress:
        rate = self.done / self.seconds if self.done else 0.0
        left = (self.total - self.done) / rate if rate else None
        return Progress(self.done, self.total, "document", Path(document.path).name, rate, left)


class RechunkRun:
    """Handler of the run."""

    def __init__(
        self, store: Store, replace: ReplaceChunks, indexer: Indexer, current_embedder: Callable[[], str]
    ) -> None:
        self._store, self._replace, self._indexer = store, replace, indexer
        self._current_embedder = current_embedder

    def run(self, request: RechunkDocuments, is_cancelled: IsCancelled) -> Generator[Progress, None, RechunkReport]:
        """Cut every document that waits, and switch each to its new chunks at once. Raises ModelError, LibraryError.

        Of a long document the chunks are stored beside the old ones and get their vectors part by part, after all others.
        """
        embedder = self._current_embedder()
        with self._store.read() as connection:
            documents = waiting_documents.waiting(connection, embedder)
        progress = _RechunkProgress(len(documents))
        if documents and not is_cancelled():
            yield progress.event(documents[0])
            yield from self._cut(documents, embedder, progress, is_cancelled)
            yield from self._embed_staged(documents, embedder, progress, is_cancelled)
        with self._store.read() as connection:
            left = sum(waiting_documents.count_waiting(connection).values())
        return RechunkReport(progress.done, left, progress.seconds, is_cancelled())

    def _cut(
        self,
        documents: Sequence[WaitingDocument],
        embedder: str,
        progress: _RechunkProgress,
        is_cancelled: IsCancelled,
    ) -> Steps:
        by_key = {str(document.id): document for document in documents if not _is_staged(document, embedder)}
        with closing(self._indexer.read(self._requests(by_key, embedder), is_cancelled)) as messages:
            for message in messages:
                if isinstance(message, FileResult):
                    document = by_key[message.path]
                    progress.done += self._store_result(document, embedder, message)
                    yield progress.event(document)

    def _requests(self, documents: dict[str, WaitingDocument], embedder: str) -> Iterator[CutPages]:
        for key, document in documents.items():
            with self._store.read() as connection:
                pages = waiting_documents.pages_of(connection, document.id)
                outline = waiting_documents.outline_of(connection, document.id)
            yield CutPages(key, pages, outline, embedder, document.chunking)

    def _store_result(self, document: WaitingDocument, embedder: str, result: FileResult) -> bool:
        """Switch the document, or stage the chunks of a long one. Return whether it is done.

        One that breaks the child keeps its chunks as they are; so does one that was read again or removed meanwhile.
        """
        contents = result.contents
        if contents is None:
            _raise_model_error(result)
            return False
        is_complete = bool(contents.vectors) or not contents.chunks or not embedder
        with self._store.write() as connection:
            if not _is_waiting(connection, document, embedder):
                return False
            if is_complete:
                waiting_documents.drop_staged(connection, document.id)
                self._replace(connection, document.id, document.chunking.key, embedder, contents)
            elif contents.dimensions:
                waiting_documents.stage(connection, document, embedder, contents.chunks)
        return is_complete

    def _embed_staged(
        self,
        documents: Sequence[WaitingDocument],
        embedder: str,
        progress: _RechunkProgress,
        is_cancelled: IsCancelled,
    ) -> Steps:
        by_id = {document.id: document for document in documents}
        parts: dict[str, StagedPart] = {}
        with closing(self._indexer.read(self._embed_requests(by_id, embedder, parts), is_cancelled)) as messages:
            for message in messages:
                if isinstance(message, FileResult):
                    part = parts.pop(message.path)
                    progress.done += self._store_vectors(by_id[part.document], embedder, part, message)
                    yield progress.event(by_id[part.document])

    def _embed_requests(
        self, documents: dict[int, WaitingDocument], embedder: str, parts: dict[str, StagedPart]
    ) -> Iterator[EmbedTexts]:
        """Yield a request for each part, which stands in `parts` until it is answered."""
        for document in documents.values():
            with self._store.read() as connection:
                listed = list(waiting_documents.staged_parts(connection, document.id, PART))
            for part in listed:
                key = f"{part.document}:{part.positions[0]}"
                parts[key] = part
                yield EmbedTexts(key, part.embedded, embedder)

    def _store_vectors(self, document: WaitingDocument, embedder: str, part: StagedPart, result: FileResult) -> bool:
        """Keep the vectors of a part; the last one switches the document. Return whether it is done."""
        if result.contents is None:
            _raise_model_error(result)
            return False
        dimensions, vectors = result.contents.dimensions, result.contents.vectors
        with self._store.write() as connection:
            if not _is_waiting(connection, document, embedder):
                return False
            waiting_documents.set_vectors(connection, part, vectors)
            if next(waiting_documents.staged_parts(connection, document.id, 1), None) is not None:
                return False
            chunks, all_vectors = waiting_documents.take_staged(connection, document.id)
            contents = FileContents("", (), tuple(chunks), dimensions, all_vectors)
            self._replace(connection, document.id, document.chunking.key, embedder, contents)
        return True


def _is_staged(document: WaitingDocument, embedder: str) -> bool:
    return document.staged == staged_for(document.chunking, embedder)


def _raise_model_error(result: FileResult) -> None:
    """Raise the ModelError of a result without contents: it would come with every other one too."""
    cause = error_of(result.error, (ModelError,), InternalError) if result.error else None
    if isinstance(cause, ModelError):
        raise cause


def _is_waiting(connection: apsw.Connection, document: WaitingDocument, embedder: str) -> bool:
    """Tell whether the document is still to be cut so: a file that was read again has another row."""
    still = waiting_documents.waiting(connection, embedder, document.id)
    return any(each.chunking.key == document.chunking.key for each in still)
