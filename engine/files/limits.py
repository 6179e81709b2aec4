"""Lowest priority and hard limits for the process that reads other people's files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GIB = 1024 * 1024 * 1024
READER_BYTES = 2 * GIB
"""Address space one file's reader may take beyond what the process had, of which the embedder is about 1.2 GiB."""
CPU_SECONDS_A_FILE = 60
NICE = 19


def be_modest() -> None:
    """Give way to everybody; leave no core file of other people's text.

    On Linux nice 19 is not enough: a thread of the chat model that wakes waits for our slice to end, hundreds of times a
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
    """Beyond this memory allocations fail; beyond this processor time the kernel ends the process.

    Where there are no such limits (Windows), or the address space is not listed (macOS), the parent's watch remains.
    """
    if sys.platform == "win32":
        yield
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    limits = {resource.RLIMIT_CPU: int(used.ru_utime + used.ru_stime) + cpu_seconds}
    if taken := _address_space():
        limits[resource.RLIMIT_AS] = taken + memory
    before = {kind: resource.getrlimit(kind) for kind in limits}
    for kind, limit in limits.items():
        hard = before[kind][1]
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    try:
        yield
    finally:
        for kind, kept in before.items():
            resource.setrlimit(kind, kept)


def more_time(cpu_seconds: int) -> None:
    """Within `reading_limits`: the work has got on, and may take this much processor time from now."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    limit = int(used.ru_utime + used.ru_stime) + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _address_space() -> int:
    """Bytes mapped by this process now; 0 where the kernel does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
