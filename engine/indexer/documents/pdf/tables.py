"""Tables of a PDF page: those drawn with lines, cell by cell, and those whose cells only stand in line."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.indexer.documents.pdf.aligned import find_aligned_tables
from engine.indexer.documents.pdf.cells import TableBlock
from engine.indexer.documents.pdf.columns import text_columns
from engine.indexer.documents.pdf.glyphs import Rule, Segment
from engine.indexer.documents.pdf.lines import PageLine, to_lines
from engine.indexer.documents.pdf.ruled import find_grids, read_grid


class PageTables(msgspec.Struct, frozen=True):
    """The tables of a page, and the segments that stand in none."""

    tables: list[TableBlock]
    others: list[Segment]


def find_tables(page: Sequence[PageLine], upright: Sequence[Rule], level: Sequence[Rule]) -> PageTables:
    """Find the tables among the lines of a page. Text inside the box of a ruled table belongs to it."""
    tables: list[TableBlock] = []
    others = [segment for line in page for segment in line.segments]
    for grid in find_grids(upright, level):
        inside = [segment for segment in others if grid.holds(segment)]
        if (table := read_grid(grid, inside)) is not None:
            taken = set(map(id, inside))
            tables.append(table)
            others = [segment for segment in others if id(segment) not in taken]
    left: list[Segment] = []
    columns = text_columns(others)
    for column in columns:
        lines = to_lines(column) if tables or len(columns) > 1 else list(page)
        for table, used in find_aligned_tables(lines, level):
            taken = {id(segment) for line in used for segment in line.segments}
            tables.append(table)
            lines = [line for line in lines if id(line.segments[0]) not in taken]
        left += [segment for line in lines for segment in line.segments]
    return PageTables(tables, left)
