"""A lock on a file that the kernel drops when the process ends, however that happens."""

from __future__ import annotations

import os
import sys
from pathlib import Path


class FileLock:
    """Holds `path` locked until closed; the file is made where it is missing.

    Raises BlockingIOError while another one holds it, OSError when the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            _lock(self._file.fileno())
        except OSError as error:
            self._file.close()
            raise BlockingIOError(str(error)) from error

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
