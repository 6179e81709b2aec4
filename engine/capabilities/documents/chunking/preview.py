"""Shows how a document would be cut, at once: its text as it is in the library, or as a file is read, and the spans in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from engine.capabilities.documents.api.chunking import (
    ChunkingPreview,
    ChunkSizeUnusable,
    PreviewChunking,
    PreviewedChunk,
    PreviewedPage,
)
from engine.capabilities.documents.chunking import waiting_documents
from engine.files.walk import absolute_path
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.chunking import LARGEST, SMALLEST, Chunking
from engine.protocol.children.indexing import DocumentPage, FileResult, Indexer, ReadFile
from engine.protocol.children.outline import DocumentOutline
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import FileError, FileUnreadable, ModelCrashed, ModelMissing, NotFound
from engine.store.database import Store
from engine.store.rows import rows
from engine.text.chunking import cut_text
from engine.text.chunking.rules import cut_rules, word_offsets
from engine.text.chunking.token_counter import Span, TokenCounter

SHOWN_CHARACTERS = 20_000
"""Of the beginning of a document: enough to judge by, and cut within the moment that a person waits for a change."""
_REPRESENTATIVE = 6_000
"""Characters of the document that a preview shows when none is named, or about as many."""


def check_size(chunking: Chunking) -> None:
    """Raises ChunkSizeUnusable."""
    if not SMALLEST <= chunking.tokens <= LARGEST or chunking.overlap > chunking.largest_overlap:
        raise ChunkSizeUnusable(chunking.key, smallest=str(SMALLEST), largest=str(LARGEST))


class ChunkingPreviewer:
    """Handler of previews."""

    def __init__(self, store: Store, indexer: Indexer, pool: ModelPool) -> None:
        self._store, self._indexer, self._pool = store, indexer, pool

    def preview(self, request: PreviewChunking, is_cancelled: IsCancelled) -> ChunkingPreview:
        """Return the beginning of a document with its chunks. Raises NotFound, FileError, ChunkSizeUnusable."""
        check_size(request.chunking)
        if request.path:
            return self._of_file(absolute_path(request.path), request.chunking, is_cancelled)
        return self._of_document(request)

    def _of_file(self, path: str, chunking: Chunking, is_cancelled: IsCancelled) -> ChunkingPreview:
        with closing(self._indexer.read([ReadFile(path)], is_cancelled)) as messages:
            result = next((message for message in messages if isinstance(message, FileResult)), None)
        contents = result.contents if result else None
        if contents is None:
            error = result.error if result else None
            raise error_of(error, (FileError,), FileUnreadable) if error else FileUnreadable(name=Path(path).name)
        return self._cut((0, path, contents.title), contents.pages, contents.outline, chunking)

    def _of_document(self, request: PreviewChunking) -> ChunkingPreview:
        with self._store.read() as connection:
            listed = connection.execute(
                """SELECT d.id, d.path, d.title FROM documents d JOIN collections c ON c.id = d.collection
                   WHERE d.deleted_at IS NULL AND c.deleted_at IS NULL AND d.state <> 'failed'
                   AND d.id = coalesce(nullif(?, 0), d.id) AND (? <> 0 OR c.name = ?)
                   AND EXISTS(SELECT 1 FROM pages p WHERE p.document = d.id)
                   ORDER BY abs(coalesce((SELECT length(text) FROM pages p WHERE p.document = d.id LIMIT 1), 0) - ?), d.id
                   LIMIT 1""",
                (request.document, request.document, request.collection, _REPRESENTATIVE),
            )
            found = list(rows(listed))  # to its end: a statement that is open keeps what this thread reads as it was
            if not found:
                raise NotFound("document")
            ((id, path, title),) = found
            pages = waiting_documents.pages_of(connection, int(id))
            outline = waiting_documents.outline_of(connection, int(id))
        return self._cut((int(id), str(path), str(title)), pages, outline, request.chunking)

    def _cut(
        self,
        named: tuple[int, str, str],
        pages: Sequence[DocumentPage],
        outline: DocumentOutline,
        chunking: Chunking,
    ) -> ChunkingPreview:
        shown = _beginning(pages)
        chunks = self._chunks(shown, outline, chunking, is_all=sum(bool(page.text.strip()) for page in pages) == 1)
        is_cut = sum(len(page.text) for page in shown) < sum(len(page.text) for page in pages)
        previewed = tuple(PreviewedPage(page.number, page.text, page.label) for page in shown)
        return ChunkingPreview(*named, previewed, tuple(chunks), len(chunks) == 1 and not is_cut, is_cut)

    def _chunks(
        self, pages: Sequence[DocumentPage], outline: DocumentOutline, chunking: Chunking, is_all: bool
    ) -> list[PreviewedChunk]:
        try:
            with self._pool.embedder() as embedder:
                return _cut_pages(pages, outline, chunking, is_all, embedder.token_offsets, embedder.max_tokens)
        except (ModelMissing, ModelCrashed):
            return _cut_pages(pages, outline, chunking, is_all, word_offsets, 0)


def _cut_pages(
    pages: Sequence[DocumentPage],
    outline: DocumentOutline,
    chunking: Chunking,
    is_all: bool,
    offsets: Callable[[str], list[Span]],
    max_tokens: int,
) -> list[PreviewedChunk]:
    rules = cut_rules(chunking.method, chunking.tokens, chunking.overlap, max_tokens)
    chunks: list[PreviewedChunk] = []
    for page in pages:
        headings = [heading.start for heading in outline.headings if heading.page == page.number]
        tokens = offsets(page.text)
        counter, before = TokenCounter(tokens), 0
        for start, end in cut_text(page.text, tokens, rules, headings, is_all):
            shared = counter.count((start, before)) if before > start else 0
            chunks.append(PreviewedChunk(page.number, start, end, counter.count((start, end)), shared))
            before = end
    return chunks


def _beginning(pages: Sequence[DocumentPage]) -> list[DocumentPage]:
    """Return the first pages, SHOWN_CHARACTERS in all; the last of them may be cut, at a space."""
    shown, left = list[DocumentPage](), SHOWN_CHARACTERS
    for page in pages:
        if left <= 0:
            break
        end = len(page.text) if len(page.text) <= left else max(page.text.rfind(" ", 0, left), left // 2)
        shown.append(DocumentPage(page.number, page.text[:end], page.label))
        left -= end
    return shown
