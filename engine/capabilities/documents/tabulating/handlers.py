"""Route of counting, listing and adding up. It reads cells that are missing, so that it does not hold up lists."""

from __future__ import annotations

from engine.capabilities.documents.api.tabulating import TABULATE
from engine.capabilities.documents.collection_questions.answerer import ContentsReader
from engine.capabilities.documents.tabulating.tabulator import Tabulator
from engine.rpc.routes import Route, route
from engine.store.database import Store


def tabulating_routes(store: Store) -> tuple[Route, ...]:
    """Return the routes."""
    return (route(TABULATE, "transfer", Tabulator(store, ContentsReader(store)).tabulate),)
