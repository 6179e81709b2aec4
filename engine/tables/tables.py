"""Tables of texts and labels: CSV, TSV, JSON lines and pasted lines, read row by row, however many there are.

Spreadsheets and documents are read by the indexer child and come here as CSV files: see `sources`.
"""

from __future__ import annotations

import csv
import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

import msgspec

from engine.files.delimited import DelimitedLayout, find_delimited_layout, from_header, join_surplus
from engine.files.names import named_path
from engine.files.opening import BLOCK_BYTES, open_ordinary_file
from engine.protocol.cancellation import IsCancelled, never_cancelled, raise_if_cancelled
from engine.protocol.errors import (
    ColumnMissing,
    DuplicateColumn,
    FileUnreadable,
    FileVanished,
    InvalidJsonLine,
    LabelTooLong,
    TableEmpty,
    TableUnsupported,
    UnterminatedRow,
    WrongDelimiter,
    WrongEncoding,
)
from engine.protocol.tables import Source, TablePreview

SAMPLE_BYTES = 256 * 1024
FIRST_ROWS = 20
GUESS_ROWS, MAX_GUESSED_LABELS, MIN_REPETITIONS, MAX_GUESSED_LENGTH = 200, 20, 3, 40
"""For guessing the label column by its values: rows read, different labels, their mean count, characters of a label."""
MAX_PREVIEW_CHARACTERS = 500
MAX_FIELD_CHARACTERS = 16 * 1024 * 1024
MAX_LINE_CHARACTERS = 4 * MAX_FIELD_CHARACTERS
MAX_LABEL_CHARACTERS = 200
NO_COLUMN = "-"
COLUMNS_IN_ERROR = 12
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
DELIMITERS = {".csv": "", ".tsv": "\t", ".tab": "\t", ".txt": ""}
JSON_LINES_SUFFIXES = (".jsonl", ".ndjson")
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
UTF_16_ZEROS = ((0, "utf-16-be"), (1, "utf-16-le"))
"""Offset of the zero bytes in mostly Latin text of two bytes a character without a byte order mark."""
MIN_ZERO_SHARE = 0.4
END_ROW = ["\0the end"]
"""A row appended to a file. A quotation mark that is never closed swallows it."""


class Row(msgspec.Struct, frozen=True):
    """A text with its label, if any."""

    text: str
    label: str = ""


class Table:
    """A source with its columns, encoding and delimiter. `csv_file` holds its converted rows; `__exit__` deletes it.

    Raises FileVanished, FileUnreadable, TableUnsupported, TableEmpty, WrongDelimiter, WrongEncoding, ColumnMissing,
    DuplicateColumn, InvalidJsonLine, UnterminatedRow, when it is made and when rows are read.
    """

    def __init__(
        self, source: Source, csv_file: Path | None = None, is_cancelled: IsCancelled = never_cancelled
    ) -> None:
        """`is_cancelled` ends what reads the whole file: `count` and `digest`."""
        self._is_cancelled = is_cancelled
        self.path = named_path(source.path)
        self.name = self.path.name if source.path else ""
        self._csv_file, self._file = csv_file, csv_file or self.path
        self._source = source if csv_file is None else msgspec.structs.replace(source, delimiter=",", encoding="utf-8")
        self.encoding = self.delimiter = ""
        self._layout = DelimitedLayout("")
        if source.path:
            self._detect_format()
        self.text_column = self.label_column = ""
        self.columns = self._read_columns()
        self.text_column, self.label_column = self._choose_columns()

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        if self._csv_file:
            self._csv_file.unlink(missing_ok=True)

    def rows(self) -> Iterator[Row]:
        """Yield texts and labels, stripped; missing values are empty. Raises LabelTooLong for a column of texts."""
        text, label = self.column_index(self.text_column), None
        if self.label_column:
            label = self.column_index(self.label_column)
        for values in self.values():
            yield Row(_cleaned(values[text]), "" if label is None else self._normalise_label(values[label]))

    def column_index(self, column: str) -> int:
        """Return the index of a column. Raises ColumnMissing."""
        if column in self.columns:
            return self.columns.index(column)
        raise ColumnMissing(name=self.name, column=column, columns=", ".join(self.columns[:COLUMNS_IN_ERROR]))

    def values(self) -> Iterator[Sequence[str]]:
        """Yield the cells of each row, one for each column; blank lines are skipped.

        Surplus cells are joined to the text, or else to the last one: a text with an unquoted comma is the usual cause.
        """
        width = len(self.columns)
        text = self.columns.index(self.text_column) if self.text_column in self.columns else width - 1
        for row in self._cells():
            if len(row) > width:
                row = join_surplus(row, width, text, self.delimiter)
            yield row if len(row) == width else (*row, *[""] * (width - len(row)))

    def count(self) -> int:
        """Return the number of rows. Raises Cancelled."""
        count = 0
        for _ in self.values():
            raise_if_cancelled(self._is_cancelled)
            count += 1
        return count

    def digest(self) -> str:
        """Return a SHA-256 that is the same for tables with the same rows, read in the same way. Raises Cancelled."""
        format = repr((self.columns, self.delimiter, self.encoding))
        if not self._source.path:
            return hashlib.sha256((format + self._source.lines).encode("utf-8", "surrogatepass")).hexdigest()
        try:
            content = self._digest_of_file()
        except OSError as error:
            raise FileVanished(str(error), name=self.name) from None
        return hashlib.sha256((format + content).encode("utf-8", "surrogatepass")).hexdigest()

    def _digest_of_file(self) -> str:
        """Hash the bytes that the file has now: one that grows all the time would never end. Raises OSError, Cancelled."""
        digest = hashlib.sha256()
        with open_ordinary_file(self._file) as file:
            left = os.fstat(file.fileno()).st_size
            while left > 0 and (data := file.read(min(left, BLOCK_BYTES))):
                raise_if_cancelled(self._is_cancelled)
                digest.update(data)
                left -= len(data)
        return digest.hexdigest()

    def preview(self) -> TablePreview:
        """Return the columns and the first rows, with texts cut to MAX_PREVIEW_CHARACTERS."""
        first = islice(self.values(), FIRST_ROWS)
        rows = tuple(tuple(_cleaned(value[:MAX_PREVIEW_CHARACTERS]) for value in values) for values in first)
        encoding, delimiter = ("", "") if self._csv_file else (self.encoding, self.delimiter)
        return TablePreview(self.columns, rows, self.text_column, self.label_column, delimiter, encoding)

    def _normalise_label(self, value: str) -> str:
        """Return the same label for values that look the same: other spaces, or an accent encoded otherwise."""
        label = " ".join(unicodedata.normalize("NFC", _cleaned(value)).split())
        if len(label) > MAX_LABEL_CHARACTERS:
            raise LabelTooLong(name=self.name, limit=MAX_LABEL_CHARACTERS, label=label[:40])
        return label

    def _cells(self) -> Iterator[Sequence[str]]:
        if not self._source.path:
            yield from (line.split("\t", 1) for line in self._source.lines.splitlines() if line.strip())
        elif self._is_json_lines:
            yield from ([record.get(name, "") for name in self.columns] for record in self._records())
        else:
            with self._csv_rows() as reader:
                next(reader, None)
                yield from (values for values in reader if values)

    @property
    def _is_json_lines(self) -> bool:
        return self._file.suffix.lower() in JSON_LINES_SUFFIXES

    def _detect_format(self) -> None:
        suffix = self._file.suffix.lower()
        if suffix not in (*DELIMITERS, *JSON_LINES_SUFFIXES):
            raise TableUnsupported(name=self.name)
        try:
            with open_ordinary_file(self._file) as file:
                beginning = file.read(SAMPLE_BYTES)
        except OSError as error:
            raise FileVanished(str(error), name=self.name) from None
        self.encoding = self._source.encoding or _encoding(beginning)
        try:
            sample = beginning.decode(self.encoding, "ignore")
        except LookupError:
            raise WrongEncoding(name=self.name, encoding=self.encoding) from None
        if "\0" in sample:
            raise FileUnreadable("not a text file", name=self.name)
        if suffix not in JSON_LINES_SUFFIXES:
            try:
                self._layout = find_delimited_layout(sample, self._source.delimiter or DELIMITERS[suffix])
            except TypeError as error:  # a delimiter of two characters
                raise FileUnreadable(str(error), name=self.name) from None
            self.delimiter = self._layout.delimiter

    def _read_columns(self) -> tuple[str, ...]:
        if not self._source.path:
            return ("text", "label")
        if self._is_json_lines:
            return tuple(dict.fromkeys(name for record in islice(self._records(), FIRST_ROWS) for name in record))
        with self._csv_rows() as reader:
            names = [name.strip() for name in next(reader, ())]
        if not any(names):
            raise TableEmpty(name=self.name)
        duplicates = [name for name, count in Counter(names).items() if name and count > 1]
        if duplicates:
            raise DuplicateColumn(name=self.name, column=duplicates[0])
        if self._source.delimiter and len(names) == 1 and _delimiter(names[0]) in names[0]:
            raise WrongDelimiter(name=self.name, delimiter=self._source.delimiter)
        return tuple(name or _free_name(f"#{number}", names) for number, name in enumerate(names, 1))

    def _choose_columns(self) -> tuple[str, str]:
        source = self._source
        if not self.columns:
            raise TableEmpty(name=self.name)
        for column in (source.text_column, source.label_column):
            if column and column != NO_COLUMN:
                self.column_index(column)
        label = source.label_column or self._column_named(LABEL_NAMES, source.text_column)
        text = source.text_column or self._column_named(TEXT_NAMES, label) or self._longest_column(label)
        label = label or self._category_column(text)
        return text, "" if label == NO_COLUMN else label

    def _column_named(self, names: Sequence[str], taken: str) -> str:
        return next((column for name in names for column in self.columns if column.lower() == name != taken), "")

    def _longest_column(self, taken: str) -> str:
        """Return the column whose first rows hold the most characters."""
        lengths = dict.fromkeys((c for c in self.columns if c != taken), 0) or {self.columns[0]: 0}
        for values in islice(self._regular_rows(), FIRST_ROWS):
            for column, value in zip(self.columns, values, strict=True):
                if column in lengths:
                    lengths[column] += len(value)
        return max(lengths, key=lambda column: lengths[column])

    def _regular_rows(self) -> Iterator[Sequence[str]]:
        """Yield the rows that have a cell for each column, or all where none has: others say nothing of what a column holds."""
        width = len(self.columns)
        first = list(islice(self._cells(), GUESS_ROWS))
        regular = [row for row in first if len(row) == width]
        return iter(regular) if regular else self.values()

    def _category_column(self, taken: str) -> str:
        """Return the only column with a few short values that repeat, such as departments; empty when there are several."""
        if not self._source.path:
            return ""
        rows = list(islice(self._regular_rows(), GUESS_ROWS))
        names = [
            name for at, name in enumerate(self.columns) if name != taken and _are_categories([row[at] for row in rows])
        ]
        return names[0] if len(names) == 1 else ""

    @contextmanager
    def _open_file(self) -> Iterator[TextIO]:
        try:
            with TextIOWrapper(open_ordinary_file(self._file), self.encoding, newline="") as file:
                yield file
        except UnicodeError:
            raise WrongEncoding(name=self.name, encoding=self.encoding) from None
        except csv.Error as error:
            raise FileUnreadable(str(error), name=self.name) from None
        except OSError as error:
            raise FileVanished(str(error), name=self.name) from None

    @contextmanager
    def _csv_rows(self) -> Iterator[Iterator[list[str]]]:
        csv.field_size_limit(MAX_FIELD_CHARACTERS)
        with self._open_file() as file:
            file.read(self._layout.skipped)
            rows = self._until_end(csv.reader(chain(_lines(file), END_ROW), delimiter=self.delimiter))
            yield from_header(rows, self._layout.above)

    def _until_end(self, reader: Any) -> Iterator[list[str]]:  # Any: csv's reader has no public type
        """Yield the rows before END_ROW. Raises UnterminatedRow."""
        first_line = 1
        try:
            for row in reader:
                if row == END_ROW:
                    return
                if row and row[-1].endswith(END_ROW[0]):
                    break
                yield row
                first_line = reader.line_num + 1
        except csv.Error as error:
            raise UnterminatedRow(str(error), name=self.name, line=first_line) from None
        raise UnterminatedRow(name=self.name, line=first_line)

    def _records(self) -> Iterator[dict[str, str]]:
        """Yield the records of JSON lines with values as text. Raises InvalidJsonLine, also where text or label is nested."""
        decoder = msgspec.json.Decoder(dict[str, Any])  # Any: values of any kind
        with self._open_file() as file:
            for number, line in enumerate(_lines(file), 1):
                try:
                    record = decoder.decode(line) if line.strip() else {}
                except msgspec.MsgspecError as error:
                    raise InvalidJsonLine(str(error), name=self.name, line=number) from None
                if any(isinstance(record.get(name), list | dict) for name in (self.text_column, self.label_column)):
                    raise InvalidJsonLine(name=self.name, line=number)
                if record:
                    yield {name: _as_text(value) for name, value in record.items()}


def _lines(file: TextIO) -> Iterator[str]:
    """Yield the lines. Raises csv.Error for a file that has no line ends, before it fills the memory."""
    while line := file.readline(MAX_LINE_CHARACTERS):
        if len(line) == MAX_LINE_CHARACTERS:
            raise csv.Error(f"a line of over {MAX_LINE_CHARACTERS} characters")
        yield line


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else str(value)


def _are_categories(values: Sequence[str]) -> bool:
    """Dates, numbers and codes are no labels, and neither is a value that all rows have."""
    counts = Counter(value.strip() for value in values if value.strip())
    repeat = 2 <= len(counts) <= min(MAX_GUESSED_LABELS, counts.total() // MIN_REPETITIONS)
    return repeat and all(len(value) <= MAX_GUESSED_LENGTH and not any(map(str.isdigit, value)) for value in counts)


def _cleaned(value: str) -> str:
    """Return the value without lone surrogates and NULs, which neither the wire nor SQLite takes, and stripped."""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def _free_name(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "'"
    return name


def _encoding(beginning: bytes) -> str:
    """Guess the encoding from the first bytes: a byte order mark, UTF-16 without one, UTF-8, or else Windows-1252."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if beginning.startswith(mark):
            return encoding
    for first, encoding in UTF_16_ZEROS:
        zeros = beginning[first::2].count(0)
        if zeros > MIN_ZERO_SHARE * len(beginning) / 2 and zeros > 10 * beginning[1 - first :: 2].count(0):
            return encoding
    try:
        beginning.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(beginning) - 4:  # later errors are a character cut in two by the sample's end
            return "cp1252"
    return "utf-8"


def _delimiter(header: str) -> str:
    """Return the commonest separator outside quotation marks; a comma where there is none."""
    unquoted = "".join(header.split('"')[::2])
    return max(",;\t|", key=unquoted.count)
