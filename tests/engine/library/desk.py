"""The library's handlers called as the server calls them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

from engine.house import Cancelled, Capability
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")


def never() -> bool:
    return False


class Desk:
    """`events` are those of the last call."""

    def __init__(self, capability: Capability) -> None:
        self._routes = {route.method.name: route.handle for route in capability.routes}
        self.events: list[Any] = []

    def call(self, method: Method[RequestT, Any, ResultT], request: RequestT, cancelled: Cancelled = never) -> ResultT:
        self.events = []
        outcome: Any = self._routes[method.name](request, cancelled)
        if not isinstance(outcome, Generator):
            return outcome  # type: ignore[no-any-return]
        while True:
            try:
                self.events.append(next(outcome))
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]
