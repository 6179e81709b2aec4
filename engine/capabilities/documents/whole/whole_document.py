"""A whole document in memory, from the library or from a file: its pages, its chunks and the vectors that they have."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.capabilities.documents.api.whole_document import DocumentWithoutText
from engine.files.changes import displayable
from engine.files.names import is_file
from engine.files.walk import absolute_path
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import INSIDE, Chunk, DocumentPage, FileResult, Indexer, ReadFile, ReadStage
from engine.protocol.children.received_errors import file_error_of
from engine.protocol.errors import Cancelled, NotFound
from engine.protocol.progress import Progress
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vectors import VectorStore

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]


class WholeDocument(msgspec.Struct, frozen=True, dict=True):
    """A document with text. `id` is 0 for one that is not in the library.

    `chunks` stand in the order of the text. `vectors` [chunks, dimensions] are of the model `embedder`, L2-normalised; None where
    any is missing.
    """

    id: int
    path: str
    title: str
    pages: tuple[DocumentPage, ...]
    chunks: tuple[Chunk, ...]
    embedder: str = ""
    vectors: Vectors | None = None

    @property
    def name(self) -> str:
        """The title, else the file's name."""
        return self.title or Path(self.path).name

    def page_text(self, number: int) -> str:
        """Return the text of a page; empty where there is none of that number."""
        page = self._page(number)
        return page.text if page else ""

    def label(self, number: int) -> str:
        """Return the label of a page that is none, such as a sheet."""
        page = self._page(number)
        return page.label if page else ""

    def place(self, page: int, start: int) -> str:
        """Return the headings, the paragraphs or the sheet that a place is in; empty where its page says enough."""
        chunks = self._chunks_by_page.get(page, ())
        at = bisect_right(chunks, start, key=lambda chunk: chunk.start) - 1
        path = chunks[max(at, 0)].path if chunks else ""
        return _nearest_heading(path, self.page_text(page), start) or self.label(page)

    @cached_property
    def _chunks_by_page(self) -> dict[int, list[Chunk]]:
        by_page: dict[int, list[Chunk]] = {}
        for chunk in self.chunks:
            by_page.setdefault(chunk.page, []).append(chunk)
        return by_page

    def _page(self, number: int) -> DocumentPage | None:
        """Return the page of that number, which stands in its place unless pages before it have no text."""
        if 0 < number <= len(self.pages) and self.pages[number - 1].number == number:
            return self.pages[number - 1]
        return next((page for page in self.pages if page.number == number), None)


def _nearest_heading(path: str, text: str, start: int) -> str:
    """Return a chunk's path with the heading above a place alone, where it names several that stand beside each other."""
    above, inside, last = path.rpartition(INSIDE)
    names = last.split(", ")
    if len(names) < 2:
        return path
    lines = [(text.rfind(f"{name}\n", 0, start), name) for name in names]
    at, nearest = max(lines)
    return f"{above}{inside}{nearest}" if at >= 0 else path


OpenDocument = Callable[[int, str, IsCancelled], Generator[Progress, None, WholeDocument]]


class WholeDocuments:
    """Opens documents. A file that the library has, and that did not change since, is not read again."""

    def __init__(self, store: Store, vectors: VectorStore, indexer: Indexer, pool: ModelPool) -> None:
        self._store, self._vectors, self._indexer, self._pool = store, vectors, indexer, pool

    def open(self, document: int, path: str, is_cancelled: IsCancelled) -> Generator[Progress, None, WholeDocument]:
        """Return document number `document`, or the one in the file `path` where that is 0, and tell its pages as they are read.

        Raises NotFound, DocumentWithoutText, FileError, Cancelled.
        """
        id = document or self._known(path)
        opened = self._stored(id) if id else (yield from self._read(absolute_path(path), is_cancelled))
        if not any(page.text.strip() for page in opened.pages):
            raise DocumentWithoutText(name=opened.name)
        return opened

    def _known(self, path: str) -> int:
        """Return the id of an unchanged file, 0 where there is none."""
        file = absolute_path(path)
        status = Path(file).stat() if is_file(Path(file)) else None
        with self._store.read() as connection:
            listed = connection.execute(
                """SELECT d.id, d.bytes, d.modified_ns FROM documents d JOIN collections c ON c.id = d.collection
                   WHERE d.path = ? AND d.deleted_at IS NULL AND c.deleted_at IS NULL AND d.state <> 'failed'
                   ORDER BY d.state, d.indexed_at DESC""",
                (displayable(file),),
            )
            for id, size, modified_ns in rows(listed):
                if status is None or (status.st_size, status.st_mtime_ns) == (size, modified_ns):
                    return int(id)
        return 0

    def _stored(self, id: int) -> WholeDocument:
        with self._store.read() as connection:
            row = connection.execute(
                "SELECT path, title FROM documents WHERE id = ? AND deleted_at IS NULL", (id,)
            ).fetchone()
            if row is None:
                raise NotFound("document")
            pages = connection.execute(
                "SELECT number, text, label FROM pages WHERE document = ? ORDER BY number", (id,)
            )
            read = tuple(DocumentPage(int(number), str(text), str(label)) for number, text, label in rows(pages))
            listed = connection.execute(
                """SELECT id, page, start_offset, end_offset, text, path FROM chunks WHERE document = ?
                   ORDER BY page, start_offset""",
                (id,),
            )
            chunks = [(int(chunk), Chunk(*values)) for chunk, *values in rows(listed)]
        embedder = self._pool.embedder_id() or ""
        vectors = self._vectors_of([chunk for chunk, _ in chunks], embedder)
        return WholeDocument(id, str(row[0]), str(row[1]), read, tuple(chunk for _, chunk in chunks), embedder, vectors)

    def _vectors_of(self, ids: Sequence[int], embedder: str) -> Vectors | None:
        if not ids or not embedder:
            return None
        stored = self._vectors.read(embedder, ids)
        if len(stored) < len(ids):
            return None
        import numpy as np

        return np.stack([stored[id] for id in ids])

    def _read(self, path: str, is_cancelled: IsCancelled) -> Generator[Progress, None, WholeDocument]:
        embedder = self._pool.embedder_id() or ""
        result: FileResult | None = None
        with closing(self._indexer.read([ReadFile(path, embedder)], is_cancelled)) as replies:
            for reply in replies:
                if isinstance(reply, FileResult):
                    result = reply
                    break
                if (progress := _progress_of(reply, Path(path).name)) is not None:
                    yield progress
        if result is None:
            raise Cancelled
        contents = result.contents
        if contents is None:
            raise file_error_of(result)
        vectors = None
        if contents.vectors and contents.chunks:
            import numpy as np

            numbers = np.frombuffer(contents.vectors, "<f2").reshape(-1, contents.dimensions)
            vectors = numbers[: len(contents.chunks)].astype(np.float32)
        return WholeDocument(0, displayable(path), contents.title, contents.pages, contents.chunks, embedder, vectors)


def _progress_of(stage: ReadStage, name: str) -> Progress | None:
    """Return how far a file is read, in pages, and then embedded, in passages; None where a stage has no figures."""
    if stage.stage == "reading" and stage.total > 1:
        return Progress(stage.done, stage.total, "page", name)
    if stage.stage == "embedding" and stage.total:
        return Progress(stage.done, stage.total, "part", name)
    return None
