"""A lock given in the order in which it was asked for."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """A lock that goes to the thread that has waited longest. Not reentrant.

    `threading.Lock` goes to the thread that is running: a long job that asks again at once would starve those that wait.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Lock] = deque()
        """A closed gate for each thread that waits; the first is the holder's."""

    @property
    def waiting(self) -> int:
        """How many threads wait for the lock."""
        return max(0, len(self._queue) - 1)

    def __enter__(self) -> FairLock:
        gate = threading.Lock()
        gate.acquire()
        with self._guard:
            self._queue.append(gate)
            is_first = self._queue[0] is gate
        if not is_first:
            gate.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._queue.popleft()
            if self._queue:
                self._queue[0].release()
