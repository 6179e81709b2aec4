"""A small file system for tests, and functions that fill it."""

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
    """Mount a tmpfs with these options at `path`; skip the test where that is not possible."""
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs to mount a file system")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def fill_library(store: Store) -> int:
    """Commit rows of 40 KB, one by one, until the disk is full; return the number of saved ones."""
    saved = 0
    with pytest.raises(DiskFull) as full:
        while saved < 1000:
            with store.write() as connection:
                connection.execute("INSERT INTO settings VALUES(?, ?)", (f"row{saved:04}", "x" * 40_000))
            saved += 1
    assert full.value.values["needed"]
    return saved


def fill_disk(disk: Path) -> Path:
    """Write a file that takes all free space, as another program might."""
    path = disk / "filler"
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    return path
