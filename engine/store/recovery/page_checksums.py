"""The checksum at the end of each page of a library, as SQLite's checksum VFS computes it (https://sqlite.org/cksumvfs.html)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.protocol.cancellation import IsCancelled, raise_if_cancelled
from engine.store.connection import CHECKSUM_BYTES, PAGE_SIZE

USABLE = PAGE_SIZE - CHECKSUM_BYTES


def has_checksum(page: bytes) -> bool:
    """Tell whether a page is as it was written."""
    return checksum(page) == page[USABLE:]


def checksum(page: bytes) -> bytes:
    """Return the checksum that the VFS writes: two sums of 32 bits that each take in the other at every second word."""
    words = np.frombuffer(page, "<u4", USABLE // 4)
    first, second = (words[:-1] * _weights()[1:]).sum(dtype=np.uint32), (words * _weights()).sum(dtype=np.uint32)
    return np.array([first, second], "<u4").tobytes()


def write_missing_checksums(path: Path, is_cancelled: IsCancelled) -> None:
    """Give each page of a copy that was just made its checksum. Raises OSError, Cancelled.

    The VFS knows that a new file has them once its first page is written. A copy of more than two megabytes is larger than
    SQLite's cache, which then writes other pages first, and those without checksums.
    """
    with path.open("r+b") as file:
        for start in range(0, path.stat().st_size, PAGE_SIZE):
            raise_if_cancelled(is_cancelled)
            file.seek(start)
            page = file.read(PAGE_SIZE)
            if not has_checksum(page):
                file.seek(start + USABLE)
                file.write(checksum(page))


@cache
def _weights() -> npt.NDArray[np.uint32]:
    """Return the Fibonacci numbers, the first one last: how often each word is in the second sum. The sums wrap around."""
    weights = [1, 1]
    while len(weights) < USABLE // 4:
        weights.append((weights[-1] + weights[-2]) % 2**32)
    return np.array(weights[::-1], np.uint32)
