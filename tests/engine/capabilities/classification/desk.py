"""The real language capability over a real store and shelf, called as the server calls it."""

from __future__ import annotations

from pathlib import Path

from engine.capabilities.classification import handlers as classification
from engine.capabilities.text_tools import handlers as text_tools
from engine.context import TUNED, Capability, EngineContext
from engine.indexer.client import IndexerChild
from engine.models.interfaces import ModelPool
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.store.database import Store
from tests.support.handlers import Handlers


class Desk(Handlers):
    """`events` are those of the last call. `residents` instead of those of the shelf, for a text model that is scripted."""

    def __init__(self, home: Path, models: Path, pool: ModelPool | None = None) -> None:
        self.home, self.store = home, Store.open(home)
        self.registry = ModelRegistry([models], own=home / TUNED)
        self._pool = pool or LazyModelPool(self.registry, lambda kind: None)
        self._indexer = IndexerChild(models, home / "logs" / "indexer.log")
        context = EngineContext(home, self.store, self.registry, self._pool, self._indexer)
        routes = (*classification.build(context).routes, *text_tools.build(context).routes)
        super().__init__(Capability(routes))

    def add(self, folder: Path) -> None:
        for _ in self.registry.add(folder):
            pass

    def close(self) -> None:
        self._indexer.close()
        self._pool.close()
        self.store.close()
