"""How the documents of a collection are cut into chunks: the choice, a preview of it, and the run that cuts them again."""

from __future__ import annotations

import msgspec

from engine.protocol.children.chunking import USUAL, Chunking
from engine.protocol.done import Done
from engine.protocol.errors import AteneoError
from engine.protocol.method import Method
from engine.protocol.progress import Progress


class ChunkSizeUnusable(AteneoError):
    """A size that is no size of a chunk, or an overlap of more than half of it."""

    kind = "chunk_size_unusable"
    sentence = (
        "A piece may have {smallest} to {largest} tokens, and two neighbours may share at most half of a piece. "
        "Nothing was changed."
    )


class GetChunking(msgspec.Struct, frozen=True):
    """Ask how the documents of a collection are cut. Raises NotFound."""

    collection: str


class CollectionChunking(msgspec.Struct, frozen=True):
    """How the documents of a collection are to be cut; `waiting` of its `documents` are still cut as before."""

    collection: str
    chunking: Chunking
    documents: int
    waiting: int


class SetChunking(msgspec.Struct, frozen=True):
    """Choose how the documents of a collection are cut; RECHUNK cuts them. Raises NotFound, ChunkSizeUnusable."""

    collection: str
    chunking: Chunking


class PreviewChunking(msgspec.Struct, frozen=True):
    """Ask how a document would be cut: one of the library by its id, or a file by its path.

    With neither it is the document of the `collection` that shows most. Raises NotFound, FileError, ChunkSizeUnusable.
    """

    chunking: Chunking = USUAL
    collection: str = ""
    document: int = 0
    path: str = ""


class PreviewedPage(msgspec.Struct, frozen=True):
    """A page of the document, as it was read."""

    number: int
    text: str
    label: str = ""


class PreviewedChunk(msgspec.Struct, frozen=True):
    """A chunk: a span of characters of its page, and its size in tokens, `shared` of them with the one before."""

    page: int
    start: int
    end: int
    tokens: int
    shared: int = 0


class ChunkingPreview(msgspec.Struct, frozen=True):
    """The beginning of a document and its chunks. `is_whole`: all of it fits in one; `is_cut`: it goes on after `pages`.

    `document` is 0 for a file that is not in the library.
    """

    document: int
    path: str
    title: str
    pages: tuple[PreviewedPage, ...]
    chunks: tuple[PreviewedChunk, ...]
    is_whole: bool
    is_cut: bool


class RechunkDocuments(msgspec.Struct, frozen=True):
    """Cut the documents again whose collection has another choice than they were cut by.

    The old chunks answer until a document's new ones are complete; then these take their place at once. No file is read.
    """


class RechunkReport(msgspec.Struct, frozen=True):
    """Documents cut by a run, and those still `left`. `cancelled`: it was stopped, or made way for another request."""

    documents: int
    left: int
    seconds: float
    cancelled: bool = False


GET_CHUNKING: Method[GetChunking, None, CollectionChunking] = Method(
    "documents.chunking", GetChunking, None, CollectionChunking
)
SET_CHUNKING: Method[SetChunking, None, Done] = Method("documents.set_chunking", SetChunking, None, Done)
PREVIEW_CHUNKING: Method[PreviewChunking, None, ChunkingPreview] = Method(
    "documents.preview_chunking", PreviewChunking, None, ChunkingPreview
)
RECHUNK: Method[RechunkDocuments, Progress, RechunkReport] = Method(
    "documents.rechunk", RechunkDocuments, Progress, RechunkReport
)
