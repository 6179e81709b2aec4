"""Numbered steps of the library's schema, from `m001_….py` on.

A step module holds STATEMENTS or `migrate(connection)`. Once released it is never edited.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import apsw

FULL_TEXT_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%USING fts5(%'"
)
"""SQL that selects the names of all keyword indexes."""


class Migration(msgspec.Struct, frozen=True):
    """Brings a library from version `number` - 1 to `number`; `run` is called inside a transaction."""

    number: int
    run: Callable[[apsw.Connection], None]


def discover() -> tuple[Migration, ...]:
    """Return all steps of this folder in order. Raises RuntimeError when a number is missing."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name.startswith("m"))
    steps = tuple(_load(name) for name in names)
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise RuntimeError(f"migrations are not numbered 1 to {len(steps)}: {names}")
    return steps


def apply(connection: apsw.Connection, steps: Sequence[Migration]) -> None:
    """Run the steps that this library lacks, each in one transaction with its version number. Raises apsw.Error."""
    version = next(iter(connection.execute("PRAGMA user_version")))[0]
    for step in steps[version:]:
        with connection:
            step.run(connection)
            _make_deletion_secure(connection)
            list(connection.execute(f"PRAGMA user_version={step.number}"))


def _make_deletion_secure(connection: apsw.Connection) -> None:
    """Set FTS5's secure-delete: without it a keyword index keeps the tokens of deleted text in the file."""
    for (table,) in list(connection.execute(FULL_TEXT_TABLES)):
        connection.execute(f"INSERT INTO {table}({table}, rank) VALUES('secure-delete', 1)")


def _load(name: str) -> Migration:
    module = importlib.import_module(f"{__name__}.{name}")
    if hasattr(module, "migrate"):
        return Migration(int(name[1:4]), module.migrate)
    return Migration(int(name[1:4]), lambda connection: _run(connection, module.STATEMENTS))


def _run(connection: apsw.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(statement)
