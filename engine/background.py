"""Child processes that work in the background: they stand still while a person waits for the engine itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

LONGEST_SILENCE_SECONDS = 60.0
"""The processes go on when whoever made them stand still shows no progress for so long."""


class BackgroundProcesses:
    """The background children of one engine, from any thread.

    They are stopped as whole processes: a low priority alone costs an answer up to half its speed, since a thread that wakes
    waits for another's time slice to end, and the lowest (SCHED_IDLE) cannot be left again without a privilege.
    """

    def __init__(self, longest_silence: float = LONGEST_SILENCE_SECONDS) -> None:
        self._longest_silence = longest_silence
        self._lock = threading.Lock()
        self._processes: dict[int, psutil.Process] = {}
        self._pauses, self._last_progress = 0, 0.0
        self._is_stopped = False
        self._own = threading.local()

    @property
    def are_paused(self) -> bool:
        """Whether the processes stand still now."""
        return self._is_stopped

    def add(self, pid: int) -> None:
        """Take a child in. The kernel must know by then that it ends with its parent: one that is stopped cannot see to it."""
        import psutil  # not loaded before it is needed: it takes as long as thirty modules of ours

        with self._lock, suppress(psutil.Error):
            self._processes[pid] = process = psutil.Process(pid)
            if self._is_stopped:
                process.suspend()

    def remove(self, pid: int) -> None:
        """Forget a child that has ended; one that was never added is no error."""
        with self._lock:
            self._processes.pop(pid, None)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let the processes stand still while this thread works for a person who waits."""
        self._count(1)
        self._own.pauses = self._own_pauses + 1
        try:
            yield
        finally:
            self._own.pauses -= 1
            self._count(-1)

    @contextmanager
    def resumed_here(self) -> Iterator[None]:
        """Take back this thread's own pauses while it waits for one of the processes."""
        own = self._own_pauses
        self._count(-own)
        try:
            yield
        finally:
            self._count(own)

    def note_progress(self) -> None:
        """Tell that the work that a person waits for goes on."""
        self._last_progress = time.monotonic()

    def resume_after_silence(self) -> None:
        """Let the processes go on when that work has shown no progress for long: it might wait for one of them."""
        with self._lock:
            if self._is_stopped and time.monotonic() - self._last_progress > self._longest_silence:
                self._stop(False)

    @property
    def _own_pauses(self) -> int:
        return int(getattr(self._own, "pauses", 0))

    def _count(self, change: int) -> None:
        with self._lock:
            before, self._pauses = self._pauses, self._pauses + change
            if bool(before) != bool(self._pauses):
                self.note_progress()
                self._stop(bool(self._pauses))

    def _stop(self, stopped: bool) -> None:
        self._is_stopped = stopped
        if not self._processes:
            return
        import psutil

        for process in self._processes.values():
            with suppress(psutil.Error):  # it ended
                process.suspend() if stopped else process.resume()


class ProcessorShare:
    """How much of the processor time that a process wants it gets. Knows nothing where the kernel keeps no such figures."""

    def __init__(self, pid: int) -> None:
        self._tasks = Path(f"/proc/{pid}/task")
        self._before: dict[str, tuple[int, int]] = {}

    def measure(self) -> float | None:
        """Return the share since the last call, from 0 to 1; None when it wanted none, or it is not known."""
        now = self._times()
        before, self._before = self._before, now
        ran, waited = (
            sum(now[thread][at] - before[thread][at] for thread in now.keys() & before.keys()) for at in (0, 1)
        )
        return ran / (ran + waited) if ran + waited else None

    def _times(self) -> dict[str, tuple[int, int]]:
        """Return (nanoseconds on a processor, nanoseconds waiting for one) of each thread."""
        times = {}
        try:
            for thread in self._tasks.iterdir():
                ran, waited, _ = (thread / "schedstat").read_text("ascii").split()
                times[thread.name] = int(ran), int(waited)
        except (OSError, ValueError):
            return {}
        return times
