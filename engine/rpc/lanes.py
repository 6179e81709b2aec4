"""Lanes: named threads that live as long as the engine, one job each at a time, first come first served."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable


class Job:
    """One request's work: runs at most once, and can be asked to stop from any thread."""

    def __init__(
        self, run: Callable[[], None], lane: str = "", preemptible: bool = False, *, is_background: bool = False
    ) -> None:
        self._run, self.lane, self.preemptible, self.is_background = run, lane, preemptible, is_background
        self._cancelled = threading.Event()
        self._claimed = threading.Lock()

    def is_cancelled(self) -> bool:
        """Return whether the job was asked to stop, by a cancel or because another goes first."""
        return self._cancelled.is_set()

    def cancel(self) -> bool:
        """Ask the job to stop. Return True when it had not begun and so never will."""
        self._cancelled.set()
        return self._claimed.acquire(blocking=False)

    def preempt(self) -> None:
        """Ask the job to end soon. One that still waits begins in its turn and ends at once."""
        self._cancelled.set()

    def run(self) -> None:
        """Do the work, unless the job was cancelled before."""
        if self._claimed.acquire(blocking=False):
            self._run()


class Lanes:
    """The threads, started at once, and their queues of jobs."""

    def __init__(self, names: Iterable[str]) -> None:
        self._queues: dict[str, queue.SimpleQueue[Job | None]] = {name: queue.SimpleQueue() for name in names}
        self._unfinished = dict.fromkeys(self._queues, 0)
        self._last_used = dict.fromkeys(self._queues, time.monotonic())
        self._counting = threading.Lock()
        self._threads = [
            threading.Thread(target=self._work, args=(name,), name=f"lane-{name}") for name in self._queues
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, lane: str, job: Job) -> None:
        """Queue a job behind those that wait in the lane. Raises KeyError for a lane that is not there."""
        self._count(lane, 1)
        self._queues[lane].put(job)

    def is_busy(self, lane: str) -> bool:
        """Return whether a job that comes now has to wait. Raises KeyError for a lane that is not there."""
        return self._unfinished[lane] > 0

    def unused_seconds(self, *names: str) -> float:
        """Return for how long none of these lanes has had a job; 0 while one has. Raises KeyError as `submit`."""
        with self._counting:
            if any(self._unfinished[name] for name in names):
                return 0.0
            return time.monotonic() - max(self._last_used[name] for name in names)

    def close(self, seconds: float) -> bool:
        """Finish what is queued and end the threads. Return False when one still runs after `seconds`.

        Cancel the jobs first to be quick.
        """
        for jobs in self._queues.values():
            jobs.put(None)
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self, lane: str) -> None:
        while (job := self._queues[lane].get()) is not None:
            job.run()
            self._count(lane, -1)

    def _count(self, lane: str, change: int) -> None:
        with self._counting:
            self._unfinished[lane] += change
            self._last_used[lane] = time.monotonic()
