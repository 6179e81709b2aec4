"""Whether the library is whole: its pages, its keyword indexes against their texts, its vectors against what they stand for."""

from __future__ import annotations

from collections.abc import Iterator

import apsw

from engine.store.database import Store
from engine.store.migrations import FULL_TEXT_TABLES
from engine.store.vectors import OWNERS

_STRAY = "SELECT count(*) FROM vectors_{id}_rowids WHERE rowid NOT IN (SELECT id FROM {noun})"


def problems(store: Store) -> list[str]:
    """Technical, one a line; empty when all is well. Reads the whole file."""
    with store.write() as connection:  # FTS5's check is written as an insert
        return [*_pages(connection), *_words(connection), *_vectors(connection)]


def _pages(connection: apsw.Connection) -> Iterator[str]:
    for (answer,) in connection.execute("PRAGMA integrity_check(20)"):
        if answer != "ok":
            yield str(answer)
    for table, row, *_ in connection.execute("PRAGMA foreign_key_check"):
        yield f"{table} row {row} has lost what it belongs to"


def _words(connection: apsw.Connection) -> Iterator[str]:
    """`integrity_check` does not compare an index with the texts it stands for; FTS5's own check does."""
    writing = _count(connection, "SELECT count(*) FROM messages WHERE state = 'writing'")
    for (table,) in connection.execute(FULL_TEXT_TABLES).fetchall():
        if table == "messages_words" and writing:  # an answer is indexed when it is finished
            continue
        try:
            connection.execute(f"INSERT INTO {table}({table}, rank) VALUES('integrity-check', 1)")
        except apsw.CorruptError as error:
            yield f"{table}: {error}"


def _vectors(connection: apsw.Connection) -> Iterator[str]:
    for owner in OWNERS:
        tables = connection.execute("SELECT id, name FROM embedders WHERE owner = ?", (owner.noun,)).fetchall()
        for id, name in tables:
            if stray := _count(connection, _STRAY.format(id=id, noun=owner.noun)):
                yield f"{stray} vectors of {name} without their {owner.noun}"
            if lacking := _count(connection, owner.lacking.format(id=id), name):
                yield f"{lacking} {owner.noun} without their vector of {name}"


def _count(connection: apsw.Connection, sql: str, *bound: apsw.SQLiteValue) -> int:
    return int(str(connection.execute(sql, bound).fetchall()[0][0]))
