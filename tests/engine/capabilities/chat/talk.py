"""Chat's handlers called as the server calls them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

from engine.capabilities.chat.api import Replied, ReplyEvent, Send
from engine.capabilities.chat.handlers import build
from engine.capabilities.chat.reply import Label
from engine.capabilities.chat.sources import Retrieve
from engine.context import EngineContext
from engine.models.interfaces import ModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.indexing import FileRead, Indexer, ReadFile, ReadStage
from engine.store.database import Store
from tests.support.handlers import Handlers, never


class NoIndexer:
    def read(
        self, files: Iterable[ReadFile], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileRead, None, None]:
        raise AssertionError("chat reads no file")

    def close(self) -> None: ...


class Talk(Handlers):
    def __init__(
        self,
        home: Path,
        pool: ModelPool,
        retrieve: Retrieve | None = None,
        interactive_indexer: Indexer | None = None,
        label: Label | None = None,
    ) -> None:
        self.store = Store.open(home)
        context = EngineContext(
            home, self.store, ModelRegistry([home / "models"]), pool, NoIndexer(), interactive_indexer
        )
        super().__init__(build(context, retrieve, label))

    def start(self, request: Send) -> Generator[ReplyEvent, None, Replied]:
        reply: Generator[ReplyEvent, None, Replied] = self.handlers["chat.send"](request, never)
        return reply

    def rows(self, sql: str, *bound: str | int) -> list[tuple[Any, ...]]:
        with self.store.read() as connection:
            return [tuple(row) for row in connection.execute(sql, bound)]

    def close(self) -> None:
        self.store.close()
