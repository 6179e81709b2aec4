"""Folders as they change: which are worth another look. Opens no file, and says nothing while a copy is under way."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Generator, Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.files.walk import is_under

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

QUIET_SECONDS = 2.0
"""After the last change: files that are being copied come one after the other."""
LONGEST_WAIT = 30.0
GLANCE = 0.2


@dataclass(frozen=True)
class NotFollowed:
    """The system does not tell of changes in it: too many folders, or none there."""

    folder: str
    detail: str


def follow(
    folders: Sequence[str], suffixes: Set[str], is_cancelled: Callable[[], bool], quiet_seconds: float = QUIET_SECONDS
) -> Generator[tuple[str, ...] | NotFollowed, None, None]:
    """Until cancelled: those of these folders, and of the ones in them, where files of such kinds came, went or changed.

    All of them at first: what happens from then on is not missed. None of those told together lies in another.
    """
    from watchdog import events
    from watchdog.observers import Observer

    touched: queue.SimpleQueue[str] = queue.SimpleQueue()
    telling = [
        events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent,
        events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent,
    ]  # fmt: skip

    class Handler(events.FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            for folder in _folders_of(event, folders, suffixes):
                touched.put(folder)

    observer = Observer()
    observer.start()
    try:
        for folder in folders:
            try:
                observer.schedule(Handler(), folder, recursive=True, event_filter=telling)
            except OSError as refused:
                yield NotFollowed(folder, str(refused))
        if folders:
            yield _outermost(set(folders))
        yield from _gathered(touched, is_cancelled, quiet_seconds)
    finally:
        observer.stop()
        observer.join()


def _gathered(
    touched: queue.SimpleQueue[str], is_cancelled: Callable[[], bool], quiet_seconds: float
) -> Generator[tuple[str, ...], None, None]:
    waiting: set[str] = set()
    first = last = 0.0
    while not is_cancelled():
        now = time.monotonic()
        if waiting and (now - last >= quiet_seconds or now - first >= LONGEST_WAIT):
            yield _outermost(waiting)
            waiting.clear()
        try:
            folder = touched.get(timeout=GLANCE)
        except queue.Empty:
            continue
        last = time.monotonic()
        first = first if waiting else last
        waiting.add(folder)


def _folders_of(event: FileSystemEvent, roots: Sequence[str], suffixes: Set[str]) -> Iterable[str]:
    """Where it happened, a move in two places; never outside the folders that are followed."""
    for named in (event.src_path, event.dest_path):
        path = os.fsdecode(named)
        if not path or not (event.is_directory or Path(path).suffix.lower() in suffixes):
            continue
        folder = str(Path(path).parent)
        if is_under(folder, roots):
            yield folder
        elif is_under(path, roots):
            yield path


def _outermost(folders: Set[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for folder in sorted(folders):
        if not is_under(folder, kept):
            kept.append(folder)
    return tuple(kept)
