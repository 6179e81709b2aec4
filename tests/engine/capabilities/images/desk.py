"""The real images capability over a real store, child and shelf, called as the server calls it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

from engine.capabilities.images import api
from engine.capabilities.images.handlers import build
from engine.context import EngineContext
from engine.indexer.client import IndexerChild
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.method import Method
from engine.store.database import Store

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")


def never() -> bool:
    return False


class Desk:
    """`events` are those of the last call. Without models on the shelf, pictures have no vectors."""

    def __init__(self, home: Path, models: Path, pool: Any = None, registry: Any = None) -> None:
        self.store = Store.open(home)
        registry = registry or ModelRegistry([models])
        self._pool = pool or LazyModelPool(registry, lambda kind: None)
        self._children = [IndexerChild(models, home / "logs" / "indexer.log") for _ in range(2)]
        capability = build(EngineContext(home, self.store, registry, self._pool, *self._children))
        self._routes = {route.method.name: route.handle for route in capability.routes}
        self.events: list[Any] = []

    @property
    def child(self) -> IndexerChild:
        return self._children[0]

    def call(
        self,
        method: Method[RequestT, Any, ResultT],
        request: RequestT,
        on_event: Callable[[Any], None] = lambda event: None,
        is_cancelled: Callable[[], bool] = never,
    ) -> ResultT:
        self.events = []
        outcome: Any = self._routes[method.name](request, is_cancelled)
        if not isinstance(outcome, Generator):
            return outcome  # type: ignore[no-any-return]
        while True:
            try:
                event = next(outcome)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]
            self.events.append(event)
            on_event(event)

    def index(self, *paths: Path, **more: Any) -> api.Indexed:
        return self.call(api.INDEX, api.Index(tuple(str(path) for path in paths)), **more)

    def read_text(self, **more: Any) -> api.TextRead:
        return self.call(api.READ_TEXT, api.ReadText(), **more)

    def search(self, words: str = "", **more: Any) -> api.Found:
        return self.call(api.SEARCH, api.Search(words, **more))

    def names(self, words: str = "", **more: Any) -> list[str]:
        return [Path(picture.path).name for picture in self.search(words, **more).results]

    def pictures(self, **filters: Any) -> tuple[api.Picture, ...]:
        asked = api.ListPictures(api.Filters(**filters), "name", ascending=True, limit=100_000)
        return self.call(api.LIST, asked).pictures

    def listed(self, **filters: Any) -> list[str]:
        return [Path(picture.path).name for picture in self.pictures(**filters)]

    def id(self, name: str) -> int:
        return next(picture.id for picture in self.pictures() if Path(picture.path).name == name)

    def folders(self) -> api.Folders:
        return self.call(api.FOLDERS, api.ListFolders())

    def close(self) -> None:
        for child in self._children:
            child.close()
        self._pool.close()
        self.store.close()
