"""A capability's handlers called as the server calls them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar

from engine.context import Capability
from engine.protocol.cancellation import IsCancelled
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")


def never() -> bool:
    return False


class Handlers:
    """`events` are those of the last call."""

    def __init__(self, capability: Capability) -> None:
        self.handlers = {route.method.name: route.handle for route in capability.routes}
        self.events: list[Any] = []

    def call(
        self,
        method: Method[RequestT, Any, ResultT],
        request: RequestT,
        on_event: Callable[[Any], None] = lambda event: None,
        is_cancelled: IsCancelled = never,
    ) -> ResultT:
        self.events = []
        outcome: Any = self.handlers[method.name](request, is_cancelled)
        if not isinstance(outcome, Generator):
            return outcome  # type: ignore[no-any-return]
        while True:
            try:
                event = next(outcome)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]
            self.events.append(event)
            on_event(event)
