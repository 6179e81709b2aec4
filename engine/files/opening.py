"""Opens files that a person named: ordinary ones only, so that no pipe, socket, device or log of the kernel blocks the reader."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from engine.protocol.errors import FileNotOrdinary

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_KERNEL_FOLDERS = ("/proc/", "/sys/", "/dev/")
_MEMORY_FOLDER = "/dev/shm/"
"""In /dev by its name only: it holds files as any other folder."""
BLOCK_BYTES = 1024 * 1024


def open_ordinary_file(path: Path) -> BinaryIO:
    """Open an ordinary file to read its bytes. Of a link, what it leads to counts.

    Other kinds are not opened at all: opening alone may wait, or wind a tape. What took the file's place meanwhile is opened
    without waiting and closed again. Raises FileNotOrdinary, OSError.
    """
    _check(path.stat(), os.path.realpath(path), path)
    descriptor = os.open(path, _FLAGS)
    try:
        _check(os.fstat(descriptor), _path_of(descriptor) or os.path.realpath(path), path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def copy_ordinary_file(path: Path, target: Path) -> None:
    """Copy a file's bytes to a new file for its owner only. What a growing file gets meanwhile is left out.

    Raises FileNotOrdinary, OSError.
    """
    with open_ordinary_file(path) as source:
        left = os.fstat(source.fileno()).st_size
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as copy:
            while left > 0 and (data := source.read(min(left, BLOCK_BYTES))):
                copy.write(data)
                left -= len(data)


def _check(status: os.stat_result, real_path: str, path: Path) -> None:
    """Raises FileNotOrdinary. The kernel calls its own files regular; reading one may wait for ever, or never end."""
    is_kernels = real_path.startswith(_KERNEL_FOLDERS) and not real_path.startswith(_MEMORY_FOLDER)
    if not stat.S_ISREG(status.st_mode) or is_kernels:
        raise FileNotOrdinary(stat.filemode(status.st_mode), name=path.name)


def _path_of(descriptor: int) -> str:
    """Return the path of an open file; empty where the system does not tell."""
    try:
        return str(Path(f"/proc/self/fd/{descriptor}").readlink())
    except OSError:
        return ""
