"""Reads the tables of Word documents: cells over several columns or rows, rows and cells in content controls, tables in cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree
from lxml.etree import _Element as Element

from engine.indexer.documents.office.word.xml import W, content, is_on, value
from engine.indexer.documents.tables.table_layout import Continued
from engine.indexer.documents.tables.table_text import grid_text

MOST_COLUMNS = 1000

ReadParagraph = Callable[[Element], str]


def read_table(table: etree._Element, read_paragraph: ReadParagraph) -> str:
    """Return a table as text, a paragraph for each row."""
    rows, header_rows = table_rows(table, read_paragraph)
    return grid_text(rows, marked_header=header_rows)


def table_rows(table: etree._Element, read_paragraph: ReadParagraph) -> tuple[list[list[str]], int]:
    """Return the cells of a table, row by row, and how many of its first rows are marked as its header."""
    rows: list[list[str]] = []
    header_rows = 0
    for element in content(table):
        properties = element.find(f"{W}trPr") if element.tag == f"{W}tr" else None
        if element.tag != f"{W}tr" or _is_removed(properties):
            continue
        if is_on(properties, "tblHeader") and header_rows == len(rows):
            header_rows += 1
        rows.append(_read_row(element, properties, rows[-1] if rows else [], read_paragraph))
    return rows, header_rows


def _read_row(
    element: etree._Element, properties: etree._Element | None, above: list[str], read_paragraph: ReadParagraph
) -> list[str]:
    row = [""] * _count(properties, "gridBefore", 0)
    for cell in content(element):
        settings = cell.find(f"{W}tcPr") if cell.tag == f"{W}tc" else None
        if cell.tag != f"{W}tc" or (settings is not None and settings.find(f"{W}cellDel") is not None):
            continue
        merge = None if settings is None else settings.find(f"{W}vMerge")
        if merge is not None and merge.get(f"{W}val", "continue") == "continue":
            text = above[len(row)] if len(row) < len(above) else ""
            read = "\n".join(_cell_texts(cell, read_paragraph))  # its automatic numbers are counted all the same
            text = str(text) or read
        else:
            text = "\n".join(_cell_texts(cell, read_paragraph))
        columns = _count(settings, "gridSpan", 1)
        row += [text, *[Continued(text)] * (columns - 1)]
    return row


def _cell_texts(cell: etree._Element, read_paragraph: ReadParagraph) -> Iterator[str]:
    for block in content(cell):
        if block.tag == f"{W}p":
            if text := read_paragraph(block):
                yield text
        elif block.tag == f"{W}tbl" and (text := read_table(block, read_paragraph)):
            yield text


def _is_removed(properties: etree._Element | None) -> bool:
    if properties is None:
        return False
    return properties.find(f"{W}del") is not None or is_on(properties, "hidden")


def _count(properties: etree._Element | None, name: str, default: int) -> int:
    text = "" if properties is None else value(properties, name)
    return min(int(text), MOST_COLUMNS) if text.isdigit() else default
