"""Route of related passages: it answers at once."""

from __future__ import annotations

from engine.capabilities.documents.api.related import FIND_RELATED
from engine.capabilities.documents.related.related_finder import ReadPassage, RelatedFinder
from engine.capabilities.documents.whole.whole_document import OpenDocument
from engine.context import EngineContext
from engine.rpc.routes import Route, route
from engine.store.vectors import VectorStore


def related_routes(
    context: EngineContext, vectors: VectorStore, read_passage: ReadPassage, open: OpenDocument
) -> tuple[Route, ...]:
    """Return the route. A file outside the library has to be read first, which the quick lane does not wait for."""
    finder = RelatedFinder(context.store, vectors, read_passage, open, context.pool)
    return (route(FIND_RELATED, lambda request: "transfer" if request.path else "quick", finder.find),)
