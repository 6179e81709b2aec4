"""Low priority and hard limits for the processes that read other people's files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MIB = 1024 * 1024
READER_BYTES = 768 * MIB
"""Memory that reading one file may add to the process, which with the starter's embedder open holds up to 600 MB."""
IMAGE_BYTES = 1280 * MIB
"""The same for images, of which several are decoded at once; their encoder takes less than 300 MB."""
RESERVED_BYTES = 512 * MIB
"""Address space that threads reserve for their allocations beyond what they use; the parent watches what is really held."""
KEPT_BYTES = 128 * MIB
"""Memory that reading files may leave behind in a process. Then another one goes on: freed memory is not always given back."""
CPU_SECONDS_A_FILE = 60
NICE = 2
"""Beside one busy program a core, indexing keeps 0.4 of its quiet speed (`python -m tests.benchmarks busy`). With 5,
pictures kept 0.31 and documents 0.16; with 19, or SCHED_IDLE, it stands still."""


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
        limits[resource.RLIMIT_AS] = mapped + memory + RESERVED_BYTES
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


def resident_bytes(pid: int | None = None) -> int:
    """Return the memory that a process (this one by default) holds; 0 for one that has ended."""
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def give_back_memory() -> None:
    """Give the pages that the C library keeps for later back to the system, where it can (glibc)."""
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _address_space() -> int:
    """Return the bytes mapped by this process; 0 where the kernel does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
