"""How many threads llama.cpp computes with: one for each core that other programs leave free, looked at anew while it computes.

Its threads wait for each other about 600 times a token. Beside other programs a thread often waits for one that has no core,
because Linux put both on the same core: then one thread alone is faster. Measured on 2 cores of a Xeon with Linux 6.18, alone and
beside two busy loops of another session, in tokens/s of generation (of a prompt):

| model | alone, 2 threads | beside: 2 threads as they come | that sleep after 3,000 spins | 1 thread |
|---|---|---|---|---|
| SmolLM2 135M | 94 (214) | 8 (45) | 30 (118), 1,000 spins | 53 (86) |
| Qwen2.5 Coder 1.5B | 13 (57) | 3.0 (23) | 5.1 (31) | 6.7 (33) |

Also tried: threads that sleep at once are 0.8 as fast alone, and no faster than one thread beside; as many spins as OpenMP likes
are no faster alone than 1,000 to 10,000. Programs of several sessions leave less: Linux shares the cores among sessions.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

OPENMP_SPINS = "3000"
TASKS, PROCESSORS = Path("/proc/self/task"), Path("/proc/stat")
CHECK_SECONDS = 0.2
"""Between two looks at the cores: a look takes 0.3 ms."""
PAUSE_SECONDS = 0.5
"""Without a computation; the cores were idle then because we did nothing."""
FORGET_SECONDS = 10.0
"""Without a computation; the other programs may be gone."""
WAITED, IDLE = 0.3, 0.6
"""Cores that our threads were ready for and did not get, from which there is one thread less; and idle cores, from which there
is one more. A window that draws the answer takes up to 0.2 of a core."""
TRIAL_SECONDS, LONGEST_HOLD = 1.0, 16.0
"""More threads that wait again so soon were too many; then it takes longer each time until more are tried, at most so long."""


class CoreUse(msgspec.Struct, frozen=True):
    """Two sums that only grow, in seconds: how long threads of this process were ready to run and had no core, and how long the
    cores this process may use had nothing to run."""

    waited: float
    idle: float


def limit_openmp_spinning() -> None:
    """Make OpenMP's threads sleep after about 0.2 ms of waiting. Works only before llama.cpp or torch is imported.

    It bounds what is lost until the threads are counted anew: a token took up to 2.6 s before.
    """
    os.environ.setdefault("GOMP_SPINCOUNT", OPENMP_SPINS)


def read_core_use() -> CoreUse | None:
    """Return the sums of now; None where the system does not tell them."""
    try:
        waited = sum(_waited_nanoseconds(task) for task in TASKS.iterdir())
        lines = [line.split() for line in PROCESSORS.read_text("utf-8").splitlines()]
    except (OSError, ValueError, IndexError):
        return None
    ours = {f"cpu{number}" for number in os.sched_getaffinity(0)}
    ticks = sum(int(fields[4]) + int(fields[5]) for fields in lines if fields[0] in ours)
    return CoreUse(waited / 1e9, ticks / os.sysconf("SC_CLK_TCK"))


class ThreadCount:
    """Counts the threads to compute with: `most` while the cores are ours, fewer while our threads wait for a core.

    Call `begin` before a computation and `end` after it. Where the system does not tell how the cores are used (`read` returns
    None), it is always `most`.
    """

    def __init__(
        self,
        most: int,
        read: Callable[[], CoreUse | None] = read_core_use,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._read, self._clock = most, read, clock
        self._threads, self._hold = most, 0.0
        self._ended = self._looked = self._lowered = self._raised = -FORGET_SECONDS
        self._before: CoreUse | None = None

    def begin(self) -> int:
        """Return how many threads the next computation gets."""
        now = self._clock()
        pause = now - self._ended
        if pause >= FORGET_SECONDS:
            self._threads, self._hold = self._most, 0.0
        if pause >= PAUSE_SECONDS:
            self._looked, self._before = now, self._read()
        return self._threads

    def end(self) -> None:
        """Note the end of a computation, and count anew when it is time to."""
        self._ended = now = self._clock()
        seconds, before = now - self._looked, self._before
        if seconds < CHECK_SECONDS:
            return
        self._looked, self._before = now, self._read()
        if before is None or self._before is None:
            return
        waited, idle = (self._before.waited - before.waited) / seconds, (self._before.idle - before.idle) / seconds
        if waited >= WAITED and self._threads > 1:
            self._lower(now, round(waited))
        elif idle >= IDLE and self._threads < self._most and now - self._lowered >= self._hold:
            self._threads, self._raised = min(self._most, self._threads + max(1, int(idle))), now

    def _lower(self, now: float, by: int) -> None:
        failed = now - self._raised < TRIAL_SECONDS
        self._hold = min(2 * self._hold + TRIAL_SECONDS, LONGEST_HOLD) if failed else 0.0
        self._threads, self._lowered = max(1, self._threads - max(1, by)), now


def _waited_nanoseconds(task: Path) -> int:
    """Return how long a thread was ready to run and had no core; 0 for one that has ended meanwhile."""
    try:
        return int((task / "schedstat").read_text("utf-8").split()[1])
    except (ProcessLookupError, FileNotFoundError):
        return 0
