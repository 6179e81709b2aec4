"""StageTimer: measures the stages of an answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec


class StageTimer(msgspec.Struct):
    """Milliseconds of each stage, by its name."""

    milliseconds: dict[str, float] = msgspec.field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure the body of a `with` statement."""
        start = time.perf_counter()
        yield
        self.milliseconds[name] = round((time.perf_counter() - start) * 1000, 2)
