"""The folder of one training: its files, the room it needs, and the error of a full disk."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from engine.protocol.errors import DiskFull

EXAMPLES, CHECKPOINT, BEST_WEIGHTS = "examples.json", "checkpoint.safetensors", "best.safetensors"
ROOM = 2.5
"""Times the float32 weights: a checkpoint, the best epoch, the network before and after it is quantised."""
FULL_DISK_MESSAGES = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT))


def check_room(work: Path, weight_bytes: int) -> None:
    """Check that a training's files fit the disk, before hours are spent on it. Raises DiskFull."""
    missing = round(weight_bytes * ROOM) - shutil.disk_usage(work).free
    if missing > 0:
        raise DiskFull(needed=_megabytes(missing))


@contextmanager
def disk_full_errors(needed: int) -> Generator[None, None, None]:
    """Raise DiskFull for any error that says the disk is full: safetensors has errors of its own. `needed` in bytes."""
    try:
        yield
    except Exception as failed:
        if not any(message in str(failed) for message in FULL_DISK_MESSAGES):
            raise
        raise DiskFull(str(failed), needed=_megabytes(needed)) from None


def _megabytes(count: int) -> str:
    return f"{count // 1_000_000 + 1} MB"
