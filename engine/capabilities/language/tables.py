"""Texts and labels out of CSV, TSV, JSONL, folders and pasted lines: one row after the other, however many there are."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import msgspec

from engine.capabilities.language.api import Previewed, Source
from engine.protocol.errors import (
    ColumnMissing,
    ColumnsAlike,
    FileEmpty,
    FileUnreadable,
    FileVanished,
    TableUnread,
    WrongDelimiter,
    WrongEncoding,
)

SAMPLE_BYTES = 256 * 1024
FIRST_ROWS = 20
LONGEST_FIELD = 1024 * 1024
NO_COLUMN = "-"
TEXT_NAMES = (
    "text",
    "texto",
    "sentence",
    "frase",
    "review",
    "message",
    "mensaje",
    "comment",
    "comentario",
    "utterance",
)
LABEL_NAMES = (
    "label",
    "etiqueta",
    "class",
    "clase",
    "category",
    "categoria",
    "categoría",
    "intent",
    "sentiment",
    "target",
)
TABLES = {".csv": "", ".tsv": "\t", ".tab": "\t", ".txt": ""}
LINES = (".jsonl", ".ndjson")
TEXTS = (".txt", ".md")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Row(msgspec.Struct, frozen=True):
    text: str
    label: str = ""


class Table:
    """One source, its columns known. Raises FileVanished, TableUnread, WrongEncoding, WrongDelimiter, Column… at once."""

    def __init__(self, source: Source) -> None:
        self._source, self._path = source, Path(source.path).expanduser()
        self.name = self._path.name if source.path else ""
        self.encoding = self.delimiter = ""
        self._is_folder = bool(source.path) and self._path.is_dir()
        if source.path and not self._is_folder:
            self._look()
        self.columns = self._heading()
        self.text_column, self.label_column = self._choose()

    def rows(self) -> Iterator[Row]:
        """Texts stripped; a value that is missing is empty."""
        text, label = self.columns.index(self.text_column), None
        if self.label_column:
            label = self.columns.index(self.label_column)
        for values in self.values():
            yield Row(_value(values, text), "" if label is None else _value(values, label))

    def values(self) -> Iterator[Sequence[str]]:
        """Each row as it stands."""
        if not self._source.path:
            yield from (line.split("\t", 1) for line in self._source.lines.splitlines() if line.strip())
        elif self._is_folder:
            yield from self._files()
        elif self._path.suffix.lower() in LINES:
            yield from ([record.get(name, "") for name in self.columns] for record in self._records())
        else:
            with self._cut() as reader:
                next(reader, None)
                yield from (values for values in reader if values)

    def preview(self) -> Previewed:
        rows = tuple(tuple(values) for _, values in zip(range(FIRST_ROWS), self.values(), strict=False))
        return Previewed(self.columns, rows, self.text_column, self.label_column, self.delimiter, self.encoding)

    def _look(self) -> None:
        ending = self._path.suffix.lower()
        if ending not in (*TABLES, *LINES):
            raise TableUnread(name=self.name)
        try:
            with self._path.open("rb") as file:
                beginning = file.read(SAMPLE_BYTES)
        except OSError as error:
            raise FileVanished(str(error), name=self.name) from None
        self.encoding = self._source.encoding or _encoding(beginning)
        try:
            sample = beginning.decode(self.encoding, "ignore")
        except LookupError:
            raise WrongEncoding(name=self.name, encoding=self.encoding) from None
        if ending not in LINES:
            self.delimiter = self._source.delimiter or TABLES[ending] or _delimiter(sample)

    def _heading(self) -> tuple[str, ...]:
        if not self._source.path or self._is_folder:
            return ("text", "label")
        if self._path.suffix.lower() in LINES:
            first = next(self._records(), None)
            return tuple(first or ())
        with self._cut() as reader:
            names = tuple(name.strip() for name in next(reader, ()))
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise ColumnsAlike(name=self.name, column=twice[0])
        if self._source.delimiter and len(names) == 1 and _delimiter(names[0]) in names[0]:
            raise WrongDelimiter(name=self.name, delimiter=self._source.delimiter)
        return names

    def _choose(self) -> tuple[str, str]:
        wanted = self._source
        for named in (wanted.text_column, wanted.label_column):
            if named and named != NO_COLUMN and named not in self.columns:
                raise ColumnMissing(name=self.name, column=named, columns=", ".join(self.columns))
        if not self.columns:
            raise FileEmpty(name=self.name)
        label = wanted.label_column or self._guess(LABEL_NAMES, wanted.text_column)
        text = wanted.text_column or self._guess(TEXT_NAMES, label) or self._longest(label)
        return text, "" if label == NO_COLUMN else label

    def _guess(self, names: Sequence[str], taken: str) -> str:
        return next((column for name in names for column in self.columns if column.lower() == name != taken), "")

    def _longest(self, taken: str) -> str:
        """The column whose first rows hold the most characters."""
        lengths = dict.fromkeys((c for c in self.columns if c != taken), 0) or {self.columns[0]: 0}
        for _, values in zip(range(FIRST_ROWS), self.values(), strict=False):
            for column, value in zip(self.columns, values, strict=False):
                if column in lengths:
                    lengths[column] += len(value)
        return max(lengths, key=lambda column: lengths[column])

    @contextmanager
    def _opened(self) -> Iterator[TextIO]:
        try:
            with self._path.open(encoding=self.encoding, newline="") as file:
                yield file
        except UnicodeError:
            raise WrongEncoding(name=self.name, encoding=self.encoding) from None

    @contextmanager
    def _cut(self) -> Iterator[Iterator[list[str]]]:
        csv.field_size_limit(min(LONGEST_FIELD, sys.maxsize))
        try:
            with self._opened() as file:
                yield csv.reader(file, delimiter=self.delimiter)
        except (csv.Error, TypeError) as error:
            raise FileUnreadable(str(error), name=self.name) from None

    def _records(self) -> Iterator[dict[str, str]]:
        decoder = msgspec.json.Decoder(dict[str, str | int | float | bool | None])
        with self._opened() as file:
            for number, line in enumerate(file, 1):
                try:
                    record = decoder.decode(line) if line.strip() else {}
                except msgspec.MsgspecError as error:
                    raise FileUnreadable(f"line {number}: {error}", name=self.name) from None
                if record:
                    yield {name: "" if value is None else str(value) for name, value in record.items()}

    def _files(self) -> Iterator[tuple[str, str]]:
        """A folder's subfolders are labels, each file one text."""
        for file in sorted(self._path.rglob("*")):
            if file.suffix.lower() in TEXTS and file.is_file():
                inside = file.relative_to(self._path).parts
                data = file.read_bytes()[:LONGEST_FIELD]
                yield data.decode(_encoding(data), "replace"), inside[0] if len(inside) > 1 else ""


def _value(values: Sequence[str], column: int) -> str:
    """Kept on one side of the wire and the library: neither takes a lone surrogate or a NUL."""
    text = values[column] if column < len(values) else ""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def _encoding(beginning: bytes) -> str:
    for mark, encoding in MARKS:
        if beginning.startswith(mark):
            return encoding
    try:
        beginning.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(beginning) - 4:  # else a character cut by the sample's end
            return "cp1252"
    return "utf-8"


def _delimiter(sample: str) -> str:
    """What the heading has most of; a comma where it has none."""
    heading = sample.partition("\n")[0]
    return max(",;\t|", key=heading.count)
