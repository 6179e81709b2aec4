"""What the engine asks of its indexer child: read one file, return its text in chunks with their embeddings."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol

import msgspec

from engine.protocol.messages import ErrorData
from engine.protocol.method import Method

SUFFIXES = frozenset(
    ".pdf .txt .md .markdown .rst .log .tex .text .csv .tsv .xlsx .xls .xlsm .ods .pptx .ppt .docx .doc .odt .rtf .eml .msg "
    ".html .htm .xhtml .epub".split()
)
"""What the indexer reads; other files in a folder are passed over without a word."""


class ReadFile(msgspec.Struct, frozen=True):
    """`embedder` is a model id; empty returns chunks without vectors."""

    path: str
    embedder: str = ""


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """One page, sheet, slide or section; `number` counts from 1."""

    number: int
    text: str
    label: str = ""


class Chunk(msgspec.Struct, frozen=True):
    """A window of paragraphs of one page; character offsets in that page's text."""

    page: int
    start: int
    end: int
    text: str


class ReadStage(msgspec.Struct, frozen=True, tag="stage"):
    """`stage` is "reading" (one file's begin) or "embedding" (chunks done of total, several files together)."""

    stage: str
    done: int
    total: int


class FileContents(msgspec.Struct, frozen=True):
    """`vectors` is float16, little endian, row-major [chunks, dimensions], L2-normalised; empty when not embedded."""

    title: str
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]
    dimensions: int
    vectors: bytes
    notice: str = ""


class FileRead(msgspec.Struct, frozen=True):
    """What became of one file: its contents, or the error that says why there are none."""

    path: str
    contents: FileContents | None = None
    error: ErrorData | None = None


READ: Method[ReadFile, ReadStage, FileContents] = Method("indexer.read", ReadFile, ReadStage, FileContents)


class Indexer(Protocol):
    """The engine's handle on the child."""

    def read(
        self, files: Iterable[ReadFile], cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileRead, None, None]:
        """Every file ends once, in no promised order; a crash or a hang costs the file that caused it.

        `files` is asked for the next only when there is room, so it may be a walk over a large folder. On cancel the
        child is ended at once and the generator returns.
        """

    def close(self) -> None: ...
