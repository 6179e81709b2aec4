"""Tells, before anything reads a file, whether it is there and whether it changed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from engine.files.names import is_folder, is_there
from engine.files.opening import BLOCK_BYTES, open_ordinary_file
from engine.files.walk import is_under
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import AteneoError, FileBeingWritten, FileNotOrdinary, FileUnreadable, FileVanished
from engine.protocol.messages import ErrorData
from engine.protocol.progress import Progress, WaitsFor

TRANSIENT_ERRORS = frozenset({"file_vanished", "file_being_written", "file_timed_out", "internal"})
"""Error kinds that may be gone the next time: such a file is tried again in the next run, changed or not."""
LARGEST_HASHED = 512 * 1024 * 1024
"""Bytes. The indexer refuses larger files by their size; hashing them would hold up the run for nothing."""
RATE_SECONDS = 1.0
"""A rate measured over less than this is not shown."""


class ReadingRate(msgspec.Struct):
    """How fast a run reads files. Skipped files are not counted: they say nothing about the time left."""

    read: int = 0
    started: float = msgspec.field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Since the run started."""
        return time.monotonic() - self.started

    def progress(self, skipped: int, to_read: int, unit: str, note: str, waits_for: WaitsFor = "") -> Progress:
        """Return the run's progress, with the rate in files per second and the seconds left where they are known."""
        rate = self.read / self.seconds if self.seconds > RATE_SECONDS else 0.0
        left = (to_read - self.read) / rate if rate else None
        return Progress(skipped + self.read, skipped + to_read, unit, note, rate, left, waits_for)


def find_missing(known: Iterable[str], present: Sequence[Path], folders: Sequence[str]) -> set[str]:
    """Return the known paths in these folders that are no longer there; `present` are the files just walked.

    A folder that is itself not there (an unplugged drive) is left out: nothing is known of its files.
    """
    reachable = [folder for folder in folders if is_folder(folder)]
    walked = {displayable(str(path)) for path in present}
    return {path for path in known if path not in walked and is_under(path, reachable) and not is_there(path)}


def has_same_stamp(path: Path, size: int, modified_ns: int) -> bool:
    """Tell whether a file still has this size and modification time; False when it is not there."""
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (size, modified_ns)


def hash_file(path: Path, is_cancelled: IsCancelled = lambda: False) -> bytes:
    """Return a file's SHA-256, empty for a file that is too large or not an ordinary one, and once cancelled. Raises OSError."""
    try:
        with open_ordinary_file(path) as file:
            if os.fstat(file.fileno()).st_size > LARGEST_HASHED:
                return b""
            left, digest = LARGEST_HASHED, hashlib.sha256()
            while data := file.read(BLOCK_BYTES):
                left -= len(data)
                if left < 0 or is_cancelled():  # it grows
                    return b""
                digest.update(data)
            return digest.digest()
    except FileNotOrdinary:
        return b""


def unreadable_error(path: Path, cause: Exception) -> ErrorData:
    """Return the error of a file that cannot be opened, or whose name is not UTF-8."""
    name = displayable(path.name)
    error: AteneoError = (
        FileVanished(type(cause).__name__, name=name)
        if isinstance(cause, OSError)
        else FileUnreadable("the name is not UTF-8", name=name)
    )
    return ErrorData(error.kind, error.detail, error.values)


def changed_error(path: Path) -> ErrorData:
    """Return the error of a file that is not as it was when its reading began: it went, or it is being written."""
    name = displayable(path.name)
    error: AteneoError = FileBeingWritten(name=name) if is_there(path) else FileVanished(name=name)
    return ErrorData(error.kind, error.detail, error.values)


def displayable(text: str) -> str:
    """Return a file name as valid UTF-8, with each byte that is not replaced by \ufffd."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
