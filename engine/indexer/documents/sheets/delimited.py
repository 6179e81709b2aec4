"""Reads tables in text files: comma- or otherwise separated, with lines above the header, or the delimiter in the first line."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from engine.files.delimited import find_delimited_layout
from engine.indexer.documents.character_sets import is_binary
from engine.indexer.documents.plain_text import LARGEST_TEXT, decode, read_text
from engine.indexer.documents.sheets.workbook import Sheet, Workbook

BYTE_ORDER_MARK = "\ufeff"
_END_ROW = "\0the end"
"""A row added to a text. A quotation mark that is never closed swallows it."""


def read_delimited(path: Path) -> tuple[Workbook, str]:
    """Return the table in a text file as a workbook of one sheet, and a notice. Raises FileNotText."""
    text, notice = read_text(path)
    return Workbook([Sheet("", delimited_rows(text))]), notice


def delimited_rows(text: str, delimiter: str = "") -> Iterator[list[str]]:
    """Yield the rows of a table in a text, the lines above its header too; one of them as an empty row."""
    text = text.removeprefix(BYTE_ORDER_MARK)
    layout = find_delimited_layout(text, delimiter)
    body = text[layout.skipped :]
    csv.field_size_limit(LARGEST_TEXT + 1)
    source = io.StringIO(body, newline="")
    if _closes_quotes(body, layout.delimiter):
        reader = csv.reader(source, delimiter=layout.delimiter)
    else:
        reader = csv.reader(source, delimiter=layout.delimiter, quoting=csv.QUOTE_NONE)
    above = layout.above
    for row in reader:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            if above <= 0:
                yield []
            continue
        yield cells
        above -= 1


def _closes_quotes(text: str, delimiter: str) -> bool:
    """Tell whether every quotation mark that opens a cell is closed: otherwise the rest of the file were in that cell."""
    if text.count('"') % 2 == 0:
        return True
    lines = chain(io.StringIO(text, newline=""), [f"\n{_END_ROW}"])
    return deque(csv.reader(lines, delimiter=delimiter), maxlen=1)[0] == [_END_ROW]


def looks_delimited(head: bytes) -> bool:
    """Tell whether the beginning of a file is text with the same number of cells in each row."""
    if is_binary(head):
        return False
    text = decode(head)
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if len(lines) < 2:
        return False
    delimiter = find_delimited_layout(text).delimiter
    return sum(delimiter in line for line in lines) > len(lines) / 2
