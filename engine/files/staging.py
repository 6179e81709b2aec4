"""Folders in which something is put together before it is seen. Each is locked meanwhile, so that no other program sweeps it."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from engine.files.file_lock import FileLock

STAGING, LOCK = ".staging-", ".lock"


class StagingFolder:
    """An empty folder in `parent`, entered as its path; removed at the end unless it was renamed. Raises OSError."""

    def __init__(self, parent: Path) -> None:
        self._path = parent / f"{STAGING}{secrets.token_hex(4)}"
        self._lock = FileLock(_lock_path(self._path))
        self._path.mkdir(0o700)

    def __enter__(self) -> Path:
        return self._path

    def __exit__(self, *_: object) -> None:
        _remove(self._path, self._lock)


def sweep_staging(parent: Path) -> None:
    """Delete the staging folders in `parent` that no program works in any more."""
    for folder in {parent / path.name.removesuffix(LOCK) for path in parent.glob(f"{STAGING}*")}:
        try:
            lock = FileLock(_lock_path(folder))
        except OSError:
            continue
        _remove(folder, lock)


def _lock_path(folder: Path) -> Path:
    return folder.with_name(folder.name + LOCK)


def _remove(folder: Path, lock: FileLock) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    lock.close()
    lock.path.unlink(missing_ok=True)
