"""The paragraphs and tables of an HTML page while it is read, and the text that they make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from engine.indexer.documents.small_digits import settled
from engine.indexer.documents.tables.table_layout import Continued
from engine.indexer.documents.tables.table_text import grid_text
from engine.text.values.list_numbers import number_text

MOST_SPAN = 200
LONGEST_CELL = 600
"""Characters. A table with a longer cell is there for the look of the page."""
_SPACES = re.compile(r"[ \t\n\r\f]+")
_WHOLE = re.compile(r"-?\d{1,6}")
_UNNUMBERED = re.compile(r"list-style(?:-type)?\s*:\s*none|breadcrumb", re.IGNORECASE)
_LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BLANK_LINES = re.compile(r"\n{3,}")


class _Block(NamedTuple):
    """A paragraph; `level` of a heading, from 1."""

    text: str
    level: int | None = None


class Blocks:
    """Paragraphs that follow each other."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []
        self._line: list[str] = []
        self._anchors: list[tuple[str, int]] = []
        """Names of places, each with the number of blocks before it."""
        self.last = ""
        """The text that was added last to this paragraph."""

    def add(self, text: str, is_preformatted: bool = False) -> None:
        """Add text to the paragraph."""
        if not is_preformatted:
            text = _SPACES.sub(" ", text)
            if text.startswith(" ") and (not self.last or self.last.endswith((" ", "\n"))):
                text = text[1:]
        if text:
            self._line.append(text)
            self.last = text

    def break_line(self) -> None:
        if self._line:
            self._line.append("\n")
            self.last = "\n"

    def end_block(self, level: int | None = None) -> None:
        """End the paragraph, which is a heading where it has a level."""
        if not self._line:
            return
        lines = "".join(self._line).split("\n")
        text = _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()
        text = settled(text)
        self._line, self.last = [], ""
        if text:
            self._blocks.append(_Block(" ".join(text.split()) if level else text, level))

    def add_anchor(self, name: str) -> None:
        self._anchors.append((name, len(self._blocks)))

    def add_table(self, table: HtmlTable) -> None:
        """Add a table, or the blocks of its cells where it only arranges the page."""
        is_for_layout = table.is_for_layout
        for cell in table.cells:
            anchors, blocks = cell.blocks.parts()
            start = len(self._blocks)
            self._anchors += [(name, start + at if is_for_layout else start) for name, at in anchors]
            self._blocks += blocks if is_for_layout else ()
        if not is_for_layout and (text := table.text()):
            self._blocks.append(_Block(text))

    def parts(self) -> tuple[list[tuple[str, int]], list[_Block]]:
        """Return the anchors, each with the number of blocks before it, and the blocks."""
        return self._anchors, self._blocks

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self._blocks)

    @property
    def has_headings(self) -> bool:
        return any(block.level for block in self._blocks)

    def finish(self) -> tuple[str, list[tuple[int, int, str]], dict[str, int]]:
        """Return the text, its headings as (offset, level, words), and the offsets of the places with a name."""
        self.end_block()
        offsets, headings, length = [0], list[tuple[int, int, str]](), 0
        for block in self._blocks:
            if block.level:
                headings.append((length, block.level, block.text))
            length += len(block.text) + 2
            offsets.append(length)
        text = "\n\n".join(block.text for block in self._blocks)
        anchors = {name: min(offsets[at], len(text)) for name, at in reversed(self._anchors)}
        return text, headings, anchors


class HtmlList:
    """A list, whose items have numbers where it is an ordered one."""

    def __init__(self, tag: str, attributes: Mapping[str, str]) -> None:
        start = attributes.get("start", "")
        look = f"{attributes.get('style', '')} {attributes.get('class', '')}"
        self._is_ordered = tag == "ol" and not _UNNUMBERED.search(look)
        self._next = int(start) if _WHOLE.fullmatch(start) else 1
        self._format = _LIST_FORMATS.get(attributes.get("type", ""), "decimal")

    def label(self, attributes: Mapping[str, str]) -> str:
        """Return what stands before the next item; empty in a list without numbers."""
        if not self._is_ordered:
            return ""
        value = attributes.get("value", "")
        number = int(value) if _WHOLE.fullmatch(value) else self._next
        self._next = number + 1
        return f"{number_text(number, self._format)}. "


class HtmlCell(NamedTuple):
    """A cell over some columns and rows."""

    blocks: Blocks
    columns: int
    rows: int
    is_header: bool


class HtmlTable:
    """A table whose cells are read one after the other."""

    def __init__(self) -> None:
        self._rows: list[list[HtmlCell]] = []
        self._open: tuple[int, int, bool] | None = None
        self.has_tables = False

    @property
    def is_in_cell(self) -> bool:
        return self._open is not None

    @property
    def cells(self) -> list[HtmlCell]:
        return [cell for row in self._rows for cell in row]

    @property
    def is_for_layout(self) -> bool:
        """Whether it arranges a page: it holds tables, headings or long texts and names no column."""
        if any(cell.is_header for cell in self.cells) and not self.has_tables:
            return False
        if self.has_tables and self._names_columns and not any(cell.blocks.has_headings for cell in self.cells):
            return False
        return self.has_tables or any(
            len(cell.blocks.text) > LONGEST_CELL or cell.blocks.has_headings for cell in self.cells
        )

    @property
    def _names_columns(self) -> bool:
        """Whether its first row is a header of several columns, and every other row has as many cells."""
        header, *body = [row for row in self._rows if row]
        return (
            len(header) > 1
            and all(cell.is_header for cell in header)
            and bool(body)
            and all(sum(cell.columns for cell in row) == len(header) for row in body)
        )

    def start_row(self) -> None:
        self._rows.append([])

    def start_cell(self, columns: str | None, rows: str | None, is_header: bool) -> None:
        self._open = _span(columns), _span(rows), is_header

    def end_cell(self, blocks: Blocks) -> None:
        columns, rows, is_header = self._open or (1, 1, False)
        self._open = None
        blocks.end_block()
        if not self._rows:
            self.start_row()
        self._rows[-1].append(HtmlCell(blocks, columns, rows, is_header))

    def grid(self) -> list[list[str]]:
        """Return the cells in their columns and rows."""
        below: dict[int, tuple[int, str]] = {}
        """Cells that reach into the next rows, by their column: for how many rows, and their text."""
        return [_place(row, below) for row in self._rows]

    def text(self) -> str:
        marked = 0
        while marked < len(self._rows) and self._rows[marked] and all(cell.is_header for cell in self._rows[marked]):
            marked += 1
        return grid_text(self.grid(), marked_header=marked)


def _place(row: list[HtmlCell], below: dict[int, tuple[int, str]]) -> list[str]:
    placed: list[str] = []

    def fill() -> None:
        while (at := len(placed)) in below:
            rows, text = below.pop(at)
            placed.append(text)
            if rows > 1:
                below[at] = rows - 1, text

    for cell in row:
        fill()
        text = cell.blocks.text
        for column in range(cell.columns):
            if cell.rows > 1:
                below[len(placed)] = cell.rows - 1, Continued(text) if column else text
            placed.append(Continued(text) if column else text)
    fill()
    return placed


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MOST_SPAN) if text and text.isascii() and text.isdigit() else 1
