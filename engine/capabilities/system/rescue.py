"""Saving a damaged library: writes all that can still be read to text files. The library is only read."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from engine.capabilities.system.rescued_rows import RescuedRows
from engine.protocol import paths
from engine.protocol.errors import LibraryDamaged, LibraryMissing
from engine.store import migrations
from engine.store.connection import connect_in_memory, translate_errors, translate_system_errors
from engine.store.recovery.damaged_file import Column, DamagedFile, SQLValue

TABLES = ("conversations", "messages", "documents", "chunks", "classifiers", "examples", "images")
PART = "rescue.part"
MISSING = "[…]"
"""Stands in a document's text where a passage could not be read."""
MOST_BETWEEN = 40
"""Characters between two passages of a page that are not missing: white space."""


class RescueReport(msgspec.Struct, frozen=True):
    """Printed by `rescue --json`: the folder with the text files, and counts. `damaged_pages` are not as they were written.

    `texts` are the documents of which text was saved.
    """

    path: str
    conversations: int
    messages: int
    documents: int
    damaged_pages: int
    texts: int = 0
    classifiers: int = 0
    examples: int = 0
    images: int = 0


def rescue(home: Path) -> RescueReport:
    """Write what can be read to a new folder in home/rescued.

    Each conversation is a Markdown file, the text read from each document a text file, each classifier's examples and the
    list of pictures a table. Raises LibraryMissing, LibraryReadOnly, DiskFull, and LibraryDamaged when nothing can be read.
    """
    library = paths.library(home)
    if not library.is_file():
        raise LibraryMissing(folder=str(home))
    columns = _columns()
    types = {table: list(named.values()) for table, named in columns.items()}
    with (
        translate_system_errors(home),
        translate_errors(),
        closing(DamagedFile(library)) as file,
        closing(RescuedRows(home / PART, columns)) as found,
    ):
        for row in file.rows(types):
            found.add(row)
        if not any(map(found.count, TABLES)):
            raise LibraryDamaged("nothing in it can be read")
        return _Writer(found, _new_folder(home)).write(file.damaged_pages)


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


class _Writer:
    """Writes the rows that were found as text files to a folder."""

    def __init__(self, found: RescuedRows, folder: Path) -> None:
        self._found, self._folder = found, folder

    def write(self, damaged_pages: int) -> RescueReport:
        classifiers, examples = self._write_classifiers()
        return RescueReport(
            str(self._folder),
            self._write_conversations(),
            self._found.count("messages"),
            self._write_list_of_documents(),
            damaged_pages,
            self._write_documents(),
            classifiers,
            examples,
            self._write_images(),
        )

    def _write_conversations(self) -> int:
        titles = {id: _text(title) for id, title in self._found.rows("conversations", ("title",))}
        messages = self._found.rows("messages", ("conversation", "role", "text"), "conversation, rowid_")
        count = 0
        for conversation, rows in itertools.groupby(messages, lambda row: row[1]):
            count += 1
            paragraphs = [_paragraph(_text(role), _text(text)) for _, _, role, text in rows]
            markdown = "\n\n".join([f"# {titles.get(conversation, '')}".rstrip(), *paragraphs])
            _save(self._folder / f"conversation-{_number(conversation)}.md", markdown)
        return count

    def _write_list_of_documents(self) -> int:
        listed = [f"{_text(path)}" for _, path in self._found.rows("documents", ("path",))]
        _save(self._folder / "documents.txt", "\n".join(listed))
        return len(listed)

    def _write_documents(self) -> int:
        """Write the text of each document, its path in the first line, from the passages into which it was cut."""
        named = {id: _text(path) for id, path in self._found.rows("documents", ("path",))}
        columns = ("document", "page", "start_offset", "text")
        chunks = self._found.rows("chunks", columns, "document, page, start_offset")
        folder, count = self._folder / "documents", 0
        for document, rows in itertools.groupby(chunks, lambda row: row[1]):
            folder.mkdir(mode=0o700, exist_ok=True)
            count += 1
            pages = itertools.groupby(rows, lambda row: row[2])
            texts = [_joined([(_int(start), _text(text)) for *_, start, text in page]) for _, page in pages]
            _save(folder / f"document-{_number(document)}.txt", "\n\n".join([named.get(document, ""), *texts]).lstrip())
        return count

    def _write_classifiers(self) -> tuple[int, int]:
        """Write each classifier's examples as a table, named in classifiers.txt. Return how many of both there are."""
        named = [(id, _text(name)) for id, name in self._found.rows("classifiers", ("name",))]
        examples = self._found.rows("examples", ("classifier", "text", "label", "split"), "classifier, rowid_")
        for classifier, rows in itertools.groupby(examples, lambda row: row[1]):
            table = ((_text(text), _text(label), _text(split)) for _, _, text, label, split in rows)
            _save_table(self._folder / f"classifier-{_number(classifier)}.csv", ("text", "label", "split"), table)
        if named:
            lines = [f"classifier-{_number(id)}.csv: {name}" for id, name in named]
            _save(self._folder / "classifiers.txt", "\n".join(lines))
        return len(named), self._found.count("examples")

    def _write_images(self) -> int:
        columns = ("path", "day", "ocr_text")
        if count := self._found.count("images"):
            rows = ([_text(value) for value in row[1:]] for row in self._found.rows("images", columns, "path"))
            _save_table(self._folder / "images.csv", columns, rows)
        return count


def _joined(chunks: Sequence[tuple[int, str]]) -> str:
    """Return the text of a page from its passages, which may overlap, each with where it begins."""
    parts: list[str] = []
    end = 0
    for start, text in chunks:
        if start > end + MOST_BETWEEN:
            parts.append(MISSING)
        if start >= end:
            parts.append(text)
        elif start + len(text) > end:
            parts[-1] += text[end - start :]
        end = max(end, start + len(text))
    return "\n".join(parts)


def _text(value: SQLValue) -> str:
    return "" if value is None else str(value)


def _int(value: SQLValue) -> int:
    return value if isinstance(value, int) else 0


def _number(id: SQLValue) -> str:
    return f"{_int(id):06d}"


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


def _save_table(path: Path, headings: Sequence[str], table: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        path.chmod(0o600)
        csv.writer(file).writerows(itertools.chain([headings], table))
