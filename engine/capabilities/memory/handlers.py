"""Routes of the memory. All answer at once; the few that compare meanings may first load the embedder."""

from __future__ import annotations

from engine.capabilities.memory import api
from engine.capabilities.memory.detection.lasting import LastingFacts
from engine.capabilities.memory.keeping import Keeper
from engine.capabilities.memory.memory_rows import MEMORIES_FTS, MEMORY_VECTORS
from engine.capabilities.memory.memory_store import MemoryStore
from engine.capabilities.memory.memory_vectors import MemoryVectors
from engine.capabilities.memory.observer import Observer
from engine.capabilities.memory.recall.recaller import Recaller
from engine.context import Capability, EngineContext
from engine.protocol.answering.memories import MEMORIES
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Purged
from engine.rpc.routes import route
from engine.store.vectors import VectorStore


def build(context: EngineContext) -> Capability:
    """Return the routes of the memory. Chat is given `observe`, `recall`, `recall_again` and `remove_proposals`.

    What was declined long ago is forgotten now.
    """
    context.store.register(MEMORIES_FTS)
    vectors = VectorStore(context.store, MEMORY_VECTORS)
    memories = MemoryStore(context.store, vectors)
    memories.purge_declined()
    embedded = MemoryVectors(context.store, vectors, context.pool)
    keeper = Keeper(context.store, memories, embedded)
    recaller = Recaller(memories, embedded)
    observer = Observer(context.store, memories, keeper, LastingFacts(context.pool))
    handlers = MemoryHandlers(memories, keeper, recaller)
    changed = (MEMORIES,)
    return Capability(
        routes=(
            route(api.LIST, "quick", handlers.list),
            route(api.ADD, "quick", handlers.add, changed),
            route(api.CHANGE, "quick", handlers.change, changed),
            route(api.SET_STATE, "quick", handlers.set_state, changed),
            route(api.FORGET, "quick", handlers.forget, changed),
            route(api.SEARCH, "quick", handlers.search),
            route(api.WHY, "quick", handlers.why),
        ),
        exports={
            "observe": observer.observe,
            "recall": recaller.recall,
            "recall_again": recaller.read,
            "remove_proposals": memories.remove_proposals,
            "search_memory": recaller.recall,
        },
    )


class MemoryHandlers:
    """Handlers of the person's decisions about memories."""

    def __init__(self, memories: MemoryStore, keeper: Keeper, recaller: Recaller) -> None:
        self._memories, self._keeper, self._recaller = memories, keeper, recaller

    def list(self, request: api.ListMemories, _: IsCancelled) -> api.MemoryList:
        """Return the memories that are asked for."""
        return self._memories.page(request)

    def add(self, request: api.AddMemory, _: IsCancelled) -> api.Memory:
        """Raises BadRequest, MemoryTooLong."""
        return self._keeper.add(request)

    def change(self, request: api.ChangeMemory, _: IsCancelled) -> api.Memory:
        """Raises NotFound, BadRequest, MemoryTooLong."""
        return self._keeper.change(request)

    def set_state(self, request: api.SetMemoryState, _: IsCancelled) -> api.Memory:
        """Raises NotFound."""
        return self._keeper.set_state(request)

    def forget(self, request: api.ForgetMemories, _: IsCancelled) -> Purged:
        """Forgetting a memory that does not exist does nothing."""
        return Purged(self._memories.forget(request.memories))

    def search(self, request: api.SearchMemories, _: IsCancelled) -> api.MemoryMatches:
        """Return the nearest memories."""
        return self._recaller.search(request.query, request.k)

    def why(self, request: api.WhyRecalled, _: IsCancelled) -> api.RecallReason:
        """Raises NotFound."""
        return self._recaller.why(request.memory, request.question)
