"""Routes of chunking."""

from __future__ import annotations

from collections.abc import Callable

from engine.capabilities.documents import api
from engine.capabilities.documents.api import chunking
from engine.capabilities.documents.chunking import waiting_documents
from engine.capabilities.documents.chunking.preview import ChunkingPreviewer, check_size
from engine.capabilities.documents.chunking.rechunk_run import RechunkRun, ReplaceChunks
from engine.capabilities.documents.collection_settings import collection_id, save_settings, settings_of, with_chunking
from engine.context import EngineContext
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route
from engine.store.database import Store
from engine.store.rows import rows


def chunking_routes(
    context: EngineContext, replace: ReplaceChunks, current_embedder: Callable[[], str]
) -> tuple[Route, ...]:
    """Return the routes. `replace` puts new chunks in the place of a document's, with vectors of the current embedder."""
    handlers = ChunkingHandlers(context.store)
    previewer = ChunkingPreviewer(context.store, context.interactive_indexer or context.indexer, context.pool)
    run = RechunkRun(context.store, replace, context.indexer, current_embedder)
    changed = (api.DOCUMENTS,)
    return (
        route(chunking.GET_CHUNKING, "quick", handlers.get),
        route(chunking.SET_CHUNKING, "quick", handlers.set, changed),
        route(chunking.PREVIEW_CHUNKING, "quick", previewer.preview),
        route(chunking.RECHUNK, "index", run.run, changed, preemptible=True),
    )


class ChunkingHandlers:
    """Handlers of a collection's choice."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, request: chunking.GetChunking, _: IsCancelled) -> chunking.CollectionChunking:
        """Return the choice of a collection and how many documents still wait to be cut so. Raises NotFound."""
        with self._store.read() as connection:
            id = collection_id(connection, request.collection)
            chosen = settings_of(connection, id).chunking
            to_cut = waiting_documents.count_waiting(connection).get(id, 0)
            sql = "SELECT count(*) FROM documents WHERE collection = ? AND deleted_at IS NULL AND state <> 'failed'"
            ((count,),) = rows(connection.execute(sql, (id,)))
        return chunking.CollectionChunking(request.collection, chosen, int(count), to_cut)

    def set(self, request: chunking.SetChunking, _: IsCancelled) -> Done:
        """Keep the choice of a collection. Raises NotFound, ChunkSizeUnusable."""
        check_size(request.chunking)
        with self._store.write() as connection:
            id = collection_id(connection, request.collection)
            save_settings(connection, id, with_chunking(settings_of(connection, id), request.chunking))
        return Done()
