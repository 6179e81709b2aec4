"""What this program takes of the computer just now, asked of the kernel rather than of ourselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psutil


def family() -> list[psutil.Process]:
    """This process and all its children."""
    own = psutil.Process()
    return [own, *own.children(recursive=True)]


def memory_bytes() -> int:
    return sum(_each(lambda process: process.memory_info().rss))


def internet_sockets() -> int:
    """Open IPv4 and IPv6 sockets of the family. It must be none."""
    return sum(_each(lambda process: len(process.net_connections(kind="inet"))))


def _each(measure: Callable[[psutil.Process], int]) -> Iterator[int]:
    """A child that ended meanwhile counts nothing."""
    for process in family():
        try:
            yield measure(process)
        except psutil.NoSuchProcess:
            continue
