"""Folders and logs that only their owner can read: everything in the profile is private."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from engine.protocol.paths import is_library_missing

PRIVATE = 0o700
_OF_OTHERS = 0o077
LOG_BYTES, LOGS_KEPT = 1_000_000, 3


def make_private_folder(folder: Path) -> Path:
    """Create a folder with the parents it lacks, all for their owner only, and return it. Raises OSError.

    One that is open to others is closed to them; a parent that was there stays as it is. `Path.mkdir(mode, parents=True)`
    gives its mode to the last folder alone.
    """
    missing = []
    for parent in (folder, *folder.parents):
        if parent.exists():
            break
        missing.append(parent)
    for parent in reversed(missing):
        parent.mkdir(mode=PRIVATE, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & _OF_OTHERS:
        folder.chmod(PRIVATE)
    return folder


def prepare_log(log: Path) -> None:
    """Create the log file for its owner only. A file over LOG_BYTES is kept as .1, older ones as .2 and .3.

    Raises OSError, also for the log of a profile whose library is missing: its drive may not be there.
    """
    home = log.parent.parent
    if is_library_missing(home):
        raise FileNotFoundError(errno.ENOENT, "the library is missing", str(home))
    make_private_folder(log.parent)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        for number in range(LOGS_KEPT - 1, 0, -1):
            older = log.with_suffix(f".log.{number}")
            if older.exists():
                older.replace(log.with_suffix(f".log.{number + 1}"))
        log.replace(log.with_suffix(".log.1"))
    os.close(os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600))
