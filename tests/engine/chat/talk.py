"""Chat's handlers called as the server calls them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any, TypeVar

from engine.capabilities.chat.api import Replied, ReplyEvent, Send
from engine.capabilities.chat.capability import build
from engine.capabilities.chat.sources import Retrieve
from engine.house import House
from engine.models.kinds import Residents
from engine.models.shelf import Shelf
from engine.protocol.indexing import FileRead, ReadFile, ReadStage
from engine.protocol.method import Method
from engine.store.database import Store

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")


def never() -> bool:
    return False


class NoIndexer:
    def read(
        self, files: Iterable[ReadFile], cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileRead, None, None]:
        raise AssertionError("chat reads no file")

    def close(self) -> None: ...


class Talk:
    """`events` are those of the last call."""

    def __init__(self, home: Path, residents: Residents, retrieve: Retrieve | None = None) -> None:
        self.store = Store.open(home)
        house = House(home, self.store, Shelf([home / "models"]), residents, NoIndexer())
        self._routes = {route.method.name: route.handle for route in build(house, retrieve).routes}
        self.events: list[Any] = []

    def call(
        self,
        method: Method[RequestT, Any, ResultT],
        request: RequestT,
        on_event: Callable[[Any], None] = lambda event: None,
        cancelled: Callable[[], bool] = never,
    ) -> ResultT:
        self.events = []
        outcome: Any = self._routes[method.name](request, cancelled)
        if not isinstance(outcome, Generator):
            return outcome  # type: ignore[no-any-return]
        while True:
            try:
                event = next(outcome)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]
            self.events.append(event)
            on_event(event)

    def start(self, request: Send) -> Generator[ReplyEvent, None, Replied]:
        reply: Generator[ReplyEvent, None, Replied] = self._routes["chat.send"](request, never)
        return reply

    def rows(self, sql: str, *bound: str | int) -> list[tuple[Any, ...]]:
        with self.store.read() as connection:
            return [tuple(row) for row in connection.execute(sql, bound)]

    def close(self) -> None:
        self.store.close()
