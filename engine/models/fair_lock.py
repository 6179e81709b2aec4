"""A lock given in the order it was asked for: a long run that asks again at once lets whoever waits come between."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """Not reentrant. `threading.Lock` goes to whoever is running, which starves one that waits."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Lock] = deque()
        """A closed gate for each that waits; the first is the holder's."""

    @property
    def waiting(self) -> int:
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
