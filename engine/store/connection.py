"""Opens SQLite files: sets every pragma, reads it back, and turns SQLite's errors into ours. Knows none of our tables.

Every page ends with a checksum, which SQLite's checksum VFS (https://sqlite.org/cksumvfs.html) writes and compares: a text that
the disk has changed is an error when it is read, not another text.
"""

from __future__ import annotations

import errno
import importlib.util
import struct
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import apsw

from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, DiskFull, LibraryDamaged, LibraryInUse, LibraryReadOnly

PAGE_SIZE = 16384
CHECKSUM_BYTES = 8
"""At the end of every page. The checksum VFS does nothing for a file that reserves another number."""
MAPPED_BYTES = 1 << 30
BUSY_MILLISECONDS = 10_000
NEEDED_SPACE = "64 MB"
_MAGIC = b"SQLite format 3\0"
_RESERVED_OFFSET, _VERSION_OFFSET = 20, 60
INSTRUCTIONS_BETWEEN_LOOKS = 10_000

# secure_delete before the first write; page_size before the file exists; journal_mode after page_size.
PRAGMAS: tuple[tuple[str, int | str], ...] = (
    ("page_size", PAGE_SIZE),
    ("journal_mode", "wal"),
    ("synchronous", 2),  # FULL: an acknowledged commit survives power loss
    ("secure_delete", 1),
    ("foreign_keys", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("mmap_size", MAPPED_BYTES),
    ("cache_size", -8192),  # KB: pages with checksums are not mapped, and each is compared again when it is read again
    ("temp_store", 2),  # memory: nothing of the library outside its folder
    ("journal_size_limit", 16 * 1024 * 1024),
    ("wal_autocheckpoint", 128),  # 2 MB: the log has to fit into the disk reserve when the disk is full
)


def connect(path: Path) -> apsw.Connection:
    """Open an existing library file for reading and writing. Raises LibraryDamaged, LibraryReadOnly, LibraryInUse."""
    with translate_errors():
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=_checksum_vfs())
        _set_up(connection)
    return connection


def connect_to_read(path: Path) -> apsw.Connection:
    """Open a file that nobody writes (a backup) and trust nothing in it. Raises LibraryDamaged, LibraryReadOnly."""
    with translate_errors():
        return _open_untrusted(path, apsw.SQLITE_OPEN_READONLY)


def connect_to_check(path: Path) -> apsw.Connection:
    """Open a file that nobody else uses and trust nothing in it, so that `quick_check` reports the rows that break a CHECK.

    SQLite forgets the CHECKs of a file that it may not write. Nothing is written. Raises LibraryDamaged, LibraryReadOnly.
    """
    with translate_errors():
        connection = _open_untrusted(path, apsw.SQLITE_OPEN_READWRITE)
        _set(connection, "query_only", 1)
        if connection.readonly("main"):
            connection.close()
            raise LibraryReadOnly(f"{path} cannot be checked whole")
    return connection


def connect_in_memory() -> apsw.Connection:
    """Open an empty library in memory, to compare others with."""
    connection = apsw.Connection(":memory:")
    _load_sqlite_vec(connection)
    return connection


def header_version(path: Path) -> int:
    """Return the schema's version from the file's first page, without opening the library. Raises LibraryDamaged."""
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        return 0
    if len(header) < 100 or header[:16] != _MAGIC:
        raise LibraryDamaged("not an SQLite file")
    if header[_RESERVED_OFFSET] != CHECKSUM_BYTES:
        raise LibraryDamaged("its pages have no checksums")
    return int(struct.unpack_from(">i", header, _VERSION_OFFSET)[0])


@contextmanager
def cancellable(connection: apsw.Connection, is_cancelled: IsCancelled) -> Generator[None]:
    """Interrupt the statements of a connection once the work is cancelled: they raise apsw.InterruptError."""
    connection.set_progress_handler(is_cancelled, INSTRUCTIONS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        connection.set_progress_handler(None)


@contextmanager
def translate_errors(on_full: Callable[[], None] | None = None) -> Generator[None]:
    """Turn SQLite's errors into LibraryError's classes and DiskFull; `on_full` runs before DiskFull is raised."""
    try:
        yield
    except apsw.FullError as error:
        if on_full:
            on_full()
        raise DiskFull(str(error), needed=NEEDED_SPACE) from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise LibraryDamaged(str(error)) from error
    except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.IOError, apsw.PermissionsError) as error:
        if getattr(error, "extendedresult", 0) == apsw.SQLITE_IOERR_DATA:  # not in apsw's stubs
            raise LibraryDamaged("a page does not have its checksum") from error
        raise LibraryReadOnly(str(error)) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise LibraryInUse(str(error)) from error
    except apsw.InterruptError as error:
        raise Cancelled from error


@contextmanager
def translate_system_errors(path: Path) -> Generator[None]:
    """Turn OSError into DiskFull or LibraryReadOnly; `path` is named in the technical text."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(error), needed=NEEDED_SPACE) from error
        raise LibraryReadOnly(f"{path}: {error}") from error


def _set_up(connection: apsw.Connection) -> None:
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    _make_defensive(connection)
    connection.reserve_bytes("main", CHECKSUM_BYTES)
    for name, value in PRAGMAS:
        _set(connection, name, value)
    _load_sqlite_vec(connection)


def _open_untrusted(path: Path, flags: int) -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=flags, vfs=_checksum_vfs())
    _make_defensive(connection)
    for name in ("trusted_schema", "cell_size_check"):
        _set(connection, name, dict(PRAGMAS)[name])
    return connection


def _make_defensive(connection: apsw.Connection) -> None:
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)


def _set(connection: apsw.Connection, name: str, value: int | str) -> None:
    list(connection.execute(f"PRAGMA {name}={value}"))
    actual = next(iter(connection.execute(f"PRAGMA {name}")))[0]
    if name == "page_size":
        return  # an older file keeps its own
    if actual != value:
        raise RuntimeError(f"PRAGMA {name} is {actual!r}, not {value!r}")


def _load_sqlite_vec(connection: apsw.Connection) -> None:
    package = importlib.util.find_spec("sqlite_vec")  # not imported: it would bring numpy along
    if package is None or package.origin is None:
        raise ModuleNotFoundError("sqlite_vec")
    _load_extension(connection, Path(package.origin).with_name("vec0"))


@cache
def _checksum_vfs() -> str:
    """Return the name of the checksum VFS, which is there for the whole process once it was loaded."""
    connection = apsw.Connection(":memory:")
    _load_extension(connection, Path(apsw.__file__).parent / "sqlite_extra_binaries" / "cksumvfs")
    connection.close()
    return "cksmvfs"


def _load_extension(connection: apsw.Connection, extension: Path) -> None:
    connection.enable_load_extension(True)
    try:
        connection.load_extension(str(extension))
    finally:
        connection.enable_load_extension(False)
