"""The time that this process was at work, for limits: what passes while it is stopped or the computer sleeps is not counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LONGEST_STEP = 0.5
"""Seconds. How much counts of a step between two looks at the clock that took longer: the process was stopped meanwhile."""


class WorkingClock:
    """Counts from its making. It must be looked at more often than once in `longest_step` seconds of work."""

    def __init__(self, longest_step: float = LONGEST_STEP, now: Callable[[], float] = time.monotonic) -> None:
        self._longest_step, self._now = longest_step, now
        self._spent, self._before = 0.0, now()

    def seconds(self) -> float:
        """Return the seconds at work so far."""
        now = self._now()
        self._spent, self._before = self._spent + min(now - self._before, self._longest_step), now
        return self._spent

    def restart(self) -> None:
        """Begin at 0 again."""
        self._spent, self._before = 0.0, self._now()


class LimitedCalls:
    """Calls of native code that cannot be stopped: one at a time, and another thread may look whether it takes too long."""

    def __init__(self) -> None:
        self._running: tuple[WorkingClock, float] | None = None

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Note that a call runs which should be over after so many seconds of work."""
        self._running = (WorkingClock(), seconds)
        try:
            yield
        finally:
            self._running = None

    @property
    def is_overdue(self) -> bool:
        """Whether the running call takes longer. Ask more often than twice a second."""
        running = self._running
        return running is not None and running[0].seconds() > running[1]
