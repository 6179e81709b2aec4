"""A file that holds disk space back, so that deleting still works on a full disk: SQLite needs room even to delete."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

RESERVE_BYTES = 16 * 1024 * 1024
NEARLY_FULL = 4 * 1024 * 1024
"""Bytes: what deleting a long conversation needs in the write-ahead log."""
_BLOCK = 1024 * 1024
_STAT_BLOCK = 512
"""Bytes of a block as `stat` counts them."""


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

    def release_when_full(self) -> None:
        """Give the space back when the disk has next to none, before something is deleted. Raises OSError."""
        if shutil.disk_usage(self._path.parent).free < NEARLY_FULL:
            self.release()

    def _write(self, size: int) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            if _allocate(descriptor, size):
                return
            block = os.urandom(
                _BLOCK
            )  # not zeros: a compressing or sparse file system would hold nothing back for zeros
            for start in range(0, size, _BLOCK):
                file.write(block[: size - start])


def _allocate(descriptor: int, size: int) -> bool:
    """Take the space without writing it (0.3 ms, not 62), and return whether the file has it now. Raises OSError."""
    if not hasattr(os, "posix_fallocate"):
        return False
    try:
        os.posix_fallocate(descriptor, 0, size)
    except OSError as refused:
        if refused.errno in (errno.EINVAL, errno.EOPNOTSUPP):  # this file system cannot
            return False
        raise
    return os.fstat(descriptor).st_blocks * _STAT_BLOCK >= size
