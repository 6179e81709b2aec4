"""Chunks of several files embedded together, so that small files fill a batch."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.protocol.errors import ModelMissing
from engine.protocol.indexing import Chunk, Page
from engine.text.chunk import chunk

if TYPE_CHECKING:
    from engine.models.interfaces import Embedder

_WORDS = re.compile(r"\w+|[^\w\s]")


def open_embedder(models: Path, embedder: str) -> Embedder:
    """The shelf's embedder of that id, its files checked; quiet: it gives the processor back whenever it waits.

    Raises ModelError.
    """
    from engine.models.encoders.onnx_embedder import OnnxEmbedder
    from engine.models.hardware import physical_cores
    from engine.models.registry import ModelRegistry

    installed = ModelRegistry([models]).check(embedder)
    if installed.manifest.kind != "embedding":
        raise ModelMissing(f"{embedder} is no embedder")
    return OnnxEmbedder(installed.manifest, installed.folder, threads=physical_cores(), spinning=False)


def chunks_of(pages: Sequence[Page], embedder: Embedder | None) -> list[Chunk]:
    """Measured in the embedder's tokens, or in words when there is none."""
    offsets: Callable[[str], list[tuple[int, int]]] = embedder.token_offsets if embedder else _word_offsets
    return [
        Chunk(page.number, start, end, page.text[start:end])
        for page in pages
        for start, end in chunk(page.text, offsets(page.text))
    ]


def _word_offsets(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _WORDS.finditer(text)]
