"""An embedder by ONNX Runtime: texts to normalised vectors, in batches of even length. Knows no documents and no store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from engine.models.card import Card
from engine.protocol import errors

if TYPE_CHECKING:
    from engine.models.kinds import Embeddings

TOKENS_A_BATCH = 768
"""512 to 1,024 is fastest on a CPU: larger batches leave its caches."""
CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
SILENT = 4


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
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def embed_queries(self, texts: Sequence[str], cancelled: Callable[[], bool] | None = None) -> Embeddings:
        return self._embed([self._card.query_prefix + text for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return self._embed([self._card.passage_prefix + text for text in texts])
