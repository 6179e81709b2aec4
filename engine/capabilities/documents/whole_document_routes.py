"""Routes of the work on whole documents: grading, comparing, summarising, and what is related."""

from __future__ import annotations

from engine.capabilities.documents.comparison.handlers import comparison_routes
from engine.capabilities.documents.grading.handlers import grading_routes
from engine.capabilities.documents.related.handlers import related_routes
from engine.capabilities.documents.searching.passages import read_passage
from engine.capabilities.documents.summaries.handlers import summary_routes
from engine.capabilities.documents.whole.whole_document import WholeDocuments
from engine.context import EngineContext
from engine.rpc.routes import Route
from engine.store.vectors import VectorStore


def whole_document_routes(context: EngineContext, vectors: VectorStore) -> tuple[Route, ...]:
    """Return the routes."""
    whole = WholeDocuments(context.store, vectors, context.interactive_indexer or context.indexer, context.pool)
    return (
        *grading_routes(context, whole.open),
        *comparison_routes(context, whole.open),
        *summary_routes(context, whole.open),
        *related_routes(context, vectors, read_passage, whole.open),
    )
