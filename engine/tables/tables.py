"""Texts and labels out of CSV, TSV, JSON lines and pasted lines: one row after the other, however many there are.

What only the indexer's child can read (spreadsheets, documents) is a CSV file by the time it comes here: see `opening`.
"""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

import msgspec

from engine.protocol.errors import (
    ColumnMissing,
    ColumnsAlike,
    FileUnreadable,
    FileVanished,
    LabelTooLong,
    LineWrong,
    RowUnended,
    TableEmpty,
    TableUnread,
    WrongDelimiter,
    WrongEncoding,
)
from engine.protocol.tables import Previewed, Source

SAMPLE_BYTES = 256 * 1024
FIRST_ROWS = 20
ROWS_LOOKED_AT, MOST_LABELS, LEAST_OFTEN, LONGEST_GUESSED = 200, 20, 3, 40
"""Where no name says which column holds labels; LEAST_OFTEN on average."""
LONGEST_SHOWN = 500
LONGEST_FIELD = 16 * 1024 * 1024
LONGEST_LABEL = 200
NO_COLUMN = "-"
COLUMNS_NAMED = 12
"""In an error."""
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
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
WIDE = ((0, "utf-16-be"), (1, "utf-16-le"))
"""Where the zeros of text in two bytes a character are, when no mark says so."""
MOSTLY = 0.4
THE_END = ["\0the end"]
"""A row after the last one. A quotation mark that is never closed swallows it."""


class Row(msgspec.Struct, frozen=True):
    text: str
    label: str = ""


class Table:
    """One source, its columns known. Raises FileVanished, Table…, Wrong…, Column…, LineWrong, RowUnended at once.

    `made` is the CSV file that stands for a source nobody reads here; it goes when the table is closed.
    """

    def __init__(self, source: Source, made: Path | None = None) -> None:
        self.path = Path(source.path).expanduser()
        self.name = self.path.name if source.path else ""
        self._made, self._file = made, made or self.path
        self._source = source if made is None else msgspec.structs.replace(source, delimiter=",", encoding="utf-8")
        self.encoding = self.delimiter = ""
        if source.path:
            self._look()
        self.text_column = self.label_column = ""
        self.columns = self._heading()
        self.text_column, self.label_column = self._choose()

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        if self._made:
            self._made.unlink(missing_ok=True)

    def rows(self) -> Iterator[Row]:
        """Texts stripped; a value that is missing is empty. Raises LabelTooLong: it may be the column of the texts."""
        text, label = self.place(self.text_column), None
        if self.label_column:
            label = self.place(self.label_column)
        for values in self.values():
            yield Row(_sound(values[text]), "" if label is None else self._label(values[label]))

    def place(self, column: str) -> int:
        """Its number. Raises ColumnMissing."""
        if column in self.columns:
            return self.columns.index(column)
        raise ColumnMissing(name=self.name, column=column, columns=", ".join(self.columns[:COLUMNS_NAMED]))

    def values(self) -> Iterator[Sequence[str]]:
        """Each row as it stands, as long as there are columns; blank lines are left out.

        What a row has too much belongs to its last cell: a text with an unquoted comma is the usual cause.
        """
        width = len(self.columns)
        for row in self._cells():
            if len(row) > width:
                row = _joined(row, width, self.delimiter)
            yield row if len(row) == width else (*row, *[""] * (width - len(row)))

    def digest(self) -> str:
        """Two tables with the same one hold the same rows."""
        how = repr((self.columns, self.delimiter, self.encoding))
        if not self._source.path:
            return hashlib.sha256((how + self._source.lines).encode("utf-8", "surrogatepass")).hexdigest()
        try:
            with self._file.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise FileVanished(str(error), name=self.name) from None
        return hashlib.sha256((how + content).encode("utf-8", "surrogatepass")).hexdigest()

    def preview(self) -> Previewed:
        first = islice(self.values(), FIRST_ROWS)
        rows = tuple(tuple(_sound(value[:LONGEST_SHOWN]) for value in values) for values in first)
        encoding, delimiter = ("", "") if self._made else (self.encoding, self.delimiter)
        return Previewed(self.columns, rows, self.text_column, self.label_column, delimiter, encoding)

    def _label(self, value: str) -> str:
        """Two that look alike are one: whatever the spaces in them, and however an accent is written."""
        label = " ".join(unicodedata.normalize("NFC", _sound(value)).split())
        if len(label) > LONGEST_LABEL:
            raise LabelTooLong(name=self.name, limit=LONGEST_LABEL, label=label[:40])
        return label

    def _cells(self) -> Iterator[Sequence[str]]:
        if not self._source.path:
            yield from (line.split("\t", 1) for line in self._source.lines.splitlines() if line.strip())
        elif self._is_lines:
            yield from ([record.get(name, "") for name in self.columns] for record in self._records())
        else:
            with self._cut() as reader:
                next(reader, None)
                yield from (values for values in reader if values)

    @property
    def _is_lines(self) -> bool:
        return self._file.suffix.lower() in LINES

    def _look(self) -> None:
        ending = self._file.suffix.lower()
        if ending not in (*TABLES, *LINES):
            raise TableUnread(name=self.name)
        try:
            with self._file.open("rb") as file:
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
        if ending not in LINES:
            self.delimiter = self._source.delimiter or TABLES[ending] or _delimiter(sample)

    def _heading(self) -> tuple[str, ...]:
        if not self._source.path:
            return ("text", "label")
        if self._is_lines:
            return tuple(dict.fromkeys(name for record in islice(self._records(), FIRST_ROWS) for name in record))
        with self._cut() as reader:
            said = [name.strip() for name in next(reader, ())]
        if not any(said):
            raise TableEmpty(name=self.name)
        twice = [name for name, count in Counter(said).items() if name and count > 1]
        if twice:
            raise ColumnsAlike(name=self.name, column=twice[0])
        if self._source.delimiter and len(said) == 1 and _delimiter(said[0]) in said[0]:
            raise WrongDelimiter(name=self.name, delimiter=self._source.delimiter)
        return tuple(name or _free_name(f"#{number}", said) for number, name in enumerate(said, 1))

    def _choose(self) -> tuple[str, str]:
        wanted = self._source
        if not self.columns:
            raise TableEmpty(name=self.name)
        for named in (wanted.text_column, wanted.label_column):
            if named and named != NO_COLUMN:
                self.place(named)
        label = wanted.label_column or self._guess(LABEL_NAMES, wanted.text_column)
        text = wanted.text_column or self._guess(TEXT_NAMES, label) or self._longest(label)
        label = label or self._repeating(text)
        return text, "" if label == NO_COLUMN else label

    def _guess(self, names: Sequence[str], taken: str) -> str:
        return next((column for name in names for column in self.columns if column.lower() == name != taken), "")

    def _longest(self, taken: str) -> str:
        """The column whose first rows hold the most characters."""
        lengths = dict.fromkeys((c for c in self.columns if c != taken), 0) or {self.columns[0]: 0}
        for values in islice(self.values(), FIRST_ROWS):
            for column, value in zip(self.columns, values, strict=True):
                if column in lengths:
                    lengths[column] += len(value)
        return max(lengths, key=lambda column: lengths[column])

    def _repeating(self, taken: str) -> str:
        """The only column of a few words that come again and again, as those of a department do; none of several."""
        if not self._source.path:
            return ""
        rows = list(islice(self.values(), ROWS_LOOKED_AT))
        found = [name for at, name in enumerate(self.columns) if name != taken and _repeats([row[at] for row in rows])]
        return found[0] if len(found) == 1 else ""

    @contextmanager
    def _opened(self) -> Iterator[TextIO]:
        try:
            with self._file.open(encoding=self.encoding, newline="") as file:
                yield file
        except UnicodeError:
            raise WrongEncoding(name=self.name, encoding=self.encoding) from None
        except OSError as error:
            raise FileVanished(str(error), name=self.name) from None

    @contextmanager
    def _cut(self) -> Iterator[Iterator[list[str]]]:
        csv.field_size_limit(LONGEST_FIELD)
        with self._opened() as file:
            try:
                yield self._ended(csv.reader(chain(file, THE_END), delimiter=self.delimiter))
            except TypeError as error:  # a separator of two characters
                raise FileUnreadable(str(error), name=self.name) from None

    def _ended(self, reader: Any) -> Iterator[list[str]]:
        """Its rows. Raises RowUnended."""
        begins = 1
        try:
            for row in reader:
                if row == THE_END:
                    return
                if row and row[-1].endswith(THE_END[0]):
                    break
                yield row
                begins = reader.line_num + 1
        except csv.Error as error:
            raise RowUnended(str(error), name=self.name, line=begins) from None
        raise RowUnended(name=self.name, line=begins)

    def _records(self) -> Iterator[dict[str, str]]:
        """Values that are no text are written as JSON writes them. Raises LineWrong where the text or the label is nested."""
        decoder = msgspec.json.Decoder(dict[str, Any])
        with self._opened() as file:
            for number, line in enumerate(file, 1):
                try:
                    record = decoder.decode(line) if line.strip() else {}
                except msgspec.MsgspecError as error:
                    raise LineWrong(str(error), name=self.name, line=number) from None
                if any(isinstance(record.get(name), list | dict) for name in (self.text_column, self.label_column)):
                    raise LineWrong(name=self.name, line=number)
                if record:
                    yield {name: _written(value) for name, value in record.items()}


def _written(value: object) -> str:
    if value is None:
        return ""
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else str(value)


def _repeats(values: Sequence[str]) -> bool:
    """Dates, numbers and codes are nobody's labels, and what is said of every text alike tells nothing."""
    said = Counter(value.strip() for value in values if value.strip())
    few = 2 <= len(said) <= min(MOST_LABELS, said.total() // LEAST_OFTEN)
    return few and all(len(one) <= LONGEST_GUESSED and not any(map(str.isdigit, one)) for one in said)


def _joined(row: Sequence[str], width: int, delimiter: str) -> Sequence[str]:
    end = max((at for at, cell in enumerate(row, 1) if cell), default=0)
    return (*row[: width - 1], delimiter.join(row[width - 1 : max(end, width)]))


def _sound(value: str) -> str:
    """What both the wire and the library take: no lone surrogate, no NUL."""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def _free_name(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "'"
    return name


def _encoding(beginning: bytes) -> str:
    for mark, encoding in MARKS:
        if beginning.startswith(mark):
            return encoding
    for first, encoding in WIDE:
        zeros = beginning[first::2].count(0)
        if zeros > MOSTLY * len(beginning) / 2 and zeros > 10 * beginning[1 - first :: 2].count(0):
            return encoding
    try:
        beginning.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(beginning) - 4:  # else a character cut by the sample's end
            return "cp1252"
    return "utf-8"


def _delimiter(sample: str) -> str:
    """What the heading has most of, quoted names left out; a comma where it has none."""
    heading = "".join(sample.partition("\n")[0].split('"')[::2])
    return max(",;\t|", key=heading.count)
