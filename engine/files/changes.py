"""What a run over files knows of each before anything reads it: whether it is there, and whether it is what it was."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.files.walk import is_under
from engine.protocol.errors import AteneoError, FileUnreadable, FileVanished
from engine.protocol.messages import ErrorData
from engine.protocol.progress import Progress

PASSING = frozenset({"file_vanished", "file_timed_out", "internal"})
"""Reasons that may have gone by themselves: such a file is tried again in the next run, unchanged or not."""
LARGEST_HASHED = 512 * 1024 * 1024
"""Bytes. The indexer refuses larger files by their size; hashing them would hold the run for nothing."""
RATE_SECONDS = 1.0


@dataclass
class Pace:
    """How fast files are read: what was skipped says nothing about the time left."""

    read: int = 0
    begun: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    def progress(self, skipped: int, to_read: int, unit: str, note: str) -> Progress:
        rate = self.read / self.seconds if self.seconds > RATE_SECONDS else 0.0
        left = (to_read - self.read) / rate if rate else None
        return Progress(skipped + self.read, skipped + to_read, unit, note, rate, left)


def missing(known: Iterable[str], found: Sequence[Path], folders: Sequence[str]) -> set[str]:
    """Known paths that belong to the folders of a run and are no longer there.

    Of a folder that is itself not there (an unplugged drive) nothing is known, and nothing is taken away.
    """
    there = [folder for folder in folders if Path(folder).is_dir()]
    present = {utf8(str(path)) for path in found}
    return {path for path in known if path not in present and is_under(path, there) and not Path(path).exists()}


def same_stamp(path: Path, size: int, modified_ns: int) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (size, modified_ns)


def digest(path: Path) -> bytes:
    """SHA-256; none of a file that is too large. Raises OSError. What is no regular file is not opened: a FIFO would hold us
    for ever."""
    if not path.is_file() or path.stat().st_size > LARGEST_HASHED:
        return b""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def refusal(path: Path, cause: Exception) -> ErrorData:
    """Of a file that cannot even be opened, or whose name is no text."""
    name = utf8(path.name)
    error: AteneoError = (
        FileVanished(type(cause).__name__, name=name)
        if isinstance(cause, OSError)
        else FileUnreadable("the name is not UTF-8", name=name)
    )
    return ErrorData(error.kind, error.detail, error.values)


def utf8(text: str) -> str:
    """A name that is not UTF-8, shown with what cannot be shown replaced."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
