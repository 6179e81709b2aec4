"""The library: one SQLite file, one writer, one connection a thread. It knows no table's meaning."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from engine.files.file_lock import FileLock
from engine.protocol import paths
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.errors import (
    AteneoError,
    LibraryDamaged,
    LibraryGone,
    LibraryMissing,
    LibraryNewer,
    LibraryReadOnly,
)
from engine.protocol.private_folder import make_private_folder
from engine.store import migrations
from engine.store.connection import connect, header_version, translate_errors, translate_system_errors
from engine.store.disk_reserve import DiskReserve
from engine.store.lock import lock_library
from engine.store.migrations import Migration
from engine.store.recovery import backup, backup_files
from engine.store.recovery.backup import Backup
from engine.store.recovery.leftovers import remove_leftovers
from engine.store.recovery.lost_library import is_lost
from engine.store.recovery.replaced import move_aside
from engine.store.vector_tables import FullTextSpec, VectorTableSpec

CHECKED_AT_START = 64 * 1024 * 1024
"""Bytes. A library up to this size is checked for damage every time it is opened (about 0.1 s)."""


class Store:
    """An open library. `read` and `write` hand out this thread's connection inside a transaction. Open it with `Store.open`."""

    def __init__(self, home: Path, lock: FileLock) -> None:
        self.home = home
        self.path = paths.library(home)
        self._lock = lock
        self._reserve = DiskReserve(home / "reserve")
        self._writing = threading.Lock()
        self._local = threading.local()
        self._connections: list[apsw.Connection] = []
        self._opening, self._backing_up = threading.Lock(), threading.Lock()
        self._identity: tuple[int, int] | None = None
        self.commits = 0
        """Number of writes since it was opened: what was read in between holds while it stays the same."""
        self.backup_failure: AteneoError | None = None
        """Why the last automatic backup was not made."""
        self._vector_specs: dict[str, VectorTableSpec] = {}
        self._full_text_specs: dict[str, FullTextSpec] = {}

    @classmethod
    def open(
        cls, home: Path, *, backups: bool = True, new: bool = False, steps: Sequence[Migration] | None = None
    ) -> Store:
        """Open or create the library in `home` and bring its schema up to date, after a backup when `backups`.

        `new` allows an empty library where one was lost. Raises LibraryInUse, LibraryNewer (the file is not touched),
        LibraryMissing (nothing is created), LibraryDamaged, LibraryReadOnly, DiskFull.
        """
        steps = migrations.discover() if steps is None else steps
        if not new and is_lost(home):
            raise LibraryMissing(folder=str(home))
        with translate_system_errors(home):
            make_private_folder(home)
            store = cls(home, lock_library(home / "library.lock"))
        try:
            store._start(steps, backups)
            remove_leftovers(home)
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def read(self) -> Generator[apsw.Connection]:
        """Give a consistent view of the library; inside `write` it is the same transaction.

        Hold it briefly: meanwhile the write-ahead log cannot be moved into the file. Raises LibraryDamaged, LibraryInUse.
        """
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        with translate_errors():
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:  # SQLite ends it itself after an error of the disk
                    connection.execute("ROLLBACK")

    @contextmanager
    def write(self, *, frees_space: bool = False) -> Generator[apsw.Connection]:
        """Give a transaction that is kept whole or not at all, one at a time; on return it is on the disk.

        One that `frees_space`, because it deletes, gets the disk reserve on a full disk. A write inside a write joins it.
        Raises DiskFull, LibraryDamaged, LibraryReadOnly, LibraryInUse, LibraryGone, and RuntimeError inside a read.
        """
        connection = self._connection()
        if connection.in_transaction:
            if connection.txn_state() != apsw.SQLITE_TXN_WRITE:
                raise RuntimeError("a write inside a read would wait for itself")
            yield connection
            return
        with self._writing, translate_errors(on_full=self._reserve.release):
            if frees_space:
                self._reserve.release_when_full()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                self._check_still_there()
                connection.execute("COMMIT")
                self.commits += 1
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it, so that deleted text is in neither. Raises DiskFull."""
        with self._writing, translate_errors(on_full=self._reserve.release):
            list(self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        self._reserve.fill()

    def back_up(self, is_cancelled: IsCancelled = never_cancelled) -> Backup:
        """Make a checked backup in home/backups; older ones go only after it proved good. One is made at a time.

        Raises LibraryDamaged, DiskFull, LibraryReadOnly, LibraryGone, Cancelled.
        """
        self._check_still_there()
        with (
            self._backing_up,
            translate_system_errors(self.home),
            translate_errors(),
            closing(connect(self.path)) as connection,  # has no page in memory: what is on the disk is read
        ):
            return backup.create_backup(connection, self.home, is_cancelled)

    def save_copy(self, folder: Path) -> Path:
        """Write a checked copy of the library to a new folder in `folder` and return it, also when home is gone.

        Raises LibraryDamaged, DiskFull, LibraryReadOnly.
        """
        with self._backing_up, translate_system_errors(folder), translate_errors():
            copy = make_private_folder(backup.new_folder(folder))
            backup.copy_library(self._connections[0], copy)  # opened before home was gone; no other can be any more
            backup_files.copy_files(self.home, copy, None)
            return copy

    def register(self, spec: VectorTableSpec | FullTextSpec) -> None:
        """Tell the store of a capability's vectors or keyword index, so that it can be checked with the library."""
        if isinstance(spec, VectorTableSpec):
            self._vector_specs[spec.rows_table] = spec
        else:
            self._full_text_specs[spec.table] = spec

    @property
    def vector_specs(self) -> tuple[VectorTableSpec, ...]:
        """The registered kinds of vectors."""
        return tuple(self._vector_specs.values())

    @property
    def full_text_specs(self) -> tuple[FullTextSpec, ...]:
        """The registered keyword indexes."""
        return tuple(self._full_text_specs.values())

    def close(self) -> None:
        """Close every thread's connection; nothing may use the store any more."""
        with self._opening:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()
        self._lock.close()

    def _start(self, steps: Sequence[Migration], backups: bool) -> None:
        known = len(steps)
        _check_before_opening(self.path, known)
        with translate_system_errors(self.path):
            if is_lost(self.home):
                move_aside(self.home)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = self._connection()
        with translate_errors(on_full=self._reserve.release):
            version = next(iter(connection.execute("PRAGMA user_version")))[0]
            if version > known:  # migrated by a newer engine that was killed before its log was moved into the file
                raise LibraryNewer(found=version, known=known)
            _check_small_library(connection, self.path)
            if backups and 0 < version < known:
                backup.create_backup(connection, self.home)
            migrations.apply(connection, steps)
            if version < known:
                list(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        self._identity = _identity(self.path)
        self._reserve.fill()
        paths.remember_library(self.home)

    def _check_still_there(self) -> None:
        """Raise LibraryGone when the open file is no longer the one with its name: SQLite would go on writing to it."""
        if _identity(self.path) != self._identity:
            raise LibraryGone(str(self.path))

    def _connection(self) -> apsw.Connection:
        connection: apsw.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            if self._identity is not None:
                self._check_still_there()
            connection = connect(self.path)
            self._local.connection = connection
            with self._opening:
                self._connections.append(connection)
        return connection


def _check_before_opening(path: Path, known: int) -> None:
    """Refuse a file before SQLite touches it, since opening alone makes files beside it."""
    if not path.exists():
        return
    with translate_system_errors(path):
        version = header_version(path)
    if version > known:
        raise LibraryNewer(found=version, known=known)
    if not os.access(path, os.W_OK):
        raise LibraryReadOnly(str(path))


def _check_small_library(connection: apsw.Connection, path: Path) -> None:
    if path.stat().st_size > CHECKED_AT_START:
        return
    list(connection.execute("PRAGMA ignore_check_constraints=1"))  # a damaged cell costs what it says, not the library
    answer = next(iter(connection.execute("PRAGMA quick_check(1)")))[0]
    list(connection.execute("PRAGMA ignore_check_constraints=0"))
    if answer != "ok":
        raise LibraryDamaged(str(answer))


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of its name, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
