"""Steps of the schema: each runs once after a backup, whole or not at all. Later steps than the first are made up here."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from engine.protocol.errors import LibraryNewer
from engine.store import migrations
from engine.store.database import Store, header_version
from engine.store.migrations import Migration
from engine.store.recovery import backup
from tests.engine.store import message_rows


def create_library(home: Path) -> None:
    store = Store.open(home)
    with store.write() as connection:
        message_rows.insert_conversation(connection)
        for number in range(1, 4):
            message_rows.insert_message(connection, message_rows.vector_store(store), number)
    store.close()


def migration(number: int, statement: str) -> Migration:
    def run(connection: apsw.Connection) -> None:
        connection.execute(statement)

    return Migration(number, run)


def test_a_migration_runs_once_after_a_backup(home: Path) -> None:
    create_library(home)
    known = migrations.discover()
    steps = (*known, migration(len(known) + 1, "CREATE TABLE added(a TEXT) STRICT"))
    for _ in range(2):
        store = Store.open(home, steps=steps)
        with store.read() as connection:
            assert message_rows.check_and_list(connection) == [1, 2, 3]
            assert next(iter(connection.execute("SELECT count(*) FROM added")))[0] == 0
        store.close()
    (copy,) = backup.list_backups(home)
    assert header_version(copy.library) == len(steps) - 1


def test_a_migration_that_fails_changes_nothing(home: Path) -> None:
    create_library(home)
    known = migrations.discover()
    with pytest.raises(apsw.SQLError):
        Store.open(home, steps=(*known, migration(len(known) + 1, "CREATE TABLE no good")))
    store = Store.open(home)
    with store.read() as connection:
        assert message_rows.check_and_list(connection) == [1, 2, 3]
    store.close()


def test_a_library_migrated_by_a_newer_version_is_refused(home: Path) -> None:
    known = migrations.discover()
    Store.open(home, steps=(*known, migration(len(known) + 1, "CREATE TABLE added(a TEXT) STRICT"))).close()
    with pytest.raises(LibraryNewer) as refused:
        Store.open(home)
    assert refused.value.values == {"found": str(len(known) + 1), "known": str(len(known))}


def test_keyword_indexes_delete_securely(store: Store) -> None:
    with store.read() as connection:
        for (table,) in connection.execute(migrations.FULL_TEXT_TABLES).fetchall():
            assert connection.execute(f"SELECT v FROM {table}_config WHERE k = 'secure-delete'").fetchall() == [(1,)]
