from __future__ import annotations

import hashlib
import threading
from datetime import date, timedelta
from pathlib import Path

import apsw
import pytest

from engine.protocol.errors import LibraryDamaged, LibraryError, LibraryInUse, LibraryNewer
from engine.store import backup
from engine.store.backup import Backup
from engine.store.connection import connect
from engine.store.database import Store
from engine.store.restore import check_backup, newest_good_backup, restore
from tests.engine.store import rows


def fill(store: Store, numbers: range) -> None:
    vectors = rows.vector_store(store)
    for number in numbers:
        with store.write() as connection:
            if number == 1:
                rows.begin(connection)
            rows.add(connection, vectors, number)


def numbers_of(path: Path) -> list[int]:
    connection = connect(path)
    try:
        return rows.agreeing(connection)
    finally:
        connection.close()


def test_a_backup_made_while_rows_are_written_is_whole(store: Store, tmp_path: Path) -> None:
    fill(store, range(1, 5))
    writer = threading.Thread(target=fill, args=(store, range(5, 400)))
    writer.start()
    made = [store.back_up() for _ in range(15)]
    writer.join()
    counts = []
    for path in made:
        if path.exists():  # not thinned out meanwhile
            check_backup(path)
            copy = tmp_path / path.name
            copy.write_bytes(path.read_bytes())
            counts.append(len(numbers_of(copy)))
    assert len(counts) >= 10 and counts == sorted(counts)


def test_a_library_that_is_damaged_costs_no_older_backup(home: Path, store: Store) -> None:
    fill(store, range(1, 60))
    for _ in range(12):
        store.back_up()
    store.checkpoint()
    kept = backup.list_backups(home)
    with (home / "library.db").open("r+b") as file:
        size = file.seek(0, 2)
        for page in range(3 * 16384, size, 16384):
            file.seek(page)
            file.write(b"\xff" * 64)
    with pytest.raises(LibraryDamaged):
        store.back_up()
    assert backup.list_backups(home) == kept and not list((home / "backups").glob("*.part"))


def made(days: list[date]) -> list[Backup]:
    return [Backup(Path(str(n)), n, day.isoformat()) for n, day in enumerate(days, 1)]


def test_thinning_keeps_the_newest_ten_and_days_weeks_and_months() -> None:
    first = date(2026, 1, 1)
    backups = made([first + timedelta(days=n // 3) for n in range(3 * 365)])
    surplus = backup.surplus(backups)
    kept = [one for one in backups if one not in surplus]
    assert backups[-10:] == kept[-10:]
    assert len({one.day for one in kept}) >= 7
    assert len({one.day[:7] for one in kept}) == 12
    assert len(kept) <= 10 + 7 + 4 + 12


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2099, 12, 31)])
def test_a_wrong_clock_loses_no_backup_of_other_days(day: date) -> None:
    backups = made([date(2026, 3, 1) + timedelta(days=n) for n in range(8)] + [day])
    assert backup.surplus(backups) == []


def replaced(kept: Path) -> list[int]:
    return numbers_of(kept / "library.db")


def test_restoring_keeps_the_replaced_library(home: Path, store: Store) -> None:
    fill(store, range(1, 5))
    good = store.back_up()
    fill(store, range(5, 9))
    with pytest.raises(LibraryInUse):
        restore(home, good)
    store.close()
    kept = restore(home, good)
    assert replaced(kept) == list(range(1, 9))
    again = Store.open(home)
    with again.read() as connection:
        assert rows.agreeing(connection) == list(range(1, 5))
    again.close()


def test_a_missing_library_is_restored_from_the_newest_good_backup(home: Path, store: Store) -> None:
    fill(store, range(1, 5))
    good, bad = store.back_up(), store.back_up()
    store.close()
    (home / "library.db").unlink()
    bad.write_bytes(bad.read_bytes()[:20000])
    assert newest_good_backup(home) == good
    restore(home, good)
    Store.open(home).close()


HARMS = {
    "empty": b"",
    "text": b"Dear reader, " * 1000,
    "a library's beginning": b"SQLite format 3\0" + bytes(84),
}
STATEMENTS = {
    "a trigger": "CREATE TRIGGER evil AFTER INSERT ON messages BEGIN DELETE FROM messages; END",
    "a view in a table's place": "CREATE VIEW evil AS SELECT * FROM messages",
    "a table of another's": "CREATE TABLE evil(a)",
    "an index on an expression": "CREATE INDEX evil ON messages(hex(text))",
    "a column more": "ALTER TABLE messages ADD COLUMN evil TEXT",
    "another program's number": "PRAGMA user_version=0",
}


@pytest.mark.parametrize("harm", [*HARMS, "cut", "newer", *STATEMENTS])
def test_a_bad_backup_is_refused_before_the_library_is_touched(
    home: Path, store: Store, tmp_path: Path, harm: str
) -> None:
    fill(store, range(1, 5))
    bad = tmp_path / "bad.db"
    content = store.back_up().read_bytes()
    store.close()
    bad.write_bytes(HARMS.get(harm, content))
    if harm == "cut":
        bad.write_bytes(content[: len(content) // 2])
    if statement := STATEMENTS.get(harm, "PRAGMA user_version=99" if harm == "newer" else ""):
        connection = apsw.Connection(str(bad))
        connection.execute(statement).fetchall()
        connection.close()
    before = hashlib.sha256((home / "library.db").read_bytes()).digest()
    with pytest.raises(LibraryNewer if harm == "newer" else LibraryError):
        restore(home, bad)
    assert hashlib.sha256((home / "library.db").read_bytes()).digest() == before
    assert not (home / "replaced").exists() and not (home / "library.arriving").exists()
