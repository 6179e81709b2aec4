"""An embedder on ONNX Runtime: texts to normalised vectors, in batches of even length. Knows no documents and no store."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.models.encoders.onnx_network import CPU, SHORT_WAIT, THREAD_SETTINGS, OnnxNetwork
from engine.models.encoders.tokenizer import even_batches, open_tokenizer, pad
from engine.models.manifest import ModelManifest
from engine.protocol import errors

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.interfaces import Embeddings

BATCH_TOKENS = 768
"""512 to 1,024 is fastest on a CPU: larger batches leave its caches."""
BATCH_TOKENS_EACH = 384
"""The same where several batches share the caches."""
REMEMBERED_QUERIES = 32
"""Their vectors stay with the model: an answer searches documents, conversations and memories for one question, and a person
asks it again of another collection."""
SMOKE_TEXTS = (
    "Hello",
    "¿Cuándo se revisa la caldera? 日本語 🙂\u202e\u0301",
    "El contrato termina el 31 de mayo; the tenant pays 40 €. " * 60,
)
"""A word, characters of several scripts, and a passage longer than most models read."""
TINY = 1e-12
"""Keeps the norm of a zero vector from dividing by zero."""


class OnnxEmbedder:
    """Implements engine.models.interfaces.Embedder over a model folder. Raises ModelDamaged.

    With one thread and several batches at once no thread waits for another at each operator: beside one busy program a core
    that keeps 0.41 of the speed alone, where two threads in one batch keep 0.28 (`python -m tests.benchmarks busy`).
    """

    def __init__(
        self,
        manifest: ModelManifest,
        folder: Path,
        threads: int,
        providers: Sequence[str] = (CPU,),
        batches_at_once: int = 1,
    ) -> None:
        self._manifest = manifest
        self._tokenizer = open_tokenizer(folder / manifest.file("tokenizer.json"), manifest.name)
        network = folder / manifest.file(".onnx")
        settings = THREAD_SETTINGS | (SHORT_WAIT if batches_at_once == 1 else {})
        self._network = OnnxNetwork(network, manifest.name, threads, providers, settings)
        self._last_queries: dict[str, Embeddings] = {}
        self.batch_tokens = BATCH_TOKENS if batches_at_once == 1 else BATCH_TOKENS_EACH
        self._workers = ThreadPoolExecutor(batches_at_once, "embedder") if batches_at_once > 1 else None

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def dimensions(self) -> int:
        return self._manifest.dimensions

    @property
    def max_tokens(self) -> int:
        return self._manifest.context

    @property
    def provider(self) -> str:
        """The execution provider in use."""
        return self._network.provider

    @property
    def notice(self) -> str:
        """Why a GPU is not used any more; empty when all is well."""
        return self._network.notice

    def count(self, text: str) -> int:
        return len(self.token_offsets(text))

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the offsets of the whole text, however long: the model's limit only cuts what is embedded."""
        self._tokenizer.no_truncation()
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        if len(texts) != 1:
            return self._embed([self._manifest.query_prefix + text for text in texts])
        (text,) = texts
        vector = self._last_queries.pop(text, None)
        if vector is None:
            vector = self._embed([self._manifest.query_prefix + text])
        self._last_queries[text] = vector
        if len(self._last_queries) > REMEMBERED_QUERIES:
            del self._last_queries[next(iter(self._last_queries))]
        return vector.copy()

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return self._embed([self._manifest.passage_prefix + text for text in texts])

    def smoke_test(self) -> None:
        """Embed texts as a person has them. Raises ValueError for a vector of zeros or NaN, ModelDamaged."""
        for text in SMOKE_TEXTS:
            require_numbers(self.embed_passages([text]))

    def stop(self) -> None:
        """End the embedding at hand with Cancelled. Called from another thread."""
        self._network.stop()

    def close(self) -> None:
        if self._workers:
            self._workers.shutdown()
        self._network.close()

    def _embed(self, texts: Sequence[str]) -> Embeddings:
        """Return float32 [texts, dimensions] in the order given."""
        self._network.reset()
        self._tokenizer.enable_truncation(self._manifest.context)
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        vectors = np.empty((len(ids), self.dimensions), np.float32)
        batches = list(even_batches([len(row) for row in ids], self.batch_tokens))
        compute = self._workers.map if self._workers else map
        for batch, computed in zip(
            batches, compute(self._embed_batch, [[ids[i] for i in batch] for batch in batches]), strict=True
        ):
            vectors[batch] = computed
        return vectors

    def _embed_batch(self, ids: Sequence[Sequence[int]]) -> Embeddings:
        padded = pad(ids)
        feed = {name: array for name, array in padded.items() if name in self._network.inputs}
        output = self._network.run(self._network.outputs[0], feed)
        pooled = output if output.ndim == 2 else _pool(output, padded["attention_mask"], self._manifest.pooling)
        if pooled.shape[1] != self.dimensions:
            raise errors.ModelDamaged(f"{pooled.shape[1]} dimensions, not {self.dimensions}", name=self._manifest.name)
        length = np.linalg.norm(pooled, axis=1, keepdims=True)
        normalised: Embeddings = (pooled / np.maximum(length, TINY)).astype(np.float32)
        return normalised


def require_numbers(vectors: Embeddings) -> None:
    """Check that vectors are not all zeros and contain no NaN. Raises ValueError."""
    if not vectors.any() or np.isnan(vectors).any():
        raise ValueError("the model computes nothing")


def _pool(states: Embeddings, mask: npt.NDArray[np.int64], pooling: str) -> Embeddings:
    """Return [texts, dimensions] of [texts, tokens, dimensions]: the first token's state, or the mean of the unmasked."""
    if pooling == "cls":
        return states[:, 0]
    weights = mask[:, :, None].astype(np.float32)
    mean: Embeddings = (states * weights).sum(1) / weights.sum(1)
    return mean
