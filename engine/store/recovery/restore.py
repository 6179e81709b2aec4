"""Puts a backup in the library's place. A backup may come from anyone: it is copied and checked first."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import apsw

from engine.protocol import paths
from engine.protocol.errors import BackupUnsafe, LibraryDamaged, LibraryError, LibraryNewer
from engine.protocol.private_folder import make_private_folder
from engine.store import migrations
from engine.store.connection import (
    connect,
    connect_in_memory,
    connect_to_check,
    header_version,
    translate_errors,
    translate_system_errors,
)
from engine.store.lock import lock_library
from engine.store.recovery import backup, backup_files
from engine.store.recovery.backup_contents import (
    begin_restored_library,
    check_contents,
    check_vector_tables,
    time_limit,
)
from engine.store.recovery.json_repair import repair_json_cells
from engine.store.recovery.replaced import LIBRARY_SUFFIXES, move_aside
from engine.store.vector_tables import create_vec0_table

_BROKEN_CHECK = "CHECK constraint failed"
"""Beginning of what `quick_check` says of a row with a damaged cell."""


class Restored(NamedTuple):
    """The folder with what was replaced, and the number of cells whose damaged JSON was emptied."""

    replaced: Path
    repaired: int


def restore(home: Path, source: Path) -> Restored:
    """Replace library and settings of `home` by those of a backup's folder, and add its pictures and encoders.

    Cells of damaged JSON are emptied; the backup itself stays as it is. Raises LibraryInUse while an engine has the library
    open, and LibraryNewer, LibraryDamaged, LibraryReadOnly or DiskFull before the library is touched.
    """
    with translate_system_errors(home):
        make_private_folder(home)
        lock = lock_library(home / "library.lock")
    arriving = home / "library.arriving"
    try:
        with translate_system_errors(home):
            backup_files.copy_file(paths.library(source), arriving)  # what is checked is what is used
            repaired = check_backup(arriving, repairs=True)
            _begin(arriving)
            backup_files.restore_files(source, home)
            replaced = move_aside(home)
            arriving.replace(paths.library(home))
            backup_files.restore_settings(source, home, replaced)
        for pattern in ("vectors-*", "words-*"):  # ids may now stand for other rows
            for mirror in home.glob(pattern):
                mirror.unlink()
        return Restored(replaced, repaired)
    finally:
        for suffix in LIBRARY_SUFFIXES:
            arriving.with_name(arriving.name + suffix).unlink(missing_ok=True)
        lock.close()


def _begin(library: Path) -> None:
    with translate_errors(), closing(connect(library)) as connection:
        begin_restored_library(connection)


def newest_good_backup(home: Path) -> Path | None:
    """Return the folder of the newest backup that passes its check, else of the newest with a damaged cell, else None."""
    repairable = None
    for candidate in reversed(backup.list_backups(home)):
        try:
            with translate_system_errors(candidate.path):
                check_backup(candidate.library)
        except LibraryError as error:
            if repairable is None and error.detail.startswith(_BROKEN_CHECK):
                repairable = candidate.path
            continue
        return candidate.path
    return repairable


def check_backup(path: Path, repairs: bool = False) -> int:
    """Check that a file is a whole library of ours with nothing else in it, and that its rows are such as we write.

    No trigger, no view, no table of another's. With `repairs` damaged JSON in its cells is emptied; return in how many. Raises
    LibraryNewer, BackupUnsafe, BackupTooSlow.
    """
    try:
        version, steps = header_version(path), migrations.discover()
        if version > len(steps):
            raise LibraryNewer(found=version, known=len(steps))
        if version < 1:
            raise BackupUnsafe("not a library of Ateneo")
        with closing(connect_to_check(path)) as connection, time_limit(connection, path.stat().st_size):
            if set(backup.read_schema(connection)) != _expected_schema(connection, version):
                raise BackupUnsafe("its tables are not those of Ateneo")
            repaired = _repair(connection) if repairs else 0
            check_contents(connection)
            return repaired
    except BackupUnsafe:
        raise
    except (apsw.Error, LibraryDamaged) as error:  # what a stranger's file makes SQLite say has no end
        raise BackupUnsafe(str(error)) from error


def _repair(connection: apsw.Connection) -> int:
    list(connection.execute("PRAGMA query_only=0"))
    return repair_json_cells(connection)


def _expected_schema(connection: apsw.Connection, version: int) -> set[tuple[object, ...]]:
    reference = connect_in_memory()
    try:
        migrations.apply(reference, migrations.discover()[:version])
        for number, dimensions in check_vector_tables(connection):
            create_vec0_table(reference, number, dimensions)
        return set(backup.read_schema(reference))
    finally:
        reference.close()
