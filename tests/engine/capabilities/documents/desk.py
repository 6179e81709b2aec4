"""The real documents capability over a real store, child and shelf, called as the server calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.capabilities.documents import api
from engine.capabilities.documents.handlers import build
from engine.context import EngineContext
from engine.indexer.client import IndexerChild
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.passage import Passage
from engine.store.database import Store
from tests.support.handlers import Handlers


class Desk(Handlers):
    """`events` are those of the last call. Without models on the shelf, words alone are indexed."""

    def __init__(self, home: Path, models: Path) -> None:
        self.store = Store.open(home)
        registry = ModelRegistry([models])
        self._pool = LazyModelPool(registry, lambda kind: None)
        self._indexer = IndexerChild(models, home / "logs" / "indexer.log")
        capability = build(EngineContext(home, self.store, registry, self._pool, self._indexer))
        super().__init__(capability)
        self._retrieve = capability.offers["retrieve"]

    def index(self, *paths: Path, collection: str = "default", **more: Any) -> api.Indexed:
        return self.call(api.INDEX, api.Index(tuple(str(path) for path in paths), collection), **more)

    def search(
        self, query: str, *collections: str, k: int = 10, mode: api.SearchMode = "hybrid"
    ) -> tuple[Passage, ...]:
        return self.call(api.SEARCH, api.Search(query, collections, k, mode)).results

    def names(self, query: str, *collections: str) -> list[str]:
        return [Path(passage.path).name for passage in self.search(query, *collections)]

    def documents(self, collection: str = "", only_failed: bool = False) -> tuple[api.Document, ...]:
        return self.call(api.LIST, api.ListDocuments(collection, only_failed=only_failed, limit=100_000)).documents

    def retrieve(self, query: str, *collections: str, k: int = 3) -> tuple[Passage, ...]:
        return self._retrieve(query, collections, k)  # type: ignore[no-any-return]

    def outcomes(self) -> dict[str, str]:
        """Name → outcome of each file of the last run."""
        return {Path(e.path).name: e.outcome for e in self.events if isinstance(e, api.FileDone)}

    def close(self) -> None:
        self._indexer.close()
        self._pool.close()
        self.store.close()
