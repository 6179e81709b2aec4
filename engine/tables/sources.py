"""Sources opened as tables. Spreadsheets and documents are read by the indexer's limited child, never here: what it finds
becomes a CSV file in the profile, which goes when the table is closed."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from engine.context import EngineContext
from engine.files.walk import absolute, files_under
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.indexing import (
    SHEET_SUFFIXES,
    SUFFIXES,
    Asked,
    FileRead,
    Indexer,
    ReadFile,
    ReadSheet,
)
from engine.protocol.messages import ErrorData
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from engine.tables.table_writer import writing
from engine.tables.tables import FIRST_ROWS, Table

FOLDER = "tables"
DOCUMENTS = SUFFIXES - SHEET_SUFFIXES - {".csv", ".tsv"}
LONGEST_DOCUMENT = 20_000
"""Characters that count of a document; an embedder reads the first two thousand or so."""
COLUMNS = ("file", "text", "label")

Opened = Generator[Progress, None, Table]


class Tables:
    """`open` in a long run; `glimpse` for a person who waits, with the first documents of a folder only."""

    def __init__(self, context: EngineContext) -> None:
        self._indexer, self._glance = context.indexer, context.interactive_indexer or context.indexer
        self._folder = context.home / FOLDER
        shutil.rmtree(self._folder, ignore_errors=True)  # what a killed run left

    def open(self, source: Source, is_cancelled: IsCancelled) -> Opened:
        """Raises the errors of tables, DiskFull, Cancelled."""
        return self._opened(source, self._indexer, None, is_cancelled)

    def glimpse(self, source: Source, is_cancelled: IsCancelled) -> Table:
        opening = self._opened(source, self._glance, FIRST_ROWS, is_cancelled)
        while True:
            try:
                next(opening)
            except StopIteration as stop:
                table: Table = stop.value
                return table

    def _opened(self, source: Source, indexer: Indexer, most: int | None, is_cancelled: IsCancelled) -> Opened:
        path = Path(source.path).expanduser()
        if not source.path or not (path.is_dir() or path.suffix.lower() in SHEET_SUFFIXES):
            return Table(source)
        made = self._new_file()
        try:
            if path.is_dir():
                files = list(islice(files_under([str(path)], DOCUMENTS, is_cancelled), most))
                yield from _gather(path, files, made, indexer, is_cancelled)
            else:
                yield Progress(0, 1, "file", path.name)
                _unfold(path, made, indexer, is_cancelled)
            return Table(source, made)
        except BaseException:
            made.unlink(missing_ok=True)
            raise

    def _new_file(self) -> Path:
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".csv", delete=False) as file:
                return Path(file.name)


def _unfold(path: Path, made: Path, indexer: Indexer, is_cancelled: IsCancelled) -> None:
    """Raises FileError, DiskFull, Cancelled."""
    with closing(indexer.read([ReadSheet(str(path.absolute()), str(made))], is_cancelled)) as reading:
        read = next((one for one in reading if isinstance(one, FileRead)), None)
    if read is None:
        raise errors.Cancelled
    if read.error is not None:
        empty = read.error.kind == errors.FileEmpty.kind
        raise errors.TableEmpty(read.error.detail, name=path.name) if empty else _known(read.error)


def _gather(
    folder: Path, files: Sequence[Path], made: Path, indexer: Indexer, is_cancelled: IsCancelled
) -> Generator[Progress, None, None]:
    """A row a document, in the files' order; its text is empty when it cannot be read. Raises Cancelled, DiskFull."""
    with writing(made), made.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, (path, text) in enumerate(_texts(files, indexer, is_cancelled)):
            yield Progress(number, len(files), "file", path.name)
            inside = path.relative_to(absolute(str(folder))).parts
            writer.writerow(("/".join(inside), text, inside[0] if len(inside) > 1 else ""))
    if is_cancelled():
        raise errors.Cancelled


def _texts(files: Sequence[Path], indexer: Indexer, is_cancelled: IsCancelled) -> Iterator[tuple[Path, str]]:
    """The child answers in an order of its own; they are handed on in ours."""
    asked: list[Asked] = [ReadFile(str(path)) for path in files]
    waiting: dict[str, str] = {}
    at = 0
    with closing(indexer.read(asked, is_cancelled)) as reading:
        for said in reading:
            if isinstance(said, FileRead):
                pages = said.contents.pages if said.contents else ()
                waiting[said.path] = "\n\n".join(page.text for page in pages)[:LONGEST_DOCUMENT]
            while at < len(files) and str(files[at]) in waiting:
                yield files[at], waiting.pop(str(files[at]))
                at += 1


def _known(error: ErrorData) -> errors.AteneoError:
    kinds: list[type[errors.AteneoError]] = [*errors.FileError.__subclasses__(), errors.DiskFull]
    kind = next((kind for kind in kinds if kind.kind == error.kind), errors.FileUnreadable)
    return kind(error.detail, **error.values)
