"""The library: one SQLite file, one writer, one connection a thread. It knows no table's meaning."""

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
from engine.store.connection import connect, translate_errors
from engine.store.disk_reserve import DiskReserve
from engine.store.lock import LibraryLock
from engine.store.migrations import Migration
from engine.store.vector_tables import FullTextSpec, VectorTableSpec

CHECKED_AT_START = 64 * 1024 * 1024
"""Bytes. A library up to this size is checked for damage every time it is opened (about 0.1 s)."""

_MAGIC = b"SQLite format 3\0"
_VERSION_OFFSET = 60


class Store:
    """An open library. `read` and `write` hand out this thread's connection inside a transaction. Open it with `Store.open`."""

    def __init__(self, home: Path, lock: LibraryLock) -> None:
        self.home = home
        self.path = paths.library(home)
        self._lock = lock
        self._reserve = DiskReserve(home / "reserve")
        self._writing = threading.Lock()
        self._local = threading.local()
        self._connections: list[apsw.Connection] = []
        self._opening = threading.Lock()
        self._vector_specs: dict[str, VectorTableSpec] = {}
        self._full_text_specs: dict[str, FullTextSpec] = {}

    @classmethod
    def open(cls, home: Path, *, backups: bool = True, steps: Sequence[Migration] | None = None) -> Store:
        """Open or create the library in `home` and bring its schema up to date, after a backup when `backups`.

        Raises LibraryInUse, LibraryNewer (the file is not touched), LibraryMissing, LibraryDamaged, LibraryReadOnly, DiskFull.
        """
        steps = migrations.discover() if steps is None else steps
        with _writable(home):
            _make_private(home)
            store = cls(home, LibraryLock(home / "library.lock"))
        try:
            store._start(steps, backups)
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
                connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Generator[apsw.Connection]:
        """Give a transaction that is kept whole or not at all, one at a time; on return it is on the disk.

        A write inside a write joins it. Raises DiskFull, LibraryDamaged, LibraryReadOnly, LibraryInUse, and RuntimeError inside
        a read.
        """
        connection = self._connection()
        if connection.in_transaction:
            if connection.txn_state() != apsw.SQLITE_TXN_WRITE:
                raise RuntimeError("a write inside a read would wait for itself")
            yield connection
            return
        with self._writing, translate_errors(on_full=self._reserve.release):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it, so that deleted text is in neither. Raises DiskFull."""
        with self._writing, translate_errors(on_full=self._reserve.release):
            list(self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        self._reserve.fill()

    def back_up(self) -> Path:
        """Write a checked copy to home/backups and return its path; older copies go only after it proved good.

        Raises LibraryDamaged, DiskFull.
        """
        with translate_errors():
            return backup.create_backup(self._connection(), self.home)

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
        _create(self.path)
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
        self._reserve.fill()

    def _connection(self) -> apsw.Connection:
        connection: apsw.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self.path)
            self._local.connection = connection
            with self._opening:
                self._connections.append(connection)
        return connection


def header_version(path: Path) -> int:
    """Return the schema's version from the file's first page, without opening the library. Raises LibraryDamaged."""
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        return 0
    if len(header) < 100 or header[:16] != _MAGIC:
        raise LibraryDamaged("not an SQLite file")
    return int(struct.unpack_from(">i", header, _VERSION_OFFSET)[0])


def _check_before_opening(path: Path, known: int) -> None:
    """Refuse a file before SQLite touches it, since opening alone makes files beside it."""
    had_library = backup.list_backups(path.parent) or path.with_name(path.name + "-wal").exists()
    if not path.exists():
        if had_library:
            raise LibraryMissing
        return
    if path.stat().st_size == 0 and had_library:
        raise LibraryDamaged("the file is empty")
    with _writable(path):
        version = header_version(path)
    if version > known:
        raise LibraryNewer(found=version, known=known)
    if not os.access(path, os.W_OK):
        raise LibraryReadOnly(str(path))


def _check_small_library(connection: apsw.Connection, path: Path) -> None:
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
