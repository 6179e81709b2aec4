"""Route of the run that makes vectors of sentences."""

from __future__ import annotations

from collections.abc import Callable

from engine.capabilities.documents.api.sentences import EMBED_SENTENCES
from engine.capabilities.documents.sentences.sentence_run import SentenceRun
from engine.capabilities.documents.sentences.sentence_vectors import SentenceVectors
from engine.context import EngineContext
from engine.rpc.routes import Route, route


def sentence_routes(context: EngineContext, current_embedder: Callable[[], str]) -> tuple[Route, ...]:
    """Return the routes. The run stands last in the lane of the indexer: every other job of it goes first."""
    chosen = context.pool.embedder_id
    run = SentenceRun(SentenceVectors(context.store), context.indexer, current_embedder, lambda: chosen() or "")
    return (route(EMBED_SENTENCES, "index", run.run, preemptible=True, is_background=True),)
