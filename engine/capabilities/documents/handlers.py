"""Documents' routes: runs have their own lane, search and lists answer at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.capabilities.documents import api, document_store
from engine.capabilities.documents.document_store import Shelves
from engine.capabilities.documents.indexing import IndexRuns
from engine.capabilities.documents.retrieval import Retriever
from engine.capabilities.documents.search import Searcher
from engine.context import Capability, EngineContext, route
from engine.protocol.cancellation import IsCancelled
from engine.protocol.changes import DOCUMENTS
from engine.protocol.errors import NotFound
from engine.protocol.pages import READ_PAGE, PageText, ReadPage
from engine.store.clock import now_ms
from engine.store.database import Store
from engine.store.vectors import VectorStore
from engine.capabilities.documents.vector_table import CHUNK_VECTORS


def build(context: EngineContext) -> Capability:
    vectors = VectorStore(context.store, CHUNK_VECTORS)
    kept = Shelves(context.store, vectors)
    kept.purge()
    runs = IndexRuns(context.store, kept, context.indexer, context.pool)
    searcher = Searcher(context.store, vectors, context.pool)
    desk = Desk(context.store, kept, searcher)
    changed = (DOCUMENTS,)
    return Capability(
        routes=(
            route(api.INDEX, "index", runs.index, changed),
            route(api.RETRY_FAILED, "index", runs.retry, changed),
            route(api.SEARCH, "quick", desk.search),
            route(api.COLLECTIONS, "quick", desk.collections),
            route(api.LIST, "quick", desk.list),
            route(READ_PAGE, "quick", desk.read_page),
            route(api.REMOVE, "quick", desk.remove, changed),
            route(api.RESTORE, "quick", desk.restore, changed),
            route(api.REMOVE_COLLECTION, "quick", desk.remove_collection, changed),
            route(api.RESTORE_COLLECTION, "quick", desk.restore_collection, changed),
            route(api.RENAME_COLLECTION, "quick", desk.rename_collection, changed),
        ),
        exports={"retrieve": Retriever(searcher).retrieve},
    )


class Desk:
    """The handlers that answer at once."""

    def __init__(self, store: Store, kept: Shelves, searcher: Searcher) -> None:
        self._store, self._kept, self._searcher = store, kept, searcher

    def search(self, request: api.Search, _: IsCancelled) -> api.Found:
        return self._searcher.search(request)

    def collections(self, request: api.ListCollections, _: IsCancelled) -> api.Collections:
        with self._store.read() as connection:
            return api.Collections(document_store.collections(connection))

    def list(self, request: api.ListDocuments, _: IsCancelled) -> api.Documents:
        with self._store.read() as connection:
            return document_store.documents(connection, request)

    def read_page(self, request: ReadPage, _: IsCancelled) -> PageText:
        with self._store.read() as connection:
            rows: list[tuple[Any, ...]] = connection.execute(
                """SELECT d.path, d.title, (SELECT count(*) FROM pages WHERE document = d.id), p.label, p.text
                   FROM documents d JOIN pages p ON p.document = d.id WHERE d.id = ? AND p.number = ?""",
                (request.document, request.page),
            ).fetchall()
        if not rows:
            raise NotFound("page")
        ((path, title, pages, label, text),) = rows
        return PageText(request.document, path, title, request.page, pages, label, text, Path(path).is_file())

    def remove(self, request: api.RemoveDocuments, _: IsCancelled) -> api.Done:
        return self._hide(request.documents, hidden=True)

    def restore(self, request: api.RestoreDocuments, _: IsCancelled) -> api.Done:
        return self._hide(request.documents, hidden=False)

    def remove_collection(self, request: api.RemoveCollection, _: IsCancelled) -> api.Done:
        with self._store.write() as connection:
            id = document_store.collection_id(connection, request.name)
            connection.execute("UPDATE collections SET deleted_at = ? WHERE id = ?", (now_ms(), id))
        return api.Done()

    def restore_collection(self, request: api.RestoreCollection, _: IsCancelled) -> api.Done:
        with self._store.write() as connection:
            connection.execute("UPDATE collections SET deleted_at = NULL WHERE name = ?", (request.name,))
            document_store.collection_id(connection, request.name)
        return api.Done()

    def rename_collection(self, request: api.RenameCollection, _: IsCancelled) -> api.Done:
        with self._store.write() as connection:
            document_store.rename(connection, request.name, request.new_name)
        return api.Done()

    def _hide(self, documents: Sequence[int], hidden: bool) -> api.Done:
        self._kept.hide(documents, hidden)
        return api.Done()
