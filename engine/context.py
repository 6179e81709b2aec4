"""The parts that every capability is given, and the routes and callables that it gives back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from engine.protocol.cancellation import IsCancelled

if TYPE_CHECKING:
    from engine.models.interfaces import ModelPool
    from engine.models.registry import ModelRegistry
    from engine.protocol.indexing import Indexer
    from engine.protocol.method import Method
    from engine.store.database import Store

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")

TUNED = "tuned"
"""Folder of the profile with the encoders that were tuned, each for one classifier. They are not in the backups."""
Lane = Literal["model", "index", "quick", "watch"]


@dataclass(frozen=True)
class EngineContext:
    """The parts every capability may use. `home` is the profile folder; nothing is written outside it.

    `glance` is a second indexer child, for the one file a person waits for while the first is in a long run.
    """

    home: Path
    store: Store
    registry: ModelRegistry
    pool: ModelPool
    indexer: Indexer
    interactive_indexer: Indexer | None = None


@dataclass(frozen=True)
class Route:
    """One method with its handler, as the server sees it. Made by `route`, which checks the types."""

    method: Method[Any, Any, Any]  # Any: the server serves routes of all types from one table
    lane: Callable[[Any], Lane]
    handler: Callable[[Any, IsCancelled], Any | Generator[Any, None, Any]]
    changes: tuple[str, ...]
    preemptible: bool


def route(
    method: Method[RequestT, EventT, ResultT],
    lane: Lane | Callable[[RequestT], Lane],
    handler: Callable[[RequestT, IsCancelled], ResultT | Generator[EventT, None, ResultT]],
    changes: tuple[str, ...] = (),
    preemptible: bool = False,
) -> Route:
    """Return the route of `method`: the handler, and the lane that it runs in, which may depend on the request.

    The handler returns the result, or is a generator that yields events and returns the result.
    `changes` are the nouns (engine.protocol.changes) broadcast after the final reply, also after an error or cancel.
    A preemptible job is cancelled when another request comes for its lane: it keeps what it finished and is asked for
    again.
    """
    return Route(method, lane if callable(lane) else lambda _: lane, handler, changes, preemptible)


@dataclass(frozen=True)
class Capability:
    """`exports` are callables that bootstrap injects by name into another capability's `build`."""

    routes: tuple[Route, ...]
    exports: Mapping[str, Callable[..., Any]] = field(default_factory=dict)  # Any: the importer states the signature
