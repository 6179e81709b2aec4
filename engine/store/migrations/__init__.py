"""Numbered steps of the schema, `m001_….py` on: each holds STATEMENTS or `migrate(connection)`. Never edited once released."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw

FULL_TEXT_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%USING fts5(%'"
)


@dataclass(frozen=True)
class Migration:
    """Brings a library from version `number` - 1 to `number`; `run` works inside a transaction."""

    number: int
    run: Callable[[apsw.Connection], None]


def discover() -> tuple[Migration, ...]:
    """All steps of this folder, in order and without a gap."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name.startswith("m"))
    found = tuple(_load(name) for name in names)
    if [m.number for m in found] != list(range(1, len(found) + 1)):
        raise RuntimeError(f"migrations are not numbered 1 to {len(found)}: {names}")
    return found


def apply(connection: apsw.Connection, migrations: Sequence[Migration]) -> None:
    """Run the steps this library lacks, each in one transaction with its number."""
    version = next(iter(connection.execute("PRAGMA user_version")))[0]
    for migration in migrations[version:]:
        with connection:
            migration.run(connection)
            _forget_deleted_words(connection)
            list(connection.execute(f"PRAGMA user_version={migration.number}"))


def _forget_deleted_words(connection: apsw.Connection) -> None:
    """Without this a keyword index keeps the tokens of deleted text in the file."""
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
