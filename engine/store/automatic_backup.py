"""Makes a backup by itself at a quiet moment: when the newest is a day old, and at the latest when a small library is closed.

It stands still while a person waits for an answer.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from engine.protocol import paths
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.errors import AteneoError, Cancelled, DiskFull
from engine.store.clock import has_start_before_today
from engine.store.connection import translate_system_errors
from engine.store.database import CHECKED_AT_START, Store
from engine.store.recovery import backup, backup_files
from engine.store.settings import LibrarySettings

log = logging.getLogger(__name__)

BETWEEN_BACKUPS = timedelta(hours=20)
"""Less than a day, so that one is made every day although people do not begin to work at the same minute."""
QUIET_SECONDS, SECONDS_BETWEEN_LOOKS = 20.0, 2.0
SECONDS_STANDING_STILL = 0.1
"""Between two looks whether a person still waits for an answer."""
SECONDS_AFTER_FAILURE = 3600.0
FREE_SHARE, MOST_FREE_BYTES = 20, 1_000_000_000
"""A backup leaves a twentieth of the disk free, and needs not leave more than these bytes."""
LOWER_PRIORITY = 10
_SETTING, _OFF = "backup.automatic", "off"


class AutomaticBackups:
    """Watches for a quiet moment in a thread of its own, as long as its `with` block runs."""

    def __init__(
        self, store: Store, quiet_for: Callable[[], float], is_awaited: Callable[[], bool] = lambda: False
    ) -> None:
        """`quiet_for` returns for how many seconds the engine has been without work that a person waits for.

        `is_awaited` returns whether a person waits for an answer now.
        """
        self._store, self._quiet_for, self._is_awaited = store, quiet_for, is_awaited
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="automatic-backup", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the thread, and make a backup that is due now where that is a matter of a moment."""
        self._closing.set()
        self._thread.join()
        if _is_small(self._store.home) and self._is_due(at_close=True):
            self._make(never_cancelled)

    def _watch(self) -> None:
        _lower_priority()
        pause = SECONDS_BETWEEN_LOOKS
        while not self._closing.wait(pause):
            pause = SECONDS_BETWEEN_LOOKS
            if self._quiet_for() >= QUIET_SECONDS and self._is_due() and not self._make(self._give_way):
                pause = SECONDS_AFTER_FAILURE

    def _give_way(self) -> bool:
        """Stand still while a person waits for an answer; return whether the engine ends. Called at every step of a backup."""
        while self._is_awaited() and not self._closing.wait(SECONDS_STANDING_STILL):
            pass
        return self._closing.is_set()

    def _is_due(self, at_close: bool = False) -> bool:
        """At the close of a first day nothing is due: the quiet moment may come tomorrow."""
        try:
            if not (is_automatic(self._store) and is_due(self._store.home)):
                return False
            return not at_close or has_start_before_today(self._store)
        except AteneoError as error:  # whoever uses the library is told
            log.info("no automatic backup: %s", error.kind)
            return False

    def _make(self, is_cancelled: IsCancelled) -> bool:
        """Return whether it was made; otherwise the store keeps the reason, for the health check and the window."""
        try:
            make_room(self._store.home)
            self._store.back_up(is_cancelled)
        except Cancelled:
            return False
        except AteneoError as error:
            log.info("no automatic backup: %s %s", error.kind, error.detail)
            self._store.backup_failure = error
            return False
        self._store.backup_failure = None
        return True


def is_automatic(store: Store) -> bool:
    """Tell whether backups are made automatically, which they are unless the person has said no. Raises LibraryError."""
    return LibrarySettings(store).get(_SETTING) != _OFF


def set_automatic(store: Store, on: bool) -> None:
    """Save whether backups are made automatically. Raises LibraryError, DiskFull."""
    LibrarySettings(store).set(_SETTING, "" if on else _OFF)


def is_due(home: Path) -> bool:
    """Tell whether the newest backup is old and the library was changed after it; a clock that went back counts as old.

    Raises LibraryReadOnly.
    """
    backups = backup.list_backups(home)
    if not backups:
        return True
    library = paths.library(home)
    files = (library, library.with_name(library.name + "-wal"))
    with translate_system_errors(home):
        changed = max((file.stat().st_mtime for file in files if file.exists()), default=0.0)
    made, now = backups[-1].made, datetime.now()
    return made - now >= BETWEEN_BACKUPS or (now - made >= BETWEEN_BACKUPS and changed > made.timestamp())


def make_room(home: Path) -> None:
    """Remove the oldest backups while the disk has no room for one more; the newest ones stay. Raises DiskFull, LibraryReadOnly.

    Nothing is removed where that would not be enough.
    """
    with translate_system_errors(home):
        backups = backup.list_backups(home)
        library = paths.library(home)
        needed = library.stat().st_size + backup_files.bytes_to_copy(home, backups[-1].path if backups else None)
        disk = shutil.disk_usage(home)
        missing = needed + min(disk.total // FREE_SHARE, MOST_FREE_BYTES) - disk.free
        removable = backups[: -backup.FEWEST_KEPT]
        if missing > sum(map(backup.own_bytes, removable)):
            raise DiskFull(needed=f"{missing // 1_000_000 + 1} MB")
        while missing > 0:
            oldest = removable.pop(0)
            missing -= backup.own_bytes(oldest)
            backup.remove(oldest)


def _is_small(home: Path) -> bool:
    try:
        return paths.library(home).stat().st_size <= CHECKED_AT_START
    except OSError:
        return False


def _lower_priority() -> None:
    """Let everything else of the engine go first: on Linux a thread has a priority of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWER_PRIORITY)
