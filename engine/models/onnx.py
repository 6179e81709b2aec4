"""An embedder by ONNX Runtime: texts to normalised vectors, in batches of even length. Knows no documents and no store."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from engine.models.card import Card
from engine.protocol import errors

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.kinds import Embeddings

TOKENS_A_BATCH = 768
"""512 to 1,024 is fastest on a CPU: larger batches leave its caches."""
CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
SILENT = 4
TINY = 1e-12


def runtime() -> Any:
    """onnxruntime, with its telemetry switched off before the import; later is too late (versions from 1.29 call home)."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.set_default_logger_severity(SILENT)
    return onnxruntime


class Providers(msgspec.Struct, frozen=True):
    """Which execution providers to ask for; `notice` says when a GPU was there and did not work."""

    names: tuple[str, ...] = (CPU,)
    notice: str = ""


class OnnxEmbedder:
    """Embedder over a model folder. `spinning` False gives the processor back between two operators, for background work."""

    def __init__(
        self, card: Card, folder: Path, threads: int, spinning: bool = True, providers: Sequence[str] = (CPU,)
    ) -> None:
        self._card = card
        self._tokenizer = _tokenizer(folder / card.file("tokenizer.json"), card)
        self._tokenizer.enable_truncation(card.context)
        self._ruler = _tokenizer(folder / card.file("tokenizer.json"), card)
        self._session = _session(folder / card.file(".onnx"), card.name, threads, spinning, providers)
        self._runtime = runtime()
        self._inputs = frozenset(one.name for one in self._session.get_inputs())
        self._output: str = self._session.get_outputs()[0].name
        self.tokens_a_batch = TOKENS_A_BATCH

    @property
    def id(self) -> str:
        return self._card.id

    @property
    def dimensions(self) -> int:
        return self._card.dimensions

    @property
    def max_tokens(self) -> int:
        return self._card.context

    @property
    def provider(self) -> str:
        """The one in use."""
        return str(self._session.get_providers()[0])

    def count(self, text: str) -> int:
        return len(self.token_offsets(text))

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Of the whole text, however long: a model's limit cuts what is embedded, not what is measured."""
        return list(self._ruler.encode(text, add_special_tokens=False).offsets)

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        return self._embed([self._card.query_prefix + text for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return self._embed([self._card.passage_prefix + text for text in texts])

    def close(self) -> None:
        del self._session

    def _embed(self, texts: Sequence[str]) -> Embeddings:
        """float32 [texts, dimensions] in the order given, computed in batches of even length."""
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        ids = [encoding.ids for encoding in encodings]
        found = np.empty((len(ids), self.dimensions), np.float32)
        for batch in batches([len(one) for one in ids], self.tokens_a_batch):
            found[batch] = self._run([ids[i] for i in batch])
        return found

    def _run(self, ids: Sequence[Sequence[int]]) -> Embeddings:
        feed = _padded(ids)
        output = self._session.run([self._output], {name: feed[name] for name in self._inputs})[0]
        pooled = output if output.ndim == 2 else _pooled(output, feed["attention_mask"], self._card.pooling)
        length = np.linalg.norm(pooled, axis=1, keepdims=True)
        normalised: Embeddings = (pooled / np.maximum(length, TINY)).astype(np.float32)
        return normalised


def batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Indices in batches of at most `tokens` tokens, padding counted, longest texts first; one longer text is alone."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _padded(ids: Sequence[Sequence[int]]) -> dict[str, npt.NDArray[np.int64]]:
    """int64 [texts, longest] for each input an encoder may have; padded places are masked, so any id serves."""
    width = max(len(one) for one in ids)
    tokens, mask = np.zeros((len(ids), width), np.int64), np.zeros((len(ids), width), np.int64)
    for row, one in enumerate(ids):
        tokens[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}


def _pooled(states: Embeddings, mask: npt.NDArray[np.int64], pooling: str) -> Embeddings:
    """[texts, dimensions] of [texts, tokens, dimensions]: the first token's state, or the mean of the real ones'."""
    if pooling == "cls":
        return states[:, 0]
    weights = mask[:, :, None].astype(np.float32)
    mean: Embeddings = (states * weights).sum(1) / weights.sum(1)
    return mean


def _tokenizer(path: Path, card: Card) -> Any:
    """tokenizer.json without its own padding, which some fix at 512 tokens: eight times slower."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:
        raise errors.ModelDamaged(str(error)[:300], name=card.name) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _session(path: Path, name: str, threads: int, spinning: bool, providers: Sequence[str]) -> Any:
    onnxruntime = runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = SILENT
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spinning else "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=list(providers))
    except Exception as error:
        raise errors.ModelDamaged(str(error)[:300], name=name) from error
