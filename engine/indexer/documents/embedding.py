"""Opens the embedder, and cuts pages into chunks measured in its tokens."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.indexer.documents.contents import DocumentContents, PlaceNames, cut_spans
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.readers import keep_pages
from engine.protocol.children.indexing import Chunk, PartContents
from engine.protocol.errors import ModelMissing
from engine.text.chunking import chunk_spans

if TYPE_CHECKING:
    from engine.models.interfaces import Embedder

LONGEST_PART = 50_000
"""Characters whose tokens are counted at once: a sheet or a chapter may be one page of megabytes."""
_WORDS = re.compile(r"\w+|[^\w\s]")


def open_embedder(models: Path, embedder: str) -> Embedder:
    """Check the files of the embedder with this id in the folder `models` and open it. Raises ModelError."""
    from engine.models.encoders.onnx_embedder import OnnxEmbedder
    from engine.models.hardware import physical_cores
    from engine.models.registry import ModelRegistry

    installed = ModelRegistry([models]).check(embedder)
    if installed.manifest.kind != "embedding":
        raise ModelMissing(f"{embedder} is not an embedder")
    return OnnxEmbedder(installed.manifest, installed.folder, threads=1, batches_at_once=physical_cores())


def cut_chunks(
    contents: DocumentContents, embedder: Embedder | None, deadline: Deadline
) -> tuple[DocumentContents, list[Chunk]]:
    """Return the chunks, measured in the embedder's tokens, or in words when there is none, and the contents they are cut from.

    Those lack the pages that the deadline left no time for.
    """
    offsets: Callable[[str], list[tuple[int, int]]] = embedder.token_offsets if embedder else _word_offsets
    chunks: list[Chunk] = []
    places = PlaceNames(contents)
    for count, page in enumerate(contents.pages, 1):
        for start, end in cut_spans(page.text, LONGEST_PART):
            part = page.text[start:end]
            spans = [(start + a, start + b) for a, b in chunk_spans(part, offsets(part))]
            chunks += [Chunk(page.number, a, b, page.text[a:b], places.of(page, a, b)) for a, b in spans]
        if deadline.is_over:
            return keep_pages(contents, count), chunks
    return contents, chunks


def cut_parts(contents: DocumentContents, embedder: Embedder | None, deadline: Deadline) -> tuple[PartContents, ...]:
    """Return the documents inside a file with their chunks, as many as the deadline leaves time for."""
    parts: list[PartContents] = []
    for name, read, error in contents.parts:
        if read is None:
            parts.append(PartContents(name, name, error=error))
            continue
        kept, chunks = cut_chunks(read, embedder, deadline)
        parts.append(PartContents(name, kept.title, tuple(kept.pages), tuple(chunks), kept.notice, kept.scanned))
        if deadline.is_over:
            break
    return tuple(parts)


def _word_offsets(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _WORDS.finditer(text)]
