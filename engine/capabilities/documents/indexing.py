"""Indexing runs of documents: folders and files read into a collection."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path, PurePath

from engine.capabilities.documents import document_rows, document_store
from engine.capabilities.documents.active_runs import ActiveRuns
from engine.capabilities.documents.api import DocumentIndexReport, IndexDocuments, RetryFailedDocuments, UnreadKind
from engine.capabilities.documents.collection_settings import settings_of
from engine.capabilities.documents.document_store import DocumentStore
from engine.capabilities.documents.scans import scanned_pages
from engine.capabilities.documents.traits.document_traits import DocumentLanguages
from engine.files.changes import displayable, hash_file
from engine.files.file_run import BatchLimits, FileRun, FileRunCounts, FileStamp, FileStore, KnownFile, ReadFileResult
from engine.files.names import is_there
from engine.files.patterns import FilePatterns
from engine.files.walk import absolute_path, is_under, walk_files
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import (
    DOCUMENT_SUFFIXES,
    FileContents,
    FileResult,
    Indexer,
    ReadFile,
    reader_version,
)
from engine.protocol.file_run import FileRunEvent
from engine.store.database import Store

LITTER = frozenset(("Thumbs.db", "desktop.ini", "ehthumbs.db"))
IndexSteps = Generator[FileRunEvent, None, DocumentIndexReport]


class CollectionFiles(FileStore[FileContents]):
    """Documents of one collection. A document is long: each has its own transaction."""

    unit = "file"
    limits = BatchLimits(files=1, seconds=0.0)

    def __init__(self, store: Store, documents: DocumentStore, collection: int, embedder: str) -> None:
        self._store, self._documents, self._collection = store, documents, collection
        with store.read() as connection:
            self._chunking = settings_of(connection, collection).chunking
        self.model = embedder
        self.chunks = 0
        """Chunks written by this run."""

    def known_files(self) -> dict[str, KnownFile]:
        with self._store.read() as connection:
            return document_rows.known_files(connection, self._collection)

    def is_current(self, known: KnownFile) -> bool:
        """Tell whether the chunks are an embedder's: EmbeddingRun makes vectors that are missing without reading the file.

        A document cut without an embedder, by its words, is read again once there is one.
        """
        return not self.model or bool(known.model)

    def reader_version(self, path: Path) -> int:
        return reader_version(path.suffix)

    def stamp(self, path: Path) -> FileStamp:
        status = path.stat()
        return FileStamp(status.st_size, status.st_mtime_ns, hash_file(path))

    def request(self, path: str) -> ReadFile:
        return ReadFile(path, self.model, self._chunking)

    def contents(self, result: FileResult) -> FileContents | None:
        return result.contents

    def put(self, results: Sequence[ReadFileResult[FileContents]]) -> None:
        for result in results:
            self.chunks += self._documents.put(self._collection, result, self._chunking)

    def move(self, id: int, path: str, stamp: FileStamp) -> None:
        self._documents.move(id, path, stamp)

    def set_missing(self, ids: Sequence[int], missing: bool) -> None:
        self._documents.set_hidden(ids, missing)

    def restore(self, id: int) -> None:
        self._documents.set_hidden([id], hidden=False)


def nearest_there(paths: Sequence[str], roots: Sequence[str]) -> dict[str, None]:
    """Return for each path in these folders itself, or the nearest folder above it that is there, if one is."""
    there = dict[str, None]()
    for path in paths:
        each = path
        while is_under(each, roots) and not is_there(each):
            each = str(PurePath(each).parent)
        if is_under(each, roots):
            there[each] = None
    return there


class PassedOverFiles:
    """Counts the files of a run that have no reader, kind by kind."""

    def __init__(self) -> None:
        self._kinds: dict[str, UnreadKind] = {}

    def add(self, path: str) -> None:
        """Count a file. Files that systems leave in folders are nobody's."""
        name = Path(path).name
        if name in LITTER:
            return
        suffix = Path(name).suffix.lower()
        known = self._kinds.get(suffix)
        self._kinds[suffix] = UnreadKind(
            suffix, known.count + 1 if known else 1, known.example if known else displayable(name)
        )

    def kinds(self) -> tuple[UnreadKind, ...]:
        """Return the kinds, the most frequent first."""
        return tuple(sorted(self._kinds.values(), key=lambda kind: (-kind.count, kind.suffix)))


class DocumentIndexer:
    """Handlers of the runs: index folders and files, try quarantined files again."""

    def __init__(
        self,
        store: Store,
        documents: DocumentStore,
        indexer: Indexer,
        pool: ModelPool,
        active_runs: ActiveRuns,
        current_embedder: Callable[[], str] | None = None,
    ) -> None:
        """`current_embedder` names the one that documents get their vectors from; the pool's where it is None."""
        self._current_embedder = current_embedder or (lambda: pool.embedder_id() or "")
        self._store, self._documents, self._indexer, self._pool = store, documents, indexer, pool
        self._active_runs, self._languages = active_runs, DocumentLanguages(store)

    def index(self, request: IndexDocuments, is_cancelled: IsCancelled) -> IndexSteps:
        """Bring a collection up to date with the files of the request. Raises LibraryError."""
        named = [absolute_path(path) for path in request.paths]
        is_refresh = request.is_refresh or not named
        with self._store.write() as connection:
            folders = [] if is_refresh else [displayable(path) for path in named]
            collection = document_store.ensure_collection(connection, request.collection, folders)
            roots = document_store.folders_of(connection, collection)
            settings = settings_of(connection, collection)
        if is_refresh:
            named = list(nearest_there(named or roots, roots))
        patterns, unread = FilePatterns(settings.include, settings.exclude), PassedOverFiles()

        def is_taken(path: str) -> bool:
            return path in named or patterns.accepts(PurePath(path), roots)

        def pass_over(path: str) -> None:
            if is_taken(path):
                unread.add(path)

        walked = walk_files(named, DOCUMENT_SUFFIXES, is_cancelled, pass_over)
        paths = [path for path in walked if is_taken(str(path))]
        if settings.include or settings.exclude:
            self._hide_left_out(collection, named, is_taken)
        files = self._files(collection)
        run = FileRun(files, self._indexer).index(paths, named, is_cancelled)
        counts = yield from self._active_runs.follow(request.collection, run)
        self._languages.identify(is_cancelled)
        return self._report(request.collection, collection, counts, files.chunks, unread.kinds())

    def _hide_left_out(self, collection: int, named: Sequence[str], is_taken: Callable[[str], bool]) -> None:
        """Hide the documents whose files the patterns leave out; those that are taken again come back with the run."""
        with self._store.read() as connection:
            known = document_rows.known_files(connection, collection)
        there = {path: row for path, row in known.items() if not row.missing and is_under(path, named)}
        if left_out := [row.id for path, row in there.items() if not is_taken(path)]:
            self._documents.set_hidden(left_out, hidden=True)

    def retry(self, request: RetryFailedDocuments, is_cancelled: IsCancelled) -> IndexSteps:
        """Read quarantined files of a collection again. Raises NotFound."""
        with self._store.read() as connection:
            collection = document_store.collection_id(connection, request.collection)
        files = self._files(collection)
        run = FileRun(files, self._indexer).retry(frozenset(request.documents), is_cancelled)
        counts = yield from self._active_runs.follow(request.collection, run)
        self._languages.identify(is_cancelled)
        return self._report(request.collection, collection, counts, files.chunks)

    def _files(self, collection: int) -> CollectionFiles:
        return CollectionFiles(self._store, self._documents, collection, self._current_embedder())

    def _report(
        self, name: str, id: int, counts: FileRunCounts, chunks: int, unread: tuple[UnreadKind, ...] = ()
    ) -> DocumentIndexReport:
        with self._store.read() as connection:
            embeddable = document_store.count_embeddable(connection, id)
            scanned = scanned_pages.count_waiting(connection, self._pool.ocr_model_id() or "", id)
        return DocumentIndexReport(
            collection=name,
            added=counts.added,
            updated=counts.updated,
            unchanged=counts.unchanged,
            failed=counts.failed,
            removed=counts.removed,
            chunks=chunks,
            seconds=counts.seconds,
            cancelled=counts.cancelled,
            embeddable=embeddable,
            scanned=scanned,
            unread=unread,
        )
