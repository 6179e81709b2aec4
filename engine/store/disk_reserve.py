"""A file that holds disk space back, so that deleting still works on a full disk: SQLite needs room even to delete."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

RESERVE_BYTES = 16 * 1024 * 1024
_BLOCK = 1024 * 1024


class DiskReserve:
    """The reserved space: RESERVE_BYTES, or a quarter of the free space where that is less."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def fill(self) -> None:
        """Reserve the space (again). Does nothing while at least half of it is held, or when the disk has none to hold."""
        held = self._path.stat().st_size if self._path.exists() else 0
        size = min(RESERVE_BYTES, (shutil.disk_usage(self._path.parent).free + held) // 4)
        if held * 2 > size:
            return
        try:
            self._write(size)
        except OSError:
            self.release()

    def release(self) -> None:
        """Give the space back, so that the library can be written once more on a full disk. Raises OSError."""
        self._path.unlink(missing_ok=True)

    def _write(self, size: int) -> None:
        # Random, not zeros: a compressing or sparse file system would hold nothing back for zeros.
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for start in range(0, size, _BLOCK):
                file.write(os.urandom(min(_BLOCK, size - start)))
