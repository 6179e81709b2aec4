"""Named threads that live as long as the engine, one job each at a time, first come first served."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable


class Job:
    """One request's work: runs at most once, and can be asked to stop from any thread."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._run = run
        self._cancelled = threading.Event()
        self._claimed = threading.Lock()

    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> bool:
        """Ask it to stop; True when it had not begun, and now never will."""
        self._cancelled.set()
        return self._claimed.acquire(blocking=False)

    def run(self) -> None:
        if self._claimed.acquire(blocking=False):
            self._run()


class Lanes:
    def __init__(self, names: Iterable[str]) -> None:
        self._queues: dict[str, queue.SimpleQueue[Job | None]] = {name: queue.SimpleQueue() for name in names}
        self._threads = [
            threading.Thread(target=_work, args=(jobs,), name=f"lane-{name}") for name, jobs in self._queues.items()
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, lane: str, job: Job) -> None:
        self._queues[lane].put(job)

    def close(self, seconds: float) -> bool:
        """Finish what is queued (cancel it first to be quick) and end the threads. False when one still runs after that."""
        for jobs in self._queues.values():
            jobs.put(None)
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in self._threads)


def _work(jobs: queue.SimpleQueue[Job | None]) -> None:
    while (job := jobs.get()) is not None:
        job.run()
