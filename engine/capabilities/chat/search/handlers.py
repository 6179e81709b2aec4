"""Routes of the search in messages and of the vectors it needs."""

from __future__ import annotations

from engine.capabilities.chat import api
from engine.capabilities.chat.search.embedding_run import MessageEmbeddingRun
from engine.capabilities.chat.search.message_search import MessageSearch
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import Indexer
from engine.rpc.routes import Route, route


def search_routes(search: MessageSearch, indexer: Indexer, pool: ModelPool) -> tuple[Route, ...]:
    """Return the routes. Vectors are made in the lane of the indexer, where anything else goes first."""
    run = MessageEmbeddingRun(search.message_vectors, indexer, pool)

    def find(request: api.SearchMessages, _: IsCancelled) -> api.MessageSearchResults:
        return search.search(request)

    return (
        route(api.SEARCH, "quick", find),
        route(api.EMBED_MESSAGES, "index", run.run, preemptible=True),
    )
