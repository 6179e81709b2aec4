"""Backups: folders in home/backups, each checked before an older one is removed. Order is by number, not by clock.

A backup is a folder with the library, the files that belong to it (see backup_files) and the settings. It is whole in itself:
it can be copied elsewhere and restored from there.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import apsw
import msgspec

from engine.protocol import paths
from engine.protocol.cancellation import IsCancelled, never_cancelled, raise_if_cancelled
from engine.protocol.errors import LibraryDamaged
from engine.protocol.private_folder import make_private_folder
from engine.store.connection import cancellable, connect_to_read, translate_errors
from engine.store.recovery import backup_files

KEPT_NEWEST, KEPT_DAYS, KEPT_WEEKS, KEPT_MONTHS = 10, 7, 4, 12
DISK_SHARE, FEWEST_KEPT = 10, 3
"""All backups together take a tenth of the disk at most, unless the newest three are larger."""
UNCHECKED = ".part"
"""Ending of a backup's name until it is checked."""

_NAME = re.compile(r"(\d{6,})-(\d{4}-\d{2}-\d{2}-\d{6})")
_TIME = "%Y-%m-%d-%H%M%S"
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%STRICT%'"


class Backup(msgspec.Struct, frozen=True):
    """A folder with a backup. `made` is the clock's time when it was made; `number` counts up and decides the order."""

    path: Path
    number: int
    made: datetime

    @property
    def library(self) -> Path:
        """The copy of the library in it."""
        return paths.library(self.path)

    @property
    def day(self) -> str:
        """The day when it was made, as 2026-11-29."""
        return self.made.date().isoformat()


def backup_folder(home: Path) -> Path:
    """Return the folder of a home's backups; it may not exist yet."""
    return home / "backups"


def list_backups(home: Path) -> list[Backup]:
    """Return the folders in `home` that are named as backups, oldest first; whether they are whole is not checked."""
    if not backup_folder(home).is_dir():
        return []
    backups = [backup for path in backup_folder(home).iterdir() if (backup := _backup_at(path)) is not None]
    return sorted(backups, key=lambda backup: backup.number)


def create_backup(connection: apsw.Connection, home: Path, is_cancelled: IsCancelled = never_cancelled) -> Backup:
    """Copy library and files, check the copy, then remove surplus ones. Writers go on meanwhile.

    Raises LibraryDamaged, Cancelled, OSError and SQLite's errors; then nothing of the copy is left.
    """
    backups = list_backups(home)
    path = make_private_folder(backup_folder(home)) / _next_name(backups)
    unchecked = path.with_name(path.name + UNCHECKED)
    _remove_unchecked(home)
    make_private_folder(unchecked)
    try:
        copy_library(connection, unchecked, is_cancelled)
        backup_files.copy_files(home, unchecked, backups[-1].path if backups else None, is_cancelled)
        unchecked.replace(path)
        _wait_until_on_disk(path.parent)
    finally:
        shutil.rmtree(unchecked, ignore_errors=True)
    for backup in surplus(list_backups(home)):
        remove(backup)
    for backup in over_budget(home):
        remove(backup)
    return Backup(path, *_parsed(path.name))


def copy_library(connection: apsw.Connection, folder: Path, is_cancelled: IsCancelled = never_cancelled) -> None:
    """Copy the library into an empty folder and check the copy. Raises LibraryDamaged, Cancelled and SQLite's errors."""
    from engine.store.recovery.page_checksums import write_missing_checksums  # imports numpy

    copy = paths.library(folder)
    os.close(os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with cancellable(connection, is_cancelled):
        changes, counts = _data_version(connection), count_rows(connection)
        connection.execute("VACUUM INTO ?", (str(copy),))
        was_unchanged = _data_version(connection) == changes and count_rows(connection) == counts
        schema = read_schema(connection)
    raise_if_cancelled(is_cancelled)
    write_missing_checksums(copy, is_cancelled)
    _check(copy, schema, counts if was_unchanged else None, is_cancelled)
    _wait_until_on_disk(copy)
    _wait_until_on_disk(folder)


def new_folder(parent: Path) -> Path:
    """Return the path of a new backup in any folder, which is not created."""
    return parent / f"ateneo-{_next_name(())}"


def remove(backup: Backup) -> None:
    """Delete a backup; one that is half deleted is no longer in the list."""
    going = backup.path.with_name(backup.path.name + UNCHECKED)
    backup.path.replace(going)
    shutil.rmtree(going, ignore_errors=True)


def size(backup: Backup) -> int:
    """Return the bytes of a backup's files; some of them may be shared with other backups. Raises OSError."""
    return sum(status.st_size for status in _files(backup))


def own_bytes(backup: Backup) -> int:
    """Return the bytes that removing a backup frees. Raises OSError."""
    return sum(status.st_size for status in _files(backup) if status.st_nlink == 1)


def over_budget(home: Path) -> list[Backup]:
    """Return the oldest backups, as many as take the backups over a tenth of the disk; the newest three stay. Raises OSError."""
    backups = list_backups(home)
    budget = shutil.disk_usage(home).total // DISK_SHARE
    sizes = {(status.st_dev, status.st_ino): status.st_size for backup in backups for status in _files(backup)}
    total, removable = sum(sizes.values()), backups[:-FEWEST_KEPT]
    going = []
    while total > budget and removable:
        going.append(removable.pop(0))
        total -= own_bytes(going[-1])
    return going


def read_schema(connection: apsw.Connection) -> list[tuple[object, ...]]:
    """Return (type, name, table, SQL) of every table, index, trigger and view."""
    return [tuple(row) for row in connection.execute(_SCHEMA)]


def count_rows(connection: apsw.Connection) -> Mapping[str, int]:
    """Return the number of rows of each table that is not a virtual table's."""
    tables = [str(name) for (name,) in connection.execute(_TABLES)]
    return {name: int(str(connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0])) for name in tables}


def surplus(backups: Sequence[Backup]) -> list[Backup]:
    """Return the backups to remove: all but the newest ten and the newest of each of the last days, weeks and months."""
    newest_first = sorted(backups, key=lambda backup: -backup.number)
    kept = set(newest_first[:KEPT_NEWEST])
    for period, count in ((_day, KEPT_DAYS), (_week, KEPT_WEEKS), (_month, KEPT_MONTHS)):
        newest: dict[str, Backup] = {}
        for backup in newest_first:
            newest.setdefault(period(backup), backup)
        kept.update(list(newest.values())[:count])
    return [backup for backup in backups if backup not in kept]


def _files(backup: Backup) -> list[os.stat_result]:
    return [file.lstat() for file in backup.path.rglob("*") if file.is_file()]


def _backup_at(path: Path) -> Backup | None:
    try:
        return Backup(path, *_parsed(path.name)) if path.is_dir() and not path.is_symlink() else None
    except ValueError:
        return None


def _parsed(name: str) -> tuple[int, datetime]:
    """Return number and time from a backup's name. Raises ValueError."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(name)
    return int(match[1]), datetime.strptime(match[2], _TIME)


def _day(backup: Backup) -> str:
    return backup.day


def _week(backup: Backup) -> str:
    year, week, _ = date.fromisoformat(backup.day).isocalendar()
    return f"{year}-{week}"


def _month(backup: Backup) -> str:
    return backup.day[:7]


def _next_name(backups: Sequence[Backup]) -> str:
    number = backups[-1].number + 1 if backups else 1
    return f"{number:06d}-{time.strftime(_TIME)}"


def _remove_unchecked(home: Path) -> None:
    """Remove what a killed backup has left."""
    for left in backup_folder(home).glob("*" + UNCHECKED):
        shutil.rmtree(left, ignore_errors=True)


def _data_version(connection: apsw.Connection) -> object:
    """Return a number that changes when another connection commits."""
    return connection.execute("PRAGMA data_version").fetchall()


def _check(
    path: Path, schema: Sequence[tuple[object, ...]], counts: Mapping[str, int] | None, is_cancelled: IsCancelled
) -> None:
    """Raises LibraryDamaged, Cancelled."""
    with closing(connect_to_read(path)) as copy, cancellable(copy, is_cancelled), translate_errors():
        answer = copy.execute("PRAGMA quick_check(1)").fetchall()[0][0]
        if answer != "ok":
            raise LibraryDamaged(f"the backup did not pass its check: {answer}")
        if read_schema(copy) != list(schema):
            raise LibraryDamaged("the backup did not pass its check: its schema differs")
        if counts is not None and count_rows(copy) != counts:
            raise LibraryDamaged("the backup did not pass its check: rows are missing")


def _wait_until_on_disk(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
