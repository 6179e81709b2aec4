"""The columns of a document's row, as a file was just read, and the vectors that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.capabilities.documents import api
from engine.files.file_run import FileStamp, ReadFileResult
from engine.protocol.children.indexing import INSIDE, FileContents, PartContents
from engine.protocol.messages import ErrorData

NO_ERROR = ErrorData("")
BYTES_A_NUMBER = 2


@dataclass(frozen=True)
class DocumentRow:
    """The columns of a document's row."""

    collection: int
    path: str
    title: str
    stamp: FileStamp
    state: api.DocumentState
    embedder: str = ""
    notice: str = ""
    error: ErrorData = NO_ERROR


class VectorsByChunk:
    """Hands out the vectors of a file and the documents inside it, in the order in which they stand."""

    def __init__(self, model: str, contents: FileContents) -> None:
        self.model, self.dimensions = model, contents.dimensions
        self._vectors, self._at = contents.vectors, 0

    def take(self, count: int) -> bytes:
        """Return the vectors of the next chunks; none of a file that was not embedded."""
        size = count * self.dimensions * BYTES_A_NUMBER
        self._at += size
        return self._vectors[self._at - size : self._at]


def read_row(collection: int, result: ReadFileResult[FileContents], contents: FileContents) -> DocumentRow:
    """Return the row of a document that was read. It names the embedder that its chunks were cut for, if there is one."""
    state: api.DocumentState = "indexed" if contents.vectors or not contents.chunks else "keywords"
    model = result.model if contents.dimensions or not contents.chunks else ""
    return DocumentRow(collection, result.path, contents.title, result.stamp, state, model, contents.notice)


def failed_row(collection: int, result: ReadFileResult[FileContents]) -> DocumentRow:
    """Return the row of a file that could not be read."""
    return DocumentRow(collection, result.path, Path(result.path).name, result.stamp, "failed", error=result.error)


def part_row(
    collection: int, result: ReadFileResult[FileContents], part: PartContents, is_embedded: bool, is_measured: bool
) -> DocumentRow:
    """Return the row of a document inside a file."""
    path, stamp = f"{result.path}{INSIDE}{part.name}", FileStamp(0, result.stamp.modified_ns)
    if part.error is not None:
        return DocumentRow(collection, path, part.title, stamp, "failed", error=part.error)
    state: api.DocumentState = "indexed" if is_embedded or not part.chunks else "keywords"
    model = result.model if is_measured or not part.chunks else ""
    return DocumentRow(collection, path, part.title, stamp, state, model, part.notice)
