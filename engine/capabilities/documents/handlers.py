"""Routes of documents: indexing runs have their own lane, search and lists answer at once."""

from __future__ import annotations

from collections.abc import Sequence

from engine.capabilities.documents import api, document_rows, document_store
from engine.capabilities.documents.active_runs import ActiveRuns
from engine.capabilities.documents.asking.handlers import asking_routes
from engine.capabilities.documents.chunking.handlers import chunking_routes
from engine.capabilities.documents.collection_questions.answerer import CollectionAnswerer
from engine.capabilities.documents.document_store import DocumentStore
from engine.capabilities.documents.document_vectors import DocumentEmbedder, DocumentVectors, embedder_is_installed
from engine.capabilities.documents.embedding_run import EmbeddingRun
from engine.capabilities.documents.evaluation.handlers import AnsweringSlot
from engine.capabilities.documents.evaluation.handlers import routes as evaluation_routes
from engine.capabilities.documents.extraction.handlers import extraction_routes
from engine.capabilities.documents.file_listing import FileLister
from engine.capabilities.documents.indexing import DocumentIndexer
from engine.capabilities.documents.scans.scan_run import ScanRun
from engine.capabilities.documents.searching.document_search import DocumentSearch
from engine.capabilities.documents.searching.handlers import searching_routes
from engine.capabilities.documents.searching.nearest_passages import NearestPassages
from engine.capabilities.documents.searching.passages import KEYWORDS
from engine.capabilities.documents.searching.retriever import Retriever
from engine.capabilities.documents.searching.scope import passing_documents
from engine.capabilities.documents.sentences.handlers import sentence_routes
from engine.capabilities.documents.sentences.passage_sentences import PassageSentences
from engine.capabilities.documents.summaries.handlers import forgetting_summaries
from engine.capabilities.documents.tabulating.handlers import tabulating_routes
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.capabilities.documents.watching.handlers import watching_routes
from engine.capabilities.documents.whole_document_routes import whole_document_routes
from engine.context import Capability, EngineContext
from engine.files.names import is_file
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.done import Done, Purged
from engine.protocol.errors import NotFound
from engine.protocol.pages import ORDERS_NOTICE, READ_PAGE, PageText, ReadPage
from engine.rpc.routes import route
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.searching.keyword_search import KeywordSearch
from engine.store.vectors import VectorStore


def build(context: EngineContext) -> Capability:
    """Return the routes of documents. `retrieve` and `read_beginning` (Retriever) and `unread` (ActiveRuns) are for others.

    Documents removed long ago are purged now.
    """
    vectors = VectorStore(context.store, CHUNK_VECTORS)
    keywords = KeywordSearch(context.store, KEYWORDS, lambda: context.background.are_paused)
    documents = DocumentStore(context.store, vectors, keywords.erase)
    documents.purge()
    active_runs = ActiveRuns(context.store)
    embedder = DocumentEmbedder(context.store, vectors, context.pool, embedder_is_installed(context.registry))
    indexer = DocumentIndexer(context.store, documents, context.indexer, context.pool, active_runs, embedder.current)
    search = DocumentSearch(context.store, vectors, context.pool, keywords=keywords)
    retriever = Retriever(search)
    embedding = EmbeddingRun(DocumentVectors(context.store, vectors), context.indexer, context.pool, embedder.current)
    scans = ScanRun(context.store, documents.add_page_text, context.indexer, context.pool, embedder.current)
    handlers = DocumentHandlers(context.store, vectors, documents, search, context.pool)
    files = FileLister(context.store, lambda request: handlers.read_page(request, never_cancelled))
    answering = AnsweringSlot()
    changed = (api.DOCUMENTS,)
    return Capability(
        routes=(
            route(api.INDEX, "index", indexer.index, changed),
            route(api.RETRY_FAILED, "index", indexer.retry, changed),
            route(api.EMBED, "index", embedding.run, changed, preemptible=True),
            route(api.READ_SCANS, "index", scans.read, changed, preemptible=True),
            *sentence_routes(context, embedder.current),
            *chunking_routes(context, documents.replace_chunks, embedder.current),
            *watching_routes(context, documents),
            *asking_routes(context.store, indexer.index),
            *tabulating_routes(context.store),
            route(api.SEARCH, "quick", handlers.search),
            *searching_routes(context.store),
            route(api.COLLECTIONS, "quick", handlers.list_collections),
            route(api.LIST, "quick", handlers.list_documents),
            route(READ_PAGE, "quick", handlers.read_page),
            route(api.REMOVE, "quick", handlers.remove, changed),
            route(api.RESTORE, "quick", handlers.restore, changed),
            route(api.PURGE, "quick", forgetting_summaries(context.store, handlers.purge), changed),
            route(api.REMOVE_COLLECTION, "quick", handlers.remove_collection, changed),
            route(api.RESTORE_COLLECTION, "quick", handlers.restore_collection, changed),
            route(api.RENAME_COLLECTION, "quick", handlers.rename_collection, changed),
            *extraction_routes(context),
            *whole_document_routes(context, vectors),
            *evaluation_routes(context.store, context.indexer, context.pool, answering),
        ),
        exports={
            "retrieve": retriever.retrieve,
            "read_beginning": retriever.read_beginning,
            "nearest": NearestPassages(search).find,
            "sentence_vectors": PassageSentences(context.store).vectors,
            "unread": active_runs.unread,
            "list_files": files.list_files,
            "page_text": files.page_text,
            "forget_file": documents.forget_file,
            "answer_collection": CollectionAnswerer(context.store, active_runs.unread, search).answer,
            "add_answering": answering.add,
        },
        close=keywords.close,
    )


class DocumentHandlers:
    """Handlers that answer at once."""

    def __init__(
        self, store: Store, vectors: VectorStore, documents: DocumentStore, search: DocumentSearch, pool: ModelPool
    ) -> None:
        self._store, self._vectors, self._documents, self._search = store, vectors, documents, search
        self._pool = pool

    def search(self, request: api.SearchDocuments, _: IsCancelled) -> api.DocumentSearchResults:
        """Return the best passages. Raises NotFound."""
        return self._search.search(request)

    def list_collections(self, request: api.ListCollections, _: IsCancelled) -> api.Collections:
        """Return the collections by name."""
        with self._store.read() as connection:
            return api.Collections(
                document_store.list_collections(
                    connection, self._pool.ocr_model_id() or "", self._pool.embedder_id() or ""
                )
            )

    def list_documents(self, request: api.ListDocuments, _: IsCancelled) -> api.Documents:
        """Return one page of the documents that pass the filters. Raises DayUnusable."""
        with self._store.read() as connection:
            passing = passing_documents(connection, request.filters)
            return document_rows.list_documents(connection, self._vectors, request, passing)

    def read_page(self, request: ReadPage, _: IsCancelled) -> PageText:
        """Return the text of one page. Raises NotFound."""
        with self._store.read() as connection:
            pages = connection.execute(
                """SELECT coalesce(o.path, d.path), d.path, d.title, (SELECT count(*) FROM pages WHERE document = d.id),
                   p.label, p.text, d.notice FROM documents d LEFT JOIN documents o ON o.id = d.parent
                   JOIN pages p ON p.document = d.id WHERE d.id = ? AND p.number = ?""",
                (request.document, request.page),
            )
            row = next(iter(rows(pages.fetchall())), None)  # a cursor not read to its end keeps the lane at old rows
        if row is None:
            raise NotFound("page")
        file, path, title, count, label, text, notice = row
        inside = file if file != path else ""
        has_orders = ORDERS_NOTICE in notice.split("\n")
        return PageText(
            request.document, path, title, request.page, count, label, text, is_file(file), inside, has_orders
        )

    def remove(self, request: api.RemoveDocuments, _: IsCancelled) -> Done:
        """Hide documents until they are purged."""
        return self._set_hidden(request.documents, hidden=True)

    def restore(self, request: api.RestoreDocuments, _: IsCancelled) -> Done:
        """Show removed documents again."""
        return self._set_hidden(request.documents, hidden=False)

    def purge(self, request: api.PurgeDocuments, _: IsCancelled) -> Purged:
        """Delete documents for good, or all that were removed."""
        if request.documents is None:
            return Purged(self._documents.purge_removed())
        return Purged(self._documents.purge_documents(request.documents))

    def remove_collection(self, request: api.RemoveCollection, _: IsCancelled) -> Done:
        """Hide a collection with its documents. Raises NotFound."""
        with self._store.write(frees_space=True) as connection:
            document_store.remove_collection(connection, request.name)
        return Done()

    def restore_collection(self, request: api.RestoreCollection, _: IsCancelled) -> Done:
        """Show a removed collection again. Raises NotFound."""
        with self._store.write() as connection:
            document_store.restore_collection(connection, request.name)
        return Done()

    def rename_collection(self, request: api.RenameCollection, _: IsCancelled) -> Done:
        """Rename a collection. Raises NotFound, NameTaken."""
        with self._store.write() as connection:
            document_store.rename_collection(connection, request.name, request.new_name)
        return Done()

    def _set_hidden(self, documents: Sequence[int], hidden: bool) -> Done:
        self._documents.set_hidden(documents, hidden)
        return Done()
