"""Puts a backup in the library's place. A backup may come from anyone: it is copied and checked first."""

from __future__ import annotations

import shutil
from pathlib import Path

import apsw

from engine.protocol import paths
from engine.protocol.errors import LibraryDamaged, LibraryNewer
from engine.store import backup, migrations
from engine.store.connection import connect_in_memory, connect_to_read, translate_errors
from engine.store.database import header_version
from engine.store.lock import LibraryLock
from engine.store.vector_tables import create_vec0_table

LIBRARY_SUFFIXES = ("", "-wal", "-shm")
LONGEST_VECTOR = 8192


def restore(home: Path, source: Path) -> Path:
    """Replace the library of `home` by the backup `source`; return the folder with the replaced one.

    Raises LibraryInUse while an engine has the library open, and LibraryNewer or LibraryDamaged before anything is touched.
    """
    lock = LibraryLock(home / "library.lock")
    arriving = home / "library.arriving"
    try:
        shutil.copyfile(source, arriving)  # checked and used is the copy, whatever happens to the original meanwhile
        arriving.chmod(0o600)
        check_backup(arriving)
        replaced = _move_aside(home)
        arriving.replace(paths.library(home))
        for mirror in home.glob("vectors-*"):  # ids may now stand for other rows
            mirror.unlink()
        return replaced
    finally:
        arriving.unlink(missing_ok=True)
        lock.close()


def newest_good_backup(home: Path) -> Path | None:
    """Return the newest backup that passes its check, None where there is none."""
    for candidate in reversed(backup.list_backups(home)):
        try:
            check_backup(candidate.path)
        except (LibraryDamaged, LibraryNewer):
            continue
        return candidate.path
    return None


def check_backup(path: Path) -> None:
    """Check that a file is a whole library of ours with nothing else in it: no trigger, no view, no table of another's.

    Raises LibraryNewer, LibraryDamaged.
    """
    version, steps = header_version(path), migrations.discover()
    if version > len(steps):
        raise LibraryNewer(found=version, known=len(steps))
    if version < 1:
        raise LibraryDamaged("not a library of Ateneo")
    connection = connect_to_read(path)
    try:
        with translate_errors():
            if set(backup.read_schema(connection)) != _expected_schema(connection, version):
                raise LibraryDamaged("its tables are not those of Ateneo")
            answer = connection.execute("PRAGMA quick_check(1)").fetchall()
    finally:
        connection.close()
    if answer != [("ok",)]:
        raise LibraryDamaged(str(answer[0][0]))


def _expected_schema(connection: apsw.Connection, version: int) -> set[tuple[object, ...]]:
    sql = "SELECT CAST(id AS INTEGER), CAST(dimensions AS INTEGER) FROM vector_tables"
    tables = connection.execute(sql).fetchall()
    reference = connect_in_memory()
    try:
        migrations.apply(reference, migrations.discover()[:version])
        for number, dimensions in tables:
            create_vec0_table(reference, int(str(number)), min(int(str(dimensions)), LONGEST_VECTOR))
        return set(backup.read_schema(reference))
    except apsw.Error as error:
        raise LibraryDamaged(str(error)) from error
    finally:
        reference.close()


def _move_aside(home: Path) -> Path:
    folder = home / "replaced"
    folder.mkdir(mode=0o700, exist_ok=True)
    number = 1 + max((int(path.name) for path in folder.iterdir() if path.name.isdecimal()), default=0)
    replaced = folder / f"{number:04d}"
    replaced.mkdir(mode=0o700)
    library = paths.library(home)
    for suffix in LIBRARY_SUFFIXES:
        file = library.with_name(library.name + suffix)
        if file.exists():
            file.replace(replaced / file.name)
    return replaced
