"""The parts that every capability is given, and the routes and functions that it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from engine.background import BackgroundProcesses

if TYPE_CHECKING:
    from engine.models.interfaces import ModelPool
    from engine.models.registry import ModelRegistry
    from engine.networked.client import NetworkLauncher
    from engine.protocol.children.indexing import Indexer
    from engine.rpc.routes import Route
    from engine.store.caches.conversation_states import ConversationStates
    from engine.store.database import Store

FINE_TUNED_FOLDER = "tuned"
"""Folder of the profile with the fine-tuned encoders, each made for one classifier."""


class EngineContext(msgspec.Struct, frozen=True):
    """The parts every capability may use. `home` is the profile folder; nothing is written outside it.

    `interactive_indexer` is a second indexer child, for the one file a person waits for while the first is in a long
    run. The children of `background` stand still while a person waits for the model lane. `states` is what the pool keeps of
    conversations on disk. `launcher` starts the programs that may use the network; None where there are none.
    """

    home: Path
    store: Store
    registry: ModelRegistry
    pool: ModelPool
    indexer: Indexer
    interactive_indexer: Indexer | None = None
    background: BackgroundProcesses = msgspec.field(default_factory=BackgroundProcesses)
    states: ConversationStates | None = None
    launcher: NetworkLauncher | None = None


class Capability(msgspec.Struct, frozen=True):
    """The routes of one capability, and its `exports`: functions that another capability's `build` may ask for.

    `close` is called before the engine ends.
    """

    routes: tuple[Route, ...]
    exports: Mapping[str, Callable[..., Any]] = msgspec.field(
        default_factory=dict
    )  # Any: whoever imports one states its type
    close: Callable[[], None] | None = None
