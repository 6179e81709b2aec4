"""Opening sources as tables.

Spreadsheets and documents are read by the indexer child, never here: their rows become a temporary CSV file in the profile,
which is deleted when the table is closed.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from engine.context import EngineContext
from engine.files.atomic_file import write_errors
from engine.files.names import is_folder, named_path
from engine.files.walk import absolute_path, walk_files
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import (
    DOCUMENT_SUFFIXES,
    SHEET_SUFFIXES,
    ConvertSheet,
    FileResult,
    Indexer,
    IndexerRequest,
    ReadFile,
)
from engine.protocol.children.received_errors import error_of
from engine.protocol.private_folder import make_private_folder
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from engine.rpc.generators import exhaust
from engine.tables.tables import FIRST_ROWS, Table

FOLDER = "tables"
DOCUMENTS = DOCUMENT_SUFFIXES - SHEET_SUFFIXES - {".csv", ".tsv"}
MAX_CHARACTERS = 20_000
"""Of a document; an embedder reads the first two thousand or so."""
COLUMNS = ("file", "text", "label")

Opening = Generator[Progress, None, Table]


class TableOpener:
    """Opens sources as tables. What an ended engine left in the folder is deleted."""

    def __init__(self, context: EngineContext) -> None:
        self._indexer, self._interactive = context.indexer, context.interactive_indexer or context.indexer
        self._folder = context.home / FOLDER
        shutil.rmtree(self._folder, ignore_errors=True)

    def open(self, source: Source, is_cancelled: IsCancelled) -> Opening:
        """Return the whole table. Raises the errors of tables, DiskFull, Cancelled."""
        return self._open(source, self._indexer, None, is_cancelled)

    def open_first_rows(self, source: Source, is_cancelled: IsCancelled) -> Table:
        """Return the table for a preview, with the first documents of a folder only. Raises as `open`."""
        return exhaust(self._open(source, self._interactive, FIRST_ROWS, is_cancelled))

    def _open(self, source: Source, indexer: Indexer, limit: int | None, is_cancelled: IsCancelled) -> Opening:
        path = named_path(source.path)
        if not source.path or not (is_folder(path) or path.suffix.lower() in SHEET_SUFFIXES):
            return Table(source, is_cancelled=is_cancelled)
        csv_file = self._new_file()
        try:
            if is_folder(path):
                files = list(islice(walk_files([str(path)], DOCUMENTS, is_cancelled), limit))
                yield from _write_documents(path, files, csv_file, indexer, is_cancelled)
            else:
                yield Progress(0, 1, "file", path.name)
                _convert_sheet(path, csv_file, indexer, is_cancelled)
            return Table(source, csv_file, is_cancelled)
        except BaseException:
            csv_file.unlink(missing_ok=True)
            raise

    def _new_file(self) -> Path:
        with write_errors(self._folder):
            make_private_folder(self._folder)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".csv", delete=False) as file:
                return Path(file.name)


def _convert_sheet(path: Path, csv_file: Path, indexer: Indexer, is_cancelled: IsCancelled) -> None:
    """Raises FileError, DiskFull, Cancelled."""
    with closing(indexer.read([ConvertSheet(str(path.absolute()), str(csv_file))], is_cancelled)) as replies:
        result = next((reply for reply in replies if isinstance(reply, FileResult)), None)
    if result is None:
        raise errors.Cancelled
    if result.error is not None:
        if result.error.kind in (errors.FileEmpty.kind, errors.FileBlank.kind, errors.FileOnlyPictures.kind):
            raise errors.TableEmpty(result.error.detail, name=path.name)
        if result.error.kind == errors.FileUnsupported.kind:  # no table by its content, whatever its name says
            raise errors.TableUnsupported(result.error.detail, name=path.name)
        raise error_of(result.error, (errors.FileError, errors.DiskFull), errors.FileUnreadable)


def _write_documents(
    folder: Path, files: Sequence[Path], csv_file: Path, indexer: Indexer, is_cancelled: IsCancelled
) -> Generator[Progress, None, None]:
    """Write a row for each document in the order of `files`, with an empty text where it cannot be read.

    Raises Cancelled, DiskFull.
    """
    with write_errors(csv_file), csv_file.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, (path, text) in enumerate(_texts(files, indexer, is_cancelled)):
            yield Progress(number, len(files), "file", path.name)
            parts = path.relative_to(absolute_path(str(folder))).parts
            writer.writerow(("/".join(parts), text, parts[0] if len(parts) > 1 else ""))
    if is_cancelled():
        raise errors.Cancelled


def _texts(files: Sequence[Path], indexer: Indexer, is_cancelled: IsCancelled) -> Iterator[tuple[Path, str]]:
    """Yield files with their texts in the order of `files`; the child answers in another."""
    requests: list[IndexerRequest] = [ReadFile(str(path)) for path in files]
    waiting: dict[str, str] = {}
    at = 0
    with closing(indexer.read(requests, is_cancelled)) as replies:
        for reply in replies:
            if isinstance(reply, FileResult):
                pages = reply.contents.pages if reply.contents else ()
                waiting[reply.path] = "\n\n".join(page.text for page in pages)[:MAX_CHARACTERS]
            while at < len(files) and str(files[at]) in waiting:
                yield files[at], waiting.pop(str(files[at]))
                at += 1
