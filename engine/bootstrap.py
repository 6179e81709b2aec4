"""Builds the engine's parts, discovers the capabilities and gives each what it needs. Imports nothing native."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, TypeVar  # Any: as in Route

import msgspec
from msgspec.structs import replace

from engine.background import BackgroundProcesses
from engine.context import FINE_TUNED_FOLDER, Capability, EngineContext
from engine.discovery import capability_names, load_part
from engine.indexer.client import IndexerClient
from engine.models.loading import quarantine_culprits
from engine.models.pool import LazyModelPool
from engine.models.probing.crash_marker import CrashMarker
from engine.models.registry import ModelRegistry
from engine.models.selection import ModelSelection
from engine.networked.client import NetworkLauncher
from engine.protocol.cancellation import IsCancelled
from engine.protocol.method import Method
from engine.rpc.generators import run_to_result
from engine.rpc.routes import Route
from engine.store.caches.conversation_states import ConversationStates
from engine.store.database import Store
from engine.store.settings import LibrarySettings
from engine.tables.handlers import build_table_routes

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")


class Engine(msgspec.Struct, frozen=True):
    """Everything that serves one profile. `routes` are by the name of their method; `closers` end what capabilities started."""

    context: EngineContext
    routes: Mapping[str, Route]
    closers: tuple[Callable[[], None], ...] = ()

    def call(
        self,
        method: Method[RequestT, EventT, ResultT],
        request: RequestT,
        on_event: Callable[[EventT], object] = lambda event: None,
        is_cancelled: IsCancelled = lambda: False,
    ) -> ResultT:
        """Run a handler in the calling thread, without a wire, and return its result.

        Raises the handler's errors, and Cancelled for a handler that had to be closed.
        """
        outcome = self.routes[method.name].handler(request, is_cancelled)
        result: ResultT = run_to_result(outcome, on_event, is_cancelled)
        return result


@contextmanager
def bootstrap(
    home: Path,
    models: Path,
    new_library: bool = False,
    marker: CrashMarker | None = None,
    launcher: NetworkLauncher | None = None,
) -> Iterator[Engine]:
    """Yield the engine of one profile; at the end its children are ended and its library is closed.

    `new_library` allows an empty one where one was lost. `marker` knows which model an earlier engine died of; that one is
    quarantined. `launcher` starts programs that may use the network. Raises LibraryError when the library cannot be opened.
    """
    store = Store.open(home, new=new_library)
    try:
        registry = ModelRegistry([models], private_folder=home / FINE_TUNED_FOLDER)
        if marker is not None and (death := marker.take()) is not None:
            quarantine_culprits(registry, death)
        states = ConversationStates(store)
        pool = LazyModelPool(registry, ModelSelection(registry, LibrarySettings(store)), marker=marker, states=states)
        background, log = BackgroundProcesses(), home / "logs" / "indexer.log"
        indexer, interactive_indexer = IndexerClient(models, log, background=background), IndexerClient(models, log)
        try:
            engine = build(
                EngineContext(home, store, registry, pool, indexer, interactive_indexer, background, states, launcher)
            )
            try:
                yield engine
            finally:
                for close in engine.closers:
                    close()
        finally:
            indexer.close()
            interactive_indexer.close()
            pool.close()
    finally:
        store.close()


def build(context: EngineContext) -> Engine:
    """Build every capability and collect the routes.

    A capability whose handlers.py has INJECTED (argument of its `build` → the capability that exports a function of that
    name) is built after those and gets these functions. Raises graphlib.CycleError where two ask for each other's.
    """
    modules = {name: load_part(name, "handlers") for name in capability_names()}
    injected: dict[str, Mapping[str, str]] = {n: getattr(module, "INJECTED", {}) for n, module in modules.items()}
    built: dict[str, Capability] = {}
    for name in TopologicalSorter({n: injected[n].values() for n in sorted(modules)}).static_order():
        functions = {argument: built[exporter].exports[argument] for argument, exporter in injected[name].items()}
        built[name] = modules[name].build(context, **functions)
    routes = [*build_table_routes(context), *(route for capability in built.values() for route in capability.routes)]
    closers = tuple(capability.close for capability in built.values() if capability.close is not None)
    return Engine(context, {route.method.name: _giving_way(route, context.background) for route in routes}, closers)


def _giving_way(route: Route, background: BackgroundProcesses) -> Route:
    """Let the background processes stand still while a person waits for the model lane."""

    def handler(request: Any, is_cancelled: IsCancelled) -> Generator[Any, None, Any]:
        is_awaited = route.lane(request) == "model" and not route.preemptible
        with background.paused() if is_awaited else nullcontext():
            outcome = route.handler(request, is_cancelled)
            return (yield from _noted(outcome, background)) if isinstance(outcome, Generator) else outcome

    return replace(route, handler=handler)


def _noted(
    outcome: Generator[EventT, None, ResultT], background: BackgroundProcesses
) -> Generator[EventT, None, ResultT]:
    """Yield the events of a handler, each of which shows that it makes progress."""
    with closing(outcome):
        while True:
            try:
                event = next(outcome)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # StopIteration.value has no type
            background.note_progress()
            yield event
