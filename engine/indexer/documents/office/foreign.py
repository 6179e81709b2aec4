"""Documents that kreuzberg reads: the formats of which we do not read the bytes ourselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from engine.protocol.errors import FileTooLarge, FileUnreadable

LARGEST_PART = "100 MB"
"""Kreuzberg's own limit of what a part of an archive may unpack to."""
_MEDIA_TYPES = {
    ".doc": "application/msword",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
}


class ForeignDocument(NamedTuple):
    """A document as kreuzberg reads it."""

    title: str
    content: str


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
    title = str(metadata.get("title") or metadata.get("subject") or "").strip()[:200]
    return ForeignDocument(title, result.content)
