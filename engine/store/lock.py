"""A lock so that only one engine has a library open. The kernel drops it when the process ends, however that happens."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from engine.protocol.errors import LibraryInUse


class LibraryLock:
    """Holds `path` locked until closed. A lock file left behind by a killed engine does not matter. Raises LibraryInUse."""

    def __init__(self, path: Path) -> None:
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            _lock(self._file.fileno())
        except OSError as error:
            self._file.close()
            raise LibraryInUse(str(error)) from error

    def close(self) -> None:
        """Release the lock."""
        self._file.close()


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
