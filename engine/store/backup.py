"""Copies of the library in home/backups, each opened and checked before an older one goes. Order is by number, not by clock."""

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
from engine.store.connection import connect_to_read, errors_as_ours

KEPT_NEWEST, KEPT_DAYS, KEPT_WEEKS, KEPT_MONTHS = 10, 7, 4, 12

_NAME = re.compile(r"library-(\d{6,})-(\d{4}-\d{2}-\d{2})-\d{6}\.db")
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name"


@dataclass(frozen=True)
class Backup:
    """`day` is what the clock said then; `number` counts up and decides the order."""

    path: Path
    number: int
    day: str


def folder(home: Path) -> Path:
    return home / "backups"


def found(home: Path) -> list[Backup]:
    """Oldest first."""
    if not folder(home).is_dir():
        return []
    named = ((path, _NAME.fullmatch(path.name)) for path in folder(home).iterdir())
    backups = [Backup(path, int(match[1]), match[2]) for path, match in named if match and _is_day(match[2])]
    return sorted(backups, key=lambda b: b.number)


def make(connection: apsw.Connection, home: Path) -> Path:
    """Copy the library, check the copy, then thin out older ones. Writers go on meanwhile. Raises LibraryDamaged, DiskFull."""
    folder(home).mkdir(mode=0o700, exist_ok=True)
    path = folder(home) / _next_name(found(home))
    unchecked = path.with_suffix(".part")
    unchecked.unlink(missing_ok=True)
    os.close(os.open(unchecked, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        connection.execute("VACUUM INTO ?", (str(unchecked),))
        _check(unchecked, schema(connection))
        unchecked.replace(path)
    finally:
        unchecked.unlink(missing_ok=True)
    for old in surplus(found(home)):
        old.path.unlink(missing_ok=True)
    return path


def schema(connection: apsw.Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(_SCHEMA)]


def surplus(backups: Sequence[Backup]) -> list[Backup]:
    """Those beyond the newest ten and the newest of each of the last days, weeks and months that have one."""
    newest_first = sorted(backups, key=lambda b: -b.number)
    kept = set(newest_first[:KEPT_NEWEST])
    for period, count in ((_day, KEPT_DAYS), (_week, KEPT_WEEKS), (_month, KEPT_MONTHS)):
        newest: dict[str, Backup] = {}
        for one in newest_first:
            newest.setdefault(period(one), one)
        kept.update(list(newest.values())[:count])
    return [one for one in backups if one not in kept]


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _day(one: Backup) -> str:
    return one.day


def _week(one: Backup) -> str:
    year, week, _ = date.fromisoformat(one.day).isocalendar()
    return f"{year}-{week}"


def _month(one: Backup) -> str:
    return one.day[:7]


def _next_name(backups: Sequence[Backup]) -> str:
    number = backups[-1].number + 1 if backups else 1
    return f"library-{number:06d}-{time.strftime('%Y-%m-%d-%H%M%S')}.db"


def _check(path: Path, expected: Sequence[tuple[object, ...]]) -> None:
    copy = connect_to_read(path)
    try:
        with errors_as_ours():
            answer = next(iter(copy.execute("PRAGMA quick_check(1)")))[0]
            same = schema(copy) == list(expected)
    finally:
        copy.close()
    if answer != "ok" or not same:
        raise LibraryDamaged(f"the backup did not pass its check: {answer if answer != 'ok' else 'its schema differs'}")
