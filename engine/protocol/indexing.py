"""What the engine asks of its indexer child: read one file, return its text in chunks with their embeddings."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Protocol

import msgspec


class ReadFile(msgspec.Struct, frozen=True):
    """`embed` False returns chunks without vectors."""

    path: str
    embed: bool = True


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


class ReadStage(msgspec.Struct, frozen=True):
    """`stage` is "reading" or "embedding"."""

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


class Indexer(Protocol):
    """The engine's handle on the child. Raises the FileError that says why one file failed; the child is restarted."""

    def read(self, file: ReadFile, cancelled: Callable[[], bool]) -> Generator[ReadStage, None, FileContents]: ...

    def close(self) -> None: ...
