"""Reads the rubric in a file: its first table as the indexer child reads it, made a rubric by `rubric_grid`."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from engine.capabilities.documents.api.grading import Rubric, RubricUnreadable
from engine.capabilities.documents.grading.rubric_grid import Grid, parse_rubric
from engine.files.atomic_file import write_errors
from engine.files.delimited import find_delimited_layout
from engine.files.names import named_path
from engine.files.opening import open_ordinary_file
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import SHEET_SUFFIXES, ConvertSheet, FileResult, Indexer
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import Cancelled, DiskFull, FileEmpty, FileError, FileUnreadable, FileVanished
from engine.protocol.private_folder import make_private_folder
from engine.text.language import detect_language

DELIMITED = (".csv", ".tsv", ".txt")
CONVERTED = SHEET_SUFFIXES | {".docx", ".docm", ".dotx", ".dotm"}
MOST_BYTES = 4_000_000
MOST_ROWS = 500


class RubricReader:
    """Reads rubrics by the indexer child; `folder` is for the tables that it writes, and empty afterwards."""

    def __init__(self, indexer: Indexer, folder: Path) -> None:
        self._indexer, self._folder = indexer, folder

    def read(self, path: str, is_cancelled: IsCancelled) -> Rubric:
        """Return the rubric in a file. Raises RubricUnreadable, FileError, DiskFull, Cancelled."""
        file = named_path(path)
        grid = self._grid(file, is_cancelled)
        words = " ".join(cell for row in grid for cell in row)
        criteria, notices = parse_rubric(grid, detect_language(words))
        if not criteria:
            raise RubricUnreadable(name=file.name)
        return Rubric(str(file), criteria, notices)

    def _grid(self, file: Path, is_cancelled: IsCancelled) -> Grid:
        suffix = file.suffix.lower()
        if suffix in CONVERTED:
            with self._converted(file, is_cancelled) as table, open_ordinary_file(table) as opened:
                return _rows(opened.read(MOST_BYTES).decode("utf-8", "replace"), ",")
        if suffix not in DELIMITED:
            raise RubricUnreadable(name=file.name)
        try:
            with open_ordinary_file(file) as opened:
                data = opened.read(MOST_BYTES)
        except OSError as error:
            raise FileVanished(str(error), name=file.name) from None
        text = _decoded(data)
        if "\0" in text:
            raise FileUnreadable("not a text file", name=file.name)
        layout = find_delimited_layout(text, "\t" if suffix == ".tsv" else "")
        return _rows(text[layout.skipped :], layout.delimiter)

    @contextmanager
    def _converted(self, file: Path, is_cancelled: IsCancelled) -> Iterator[Path]:
        """Give a CSV file with the first table; it is deleted afterwards."""
        with write_errors(self._folder):
            make_private_folder(self._folder)
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            target = Path(folder) / "rubric.csv"
            request = ConvertSheet(str(file.absolute()), str(target))
            with closing(self._indexer.read([request], is_cancelled)) as replies:
                result = next((reply for reply in replies if isinstance(reply, FileResult)), None)
            if result is None:
                raise Cancelled
            if result.error is not None:
                error = error_of(result.error, (FileError, DiskFull), FileUnreadable)
                if isinstance(error, FileEmpty):
                    raise RubricUnreadable(error.detail, name=file.name) from error
                raise error
            yield target


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(MOST_BYTES)
    try:
        return list(islice(csv.reader(text.splitlines(keepends=True), delimiter=delimiter or ","), MOST_ROWS))
    except csv.Error:
        return []


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")
