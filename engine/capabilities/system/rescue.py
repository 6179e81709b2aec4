"""Saving a damaged library: writes all that can still be read to text files. Reads a copy; the library is not changed."""

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
ASSUMED_HIGHEST_ID, HIGHEST_ID_TRIED = 100_000, 1_000_000
"""How many ids are tried where the highest one cannot be read, and at most where it is read but may be nonsense."""


class RescueReport(msgspec.Struct, frozen=True):
    """Printed by `rescue --json`: the folder with the text files, and counts. `lost` rows could not be read."""

    path: str
    conversations: int
    messages: int
    documents: int
    lost: int


def rescue(home: Path) -> RescueReport:
    """Write each conversation as a Markdown file, and the paths of the documents, to a new folder in home/rescued.

    Raises LibraryMissing, and LibraryDamaged when nothing at all can be read.
    """
    library = paths.library(home)
    if not library.is_file():
        raise LibraryMissing
    with tempfile.TemporaryDirectory(dir=home, prefix="rescue-") as folder:
        copy = Path(folder) / "library.db"
        for suffix in ("", "-wal"):
            source = library.with_name(library.name + suffix)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + suffix))
        connection = connect_to_read(copy)
        try:
            with translate_errors():
                return _write(RowReader(connection), home)
        finally:
            connection.close()


def _write(reader: RowReader, home: Path) -> RescueReport:
    titles = {id: _text(title) for id, title in reader.rows("conversations", "id, CAST(title AS BLOB)")}
    paragraphs: dict[int, list[str]] = {}
    columns = "conversation, CAST(role AS BLOB), CAST(text AS BLOB)"
    for conversation, role, text in reader.rows("messages", columns):
        paragraphs.setdefault(int(conversation), []).append(_paragraph(_text(role), _text(text)))
    documents = [_text(path) for (path,) in reader.rows("documents", "CAST(path AS BLOB)")]
    if not (titles or paragraphs or documents):
        raise LibraryDamaged("nothing in it can be read")
    folder = _new_folder(home)
    for id, texts in paragraphs.items():
        markdown = "\n\n".join([f"# {titles.get(id, '')}".rstrip(), *texts])
        _save(folder / f"conversation-{id:06d}.md", markdown)
    _save(folder / "documents.txt", "\n".join(documents))
    messages = sum(map(len, paragraphs.values()))
    return RescueReport(str(folder), len(paragraphs), messages, len(documents), reader.lost)


class RowReader:
    """Reads tables row by row: a damaged page costs only the rows on it. `lost` counts those."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self.lost = 0

    def rows(self, table: str, columns: str) -> Iterator[tuple[Any, ...]]:  # Any: SQLite's columns are untyped
        """The readable rows in the order of their ids. A table that is lost as a whole has none."""
        for id in range(1, self._highest_id(table) + 1):
            try:
                yield from self._connection.execute(f"SELECT {columns} FROM {table} WHERE id = ?", (id,)).fetchall()
            except UNREADABLE:
                self.lost += 1
            except apsw.SQLError:  # there is no such table any more
                return

    def _highest_id(self, table: str) -> int:
        for query in (f"SELECT max(id) FROM {table}", f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'"):
            try:
                rows = self._connection.execute(query).fetchall()
            except (*UNREADABLE, apsw.SQLError):
                continue
            highest = rows[0][0] if rows else 0
            return min(highest, HIGHEST_ID_TRIED) if isinstance(highest, int) else 0
        return ASSUMED_HIGHEST_ID


def _paragraph(role: str, text: str) -> str:
    """A question is a Markdown quotation."""
    return "\n".join(f"> {line}" for line in text.splitlines()) if role == "user" else text


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _new_folder(home: Path) -> Path:
    parent = home / "rescued"
    parent.mkdir(mode=0o700, exist_ok=True)
    number = 1 + max((int(folder.name) for folder in parent.iterdir() if folder.name.isdecimal()), default=0)
    folder = parent / f"{number:04d}"
    folder.mkdir(mode=0o700)
    return folder


def _save(path: Path, text: str) -> None:
    path.write_text(text + "\n", "utf-8")
    path.chmod(0o600)
