"""A CSV file read a row at a time: its encoding, its delimiter and its columns' names are found out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from engine.protocol.errors import ColumnMissing, FileEmpty, FileUnreadable, FileVanished

BEGINNING = 64 * 1024
DELIMITERS = ",;\t|"
LONGEST_CELL = 16 * 1024 * 1024
SHOWN = 12
"""Columns named in an error."""


class Table:
    """Raises FileVanished, FileEmpty, FileUnreadable. The first row is the columns' names; rows are as long as it."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser()
        try:
            with self.path.open("rb") as file:
                beginning = file.read(BEGINNING)
        except OSError as gone:
            raise FileVanished(str(gone), name=path.name) from None
        self._encoding = _encoding(beginning)
        text = beginning.decode(self._encoding, "replace")
        if "\0" in text:
            raise FileUnreadable("not a text file", name=path.name)
        self._delimiter = _delimiter(text)
        self.columns = tuple(next(self._lines(), ()))
        if not any(name.strip() for name in self.columns):
            raise FileEmpty(name=path.name)

    def place(self, column: str) -> int:
        """Its number. Raises ColumnMissing."""
        if column in self.columns:
            return self.columns.index(column)
        raise ColumnMissing(name=self.path.name, column=column, columns=", ".join(self.columns[:SHOWN]))

    def rows(self) -> Iterator[list[str]]:
        """Blank lines are left out; what a short row lacks is empty, what a long one has too much is dropped."""
        lines = self._lines()
        next(lines)
        width = len(self.columns)
        return ([*row, *[""] * (width - len(row))][:width] for row in lines if row)

    def _lines(self) -> Iterator[list[str]]:
        csv.field_size_limit(LONGEST_CELL)
        try:
            with self.path.open(encoding=self._encoding, errors="replace", newline="") as file:
                yield from csv.reader(file, delimiter=self._delimiter)
        except (OSError, csv.Error) as broken:
            raise FileUnreadable(str(broken), name=self.path.name) from None


def _encoding(beginning: bytes) -> str:
    """UTF-8, by its mark UTF-16, else the one of Western Windows, whose every byte is a character."""
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        beginning[: beginning.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError as broken:
        if broken.end < len(beginning) - 4:
            return "cp1252"
    return "utf-8-sig"


def _delimiter(beginning: str) -> str:
    """The one most frequent in the first line, quoted parts left out."""
    outside = "".join(beginning.splitlines()[0].split('"')[::2]) if beginning.strip() else ""
    return max(DELIMITERS, key=outside.count)
