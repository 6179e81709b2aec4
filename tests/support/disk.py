"""A small disk of its own, and how to fill it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from engine.protocol.errors import DiskFull
from engine.store.database import Store


@contextmanager
def mounted(path: Path, options: str) -> Iterator[Path]:
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs a file system of its own")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def fill(store: Store) -> int:
    """Rows of 40 KB, each its own commit, until the disk is full. How many were saved."""
    saved = 0
    with pytest.raises(DiskFull) as full:
        while saved < 1000:
            with store.write() as connection:
                connection.execute("INSERT INTO settings VALUES(?, ?)", (f"row{saved:04}", "x" * 40_000))
            saved += 1
    assert full.value.values["needed"]
    return saved


def stuff(disk: Path) -> Path:
    """A file that takes all that is free, as another program's might."""
    path = disk / "stuffing"
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    return path
