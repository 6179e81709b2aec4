"""Indexing runs of this window, from any page: which files they read into which collection, and how far they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.link.client import Client, StartedCall
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import ATTACHED
from engine.protocol.file_run import FileOutcome, FileRunEvent
from engine.protocol.progress import Progress


class Reading(msgspec.Struct):
    """A run as it is now; `total` is 0 until its files are counted. `outcomes` are those of its files, by path."""

    collection: str
    paths: tuple[str, ...]
    done: int = 0
    total: int = 0
    outcomes: dict[str, FileOutcome] = msgspec.field(default_factory=dict)


class Readings(QObject):
    """Follows each run from the moment it is asked for: it may wait for another one. `ended` carries the Reading."""

    changed = Signal()
    ended = Signal(object)

    def __init__(self, client: Client, parent: QObject) -> None:
        super().__init__(parent)
        self._running: list[Reading] = []
        client.call_started.connect(self._on_call)

    def find(self, collections: Collection[str], files: Sequence[str]) -> Reading | None:
        """Return a run that reads into one of these collections, or reads one of these attached files."""
        return next((reading for reading in self._running if _concerns(reading, collections, files)), None)

    def reads(self, file: str) -> bool:
        """Whether an attached file is being read."""
        return self.find((), (file,)) is not None

    def _on_call(self, started: StartedCall) -> None:
        request = started.request
        if isinstance(request, documents.IndexDocuments):
            self._follow(Reading(request.collection, request.paths), started)
        elif isinstance(request, documents.RetryFailedDocuments):
            self._follow(Reading(request.collection, ()), started)

    def _follow(self, reading: Reading, started: StartedCall) -> None:
        self._running.append(reading)
        started.call.on_event(lambda event: self._on_event(reading, event))
        started.call.on_ended(lambda: self._on_ended(reading))
        self.changed.emit()

    def _on_event(self, reading: Reading, event: FileRunEvent) -> None:
        if isinstance(event, Progress):
            reading.done, reading.total = event.done, event.total
        elif isinstance(event, FileOutcome):
            reading.outcomes[event.path] = event
        self.changed.emit()

    def _on_ended(self, reading: Reading) -> None:
        self._running.remove(reading)
        self.ended.emit(reading)
        self.changed.emit()


def _concerns(reading: Reading, collections: Collection[str], files: Sequence[str]) -> bool:
    if reading.collection != ATTACHED:
        return reading.collection in collections
    return any(is_within(path, files) or is_within(file, reading.paths) for path in reading.paths for file in files)


def is_within(path: str, places: Sequence[str]) -> bool:
    """Whether a path is one of these files and folders, or lies in one of the folders."""
    return any(Path(path) == Path(place) or Path(place) in Path(path).parents for place in places)
