"""Numbered messages in a table, its keyword index and its vectors, to check that the three agree."""

from __future__ import annotations

import apsw
import numpy as np

from engine.store.database import Store
from engine.store.vector_tables import VectorTableSpec
from engine.store.vectors import VectorStore

MODEL, DIMENSIONS = "test-embedder", 8

MESSAGE_VECTORS = VectorTableSpec(
    rows_table="messages",
    embedded_counts=f"SELECT '{MODEL}', count(*) FROM messages",
    missing_count="SELECT count(*) FROM messages WHERE ? <> '' AND id NOT IN (SELECT rowid FROM vectors_{id}_rowids)",
)


def vector_store(store: Store) -> VectorStore:
    """Return the vectors of messages, which only these tests have."""
    return VectorStore(store, MESSAGE_VECTORS)


def insert_conversation(connection: apsw.Connection) -> None:
    """Insert the conversation that all messages belong to."""
    connection.execute("INSERT INTO conversations(title, position, created_at, changed_at) VALUES('', 1, 0, 0)")
    connection.execute("INSERT INTO conversations_fts(rowid, title) VALUES(1, '')")


def insert_message(connection: apsw.Connection, vectors: VectorStore, number: int) -> None:
    """Insert message `number` with its keywords and its vector."""
    text = f"fila{number} con palabras"
    connection.execute(
        "INSERT INTO messages(id, conversation, role, text, state, created_at) VALUES(?, 1, 'user', ?, 'complete', 0)",
        (number, text),
    )
    connection.execute("INSERT INTO messages_fts(rowid, text) VALUES(?, ?)", (number, text))
    vectors.add(connection, MODEL, DIMENSIONS, 1, [number], message_vector(number))


def message_vector(number: int) -> bytes:
    """Return the normalised float16 vector of message `number`."""
    vector = np.random.default_rng(number).standard_normal(DIMENSIONS)
    return (vector / np.linalg.norm(vector)).astype("<f2").tobytes()


def check_and_list(connection: apsw.Connection) -> list[int]:
    """Return the numbers of all messages; fail unless table, index and vectors are whole and hold the same ones."""
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.execute("INSERT INTO messages_fts(messages_fts, rank) VALUES('integrity-check', 1)")
    numbers = [int(str(row[0])) for row in connection.execute("SELECT id FROM messages ORDER BY id")]
    indexed = connection.execute("SELECT rowid FROM messages_fts WHERE messages_fts MATCH 'palabras' ORDER BY rowid")
    assert [row[0] for row in indexed] == numbers
    if numbers:
        vectors = connection.execute("SELECT rowid FROM vectors_1 ORDER BY rowid")
        assert sorted(int(str(row[0])) for row in vectors) == numbers
    return numbers
