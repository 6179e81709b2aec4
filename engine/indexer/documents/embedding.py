"""Opens the embedder, and cuts pages into chunks measured in its tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.protocol.children.indexing import Chunk, DocumentPage
from engine.protocol.errors import ModelMissing
from engine.text.chunking import chunk_spans

if TYPE_CHECKING:
    from engine.models.interfaces import Embedder

_WORDS = re.compile(r"\w+|[^\w\s]")


def open_embedder(models: Path, embedder: str) -> Embedder:
    """Check the files of the embedder with this id in the folder `models` and open it. Raises ModelError.

    Its threads do not spin: they give the processor back whenever they wait.
    """
    from engine.models.encoders.onnx_embedder import OnnxEmbedder
    from engine.models.hardware import physical_cores
    from engine.models.registry import ModelRegistry

    installed = ModelRegistry([models]).check(embedder)
    if installed.manifest.kind != "embedding":
        raise ModelMissing(f"{embedder} is not an embedder")
    return OnnxEmbedder(installed.manifest, installed.folder, threads=physical_cores(), allow_spinning=False)


def cut_chunks(pages: Sequence[DocumentPage], embedder: Embedder | None) -> list[Chunk]:
    """Return the chunks of all pages, measured in the embedder's tokens, or in words when there is none."""
    offsets: Callable[[str], list[tuple[int, int]]] = embedder.token_offsets if embedder else _word_offsets
    return [
        Chunk(page.number, start, end, page.text[start:end])
        for page in pages
        for start, end in chunk_spans(page.text, offsets(page.text))
    ]


def _word_offsets(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _WORDS.finditer(text)]
