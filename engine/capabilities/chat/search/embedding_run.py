"""A run that makes the missing vectors of messages in the indexer child, and can be interrupted at any time."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing

from engine.capabilities.chat.api import EmbedMessages, MessagesEmbedded
from engine.capabilities.chat.search.message_vectors import MessagePart, MessageVectors
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import EmbedTexts, FileResult, Indexer
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import InternalError, ModelError
from engine.protocol.progress import Progress


class MessageEmbeddingRun:
    """Handler of the run."""

    def __init__(self, vectors: MessageVectors, indexer: Indexer, pool: ModelPool) -> None:
        self._vectors, self._indexer, self._pool = vectors, indexer, pool

    def run(self, _: EmbedMessages, is_cancelled: IsCancelled) -> Generator[Progress, None, MessagesEmbedded]:
        """Embed the messages that have no vectors of the model in use; each part is stored at once. Raises ModelError."""
        model = self._pool.embedder_id() or ""
        total = self._vectors.count_unembedded(model) if model else 0
        if not total or is_cancelled():
            return MessagesEmbedded(0, total)
        done, started, parts = 0, time.monotonic(), dict[str, MessagePart]()
        yield Progress(0, total, "message")
        with closing(self._indexer.read(self._requests(model, parts), is_cancelled)) as messages:
            for message in messages:
                if isinstance(message, FileResult):
                    done += self._store(parts.pop(message.path), message, model)
                    rate = done / (time.monotonic() - started)
                    yield Progress(done, total, "message", "", rate, (total - done) / rate if rate else None)
        return MessagesEmbedded(done, max(total - done, 0))

    def _requests(self, model: str, parts: dict[str, MessagePart]) -> Iterator[EmbedTexts]:
        """Yield a request for each part, which stands in `parts` until it is answered."""
        for part in self._vectors.parts(model):
            key = str(part.messages[0])
            parts[key] = part
            yield EmbedTexts(key, part.pieces, model)

    def _store(self, part: MessagePart, result: FileResult, model: str) -> int:
        """Return of how many messages vectors were stored: of none in a part that breaks the model's process."""
        if result.contents is None:
            cause = error_of(result.error, (ModelError,), InternalError) if result.error else None
            if isinstance(cause, ModelError):
                raise cause
            return 0
        return self._vectors.put(part, model, result.contents.dimensions, result.contents.vectors)
