"""Numbered rows across a table, its keyword index and its vectors, to see that they agree."""

from __future__ import annotations

import apsw
import numpy as np

from engine.store.database import Store
from engine.store.vector_tables import VectorTableSpec
from engine.store.vectors import VectorStore

EMBEDDER, DIMENSIONS = "test-embedder", 8

MESSAGE_VECTORS = VectorTableSpec(
    rows_table="messages",
    embedded_counts=f"SELECT '{EMBEDDER}', count(*) FROM messages",
    missing_count="SELECT count(*) FROM messages WHERE ? <> '' AND id NOT IN (SELECT rowid FROM vectors_{id}_rowids)",
)


def vector_store(store: Store) -> VectorStore:
    """Vectors of messages, which only these tests have."""
    return VectorStore(store, MESSAGE_VECTORS)


def begin(connection: apsw.Connection) -> None:
    connection.execute("INSERT INTO conversations(title, position, created_at, changed_at) VALUES('', 1, 0, 0)")
    connection.execute("INSERT INTO conversations_fts(rowid, title) VALUES(1, '')")


def add(connection: apsw.Connection, vectors: VectorStore, number: int) -> None:
    text = f"fila{number} con palabras"
    connection.execute(
        "INSERT INTO messages(id, conversation, role, text, state, created_at) VALUES(?, 1, 'user', ?, 'complete', 0)",
        (number, text),
    )
    connection.execute("INSERT INTO messages_fts(rowid, text) VALUES(?, ?)", (number, text))
    vectors.add(connection, EMBEDDER, DIMENSIONS, 1, [number], vector(number))


def vector(number: int) -> bytes:
    one = np.random.default_rng(number).standard_normal(DIMENSIONS)
    return (one / np.linalg.norm(one)).astype("<f2").tobytes()


def agreeing(connection: apsw.Connection) -> list[int]:
    """The numbers of all rows; fails unless table, index and vectors hold the same ones and are whole."""
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.execute("INSERT INTO messages_fts(messages_fts, rank) VALUES('integrity-check', 1)")
    rows = [int(str(row[0])) for row in connection.execute("SELECT id FROM messages ORDER BY id")]
    words = connection.execute("SELECT rowid FROM messages_fts WHERE messages_fts MATCH 'palabras' ORDER BY rowid")
    assert [row[0] for row in words] == rows
    if rows:
        vectors = connection.execute("SELECT rowid FROM vectors_1 ORDER BY rowid")
        assert sorted(int(str(row[0])) for row in vectors) == rows
    return rows
