"""Texts' vectors: computed in the indexer child when they are many, remembered by the texts' hash when they are examples."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.capabilities.classification.classifier_store import hash_of
from engine.protocol.errors import Cancelled, FileUnreadable, ModelMissing
from engine.protocol.indexing import EmbedTexts, FileRead, Indexer
from engine.protocol.progress import Progress
from engine.store.database import Store

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.interfaces import ModelPool

    Floats = npt.NDArray[np.float32]

FEW = 32
"""Up to so many the embedder in memory takes: the child would have to load its own."""
TOGETHER = 512
ASKED_AT_ONCE = 900
"""Hashes in one SQL statement."""


class Space:
    """Of the embedder in use; or of `model` in the folder `tuned`, which was tuned for one classifier."""

    def __init__(
        self, store: Store, pool: ModelPool, indexer: Indexer, tuned: Path | None = None, model: str = ""
    ) -> None:
        self._store, self._pool, self._indexer = store, pool, indexer
        self._tuned, self._model = tuned, model

    def tuned_to(self, model: str) -> Space:
        """Its vectors instead. Raises ModelMissing."""
        if self._tuned is None or not (self._tuned / model).is_dir():
            raise ModelMissing(f"no tuned encoder {model}")
        return Space(self._store, self._pool, self._indexer, self._tuned, model)

    @property
    def id(self) -> str:
        """Of the embedder. Raises ModelMissing."""
        if self._model:
            return self._model
        found = self._pool.embedder_id()
        if found is None:
            raise ModelMissing("no embedder")
        return found

    def remembered(self, texts: Sequence[str], is_cancelled: Callable[[], bool]) -> Generator[Progress, None, Floats]:
        """float32 [texts, dimensions]; what is computed is kept lot by lot. Raises Cancelled, ModelError."""
        hashes = [hash_of(text) for text in texts]
        known = self._known(hashes)
        missing = {hash: text for hash, text in zip(hashes, texts, strict=True) if hash not in known}
        keys, fresh_count, begun = iter(missing), 0, time.monotonic()
        for lot in self.lots(tuple(missing.values()), is_cancelled):
            fresh = {hash: vector for vector, hash in zip(lot, keys, strict=False)}
            self._remember(fresh)
            known.update(fresh)
            fresh_count += len(fresh)
            rate = fresh_count / max(time.monotonic() - begun, 1e-6)
            left = (len(missing) - fresh_count) / rate
            yield Progress(len(known), len(known) + len(missing) - fresh_count, "text", "", rate, left)
        return np.stack([known[hash] for hash in hashes])

    def computed(self, texts: Sequence[str], is_cancelled: Callable[[], bool]) -> Generator[Progress, None, Floats]:
        """As `remembered`, and nothing is kept: texts that only pass through leave no trace in the library."""
        found: list[Floats] = []
        done, begun = 0, time.monotonic()
        for lot in self.lots(texts, is_cancelled):
            found.append(lot)
            done += len(lot)
            yield Progress(done, len(texts), "text", rate=done / max(time.monotonic() - begun, 1e-6))
        return np.concatenate(found)

    def lots(self, texts: Sequence[str], is_cancelled: Callable[[], bool]) -> Iterator[Floats]:
        """Vectors of one lot of texts after the other, in order."""
        if not texts:
            return
        if len(texts) <= FEW:
            with self._pool.embedder(self._model or None) as embedder:
                yield embedder.embed_passages(texts).astype("<f2").astype(np.float32)
            return
        yield from self.by_child(texts, is_cancelled)

    def by_child(self, texts: Sequence[str], is_cancelled: Callable[[], bool]) -> Iterator[Floats]:
        """As `lots`, however few they are."""
        embedder, models = self.id, str(self._tuned) if self._model else ""
        asked = (
            EmbedTexts(str(at), tuple(texts[at : at + TOGETHER]), embedder, models)
            for at in range(0, len(texts), TOGETHER)
        )
        answered = 0
        for said in self._indexer.read(asked, is_cancelled):
            if not isinstance(said, FileRead):
                continue
            if said.contents is None or not said.contents.vectors:
                raise FileUnreadable(said.error.detail if said.error else "no vectors", name=embedder)
            answered += 1
            vectors = np.frombuffer(said.contents.vectors, "<f2").astype(np.float32)
            yield vectors.reshape(-1, said.contents.dimensions)
        if answered * TOGETHER < len(texts):
            raise Cancelled

    def _known(self, hashes: Sequence[bytes]) -> dict[bytes, Floats]:
        found: dict[bytes, Floats] = {}
        embedder = self.id
        with self._store.read() as connection:
            for at in range(0, len(hashes), ASKED_AT_ONCE):
                lot = hashes[at : at + ASKED_AT_ONCE]
                places = ",".join("?" * len(lot))
                sql = f"SELECT hash, vector FROM text_embeddings WHERE embedder = ? AND hash IN ({places})"
                for hash, vector in connection.execute(sql, (embedder, *lot)):
                    found[bytes(hash)] = np.frombuffer(vector, "<f2").astype(np.float32)
        return found

    def _remember(self, fresh: dict[bytes, Floats]) -> None:
        with self._store.write() as connection:
            rows = [(hash, self.id, vector.astype("<f2").tobytes()) for hash, vector in fresh.items()]
            connection.executemany("INSERT OR REPLACE INTO text_embeddings VALUES(?, ?, ?)", rows)
