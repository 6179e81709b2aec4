"""Low priority and hard limits for the processes that read other people's files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GIB = 1024 * 1024 * 1024
READER_BYTES = 2 * GIB
"""Address space that reading one file may add to the process; the embedder takes about 1.2 GiB of it."""
CPU_SECONDS_A_FILE = 60
NICE = 2
"""Beside one busy program a core, indexing documents keeps 0.16 of its quiet speed with 5, 0.30 with 3 and 0.47 with 0; pictures
0.31, 0.38 and 0.52 (`python -m tests.benchmarks busy`). With 19, or SCHED_IDLE, it stands still."""


def lower_priority() -> None:
    """Give this process a low priority, and let it leave no core file with other people's text.

    It gets a fair share beside other programs. No priority is low enough for an answer of the chat model, whose threads wait for
    our time slice to end hundreds of times a second: engine.background stops this process meanwhile.
    """
    if sys.platform == "win32":
        import ctypes

        below_normal_priority_class = 0x4000
        ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), below_normal_priority_class)
        return
    import resource

    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def reading_limits(cpu_seconds: int = CPU_SECONDS_A_FILE, memory: int = READER_BYTES) -> Iterator[None]:
    """Limit the process while a file is read: allocations beyond `memory` more bytes fail, and beyond `cpu_seconds` more
    seconds of processor time the kernel ends it.

    Where the system has no such limits (Windows) or does not list the address space (macOS), the parent still watches.
    """
    if sys.platform == "win32":
        yield
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    limits = {resource.RLIMIT_CPU: int(used.ru_utime + used.ru_stime) + cpu_seconds}
    if mapped := _address_space():
        limits[resource.RLIMIT_AS] = mapped + memory
    before = {kind: resource.getrlimit(kind) for kind in limits}
    for kind, limit in limits.items():
        hard = before[kind][1]
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    try:
        yield
    finally:
        for kind, previous in before.items():
            resource.setrlimit(kind, previous)


def extend_cpu_limit(cpu_seconds: int) -> None:
    """Allow this much processor time from now on. For use inside `reading_limits`, when the work has made progress."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    limit = int(used.ru_utime + used.ru_stime) + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _address_space() -> int:
    """Return the bytes mapped by this process; 0 where the kernel does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
