"""Repairs the JSON cells of a library that a restore is about to use, so that one damaged cell does not cost all the others.

Only a copy is changed, whose schema is ours. Names of stored files and all else that a CHECK refuses stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import apsw

_CHECKED = re.compile(r"json_valid\((\w+)\) AND substr\(\1, 1, 1\) = '([\[{])'")
"""The CHECKs of engine.store.migrations for a JSON list or object."""
_EMPTY = {"[": "'[]'", "{": "'{}'"}


class _JsonColumn(NamedTuple):
    """A column of JSON: what it begins with, and the SQL of the value that it has when there is nothing in it."""

    table: str
    name: str
    opening: str
    empty: str


def repair_json_cells(connection: apsw.Connection) -> int:
    """Empty the cells whose JSON is damaged and return how many there were.

    Raises apsw.ConstraintError for a row in which more is wrong.
    """
    repaired = 0
    with connection:
        for column in list(_json_columns(connection)):
            is_sound = f"json_valid({column.name}) AND substr({column.name}, 1, 1) = '{column.opening}'"
            connection.execute(
                f"UPDATE {column.table} SET {column.name} = {column.empty} "
                f"WHERE {column.name} IS NOT {column.empty} AND ({is_sound}) IS NOT TRUE"
            )
            repaired += connection.changes()
    return repaired


def _json_columns(connection: apsw.Connection) -> Iterator[_JsonColumn]:
    tables = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%json_valid%'")
    for table, sql in tables.fetchall():
        openings = dict(_CHECKED.findall(str(sql)))
        for _, name, _, is_required, default, _ in connection.execute(f"PRAGMA table_info({table})").fetchall():
            if name in openings:
                opening = openings[str(name)]
                empty = str(default) if default is not None else _EMPTY[opening] if is_required else "NULL"
                yield _JsonColumn(str(table), str(name), opening, empty)
