"""One engine a library: a lock the kernel drops with its process, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from engine.protocol.errors import LibraryInUse


class LibraryLock:
    """Holds `path` locked until closed. A lock file left behind is no obstacle. Raises LibraryInUse."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise LibraryInUse(str(error)) from error

    def close(self) -> None:
        os.close(self._descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
