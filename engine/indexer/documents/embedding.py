"""Opens the embedder, and cuts pages into chunks measured in its tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.indexer.documents.contents import DocumentContents, PlaceNames, cut_spans
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.readers import keep_pages
from engine.protocol.children.chunking import USUAL, Chunking
from engine.protocol.children.indexing import Chunk, PartContents
from engine.protocol.errors import ModelMissing
from engine.text.chunking import cut_text
from engine.text.chunking.rules import cut_rules, word_offsets

if TYPE_CHECKING:
    from engine.models.interfaces import Embedder

LONGEST_PART = 50_000
"""Characters whose tokens are counted at once: a sheet or a chapter may be one page of megabytes."""


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
    contents: DocumentContents, embedder: Embedder | None, deadline: Deadline, chunking: Chunking = USUAL
) -> tuple[DocumentContents, list[Chunk]]:
    """Return the chunks, measured in the embedder's tokens, or in words when there is none, and the contents they are cut from.

    Those lack the pages that the deadline left no time for.
    """
    offsets: Callable[[str], list[tuple[int, int]]] = embedder.token_offsets if embedder else word_offsets
    most = embedder.max_tokens if embedder else 0
    rules = cut_rules(chunking.method, chunking.tokens, chunking.overlap, most)
    chunks: list[Chunk] = []
    places = PlaceNames(contents)
    is_all = sum(bool(page.text.strip()) for page in contents.pages) == 1
    headings = defaultdict[int, list[int]](list)
    for heading in contents.headings:
        headings[heading.page].append(heading.start)
    for count, page in enumerate(contents.pages, 1):
        for start, end in cut_spans(page.text, LONGEST_PART):
            part = page.text[start:end]
            inside = [at - start for at in headings[page.number] if start <= at < end]
            spans = cut_text(part, offsets(part), rules, inside, is_all and len(part) == len(page.text))
            chunks += [
                Chunk(page.number, start + a, start + b, part[a:b], places.of(page, start + a, start + b))
                for a, b in spans
            ]
        if deadline.is_over:
            return keep_pages(contents, count), chunks
    return contents, chunks


def cut_parts(
    contents: DocumentContents, embedder: Embedder | None, deadline: Deadline, chunking: Chunking = USUAL
) -> tuple[PartContents, ...]:
    """Return the documents inside a file with their chunks, as many as the deadline leaves time for."""
    parts: list[PartContents] = []
    for name, read, error in contents.parts:
        if read is None:
            parts.append(PartContents(name, name, error=error))
            continue
        kept, chunks = cut_chunks(read, embedder, deadline, chunking)
        parts.append(
            PartContents(
                name,
                kept.title,
                tuple(kept.pages),
                tuple(chunks),
                kept.notice,
                kept.scanned,
                outline=kept.outline,
                particulars=kept.particulars,
            )
        )
        if deadline.is_over:
            break
    return tuple(parts)
