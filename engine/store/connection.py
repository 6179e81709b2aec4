"""Opens SQLite files: sets every pragma, reads it back, and turns SQLite's errors into ours. Knows none of our tables."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import apsw

from engine.protocol.errors import DiskFull, LibraryDamaged, LibraryInUse, LibraryReadOnly

PAGE_SIZE = 16384
MAPPED_BYTES = 1 << 30
BUSY_MILLISECONDS = 10_000
NEEDED_SPACE = "64 MB"

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
    ("temp_store", 2),  # memory: nothing of the library outside its folder
    ("journal_size_limit", 16 * 1024 * 1024),
    ("wal_autocheckpoint", 128),  # 2 MB: the log has to fit into the disk reserve when the disk is full
)


def connect(path: Path) -> apsw.Connection:
    """Open an existing library file for reading and writing. Raises LibraryDamaged, LibraryReadOnly, LibraryInUse."""
    with translate_errors():
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        _set_up(connection)
    return connection


def connect_to_read(path: Path) -> apsw.Connection:
    """Open a file that nobody writes (a backup) and trust nothing in it. Raises LibraryDamaged, LibraryReadOnly."""
    with translate_errors():
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        _make_defensive(connection)
        for name in ("trusted_schema", "cell_size_check"):
            _set(connection, name, dict(PRAGMAS)[name])
    return connection


def connect_in_memory() -> apsw.Connection:
    """Open an empty library in memory, to compare others with."""
    connection = apsw.Connection(":memory:")
    _load_sqlite_vec(connection)
    return connection


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
        raise LibraryReadOnly(str(error)) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise LibraryInUse(str(error)) from error


def _set_up(connection: apsw.Connection) -> None:
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    _make_defensive(connection)
    for name, value in PRAGMAS:
        _set(connection, name, value)
    _load_sqlite_vec(connection)


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
    connection.enable_load_extension(True)
    try:
        connection.load_extension(str(Path(package.origin).with_name("vec0")))
    finally:
        connection.enable_load_extension(False)
