"""Finds tables in lines whose cells are separated by tabs, as price lists are written in a word processor."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.indexer.documents.tables.table_layout import find_layout, is_number
from engine.indexer.documents.tables.table_text import grid_text

LEAST_ROWS = 3
LONGEST_CELL = 80
"""Characters. Longer texts after a tab are paragraphs."""
_TABS = re.compile(r"\t+")
_LEADER = re.compile(r"\s*(?:\.\s?){4,}\s*|\s*_{4,}\s*")
"""Dots or a line that a writer has drawn up to the next cell."""


def is_tabbed(paragraph: str) -> bool:
    """Tell whether every line of a paragraph has a tab in it."""
    return all("\t" in line.strip() for line in paragraph.split("\n"))


def tabbed_table(lines: Sequence[str]) -> str:
    """Return the table that lines with tabs are, a paragraph for each row; empty where their columns have no names."""
    for cut in (lambda line: line.split("\t"), _TABS.split):
        rows = [[_LEADER.sub(" ", cell).strip() for cell in cut(line.rstrip())] for line in lines]
        if _is_table(rows):
            width = max(map(len, rows))
            return grid_text([row + [""] * (width - len(row)) for row in rows], marked_header=1)
    return ""


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names columns: it is the fullest, and below it are numbers, or three columns of short texts."""
    header, width = rows[0], len(rows[0])
    if len(rows) < LEAST_ROWS or width < 2 or any(len(row) > width for row in rows):
        return False
    cells = [cell for row in rows for cell in row]
    if any(map(is_number, header)) or not all(header[1:]) or max(map(len, cells)) > LONGEST_CELL:
        return False
    if sum(len(row) < width for row in rows) > len(rows) / 2 or not find_layout([*rows]).header:
        return False
    if len({cell for cell in header if cell}) < len([cell for cell in header if cell]):
        return False
    if any(cell.endswith(":") for cell in header):
        return False
    columns = [[row[at] for row in rows[1:] if at < len(row) and row[at]] for at in range(1, width)]
    has_numbers = any(column and all(map(is_number, column)) for column in columns)
    return has_numbers or (width > 2 and all(columns) and all(row[0] for row in rows[1:]))
