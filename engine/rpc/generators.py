"""Running a handler, which may be a generator, to its result."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import TypeVar

from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled

EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")

YIELDS_AFTER_CANCEL = 8
"""A handler that checks `is_cancelled` ends by itself, perhaps after a few more events; one that never does is closed."""


def run_to_result(
    outcome: ResultT | Generator[EventT, None, ResultT],
    on_event: Callable[[EventT], object],
    is_cancelled: IsCancelled,
) -> ResultT:
    """Return what a handler returned or, when that is a generator, its return value after all its events.

    Raises Cancelled for a generator that went on after a cancel and had to be closed.
    """
    if not isinstance(outcome, Generator):
        return outcome
    yields_left = YIELDS_AFTER_CANCEL
    with closing(outcome):
        while yields_left:
            try:
                event = next(outcome)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # StopIteration.value has no type
            on_event(event)
            yields_left -= is_cancelled()
    raise Cancelled


def exhaust(steps: Generator[EventT, None, ResultT]) -> ResultT:
    """Return the result of a generator and drop its events: for work too short to report progress."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # StopIteration.value has no type
