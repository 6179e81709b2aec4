"""Copies of the library in home/backups, each checked before an older one is removed. Order is by number, not by clock."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import apsw

from engine.protocol.errors import LibraryDamaged
from engine.store.connection import connect_to_read, translate_errors

KEPT_NEWEST, KEPT_DAYS, KEPT_WEEKS, KEPT_MONTHS = 10, 7, 4, 12

_NAME = re.compile(r"library-(\d{6,})-(\d{4}-\d{2}-\d{2})-\d{6}\.db")
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name"


@dataclass(frozen=True)
class Backup:
    """A copy of the library. `day` is the clock's when it was made; `number` counts up and decides the order."""

    path: Path
    number: int
    day: str


def backup_folder(home: Path) -> Path:
    """Return the folder of a home's backups; it may not exist yet."""
    return home / "backups"


def list_backups(home: Path) -> list[Backup]:
    """Return the files in `home` that are named as backups, oldest first; whether they are whole is not checked."""
    if not backup_folder(home).is_dir():
        return []
    named = ((path, _NAME.fullmatch(path.name)) for path in backup_folder(home).iterdir())
    backups = [Backup(path, int(match[1]), match[2]) for path, match in named if match and _is_day(match[2])]
    return sorted(backups, key=lambda backup: backup.number)


def create_backup(connection: apsw.Connection, home: Path) -> Path:
    """Copy the library, check the copy, then remove surplus ones. Writers go on meanwhile. Raises LibraryDamaged, DiskFull."""
    backup_folder(home).mkdir(mode=0o700, exist_ok=True)
    path = backup_folder(home) / _next_name(list_backups(home))
    unchecked = path.with_suffix(".part")
    unchecked.unlink(missing_ok=True)
    os.close(os.open(unchecked, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        connection.execute("VACUUM INTO ?", (str(unchecked),))
        _check(unchecked, read_schema(connection))
        unchecked.replace(path)
    finally:
        unchecked.unlink(missing_ok=True)
    for backup in surplus(list_backups(home)):
        backup.path.unlink(missing_ok=True)
    return path


def read_schema(connection: apsw.Connection) -> list[tuple[object, ...]]:
    """Return (type, name, table, SQL) of every table, index, trigger and view."""
    return [tuple(row) for row in connection.execute(_SCHEMA)]


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


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _day(backup: Backup) -> str:
    return backup.day


def _week(backup: Backup) -> str:
    year, week, _ = date.fromisoformat(backup.day).isocalendar()
    return f"{year}-{week}"


def _month(backup: Backup) -> str:
    return backup.day[:7]


def _next_name(backups: Sequence[Backup]) -> str:
    number = backups[-1].number + 1 if backups else 1
    return f"library-{number:06d}-{time.strftime('%Y-%m-%d-%H%M%S')}.db"


def _check(path: Path, expected_schema: Sequence[tuple[object, ...]]) -> None:
    copy = connect_to_read(path)
    try:
        with translate_errors():
            answer = next(iter(copy.execute("PRAGMA quick_check(1)")))[0]
            is_same = read_schema(copy) == list(expected_schema)
    finally:
        copy.close()
    if answer != "ok" or not is_same:
        raise LibraryDamaged(f"the backup did not pass its check: {answer if answer != 'ok' else 'its schema differs'}")
