"""Things that look like files and hold up, or never stop feeding, whoever opens and reads them."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


def _link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


MAKE: dict[str, Callable[[Path], None]] = {
    "pipe": _pipe,
    "socket": _socket,
    "zeros": _link_to("/dev/zero"),
    "terminal": _link_to("/dev/tty"),
    "kernel_log": _link_to("/proc/kmsg"),
    "memory": _link_to("/proc/self/mem"),
    "settings": _link_to("/sys/kernel/mm/transparent_hugepage/enabled"),
}
"""A function that makes each at a path that does not exist yet."""


def write_special_files(folder: Path, suffix: str) -> list[Path]:
    """Make one of each in a folder, named by its kind, and return their paths."""
    paths = [folder / f"{name}{suffix}" for name in MAKE]
    for path, make in zip(paths, MAKE.values(), strict=True):
        make(path)
    return paths
