"""Route that makes collections and files ready to be asked: files that are not read yet are read first."""

from __future__ import annotations

from collections.abc import Callable, Generator

from engine.capabilities.documents.api import ATTACHED, DOCUMENTS, DocumentIndexReport, IndexDocuments
from engine.files.names import is_there
from engine.files.walk import absolute_path
from engine.protocol.answering.scope import PREPARE_SCOPE, PrepareScope, QuestionScope
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, CollectionMissing, FileVanished
from engine.protocol.file_run import FileOutcome, FileRunEvent
from engine.rpc.routes import Route, route
from engine.store.database import Store
from engine.store.rows import rows

ReadFiles = Callable[[IndexDocuments, IsCancelled], Generator[FileRunEvent, None, DocumentIndexReport]]


def asking_routes(store: Store, read_files: ReadFiles) -> tuple[Route, ...]:
    """Return the routes. Files are read in the lane of all reading; names are looked up at once."""
    preparer = ScopePreparer(store, read_files)
    return (
        route(PREPARE_SCOPE, lambda request: "index" if request.files else "quick", preparer.prepare, (DOCUMENTS,)),
    )


class ScopePreparer:
    """Handler of the scope of a question."""

    def __init__(self, store: Store, read_files: ReadFiles) -> None:
        self._store, self._read_files = store, read_files

    def prepare(self, request: PrepareScope, is_cancelled: IsCancelled) -> Generator[FileRunEvent, None, QuestionScope]:
        """Return the scope when its files are read. Raises CollectionMissing, FileVanished, Cancelled, LibraryError."""
        collections = self._collections(request)
        paths = tuple(dict.fromkeys(str(absolute_path(file)) for file in request.files))
        if gone := next((path for path in paths if not is_there(path)), None):
            raise FileVanished(name=gone)
        unread: list[str] = []
        if paths:
            report = yield from _noting_failures(
                self._read_files(IndexDocuments(paths, ATTACHED), is_cancelled), unread
            )
            if report.cancelled:
                raise Cancelled
        files = tuple(path for path in paths if path not in unread)
        return QuestionScope(collections, files, tuple(unread))

    def _collections(self, request: PrepareScope) -> tuple[str, ...]:
        with self._store.read() as connection:
            listed = connection.execute(
                "SELECT name FROM collections WHERE deleted_at IS NULL AND name <> ? ORDER BY name COLLATE NOCASE",
                (ATTACHED,),
            )
            names = tuple(str(name) for (name,) in rows(listed))
        if missing := next((name for name in request.collections if name not in names), None):
            raise CollectionMissing(name=missing, names=", ".join(names) or "–")
        return names if request.everywhere else request.collections


def _noting_failures(
    run: Generator[FileRunEvent, None, DocumentIndexReport], unread: list[str]
) -> Generator[FileRunEvent, None, DocumentIndexReport]:
    """Pass on the events of a run, and add the paths that could not be read to `unread`."""
    while True:
        try:
            event = next(run)
        except StopIteration as stop:
            report: DocumentIndexReport = stop.value
            return report
        if isinstance(event, FileOutcome) and event.outcome == "failed":
            unread.append(event.path)
        yield event
