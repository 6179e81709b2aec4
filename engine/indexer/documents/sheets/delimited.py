"""Reads tables in text files: comma- or otherwise separated, with lines above the header, or the delimiter in the first line."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from engine.files.delimited import DelimitedLayout, find_delimited_layout
from engine.indexer.documents.character_sets import is_binary
from engine.indexer.documents.plain_text import LARGEST_TEXT, decode, read_text
from engine.indexer.documents.sheets.workbook import Sheet, Workbook
from engine.indexer.documents.tables.table_layout import UnalignedRow

BYTE_ORDER_MARK = "\ufeff"
MOST_SURPLUS = 0.2
"""Share of the rows that have a cell too many: where there are more, the header has a cell too few."""
_SAMPLE = 1 << 16
LINES_OF_TABLE, LEAST_LINES, LEAST_SHARE = 60, 4, 0.6
"""Lines that are looked at, and how many of them, at least, have as many cells in a table."""
_END_ROW = "\0the end"
"""A row added to a text. A quotation mark that is never closed swallows it."""


def read_delimited(path: Path, surplus: list[int] | None = None) -> tuple[Workbook, str]:
    """Return the table in a text file as a workbook of one sheet, and a notice. Raises FileNotText.

    The lines of rows with more cells than the table has columns are added to `surplus`; such a row is an UnalignedRow.
    """
    text, notice = read_text(path)
    return Workbook([Sheet("", delimited_rows(text, surplus=surplus))]), notice


def delimited_rows(text: str, delimiter: str = "", surplus: list[int] | None = None) -> Iterator[list[str]]:
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
    above, width = layout.above, 0
    for row in reader:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            if above <= 0:
                yield []
            continue
        if above == 0:
            width = _columns(cells, text, layout)
        if above < 0 and width and len(cells) > width and any(cells[width:]) and surplus is not None:
            surplus.append(reader.line_num + text.count("\n", 0, layout.skipped))
            yield UnalignedRow(cells)
        else:
            yield cells
        above -= 1


def _columns(header: Sequence[str], text: str, layout: DelimitedLayout) -> int:
    """Return how many columns the table has; 0 where many of its first rows have more cells than its header."""
    width = max((at for at, cell in enumerate(header, 1) if cell), default=0)
    lines = text[layout.skipped : layout.skipped + _SAMPLE].split("\n")[layout.above + 1 :]
    longer = sum(line.rstrip(layout.delimiter + " ").count(layout.delimiter) >= width for line in lines)
    return width if width > 1 and longer <= MOST_SURPLUS * max(len(lines), 1 / MOST_SURPLUS) else 0


def _closes_quotes(text: str, delimiter: str) -> bool:
    """Tell whether every quotation mark that opens a cell is closed: otherwise the rest of the file were in that cell."""
    if text.count('"') % 2 == 0:
        return True
    lines = chain(io.StringIO(text, newline=""), [_END_ROW])
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


def is_table(head: bytes) -> bool:
    """Tell whether a file that is called a text is a table: most lines have as many cells, by a sign that texts lack."""
    if is_binary(head):
        return False
    lines = [line for line in decode(head).splitlines()[:LINES_OF_TABLE] if line.strip()]
    for delimiter in ";\t|":
        widths = Counter(line.count(delimiter) for line in lines)
        width, count = max(widths.items(), key=lambda item: (item[0] > 0, item[1]))
        if width > 1 and count >= LEAST_LINES and count >= LEAST_SHARE * len(lines):
            return True
    return False
