"""Running a generator handler to its result."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")


def exhaust(steps: Generator[EventT, None, ResultT]) -> ResultT:
    """Return the result of a generator and drop its events: for work too short to report progress."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: ResultT = end.value
            return result
