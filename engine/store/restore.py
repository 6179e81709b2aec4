"""Put a backup in the library's place. A backup may come from anyone: it is copied, distrusted and compared before that."""

from __future__ import annotations

import shutil
from pathlib import Path

import apsw

from engine.protocol import paths
from engine.protocol.errors import LibraryDamaged, LibraryNewer
from engine.store import backup, migrations
from engine.store.connection import connect_in_memory, connect_to_read, errors_as_ours
from engine.store.database import header_version
from engine.store.lock import LibraryLock
from engine.store.vectors import create_table

BESIDE = ("", "-wal", "-shm")


def restore(home: Path, chosen: Path) -> Path:
    """The library of `home` becomes the backup `chosen`; returns the folder that keeps the replaced one.

    No engine may have the library open (LibraryInUse). Raises LibraryNewer and LibraryDamaged before anything is touched.
    """
    lock = LibraryLock(home / "library.lock")
    arriving = home / "library.arriving"
    try:
        shutil.copyfile(
            chosen, arriving
        )  # what was checked is what is used, whatever happens to the original meanwhile
        arriving.chmod(0o600)
        check(arriving)
        kept = _set_aside(home)
        arriving.replace(paths.library(home))
        for mirror in home.glob("vectors-*"):  # ids may now stand for other chunks
            mirror.unlink()
        return kept
    finally:
        arriving.unlink(missing_ok=True)
        lock.close()


def newest_good(home: Path) -> Path | None:
    """The newest backup that passes its check."""
    for one in reversed(backup.found(home)):
        try:
            check(one.path)
        except (LibraryDamaged, LibraryNewer):
            continue
        return one.path
    return None


def check(path: Path) -> None:
    """A whole library of ours and nothing else in it: no trigger, no view, no table we did not make."""
    version, known = header_version(path), migrations.discover()
    if version > len(known):
        raise LibraryNewer(found=version, known=len(known))
    if version < 1:
        raise LibraryDamaged("not a library of Ateneo")
    connection = connect_to_read(path)
    try:
        with errors_as_ours():
            if set(backup.schema(connection)) != _expected(connection, version):
                raise LibraryDamaged("its tables are not those of Ateneo")
            answer = connection.execute("PRAGMA quick_check(1)").fetchall()
    finally:
        connection.close()
    if answer != [("ok",)]:
        raise LibraryDamaged(str(answer[0][0]))


def _expected(connection: apsw.Connection, version: int) -> set[tuple[object, ...]]:
    embedders = connection.execute("SELECT CAST(id AS INTEGER), CAST(dimensions AS INTEGER) FROM embedders").fetchall()
    ours = connect_in_memory()
    try:
        migrations.apply(ours, migrations.discover()[:version])
        for number, dimensions in embedders:
            create_table(ours, int(str(number)), min(int(str(dimensions)), 8192))
        return set(backup.schema(ours))
    except apsw.Error as error:
        raise LibraryDamaged(str(error)) from error
    finally:
        ours.close()


def _set_aside(home: Path) -> Path:
    folder = home / "replaced"
    folder.mkdir(mode=0o700, exist_ok=True)
    number = 1 + max((int(one.name) for one in folder.iterdir() if one.name.isdecimal()), default=0)
    kept = folder / f"{number:04d}"
    kept.mkdir(mode=0o700)
    library = paths.library(home)
    for suffix in BESIDE:
        beside = library.with_name(library.name + suffix)
        if beside.exists():
            beside.replace(kept / beside.name)
    return kept
