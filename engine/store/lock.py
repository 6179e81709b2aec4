"""A lock so that only one engine has a library open. A lock file left behind by a killed engine does not matter."""

from __future__ import annotations

from pathlib import Path

from engine.files.file_lock import FileLock
from engine.protocol.errors import LibraryInUse


def lock_library(path: Path) -> FileLock:
    """Return the lock on a library's lock file. Raises LibraryInUse, OSError."""
    try:
        return FileLock(path)
    except BlockingIOError as error:
        raise LibraryInUse(str(error)) from error
