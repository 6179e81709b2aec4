"""Embeddings of texts: those of many texts come from the indexer child, those of examples are kept in SQLite by text hash."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.capabilities.classification.classifier_store import text_hash
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import EmbedTexts, FileResult, Indexer
from engine.protocol.errors import Cancelled, FileUnreadable, ModelMissing
from engine.protocol.progress import Progress
from engine.store.database import Store
from engine.store.profile_files import stored_file

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.interfaces import ModelPool

    Floats = npt.NDArray[np.float32]

MAX_IN_PROCESS = 32
"""Texts that the embedder in memory takes; for more, the child loads an embedder of its own."""
BATCH_SIZE = 512
HASHES_PER_QUERY = 900


class EmbeddingCache:
    """Embeddings by the embedder in use, or by the fine-tuned `model` in the folder `models`.

    Stored vectors are float16; computed ones are rounded to it too, so that both give the same results.
    """

    def __init__(
        self, store: Store, pool: ModelPool, indexer: Indexer, models: Path | None = None, model: str = ""
    ) -> None:
        self._store, self._pool, self._indexer = store, pool, indexer
        self._models, self._model = models, model

    def for_model(self, model: str) -> EmbeddingCache:
        """Return the cache of a fine-tuned encoder. Raises ModelMissing."""
        folder = None if self._models is None else stored_file(self._models.parent, self._models.name, model)
        if folder is None or not folder.is_dir() or folder.parent != self._models:
            raise ModelMissing(f"no fine-tuned encoder {model}")
        return EmbeddingCache(self._store, self._pool, self._indexer, self._models, model)

    @property
    def embedder_id(self) -> str:
        """The id of the embedder. Raises ModelMissing."""
        if self._model:
            return self._model
        embedder = self._pool.embedder_id()
        if embedder is None:
            raise ModelMissing("no embedder")
        return embedder

    def cached_embeddings(self, texts: Sequence[str], is_cancelled: IsCancelled) -> Generator[Progress, None, Floats]:
        """Return float32 [texts, dimensions]; new vectors are stored batch by batch. Raises Cancelled, ModelError."""
        hashes = [text_hash(text) for text in texts]
        known = self._load(hashes)
        missing = {hash: text for hash, text in zip(hashes, texts, strict=True) if hash not in known}
        remaining, count, started = iter(missing), 0, time.monotonic()
        for batch in self.batches(tuple(missing.values()), is_cancelled):
            new = {hash: vector for vector, hash in zip(batch, remaining, strict=False)}
            self._save(new)
            known.update(new)
            count += len(new)
            rate = count / max(time.monotonic() - started, 1e-6)
            left = (len(missing) - count) / rate
            yield Progress(len(known), len(known) + len(missing) - count, "text", "", rate, left)
        return np.stack([known[hash] for hash in hashes])

    def embeddings(self, texts: Sequence[str], is_cancelled: IsCancelled) -> Generator[Progress, None, Floats]:
        """Return float32 [texts, dimensions] without storing anything: for texts that are not examples.

        Raises Cancelled, ModelError.
        """
        batches: list[Floats] = []
        done, started = 0, time.monotonic()
        for batch in self.batches(texts, is_cancelled):
            batches.append(batch)
            done += len(batch)
            yield Progress(done, len(texts), "text", rate=done / max(time.monotonic() - started, 1e-6))
        return np.concatenate(batches)

    def batches(self, texts: Sequence[str], is_cancelled: IsCancelled) -> Iterator[Floats]:
        """Yield the embeddings batch by batch, in the order of the texts. Raises Cancelled, ModelError."""
        if not texts:
            return
        if len(texts) <= MAX_IN_PROCESS:
            with self._pool.embedder(self._model or None) as embedder:
                yield embedder.embed_passages(texts).astype("<f2").astype(np.float32)
            return
        yield from self.batches_in_child(texts, is_cancelled)

    def batches_in_child(self, texts: Sequence[str], is_cancelled: IsCancelled) -> Iterator[Floats]:
        """Yield the embeddings batch by batch from the indexer child, however few there are.

        Raises Cancelled, ModelError, FileUnreadable.
        """
        embedder, models = self.embedder_id, str(self._models) if self._model else ""
        requests = (
            EmbedTexts(str(start), tuple(texts[start : start + BATCH_SIZE]), embedder, models)
            for start in range(0, len(texts), BATCH_SIZE)
        )
        answered = 0
        for reply in self._indexer.read(requests, is_cancelled):
            if not isinstance(reply, FileResult):
                continue
            if reply.contents is None or not reply.contents.vectors:
                raise FileUnreadable(reply.error.detail if reply.error else "no vectors", name=embedder)
            answered += 1
            vectors = np.frombuffer(reply.contents.vectors, "<f2").astype(np.float32)
            yield vectors.reshape(-1, reply.contents.dimensions)
        if answered * BATCH_SIZE < len(texts):
            raise Cancelled

    def _load(self, hashes: Sequence[bytes]) -> dict[bytes, Floats]:
        vectors: dict[bytes, Floats] = {}
        embedder = self.embedder_id
        with self._store.read() as connection:
            for start in range(0, len(hashes), HASHES_PER_QUERY):
                batch = hashes[start : start + HASHES_PER_QUERY]
                placeholders = ",".join("?" * len(batch))
                sql = f"SELECT hash, vector FROM text_embeddings WHERE embedder = ? AND hash IN ({placeholders})"
                for hash, vector in connection.execute(sql, (embedder, *batch)):
                    vectors[bytes(hash)] = np.frombuffer(vector, "<f2").astype(np.float32)
        return vectors

    def _save(self, vectors: dict[bytes, Floats]) -> None:
        with self._store.write() as connection:
            rows = [(hash, self.embedder_id, vector.astype("<f2").tobytes()) for hash, vector in vectors.items()]
            connection.executemany("INSERT OR REPLACE INTO text_embeddings VALUES(?, ?, ?)", rows)
