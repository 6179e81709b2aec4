"""Which documents a person means by the paths they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from engine.indexer import walk
from engine.protocol.indexing import SUFFIXES

absolute, is_under = walk.absolute, walk.is_under


def files_under(paths: Sequence[str], cancelled: Callable[[], bool]) -> Iterator[Path]:
    """See engine.indexer.walk."""
    return walk.files_under(paths, SUFFIXES, cancelled)
