"""Numbered rows across a table, its keyword index and its vectors, to see that they agree."""

from __future__ import annotations

import apsw
import numpy as np

from engine.store.vectors import Vectors

EMBEDDER, DIMENSIONS = "test-embedder", 8


def begin(connection: apsw.Connection) -> None:
    connection.execute("INSERT INTO conversations(title, position, created_at, changed_at) VALUES('', 1, 0, 0)")
    connection.execute("INSERT INTO conversations_words(rowid, title) VALUES(1, '')")


def add(connection: apsw.Connection, vectors: Vectors, number: int) -> None:
    text = f"fila{number} con palabras"
    connection.execute(
        "INSERT INTO messages(id, conversation, role, text, state, created_at) VALUES(?, 1, 'user', ?, 'complete', 0)",
        (number, text),
    )
    connection.execute("INSERT INTO messages_words(rowid, text) VALUES(?, ?)", (number, text))
    vectors.add(connection, EMBEDDER, DIMENSIONS, 1, [number], vector(number))


def vector(number: int) -> bytes:
    one = np.random.default_rng(number).standard_normal(DIMENSIONS)
    return (one / np.linalg.norm(one)).astype("<f2").tobytes()


def agreeing(connection: apsw.Connection) -> list[int]:
    """The numbers of all rows; fails unless table, index and vectors hold the same ones and are whole."""
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.execute("INSERT INTO messages_words(messages_words, rank) VALUES('integrity-check', 1)")
    rows = [int(str(row[0])) for row in connection.execute("SELECT id FROM messages ORDER BY id")]
    words = connection.execute("SELECT rowid FROM messages_words WHERE messages_words MATCH 'palabras' ORDER BY rowid")
    assert [row[0] for row in words] == rows
    if rows:
        vectors = connection.execute("SELECT rowid FROM vectors_1 ORDER BY rowid")
        assert sorted(int(str(row[0])) for row in vectors) == rows
    return rows
