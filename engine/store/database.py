"""The library: one SQLite file, one writer, one connection a thread. Knows nothing of what the tables mean."""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw

from engine.protocol import paths
from engine.protocol.errors import LibraryDamaged, LibraryMissing, LibraryNewer, LibraryReadOnly
from engine.store import backup, migrations
from engine.store.connection import connect, errors_as_ours
from engine.store.disk_reserve import Reserve
from engine.store.lock import LibraryLock
from engine.store.migrations import Migration

CHECKED_AT_START = 64 * 1024 * 1024
"""Bytes. A library up to this size is checked for damage every time it is opened (about 0.1 s)."""

_MAGIC = b"SQLite format 3\0"
_VERSION_OFFSET = 60


class Store:
    """`read` and `write` hand out this thread's connection inside a transaction. Open it with `Store.open`."""

    def __init__(self, home: Path, lock: LibraryLock) -> None:
        self.home = home
        self.path = paths.library(home)
        self._lock = lock
        self._reserve = Reserve(home / "reserve")
        self._writing = threading.Lock()
        self._local = threading.local()
        self._connections: list[apsw.Connection] = []
        self._opening = threading.Lock()

    @classmethod
    def open(cls, home: Path, *, backups: bool = True, steps: Sequence[Migration] | None = None) -> Store:
        """Open or begin the library in `home` and bring its schema up to date, after a backup when `backups`.

        Raises LibraryInUse, LibraryNewer (the file is not touched), LibraryMissing, LibraryDamaged, LibraryReadOnly, DiskFull.
        """
        steps = migrations.discover() if steps is None else steps
        with _writable(home):
            _make_private(home)
            store = cls(home, LibraryLock(home / "library.lock"))
        try:
            store._begin(steps, backups)
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def read(self) -> Generator[apsw.Connection]:
        """A consistent view; inside `write` the same transaction. Hold it briefly: it keeps the log from being folded in."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        with errors_as_ours():
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Generator[apsw.Connection]:
        """All or nothing, one writer at a time; on return it is on the disk. A write inside a write joins it."""
        connection = self._connection()
        if connection.in_transaction:
            if connection.txn_state() != apsw.SQLITE_TXN_WRITE:
                raise RuntimeError("a write inside a read would wait for itself")
            yield connection
            return
        with self._writing, errors_as_ours(on_full=self._reserve.release):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def fold_log(self) -> None:
        """Move the write-ahead log into the file and empty it, so that deleted text is in neither."""
        with self._writing, errors_as_ours(on_full=self._reserve.release):
            list(self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        self._reserve.make()

    def back_up(self) -> Path:
        """A checked copy in home/backups; older ones are thinned only after it proved good."""
        with errors_as_ours():
            return backup.make(self._connection(), self.home)

    def close(self) -> None:
        """Close every thread's connection; nothing may use the store any more."""
        with self._opening:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()
        self._lock.close()

    def _begin(self, steps: Sequence[Migration], backups: bool) -> None:
        known = len(steps)
        _refuse(self.path, known)
        _create(self.path)
        connection = self._connection()
        with errors_as_ours(on_full=self._reserve.release):
            version = next(iter(connection.execute("PRAGMA user_version")))[0]
            if version > known:  # migrated by a newer engine that was killed before its log was folded in
                raise LibraryNewer(found=version, known=known)
            _check(connection, self.path)
            if backups and 0 < version < known:
                backup.make(connection, self.home)
            migrations.apply(connection, steps)
            if version < known:
                list(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        self._reserve.make()

    def _connection(self) -> apsw.Connection:
        found: apsw.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = connect(self.path)
            self._local.connection = found
            with self._opening:
                self._connections.append(found)
        return found


def header_version(path: Path) -> int:
    """The schema's version as the file's first page has it, without opening it. Raises LibraryDamaged."""
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        return 0
    if len(header) < 100 or header[:16] != _MAGIC:
        raise LibraryDamaged("not an SQLite file")
    return int(struct.unpack_from(">i", header, _VERSION_OFFSET)[0])


def _refuse(path: Path, known: int) -> None:
    """What must not be opened is refused before SQLite touches it: opening alone makes files beside it."""
    has_past = backup.found(path.parent) or path.with_name(path.name + "-wal").exists()
    if not path.exists():
        if has_past:
            raise LibraryMissing
        return
    if path.stat().st_size == 0 and has_past:
        raise LibraryDamaged("the file is empty")
    with _writable(path):
        version = header_version(path)
    if version > known:
        raise LibraryNewer(found=version, known=known)
    if not os.access(path, os.W_OK):
        raise LibraryReadOnly(str(path))


def _check(connection: apsw.Connection, path: Path) -> None:
    if path.stat().st_size > CHECKED_AT_START:
        return
    answer = next(iter(connection.execute("PRAGMA quick_check(1)")))[0]
    if answer != "ok":
        raise LibraryDamaged(str(answer))


def _create(path: Path) -> None:
    with _writable(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _make_private(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix" and home.stat().st_mode & 0o077:
        home.chmod(0o700)


@contextmanager
def _writable(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryReadOnly(f"{path}: {error}") from error
