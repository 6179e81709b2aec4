"""The deep check finds indexes and vectors that disagree with their rows, of the kinds that are registered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store.database import Store
from engine.store.integrity import find_problems
from engine.store.vector_tables import FullTextSpec
from tests.engine.store import message_rows


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    store = Store.open(home)
    with store.write() as connection:
        message_rows.insert_conversation(connection)
        for number in range(1, 4):
            message_rows.insert_message(connection, message_rows.vector_store(store), number)
    yield store
    store.close()


def execute(store: Store, sql: str) -> None:
    with store.write() as connection:
        connection.execute(sql)


def test_a_whole_library_has_no_problems(store: Store) -> None:
    assert find_problems(store) == []


def test_a_row_without_its_vector_and_a_vector_without_its_row_are_found(store: Store) -> None:
    execute(store, "DELETE FROM vectors_1 WHERE rowid = 1")
    execute(store, "INSERT INTO messages_fts(messages_fts, rowid, text) VALUES('delete', 2, 'fila2 con palabras')")
    execute(store, "DELETE FROM messages WHERE id = 2")
    assert find_problems(store) == [
        "1 vectors of test-embedder without their messages",
        "1 messages without their vector of test-embedder",
    ]


def test_vectors_of_an_unregistered_kind_are_not_checked(home: Path, store: Store) -> None:
    execute(store, "DELETE FROM vectors_1 WHERE rowid = 1")
    store.close()
    again = Store.open(home)
    assert find_problems(again) == []
    again.close()


def test_a_keyword_index_is_checked_unless_rows_are_pending(store: Store) -> None:
    execute(store, "INSERT INTO messages_fts(messages_fts, rowid, text) VALUES('delete', 2, 'fila2 con palabras')")
    (problem,) = find_problems(store)
    assert problem.startswith("messages_fts")
    store.register(FullTextSpec("messages_fts", pending="SELECT count(*) FROM messages"))
    assert find_problems(store) == []
