"""Documents that kreuzberg reads: the formats of which we do not read the bytes ourselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from engine.protocol.errors import FileTooLarge, FileUnreadable

LARGEST_PART = "100 MB"
"""Kreuzberg's own limit of what a part of an archive may unpack to."""
_MEDIA_TYPES = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
}


class ForeignSheet(NamedTuple):
    """A sheet with the cells of its tables, row by row."""

    name: str
    tables: list[Sequence[Sequence[str]]]


class ForeignDocument(NamedTuple):
    """A document as kreuzberg reads it; `sheets` only of a spreadsheet."""

    title: str
    content: str
    sheets: list[ForeignSheet]


def read_foreign(path: Path, kind: str) -> ForeignDocument:
    """Return the contents of a file of this kind. Raises FileTooLarge, FileUnreadable."""
    import kreuzberg

    config = kreuzberg.ExtractionConfig(use_cache=False, pages=kreuzberg.PageConfig(extract_pages=True))
    try:
        result = kreuzberg.extract_file_sync(path, mime_type=_MEDIA_TYPES.get(kind), config=config)
    except (kreuzberg.KreuzbergError, OSError, ValueError, RuntimeError) as error:
        if "exceeds limit" in str(error):
            raise FileTooLarge(type(error).__name__, name=path.name, limit=LARGEST_PART) from error
        raise FileUnreadable(type(error).__name__, name=path.name) from error
    metadata: dict[str, Any] = dict(result.metadata or {})  # its keys differ from kind to kind
    pages = list(result.pages or [])
    names = [*(metadata.get("sheet_names") or []), *[""] * len(pages)]
    sheets = [
        ForeignSheet(name, [table.cells for table in page["tables"]]) for page, name in zip(pages, names, strict=False)
    ]
    title = str(metadata.get("title") or metadata.get("subject") or "").strip()[:200]
    return ForeignDocument(title, result.content, sheets)
