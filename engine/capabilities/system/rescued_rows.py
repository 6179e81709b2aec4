"""Rows that were read from a damaged library, kept in a file meanwhile: a large library's do not fit into memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import apsw

from engine.store.recovery.damaged_file import Column, FoundRow, SQLValue


class RescuedRows:
    """The rows of some tables by their ids. Of two with the same id the sure one is kept, else the first."""

    def __init__(self, file: Path, tables: Mapping[str, Mapping[str, Column]]) -> None:
        """Begin a new file. Raises apsw.Error."""
        file.unlink(missing_ok=True)
        self._file, self._columns = file, {table: list(columns) for table, columns in tables.items()}
        self._connection = apsw.Connection(str(file))
        file.chmod(0o600)
        for pragma in ("journal_mode=off", "synchronous=off"):
            list(self._connection.execute(f"PRAGMA {pragma}"))
        for table, columns in self._columns.items():
            self._connection.execute(
                f"CREATE TABLE {table}(rowid_ INTEGER PRIMARY KEY, {', '.join(map(_quoted, columns))})"
            )
        self._connection.execute("BEGIN")

    def add(self, row: FoundRow) -> None:
        """Keep a row; columns that it ends before are NULL."""
        columns = self._columns[row.table]
        values = (row.rowid, *row.values, *[None] * (len(columns) - len(row.values)))
        marks = ", ".join("?" * len(values))
        instead = "IGNORE" if row.is_doubtful else "REPLACE"
        self._connection.execute(f"INSERT OR {instead} INTO {row.table} VALUES({marks})", values)

    def count(self, table: str) -> int:
        """Return the number of rows of a table."""
        return int(str(self._connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]))

    def rows(self, table: str, columns: Sequence[str], order: str = "rowid_") -> Iterator[tuple[SQLValue, ...]]:
        """Yield the id and these columns of every row."""
        names = ", ".join(map(_quoted, columns))
        for row in self._connection.execute(f"SELECT rowid_, {names} FROM {table} ORDER BY {order}"):
            yield tuple(row)

    def close(self) -> None:
        """Delete the file."""
        self._connection.close()
        self._file.unlink(missing_ok=True)


def _quoted(name: str) -> str:
    return f'"{name}"'
