"""Errors that a child process reported, as exceptions again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.protocol.children.indexing import FileResult
from engine.protocol.errors import AteneoError, FileError, FileUnreadable
from engine.protocol.messages import ErrorData


def error_of(
    data: ErrorData, families: tuple[type[AteneoError], ...], fallback: type[AteneoError], **values: str
) -> AteneoError:
    """Return the exception of this kind from one of the families, else a `fallback`.

    `values` fill what the sentence needs and the child did not say.
    """
    kinds = (kind for family in families for kind in _family(family))
    error_class = next((kind for kind in kinds if kind.kind == data.kind), fallback)
    return error_class(data.detail, **{**values, **data.values})


def file_error_of(result: FileResult, name: str = "") -> AteneoError:
    """Return the FileError of a file that the indexer could not read; `name` instead of the file's own is shown to the person."""
    data = result.error or ErrorData("", "no contents")
    if name:
        data = ErrorData(data.kind, data.detail, {**data.values, "name": name})
    return error_of(data, (FileError,), FileUnreadable, name=Path(result.path).name)


def _family(root: type[AteneoError]) -> Iterator[type[AteneoError]]:
    yield root
    for child in root.__subclasses__():
        yield from _family(child)
