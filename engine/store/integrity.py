"""Checks whether the library is whole: its pages, its keyword indexes against their texts, its vectors against their rows."""

from __future__ import annotations

from collections.abc import Iterator

import apsw

from engine.store.database import Store
from engine.store.migrations import FULL_TEXT_TABLES
from engine.store.vector_tables import FullTextSpec, check_vectors, count_rows


def find_problems(store: Store) -> list[str]:
    """Return a technical line for each problem, none when all is well. Reads the whole file.

    Keyword indexes are checked all; vectors only those of the kinds that capabilities have registered with the store.
    Raises LibraryDamaged when the file cannot be read at all.
    """
    with store.read() as connection:
        damage = list(_check_pages(connection))
    if damage:  # what is on damaged pages cannot be compared
        return damage
    with store.write() as connection:  # FTS5's check is written as an insert
        problems = [*_check_references(connection), *_check_full_text(connection, store.full_text_specs)]
        for spec in store.vector_specs:
            problems += check_vectors(connection, spec)
        return problems


def _check_pages(connection: apsw.Connection) -> Iterator[str]:
    try:
        for (answer,) in connection.execute("PRAGMA integrity_check(20)"):
            if answer != "ok":
                yield str(answer)
    except (apsw.CorruptError, apsw.IOError) as error:  # the check itself reads a page that does not have its checksum
        yield str(error)


def _check_references(connection: apsw.Connection) -> Iterator[str]:
    for table, row, *_ in connection.execute("PRAGMA foreign_key_check"):
        yield f"{table} row {row} has lost the row it belongs to"


def _check_full_text(connection: apsw.Connection, specs: tuple[FullTextSpec, ...]) -> Iterator[str]:
    """Run FTS5's own check: `integrity_check` does not compare an index with its texts."""
    lagging = {spec.table for spec in specs if count_rows(connection, spec.pending)}
    for (table,) in connection.execute(FULL_TEXT_TABLES).fetchall():
        if table in lagging:
            continue
        try:
            connection.execute(f"INSERT INTO {table}({table}, rank) VALUES('integrity-check', 1)")
        except apsw.CorruptError as error:
            yield f"{table}: {error}"
