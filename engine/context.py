"""What bootstrap hands to every capability, and what a capability hands back: routes and, rarely, a callable for another."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from engine.protocol.cancellation import IsCancelled

if TYPE_CHECKING:
    from engine.models.interfaces import ModelPool
    from engine.models.registry import ModelRegistry
    from engine.protocol.indexing import Indexer
    from engine.protocol.method import Method
    from engine.store.database import Store

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
    """`handle(request, cancelled)` returns the result, or is a generator that yields events and returns it.

    `changes` are the nouns (engine.protocol.changes) broadcast after the final reply, also after an error or cancel.
    One that `gives_way` is cancelled when another is asked for in its lane: it keeps what it did and is asked for again.
    """

    method: Method[Any, Any, Any]
    lane: Lane
    handle: Callable[[Any, IsCancelled], Any | Generator[Any, None, Any]]
    changes: tuple[str, ...] = ()
    preemptible: bool = False


@dataclass(frozen=True)
class Capability:
    """`offers` are callables that bootstrap may hand to another capability's `build` by name."""

    routes: tuple[Route, ...]
    offers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
