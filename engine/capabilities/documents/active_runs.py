"""Runs over documents that are under way, so that a question asked meanwhile can say that not all is read yet."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from engine.capabilities.documents.api import ATTACHED
from engine.files.changes import displayable
from engine.files.walk import absolute_path, is_under
from engine.protocol.file_run import FileRunEvent
from engine.protocol.progress import Progress
from engine.store.database import Store
from engine.store.rows import rows

ResultT = TypeVar("ResultT")


class UnreadDocuments(msgspec.Struct, frozen=True):
    """Documents that are still being read, or wait for it: `done` files of `total`."""

    done: int
    total: int


class _ActiveRun(msgspec.Struct):
    """A run that writes into `collection`; `progress` is None before its files are counted."""

    collection: str
    progress: Progress | None = None


class ActiveRuns:
    """The runs of one engine. May be asked from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._runs: list[_ActiveRun] = []
        self._changing = threading.Lock()

    def follow(
        self, collection: str, run: Generator[FileRunEvent, None, ResultT]
    ) -> Generator[FileRunEvent, None, ResultT]:
        """Pass on the events of a run, which is active until it ends, however that is."""
        with self._active(collection) as active:
            while True:
                try:
                    event = next(run)
                except StopIteration as stop:
                    result: ResultT = stop.value
                    return result
                if isinstance(event, Progress):
                    active.progress = event
                yield event

    def unread(self, collections: Sequence[str], files: Sequence[str] = ()) -> UnreadDocuments | None:
        """Return what is still to be read of these collections and attached files (of everything, where neither is given).

        None when all is read. An attached file that the library does not know waits for its run.
        """
        names = {*collections, *([ATTACHED] if files else ())}
        with self._changing:
            active = [run for run in self._runs if not names or run.collection in names]
        known = [run.progress for run in active if run.progress is not None]
        if active:
            return UnreadDocuments(sum(p.done for p in known), sum(p.total for p in known))
        waiting = self._unknown(files)
        return UnreadDocuments(0, waiting) if waiting else None

    def _unknown(self, files: Sequence[str]) -> int:
        """Return how many of the attached files and folders the library has nothing of."""
        if not files:
            return 0
        sql = "SELECT d.path FROM documents d JOIN collections c ON c.id = d.collection WHERE c.name = ?"
        with self._store.read() as connection:
            paths = [str(path) for (path,) in rows(connection.execute(sql, (ATTACHED,)))]
        named = [displayable(absolute_path(file)) for file in files]
        return sum(not any(is_under(path, [name]) for path in paths) for name in named)

    @contextmanager
    def _active(self, collection: str) -> Iterator[_ActiveRun]:
        run = _ActiveRun(collection)
        with self._changing:
            self._runs.append(run)
        try:
            yield run
        finally:
            with self._changing:
                self._runs.remove(run)
