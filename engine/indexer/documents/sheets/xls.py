"""Reads the sheets of .xls files, each cell as it is shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.files.opening import open_ordinary_file
from engine.indexer.documents.sheets.number_formats import (
    GENERAL,
    Formatter,
    SheetLanguage,
    built_in_format,
    compile_format,
)
from engine.indexer.documents.sheets.workbook import CellText, Sheet, Workbook, guess_language
from engine.indexer.documents.sheets.xlsx import MOST_EMPTY_ROWS, MOST_REMEMBERED, MergedArea, fill_merged
from engine.protocol.errors import FileEncrypted, FileUnreadable

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet as RecordSheet

_LOCAL_FORMATS = (14, 22)
"""Built-in formats of days, which each language shows its own way. All others stand in the file."""
ROWS_FOR_LANGUAGE = 100


def read_xls(path: Path, cell_text: CellText) -> Workbook:
    """Return the sheets of a workbook in the order of their tabs. Raises FileEncrypted, FileUnreadable."""
    book = _open(path)
    language = guess_language(_words(book))
    cells = _RecordCells(book, cell_text, language)
    return Workbook(_sheet(book, number, cells) for number in range(book.nsheets))


def _open(path: Path) -> Book:
    import xlrd

    with open_ordinary_file(path) as file:
        content = file.read()
    try:
        return xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), on_demand=True, formatting_info=True, ragged_rows=True
        )
    except xlrd.XLRDError as error:
        kind = FileEncrypted if "encrypted" in str(error) else FileUnreadable
        raise kind(str(error)[:200], name=path.name) from error
    except (AssertionError, AttributeError, TypeError, OverflowError, UnicodeDecodeError) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error


def _sheet(book: Book, number: int, cells: _RecordCells) -> Sheet:
    def rows() -> Iterator[list[str]]:
        yield from cells.rows(book.sheet_by_index(number))
        book.unload_sheet(number)

    def remarks() -> Iterator[str]:
        for (row, column), note in sorted(book.sheet_by_index(number).cell_note_map.items()):
            if text := " ".join(note.text.split()):
                yield f"[{_reference(row, column)}: {text}]"

    return Sheet(book.sheet_names()[number], rows(), _is_hidden(book, number), remarks)


class _RecordCells:
    """Reads the cells of a workbook's sheets."""

    def __init__(self, book: Book, cell_text: CellText, language: SheetLanguage) -> None:
        self._book, self._cell_text, self._language = book, cell_text, language
        self._formats: dict[int, Formatter | None] = {}
        self._plain = compile_format(GENERAL, self._language)
        self._shown: dict[tuple[int, float], str] = {}

    def rows(self, sheet: RecordSheet) -> Iterator[list[str]]:
        """Yield the rows of a sheet; a gap between them as one empty row."""
        merged, tops = dict[int, list[MergedArea]](), dict[MergedArea, str]()
        for top, below, left, right in sheet.merged_cells:
            for row in range(top, min(below, sheet.nrows)):
                merged.setdefault(row, []).append((top, left, below - 1, right - 1))
        empty = 0
        for number in range(sheet.nrows):
            cells = [self._text(*cell) for cell in zip(*self._row(sheet, number), strict=True)]
            for area in merged.get(number, ()):
                fill_merged(cells, area, number, tops)
            empty = 0 if any(cells) else empty + 1
            if empty <= MOST_EMPTY_ROWS:
                yield cells

    def _row(self, sheet: RecordSheet, number: int) -> tuple[list[int], list[object], list[int]]:
        kinds = list(sheet.row_types(number))
        styles = [sheet.cell_xf_index(number, column) for column in range(len(kinds))]
        return kinds, sheet.row_values(number), styles

    def _text(self, kind: int, value: object, style: int) -> str:
        import xlrd

        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) and isinstance(value, float):
            return self._number(style, value)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if value else "FALSE"
        if kind == xlrd.XL_CELL_ERROR and isinstance(value, int):
            return str(xlrd.error_text_from_code.get(value, ""))
        return str(value).strip()

    def _number(self, style: int, value: float) -> str:
        known = self._shown.get((style, value))
        if known is None:
            known = self._cell_text((self._formatter(style) or self._plain)(value))
            if len(self._shown) < MOST_REMEMBERED:
                self._shown[style, value] = known
        return known

    def _formatter(self, style: int) -> Formatter | None:
        if style not in self._formats:
            self._formats[style] = self._compiled(style)
        return self._formats[style]

    def _compiled(self, style: int) -> Formatter | None:
        """Return the formatter of a cell style; None where the style has no format."""
        if not 0 <= style < len(self._book.xf_list):
            return None
        id = self._book.xf_list[style].format_key
        written = self._book.format_map.get(id)
        code = built_in_format(id, self._language) if id in _LOCAL_FORMATS or written is None else written.format_str
        return None if code == GENERAL else compile_format(code, self._language, bool(self._book.datemode))


def _words(book: Book) -> list[str]:
    """Return the words of the first rows of the first sheet that is shown and has words."""
    for index in range(book.nsheets):
        if _is_hidden(book, index):
            continue
        sheet = book.sheet_by_index(index)
        rows = map(sheet.row_values, range(min(sheet.nrows, ROWS_FOR_LANGUAGE)))
        if words := [value for row in rows for value in row if isinstance(value, str) and value]:
            return words
    return []


def _is_hidden(book: Book, number: int) -> bool:
    return bool(book._sheet_visibility[number])  # noqa: SLF001  only an opened sheet would tell it otherwise


def _reference(row: int, column: int) -> str:
    import xlrd

    return str(xlrd.cellname(row, column))
