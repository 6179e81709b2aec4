"""Lowest priority and hard limits for the process that reads other people's files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

GIB = 1024 * 1024 * 1024
ADDRESS_SPACE = 6 * GIB
"""Of which the runtime's reserved, never touched, address space is about 3; a reader is left with what TRUST asks for."""
CPU_SECONDS_A_FILE = 60
NICE = 19


def be_modest() -> None:
    """Give way to everybody; refuse to grow without bound. Limits exist on POSIX only; the parent's watch exists everywhere."""
    if sys.platform == "win32":
        import ctypes

        idle_priority_class = 0x40
        ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), idle_priority_class)
        return
    import resource

    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def cpu_limit(seconds: int = CPU_SECONDS_A_FILE) -> Iterator[None]:
    """The kernel ends this process when the block uses more processor time."""
    if sys.platform == "win32":
        yield
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
