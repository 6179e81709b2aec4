"""Named threads that live as long as the engine, one job each at a time, first come first served."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from typing import Any

from engine.protocol.errors import Cancelled

YIELDS_AFTER_CANCEL = 8
"""A handler that looks at `cancelled` ends by itself, perhaps after an event under way; one that never looks is closed."""


class Job:
    """One request's work: runs at most once, and can be asked to stop from any thread."""

    def __init__(self, run: Callable[[], None], lane: str = "", preemptible: bool = False) -> None:
        self._run, self.lane, self.preemptible = run, lane, preemptible
        self._cancelled = threading.Event()
        self._claimed = threading.Lock()

    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> bool:
        """Ask it to stop; True when it had not begun, and now never will."""
        self._cancelled.set()
        return self._claimed.acquire(blocking=False)

    def give_way(self) -> None:
        """Ask it to end soon; one that has not begun yet does so in its turn, and ends at once."""
        self._cancelled.set()

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


def run_to_result(outcome: Any, on_event: Callable[[Any], None], is_cancelled: Callable[[], bool]) -> Any:
    """What a handler returned or, when that is a generator, what it comes to return after its events.

    Raises Cancelled for a generator that had to be closed.
    """
    if not isinstance(outcome, Generator):
        return outcome
    left = YIELDS_AFTER_CANCEL
    with closing(outcome):
        while left:
            try:
                event = next(outcome)
            except StopIteration as stop:
                return stop.value
            on_event(event)
            left -= is_cancelled()
    raise Cancelled


def _work(jobs: queue.SimpleQueue[Job | None]) -> None:
    while (job := jobs.get()) is not None:
        job.run()
