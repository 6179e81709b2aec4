"""Watches folders and reports which of them changed. Opens no file, and waits until a copy into a folder has ended."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Generator, Iterable, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.files.walk import is_under

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

QUIET_SECONDS = 2.0
"""Without a change before a folder is reported: files that are being copied come one after the other."""
LONGEST_WAIT = 30.0
"""Seconds after which a folder that keeps changing is reported all the same."""
POLL_SECONDS = 0.2


class UnwatchedFolder(msgspec.Struct, frozen=True):
    """A folder whose changes the system does not report: it is not there, or there are too many folders."""

    folder: str
    detail: str


def watch_folders(
    folders: Sequence[str],
    suffixes: Set[str],
    is_cancelled: Callable[[], bool],
    quiet_seconds: float = QUIET_SECONDS,
    beat_seconds: float = 0.0,
) -> Generator[tuple[str, ...] | UnwatchedFolder, None, None]:
    """Yield, until cancelled, the folders in which files with one of these suffixes came, went or changed.

    First come the folders that cannot be watched, then all of `folders` at once: whatever happens from then on is reported.
    A folder inside another one of the same report is left out. With `beat_seconds` an empty report comes as often, so that who
    waits for something else can look for it.
    """
    from watchdog import events
    from watchdog.observers import Observer

    changed: queue.SimpleQueue[str] = queue.SimpleQueue()
    event_filter = [
        events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent,
        events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent,
    ]  # fmt: skip

    class Handler(events.FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            for folder in _folders_of(event, folders, suffixes):
                changed.put(folder)

    observer = Observer()
    observer.start()
    try:
        for folder in folders:
            try:
                observer.schedule(Handler(), folder, recursive=True, event_filter=event_filter)
            except OSError as error:
                yield UnwatchedFolder(folder, str(error))
        if folders:
            yield _outermost(set(folders))
        yield from _reports(changed, is_cancelled, quiet_seconds, beat_seconds)
    finally:
        observer.stop()
        observer.join()


def _reports(
    changed: queue.SimpleQueue[str], is_cancelled: Callable[[], bool], quiet_seconds: float, beat_seconds: float
) -> Generator[tuple[str, ...], None, None]:
    waiting: set[str] = set()
    first = last = 0.0
    beat = time.monotonic()
    while not is_cancelled():
        now = time.monotonic()
        if waiting and (now - last >= quiet_seconds or now - first >= LONGEST_WAIT):
            yield _outermost(waiting)
            waiting.clear()
        if beat_seconds and now - beat >= beat_seconds:
            beat = now
            yield ()
        try:
            folder = changed.get(timeout=POLL_SECONDS)
        except queue.Empty:
            continue
        last = time.monotonic()
        first = first if waiting else last
        waiting.add(folder)


def _folders_of(event: FileSystemEvent, roots: Sequence[str], suffixes: Set[str]) -> Iterable[str]:
    """Yield the watched folders that an event changed; a move changes two."""
    for location in (event.src_path, event.dest_path):
        path = os.fsdecode(location)
        if not path or not (event.is_directory or Path(path).suffix.lower() in suffixes):
            continue
        folder = str(Path(path).parent)
        if is_under(folder, roots):
            yield folder
        elif is_under(path, roots):
            yield path


def _outermost(folders: Set[str]) -> tuple[str, ...]:
    outermost: list[str] = []
    for folder in sorted(folders):
        if not is_under(folder, outermost):
            outermost.append(folder)
    return tuple(outermost)
