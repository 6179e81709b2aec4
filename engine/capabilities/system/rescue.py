"""Saving a damaged library: writes all that can still be read to text files. The library is only read."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from engine.protocol import paths
from engine.protocol.errors import LibraryDamaged, LibraryMissing
from engine.store import migrations
from engine.store.connection import connect_in_memory
from engine.store.recovery.damaged_file import Column, DamagedFile, SQLValue

TABLES = ("conversations", "messages", "documents")


class RescueReport(msgspec.Struct, frozen=True):
    """Printed by `rescue --json`: the folder with the text files, and counts. `damaged_pages` are not as they were written."""

    path: str
    conversations: int
    messages: int
    documents: int
    damaged_pages: int


class _Rows(dict[int, dict[str, SQLValue]]):
    """Rows by their id, each with its values by column."""

    def texts(self, column: str) -> dict[int, str]:
        return {id: str(row.get(column) or "") for id, row in sorted(self.items())}


def rescue(home: Path) -> RescueReport:
    """Write each conversation as a Markdown file, and the paths of the documents, to a new folder in home/rescued.

    Raises LibraryMissing, and LibraryDamaged when nothing at all can be read.
    """
    library = paths.library(home)
    if not library.is_file():
        raise LibraryMissing(folder=str(home))
    found = {table: _Rows() for table in TABLES}
    columns = _columns()
    types = {table: list(named.values()) for table, named in columns.items()}
    with closing(DamagedFile(library)) as file:
        for row in file.rows(types):
            if not (row.is_doubtful and row.rowid in found[row.table]):
                found[row.table][row.rowid] = dict(zip(columns[row.table], row.values, strict=False))
        if not any(found.values()):
            raise LibraryDamaged("nothing in it can be read")
        return _write(found["conversations"], found["messages"], found["documents"], home, file.damaged_pages)


def _columns() -> dict[str, dict[str, Column]]:
    """The columns of the tables by name, from the newest schema."""
    with closing(connect_in_memory()) as connection:
        migrations.apply(connection, migrations.discover())
        return {
            table: {
                str(name): Column(str(type), not is_required, default is not None or not is_required)
                for _, name, type, is_required, default, _ in connection.execute(f"PRAGMA table_info({table})")
            }
            for table in TABLES
        }


def _write(conversations: _Rows, messages: _Rows, documents: _Rows, home: Path, damaged_pages: int) -> RescueReport:
    titles, roles, texts = conversations.texts("title"), messages.texts("role"), messages.texts("text")
    paragraphs: dict[int, list[str]] = {}
    for id, text in texts.items():
        paragraphs.setdefault(int(str(messages[id]["conversation"])), []).append(_paragraph(roles[id], text))
    folder = _new_folder(home)
    for id, written in paragraphs.items():
        markdown = "\n\n".join([f"# {titles.get(id, '')}".rstrip(), *written])
        _save(folder / f"conversation-{id:06d}.md", markdown)
    document_paths: Sequence[str] = list(documents.texts("path").values())
    _save(folder / "documents.txt", "\n".join(document_paths))
    return RescueReport(str(folder), len(paragraphs), len(texts), len(document_paths), damaged_pages)


def _paragraph(role: str, text: str) -> str:
    """A question is a Markdown quotation."""
    return "\n".join(f"> {line}" for line in text.splitlines()) if role == "user" else text


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
