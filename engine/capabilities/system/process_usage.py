"""Memory and sockets of the engine and its children, read from the kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil


def processes() -> list[psutil.Process]:
    """Return this process and all its descendants, which may have ended by the time they are asked."""
    import psutil  # not loaded before it is needed: it takes as long as thirty modules of ours

    own = psutil.Process()
    return [own, *own.children(recursive=True)]


def memory_bytes() -> int:
    """Return the resident memory of all of them in bytes; pages that two share count twice."""
    return sum(_each(lambda process: process.memory_info().rss))


def internet_sockets() -> int:
    """Return how many IPv4 and IPv6 sockets they have open. It must be 0."""
    return sum(_each(lambda process: len(process.net_connections(kind="inet"))))


def _each(measure: Callable[[psutil.Process], int]) -> Iterator[int]:
    """Measure each process; one that has ended meanwhile is left out."""
    import psutil

    for process in processes():
        try:
            yield measure(process)
        except psutil.NoSuchProcess:
            continue
