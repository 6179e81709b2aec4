"""A run that makes the missing vectors of sentences in the indexer child. It gives way to all else, and goes on where it was."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing

from engine.capabilities.documents.api.sentences import EmbedSentences, SentencesEmbedded
from engine.capabilities.documents.sentences.sentence_vectors import SentencePart, SentenceVectors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import EmbedTexts, FileResult, Indexer
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import InternalError, ModelError
from engine.protocol.progress import Progress


class SentenceRun:
    """Handler of the run. `current_embedder` names the one that documents are searched with, `chosen` the one they will be."""

    def __init__(
        self,
        sentences: SentenceVectors,
        indexer: Indexer,
        current_embedder: Callable[[], str],
        chosen: Callable[[], str],
    ) -> None:
        self._sentences, self._indexer = sentences, indexer
        self._current, self._chosen = current_embedder, chosen

    def run(self, _: EmbedSentences, is_cancelled: IsCancelled) -> Generator[Progress, None, SentencesEmbedded]:
        """Embed the sentences of all chunks that lack it, and store each part at once. Raises ModelError.

        Nothing is made with an embedder that another one is about to replace.
        """
        started, embedder = time.monotonic(), self._current()
        if not embedder or embedder != self._chosen() or is_cancelled():
            return SentencesEmbedded(0, 0, 0.0, is_cancelled())
        total, done = self._sentences.count_missing(embedder), 0
        if total:
            yield Progress(0, total, "passage")
            parts: dict[str, SentencePart] = {}
            with closing(self._indexer.read(self._requests(embedder, parts), is_cancelled)) as messages:
                for message in messages:
                    if isinstance(message, FileResult):
                        done += self._store(parts.pop(message.path), message, embedder)
                        rate = done / (time.monotonic() - started)
                        yield Progress(done, total, "passage", "", rate, (total - done) / rate if rate else None)
        return SentencesEmbedded(done, total - done, time.monotonic() - started, is_cancelled())

    def _requests(self, embedder: str, parts: dict[str, SentencePart]) -> Iterator[EmbedTexts]:
        """Yield a request for each part, which stands in `parts` until it is answered."""
        for part in self._sentences.parts(embedder):
            key = str(part.chunks[0])
            parts[key] = part
            yield EmbedTexts(key, part.texts, embedder)

    def _store(self, part: SentencePart, result: FileResult, embedder: str) -> int:
        """Return of how many chunks vectors were stored: of none in a part that breaks the model's process."""
        if result.contents is None:
            cause = error_of(result.error, (ModelError,), InternalError) if result.error else None
            if isinstance(cause, ModelError):
                raise cause
            return 0
        return self._sentences.put(part, embedder, result.contents.dimensions, result.contents.vectors)
