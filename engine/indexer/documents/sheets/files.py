"""Reads spreadsheets and tables in text files, as documents and as one table for classifying: both by the same rules."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path

from engine.files.opening import open_ordinary_file
from engine.indexer.checked_file import CheckedFile
from engine.indexer.documents.contents import DocumentContents, FlowingText
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.formats import FLAT_SHEET, SHEET_XML
from engine.indexer.documents.html import read_html
from engine.indexer.documents.office.open_document import CONTENT, odf_title, open_odf_package
from engine.indexer.documents.office.package import LARGEST_PART, OfficePackage, reading_errors
from engine.indexer.documents.plain_text import REST_LEFT_OUT, clean
from engine.indexer.documents.sheets.delimited import read_delimited
from engine.indexer.documents.sheets.ods import read_ods
from engine.indexer.documents.sheets.sheet_text import SheetText
from engine.indexer.documents.sheets.sheet_xml import read_sheet_xml
from engine.indexer.documents.sheets.workbook import (
    HIDDEN_SHEETS,
    SURPLUS_CELLS,
    UNCOMPUTED,
    CellText,
    Sheet,
    Workbook,
    shown_and_other,
    shown_only,
)
from engine.indexer.documents.sheets.xls import read_xls
from engine.indexer.documents.sheets.xlsx import read_xlsx
from engine.indexer.documents.tables.table_layout import find_layout
from engine.protocol.children.indexing import DocumentPage
from engine.protocol.errors import DiskFull, FileEmpty, FileTooLarge, FileUnsupported

UNPACKED_FACTOR = 10
"""How many times larger a spreadsheet's CSV file may be: the disk space that is asked for."""
FIRST_ROWS = 200
"""Rows by which the header of a table is found."""
_SHEETS = (".xlsx", ".ods", ".xls", FLAT_SHEET, SHEET_XML)
_DELIMITED = (".csv", ".tsv")
_TABLES = (*_SHEETS, *_DELIMITED, ".html")
_LONGEST_NAMES = 200
MOST_LINES = 20
"""Lines named in one notice."""


def _read_as(file: CheckedFile, deadline: Deadline, kind: str) -> DocumentContents:
    return read_workbook(file, kind, deadline)


def read_delimited_file(file: CheckedFile, deadline: Deadline) -> DocumentContents:
    """Return the table in a text file, which is cited by the numbers of its rows."""
    surplus: list[int] = []
    workbook, notice = read_delimited(file.path, surplus)
    flowing = FlowingText()
    for sheet in workbook.sheets:
        text = SheetText(_until(sheet.rows, deadline))
        for line in text.lines():
            flowing.add(line)
        if text.is_cut or deadline.is_over:
            notice = notice or REST_LEFT_OUT
    if surplus:
        lines = ", ".join(map(str, surplus[:MOST_LINES])) + (" …" if len(surplus) > MOST_LINES else "")
        notice = "\n".join(filter(None, (notice, SURPLUS_CELLS.format(lines=lines))))
    return flowing.contents("", notice)


def read_workbook(file: CheckedFile, kind: str, deadline: Deadline) -> DocumentContents:
    """Return a page for each visible sheet that is not empty, until the deadline."""
    pages: list[DocumentPage] = []
    hidden: list[str] = []
    notices: list[str] = []
    with _opened(file, kind, shown_and_other) as (workbook, notice):
        for sheet in _visible(workbook, hidden):
            text = SheetText(_until(sheet.rows, deadline))
            written = "\n\n".join(filter(None, [*text.lines(), *sheet.remarks()]))
            if text.is_cut:
                notices.append(REST_LEFT_OUT)
            if written.strip():
                pages.append(DocumentPage(len(pages) + 1, clean(written), sheet.name))
        if deadline.is_over:
            notices.append(REST_LEFT_OUT)
        told = [*_told(hidden, workbook), *dict.fromkeys(notices)]
        return DocumentContents(workbook.title, pages, "\n".join(filter(None, [notice, *told])))


SHEET_READERS: dict[str, Callable[[CheckedFile, Deadline], DocumentContents]] = {
    **{kind: partial(_read_as, kind=kind) for kind in _SHEETS},
    **dict.fromkeys(_DELIMITED, read_delimited_file),
    **dict.fromkeys((".xlsm", ".xltx", ".xltm"), partial(_read_as, kind=".xlsx")),
    ".ots": partial(_read_as, kind=".ods"),
}


def write_first_table(file: CheckedFile, kind: str, target: Path) -> int:
    """Write the first table in the first visible sheet that has any cells to the CSV file `target`; return the row count.

    What stands above its header is left out. Raises FileError, DiskFull.
    """
    if kind not in _TABLES:
        raise FileUnsupported(kind, name=file.name)
    with _opened(file, kind, shown_only) as (workbook, _):
        for sheet in _visible(workbook, []):
            rows = (row for row in sheet.rows if any(row))
            first = list(islice(rows, FIRST_ROWS))
            if first:
                start = find_layout(first).above.stop
                return write_rows(chain(first[start:], rows), target, file.path)
    raise FileEmpty(name=file.name)


def write_rows(rows: Iterable[Sequence[str]], target: Path, path: Path) -> int:
    """Write the rows of a table of `path` to the CSV file `target`, the cells cleaned; return the row count. Raises DiskFull."""
    count = 0
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for row in rows:
                writer.writerow([clean(cell).strip() for cell in row])
                count += 1
    except OSError as error:
        needed = f"{path.stat().st_size * UNPACKED_FACTOR // 1_000_000 + 1} MB"
        raise DiskFull(error.strerror or "", needed=needed) from error
    return count


def _visible(workbook: Workbook, hidden: list[str]) -> Iterator[Sheet]:
    """Yield the sheets that are shown, and note the names of the others that have any cells."""
    for sheet in workbook.sheets:
        if not sheet.is_hidden:
            yield sheet
        elif any(map(any, sheet.rows)):
            hidden.append(sheet.name)


def _until(rows: Iterator[list[str]], deadline: Deadline) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number % 256 == 255 and deadline.is_over:
            return
        yield row


def _told(hidden: Sequence[str], workbook: Workbook) -> Iterator[str]:
    """Yield what is left out and what is missing."""
    if hidden:
        yield HIDDEN_SHEETS.format(names=", ".join(hidden)[:_LONGEST_NAMES])
    if workbook.counts.uncomputed:
        yield UNCOMPUTED.format(count=workbook.counts.uncomputed)


@contextmanager
def _opened(file: CheckedFile, kind: str, cell_text: CellText) -> Iterator[tuple[Workbook, str]]:
    """Open a file as a workbook, with a notice. Raises FileError."""
    with reading_errors(file):
        if kind == ".xlsx":
            with OfficePackage(file) as package:
                yield read_xlsx(package, cell_text), ""
        elif kind == ".ods":
            with open_odf_package(file) as package:
                yield read_ods(package.read(CONTENT), odf_title(package), cell_text), ""
        elif kind in _DELIMITED:
            yield read_delimited(file.path)
        elif kind == ".xls":
            yield read_xls(file.path, cell_text), ""
        else:
            yield _flat_workbook(file.path, kind, cell_text), ""


def _flat_workbook(path: Path, kind: str, cell_text: CellText) -> Workbook:
    with open_ordinary_file(path) as file:
        data = file.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise FileTooLarge("flat", name=path.name, limit=f"{LARGEST_PART // 1_000_000} MB")
    if kind == FLAT_SHEET:
        return read_ods(data, "", cell_text)
    if kind == SHEET_XML:
        return read_sheet_xml(data)
    page = read_html(data, Deadline(float("inf")))
    return Workbook([Sheet("", iter(table)) for table in page.tables], page.title)
