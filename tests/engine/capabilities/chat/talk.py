"""Chat's handlers called as the server calls them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

from engine.capabilities.chat.api import Replied, ReplyEvent, Send
from engine.capabilities.chat.handlers import build
from engine.capabilities.chat.reply import Label
from engine.capabilities.chat.sources import Retrieve
from engine.context import House
from engine.models.interfaces import Residents
from engine.models.registry import Shelf
from engine.protocol.indexing import FileRead, Indexer, ReadFile, ReadStage
from engine.store.database import Store
from tests.support.handlers import Handlers, never


class NoIndexer:
    def read(
        self, files: Iterable[ReadFile], cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileRead, None, None]:
        raise AssertionError("chat reads no file")

    def close(self) -> None: ...


class Talk(Handlers):
    def __init__(
        self,
        home: Path,
        residents: Residents,
        retrieve: Retrieve | None = None,
        glance: Indexer | None = None,
        label: Label | None = None,
    ) -> None:
        self.store = Store.open(home)
        house = House(home, self.store, Shelf([home / "models"]), residents, NoIndexer(), glance)
        super().__init__(build(house, retrieve, label))

    def start(self, request: Send) -> Generator[ReplyEvent, None, Replied]:
        reply: Generator[ReplyEvent, None, Replied] = self.handlers["chat.send"](request, never)
        return reply

    def rows(self, sql: str, *bound: str | int) -> list[tuple[Any, ...]]:
        with self.store.read() as connection:
            return [tuple(row) for row in connection.execute(sql, bound)]

    def close(self) -> None:
        self.store.close()
