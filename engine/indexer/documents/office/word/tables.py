"""Reads the tables of Word documents: cells over several columns or rows, rows and cells in content controls, tables in cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree
from lxml.etree import _Element as Element

from engine.indexer.documents.office.word.xml import W, content, first_child, is_on, value
from engine.indexer.documents.tables.table_layout import Continued
from engine.indexer.documents.tables.table_text import grid_text

MOST_COLUMNS = 1000
_CELL, _CELL_SETTINGS, _DELETED, _MERGED, _SPAN = (
    f"{W}{name}" for name in ("tc", "tcPr", "cellDel", "vMerge", "gridSpan")
)

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
        properties = first_child(element, "trPr") if element.tag == f"{W}tr" else None
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
        if cell.tag != _CELL:
            continue
        settings = {setting.tag: setting for setting in cell[0]} if len(cell) and cell[0].tag == _CELL_SETTINGS else {}
        if _DELETED in settings:
            continue
        merge = settings.get(_MERGED)
        if merge is not None and merge.get(f"{W}val", "continue") == "continue":
            text = above[len(row)] if len(row) < len(above) else ""
            read = "\n".join(_cell_texts(cell, read_paragraph))  # its automatic numbers are counted all the same
            text = str(text) or read
        else:
            text = "\n".join(_cell_texts(cell, read_paragraph))
        columns = _whole(settings[_SPAN].get(f"{W}val", ""), 1) if _SPAN in settings else 1
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
    return first_child(properties, "del") is not None or is_on(properties, "hidden")


def _count(properties: etree._Element | None, name: str, default: int) -> int:
    return default if properties is None else _whole(value(properties, name), default)


def _whole(text: str, default: int) -> int:
    return min(int(text), MOST_COLUMNS) if text.isdigit() else default
