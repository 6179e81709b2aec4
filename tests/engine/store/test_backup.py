from __future__ import annotations

import hashlib
import threading
from datetime import date, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from engine.protocol.errors import LibraryDamaged, LibraryError, LibraryInUse, LibraryNewer
from engine.store.connection import PAGE_SIZE, connect
from engine.store.database import Store
from engine.store.integrity import find_problems
from engine.store.recovery import backup
from engine.store.recovery.backup import Backup
from engine.store.recovery.page_checksums import has_checksum
from engine.store.recovery.restore import check_backup, newest_good_backup, restore
from tests.engine.store import message_rows
from tests.support.damage import unchecked


def insert_messages(store: Store, numbers: range) -> None:
    vectors = message_rows.vector_store(store)
    for number in numbers:
        with store.write() as connection:
            if number == 1:
                message_rows.insert_conversation(connection)
            message_rows.insert_message(connection, vectors, number)


def list_messages(path: Path) -> list[int]:
    connection = connect(path)
    try:
        return message_rows.check_and_list(connection)
    finally:
        connection.close()


def test_a_backup_made_while_rows_are_written_is_whole(store: Store, tmp_path: Path) -> None:
    insert_messages(store, range(1, 5))
    writer = threading.Thread(target=insert_messages, args=(store, range(5, 400)))
    writer.start()
    backups = [store.back_up() for _ in range(15)]
    writer.join()
    counts = []
    for made in backups:
        if made.path.exists():  # not removed as surplus meanwhile
            check_backup(made.library)
            copy = tmp_path / made.path.name
            copy.write_bytes(made.library.read_bytes())
            counts.append(len(list_messages(copy)))
    assert len(counts) >= 10 and counts == sorted(counts)


def test_a_damaged_library_costs_no_older_backup(home: Path, store: Store) -> None:
    insert_messages(store, range(1, 60))
    for _ in range(12):
        store.back_up()
    store.checkpoint()
    before = backup.list_backups(home)
    with (home / "library.db").open("r+b") as file:
        size = file.seek(0, 2)
        for page in range(3 * 16384, size, 16384):
            file.seek(page)
            file.write(b"\xff" * 64)
    with pytest.raises(LibraryDamaged):
        store.back_up()
    assert backup.list_backups(home) == before and not list((home / "backups").glob("*.part"))


def backups_of(days: list[date]) -> list[Backup]:
    return [Backup(Path(str(n)), n, datetime(day.year, day.month, day.day)) for n, day in enumerate(days, 1)]


def test_the_newest_ten_and_one_for_each_day_week_and_month_are_kept() -> None:
    first = date(2026, 1, 1)
    backups = backups_of([first + timedelta(days=n // 3) for n in range(3 * 365)])
    surplus = backup.surplus(backups)
    kept = [copy for copy in backups if copy not in surplus]
    assert backups[-10:] == kept[-10:]
    assert len({copy.day for copy in kept}) >= 7
    assert len({copy.day[:7] for copy in kept}) == 12
    assert len(kept) <= 10 + 7 + 4 + 12


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2099, 12, 31)])
def test_a_wrong_clock_loses_no_backup_of_other_days(day: date) -> None:
    backups = backups_of([date(2026, 3, 1) + timedelta(days=n) for n in range(8)] + [day])
    assert backup.surplus(backups) == []


def test_a_backup_larger_than_sqlites_cache_has_all_its_checksums(home: Path, store: Store) -> None:
    """Pages that are written before the first one get none from SQLite: each backup of more than 2 MB was refused."""
    insert_messages(store, range(1, 401))
    with store.write() as connection:
        sql = "INSERT INTO drafts VALUES(?, hex(randomblob(15000)))"
        connection.executemany(sql, ((number,) for number in range(400)))
    made = store.back_up()
    data = made.library.read_bytes()
    pages = [data[start : start + PAGE_SIZE] for start in range(0, len(data), PAGE_SIZE)]
    assert len(data) > 8_000_000 and all(map(has_checksum, pages))
    store.close()
    assert newest_good_backup(home) == made.path
    restore(home, made.path)
    again = Store.open(home)
    assert find_problems(again) == []
    again.close()


def test_restoring_keeps_the_replaced_library(home: Path, store: Store) -> None:
    insert_messages(store, range(1, 5))
    good = store.back_up().path
    insert_messages(store, range(5, 9))
    with pytest.raises(LibraryInUse):
        restore(home, good)
    store.close()
    replaced, _ = restore(home, good)
    assert list_messages(replaced / "library.db") == list(range(1, 9))
    again = Store.open(home)
    with again.read() as connection:
        assert message_rows.check_and_list(connection) == list(range(1, 5))
    again.close()


def test_a_backup_with_a_damaged_cell_is_restored_without_that_cell(home: Path, store: Store) -> None:
    """docs/faults.md 68: nothing reads the cell when a backup is made, so that all backups may have it."""
    insert_messages(store, range(1, 5))
    with unchecked(store) as connection:
        connection.execute("UPDATE messages SET remarks = '{\"model' WHERE id = 2")
    damaged = store.back_up().path
    store.close()
    assert newest_good_backup(home) == damaged
    assert restore(home, damaged).repaired == 1
    again = Store.open(home)
    with again.read() as connection:
        assert message_rows.check_and_list(connection) == list(range(1, 5))
        assert connection.execute("SELECT remarks FROM messages WHERE id = 2").fetchall() == [("",)]
    again.close()


def test_a_missing_library_is_restored_from_the_newest_good_backup(home: Path, store: Store) -> None:
    insert_messages(store, range(1, 5))
    good, bad = store.back_up(), store.back_up()
    store.close()
    (home / "library.db").unlink()
    bad.library.write_bytes(bad.library.read_bytes()[:20000])
    assert newest_good_backup(home) == good.path
    restore(home, good.path)
    Store.open(home).close()


FILE_CONTENTS = {
    "empty": b"",
    "text": b"Dear reader, " * 1000,
    "a library's beginning": b"SQLite format 3\0" + bytes(84),
}
STATEMENTS = {
    "a trigger": "CREATE TRIGGER evil AFTER INSERT ON messages BEGIN DELETE FROM messages; END",
    "a view": "CREATE VIEW evil AS SELECT * FROM messages",
    "a foreign table": "CREATE TABLE evil(a)",
    "an index on an expression": "CREATE INDEX evil ON messages(hex(text))",
    "another column": "ALTER TABLE messages ADD COLUMN evil TEXT",
    "the version of another program": "PRAGMA user_version=0",
}


@pytest.mark.parametrize("harm", [*FILE_CONTENTS, "cut", "newer", *STATEMENTS])
def test_a_bad_backup_is_refused_before_the_library_is_changed(
    home: Path, store: Store, tmp_path: Path, harm: str
) -> None:
    insert_messages(store, range(1, 5))
    folder = tmp_path / "bad"
    folder.mkdir()
    bad = folder / "library.db"
    content = store.back_up().library.read_bytes()
    store.close()
    bad.write_bytes(FILE_CONTENTS.get(harm, content))
    if harm == "cut":
        bad.write_bytes(content[: len(content) // 2])
    if statement := STATEMENTS.get(harm, "PRAGMA user_version=99" if harm == "newer" else ""):
        connection = apsw.Connection(str(bad))
        connection.execute(statement).fetchall()
        connection.close()
    before = hashlib.sha256((home / "library.db").read_bytes()).digest()
    with pytest.raises(LibraryNewer if harm == "newer" else LibraryError):
        restore(home, folder)
    assert hashlib.sha256((home / "library.db").read_bytes()).digest() == before
    assert not (home / "replaced").exists() and not (home / "library.arriving").exists()
