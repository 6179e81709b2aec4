"""Builds the parts, discovers the capabilities and hands each what it needs. Nothing native is imported here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import engine.capabilities
from engine.context import TUNED, Capability, EngineContext, Route
from engine.indexer.client import IndexerChild
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.cancellation import IsCancelled
from engine.protocol.method import Method
from engine.rpc.lanes import run_to_result
from engine.store.database import Store
from engine.store.settings import LibrarySettings

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")

INJECTED = {"chat": {"retrieve": "documents", "label": "classification"}}
"""capability → argument of its `build` → the capability that exports a callable of that name."""


@dataclass(frozen=True)
class Engine:
    context: EngineContext
    routes: Mapping[str, Route]

    def call(
        self,
        method: Method[RequestT, Any, ResultT],
        request: RequestT,
        on_event: Callable[[Any], None] = lambda event: None,
        is_cancelled: IsCancelled = lambda: False,
    ) -> ResultT:
        """Run a handler in the calling thread: the command line's way, with no wire between."""
        outcome = self.routes[method.name].handler(request, is_cancelled)
        return run_to_result(outcome, on_event, is_cancelled)  # type: ignore[no-any-return]


@contextmanager
def bootstrap(home: Path, models: Path) -> Iterator[Engine]:
    """The engine of one profile, its children ended and its library closed at the end. Raises LibraryError."""
    store = Store.open(home)
    try:
        settings = LibrarySettings(store)
        registry = ModelRegistry([models], own=home / TUNED)
        pool = LazyModelPool(registry, chosen=lambda kind: settings.get(f"model.{kind}"))
        indexer, interactive_indexer = (IndexerChild(models, log=home / "logs" / "indexer.log") for _ in range(2))
        try:
            yield build(EngineContext(home, store, registry, pool, indexer, interactive_indexer))
        finally:
            indexer.close()
            interactive_indexer.close()
            pool.close()
    finally:
        store.close()


def build(context: EngineContext) -> Engine:
    """The routes of every capability found, each handed what INJECTED names for it."""
    names = [module.name for module in pkgutil.iter_modules(engine.capabilities.__path__)]
    built: dict[str, Capability] = {}
    for name in sorted(names, key=lambda name: name in INJECTED):
        module = importlib.import_module(f"engine.capabilities.{name}.handlers")
        handed = {argument: built[giver].exports[argument] for argument, giver in INJECTED.get(name, {}).items()}
        built[name] = module.build(context, **handed)
    return Engine(context, {r.method.name: r for capability in built.values() for r in capability.routes})
