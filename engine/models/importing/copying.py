"""Files of a model copied and hashed in one pass, with progress in bytes."""

from __future__ import annotations

import errno
import hashlib
import time
from collections.abc import Generator, Mapping
from pathlib import Path

from engine.files.opening import open_ordinary_file
from engine.models.manifest import ModelFile
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled, raise_if_cancelled
from engine.protocol.progress import Progress

CHUNK_BYTES = 4 * 1024 * 1024
REPORT_SECONDS = 0.1


def copy_files(
    files: Mapping[str, Path], folder: Path, is_cancelled: IsCancelled
) -> Generator[Progress, None, tuple[ModelFile, ...]]:
    """Copy files into a folder under the names given, and return them with the SHA-256 of what was written.

    Raises DiskFull, FileVanished, Cancelled.
    """
    progress = ByteProgress(sum(path.stat().st_size for path in files.values()))
    copied = []
    for name, path in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = yield from _copy(path, target, progress, is_cancelled)
        copied.append(ModelFile(name, target.stat().st_size, digest))
    return tuple(copied)


def hash_file(path: Path, progress: ByteProgress, is_cancelled: IsCancelled) -> Generator[Progress, None, str]:
    """Return the SHA-256 of a file in hexadecimal. Raises Cancelled."""
    digest = hashlib.sha256()
    with open_ordinary_file(path) as file:
        while data := file.read(CHUNK_BYTES):
            raise_if_cancelled(is_cancelled)
            digest.update(data)
            yield from progress.advance(len(data), path.name)
    return digest.hexdigest()


class ByteProgress:
    """Counts bytes and reports them ten times a second and at the end."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        self._started = self._reported = time.monotonic()

    @property
    def left(self) -> int:
        """Bytes still to come."""
        return max(self._total - self._done, 0)

    def advance(self, count: int, note: str) -> Generator[Progress, None, None]:
        """Yield a report when one is due. `note` is the file's name."""
        self._done += count
        now = time.monotonic()
        if now - self._reported < REPORT_SECONDS and self.left:
            return
        self._reported = now
        rate = self._done / max(now - self._started, 1e-6)
        yield Progress(self._done, self._total, "bytes", note, rate, self.left / rate)


def _copy(
    path: Path, target: Path, progress: ByteProgress, is_cancelled: IsCancelled
) -> Generator[Progress, None, str]:
    digest = hashlib.sha256()
    try:
        with open_ordinary_file(path) as source, target.open("xb") as copy:
            while data := source.read(CHUNK_BYTES):
                raise_if_cancelled(is_cancelled)
                copy.write(data)
                digest.update(data)
                yield from progress.advance(len(data), path.name)
    except OSError as failed:
        if failed.errno == errno.ENOSPC:
            raise errors.DiskFull(needed=f"{progress.left // 1_000_000 + 1} MB") from None
        raise errors.FileVanished(str(failed), name=path.name) from None
    return digest.hexdigest()
