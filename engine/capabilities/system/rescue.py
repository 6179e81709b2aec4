"""Writes what can still be read of a damaged library to text files. Reads a copy; the library stays as it is."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import msgspec

from engine.protocol import paths
from engine.protocol.errors import LibraryDamaged, LibraryMissing
from engine.store.connection import connect_to_read, translate_errors

UNREADABLE = (apsw.CorruptError, apsw.IOError, apsw.NotADBError)
HIGHEST_GUESSED, HIGHEST_TRIED = 100_000, 1_000_000
"""Ids tried where the highest one cannot be read; and where what is read as the highest is nonsense."""


class Rescued(msgspec.Struct, frozen=True):
    """What `rescue --json` prints; `lost` counts rows that could not be read."""

    path: str
    conversations: int
    messages: int
    documents: int
    lost: int


def rescue(home: Path) -> Rescued:
    """Conversations as Markdown, one file each, and the paths of the documents, in a new folder of home/rescued.

    Raises LibraryMissing, and LibraryDamaged when nothing at all can be read.
    """
    if not paths.library(home).is_file():
        raise LibraryMissing
    with tempfile.TemporaryDirectory(dir=home, prefix="rescue-") as folder:
        copy = Path(folder) / "library.db"
        for suffix in ("", "-wal"):
            source = paths.library(home).with_name(paths.library(home).name + suffix)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + suffix))
        connection = connect_to_read(copy)
        try:
            with translate_errors():
                return _write(_Reader(connection), home)
        finally:
            connection.close()


def _write(reader: _Reader, home: Path) -> Rescued:
    titles = {id: _text(title) for id, title in reader.rows("conversations", "id, CAST(title AS BLOB)")}
    told: dict[int, list[str]] = {}
    columns = "conversation, CAST(role AS BLOB), CAST(text AS BLOB)"
    for conversation, role, text in reader.rows("messages", columns):
        told.setdefault(int(conversation), []).append(_paragraph(_text(role), _text(text)))
    files = [_text(path) for (path,) in reader.rows("documents", "CAST(path AS BLOB)")]
    if not (titles or told or files):
        raise LibraryDamaged("nothing in it can be read")
    folder = _new_folder(home)
    for id, paragraphs in told.items():
        whole = "\n\n".join([f"# {titles.get(id, '')}".rstrip(), *paragraphs])
        _save(folder / f"conversation-{id:06d}.md", whole)
    _save(folder / "documents.txt", "\n".join(files))
    return Rescued(str(folder), len(told), sum(map(len, told.values())), len(files), reader.lost)


class _Reader:
    """Row by row: a damaged page costs the rows on it."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self.lost = 0

    def rows(self, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
        for id in range(1, self._highest(table) + 1):
            try:
                yield from self._connection.execute(f"SELECT {columns} FROM {table} WHERE id = ?", (id,)).fetchall()
            except UNREADABLE:
                self.lost += 1
            except apsw.SQLError:  # the table itself is gone
                return

    def _highest(self, table: str) -> int:
        for query in (f"SELECT max(id) FROM {table}", f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'"):
            try:
                found = self._connection.execute(query).fetchall()
            except (*UNREADABLE, apsw.SQLError):
                continue
            highest = found[0][0] if found else 0
            return min(highest, HIGHEST_TRIED) if isinstance(highest, int) else 0
        return HIGHEST_GUESSED


def _paragraph(role: str, text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines()) if role == "user" else text


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _new_folder(home: Path) -> Path:
    above = home / "rescued"
    above.mkdir(mode=0o700, exist_ok=True)
    number = 1 + max((int(one.name) for one in above.iterdir() if one.name.isdecimal()), default=0)
    folder = above / f"{number:04d}"
    folder.mkdir(mode=0o700)
    return folder


def _save(path: Path, text: str) -> None:
    path.write_text(text + "\n", "utf-8")
    path.chmod(0o600)
