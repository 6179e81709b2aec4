"""Lowest priority and hard limits for the processes that read other people's files."""

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
NICE = 19


def lower_priority() -> None:
    """Give this process the lowest priority, and let it leave no core file with other people's text.

    On Linux nice 19 is not enough: a thread of the chat model that wakes waits for our time slice to end, hundreds of times a
    second. SCHED_IDLE gives way at once: chat beside indexing went from 0.52–0.85 of its speed alone to 0.9–1.0.
    """
    if sys.platform == "win32":
        import ctypes

        idle_priority_class = 0x40
        ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), idle_priority_class)
        return
    import resource

    os.nice(NICE)
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
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
