"""The text of one page: its tables and paragraphs in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from engine.indexer.documents.pdf.cells import TableBlock
from engine.indexer.documents.pdf.columns import in_reading_order
from engine.indexer.documents.pdf.glyphs import HYPHEN, PageGlyphs, Segment
from engine.indexer.documents.pdf.hyphens import WordsOfDocument, join
from engine.indexer.documents.pdf.lines import PageLine, to_lines
from engine.indexer.documents.pdf.paragraphs import SENTENCE_END, to_paragraphs
from engine.indexer.documents.pdf.tables import find_tables
from engine.indexer.documents.small_digits import JOINED, settled
from engine.indexer.documents.tables.table_layout import Continued, Layout, find_layout, is_number
from engine.indexer.documents.tables.table_text import grid_text, layout_lines

SAME_EDGE = 6.0
"""Points between the edges of a column on two pages."""
MOST_SEGMENTS = 4000
"""Pieces of text of a page that are put in order; a page with more, such as a map, is read line by line."""
WORDS_OF_PARAGRAPH = 20
"""A text of so many words that ends no sentence is no heading: it goes on in the next column, also with a capital letter."""
LONGEST_REST = 600
"""Characters of a sentence that may stand on the next page."""
_FIRST_SENTENCE = re.compile(r".*?[.!?…](?=[\s\"'»”’)\]]|$)[\"'»”’)\]]*", re.DOTALL)


class Block(msgspec.Struct):
    """A paragraph, or the rows of a table."""

    text: str
    is_table: bool = False


class PageLayout(msgspec.Struct):
    """The blocks of a page; `before` and `after` are what stands apart from its text: running lines, notes."""

    blocks: list[Block]
    after: list[str] = msgspec.field(default_factory=list)
    before: list[str] = msgspec.field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the page, paragraphs separated by blank lines."""
        texts = [*self.before, *(block.text for block in self.blocks), *self.after]
        return settled("\n\n".join(filter(None, texts)).replace(HYPHEN, "-").replace(JOINED, ""))

    def take_rest_of_sentence(self, following: PageLayout, words: WordsOfDocument) -> None:
        """Move the rest of the last sentence here from the next page, so that it stands in one piece, on the page it begins."""
        last = self.blocks[-1] if self.blocks else None
        first = following.blocks[0] if following.blocks else None
        if last is None or first is None or last.is_table or first.is_table or not _goes_on(last.text, first.text):
            return
        found = _FIRST_SENTENCE.match(first.text)
        rest = found.group() if found else first.text
        if len(rest) > LONGEST_REST:
            return
        last.text = join(last.text, rest, words)
        first.text = first.text[len(rest) :].strip()
        if not first.text:
            del following.blocks[0]


def _goes_on(last: str, first: str) -> bool:
    """Tell whether a sentence goes on from one page to the next."""
    if SENTENCE_END.search(last) or len(last.split()) < 3:
        return False
    return first[:1].islower() or last.endswith((",", "-", HYPHEN)) or (first[:1].isdigit() and last[-1:].islower())


class TableOfBefore(msgspec.Struct, frozen=True):
    """The table at the end of the page before: its columns' left sides and the rows that name them."""

    edges: list[float]
    header: list[list[str]]


def lay_out(
    lines: Sequence[PageLine], glyphs: PageGlyphs, words: WordsOfDocument, before: TableOfBefore | None
) -> tuple[PageLayout, TableOfBefore | None]:
    """Return the layout of a page's lines, and its table if it ends with one."""
    segments = [segment for line in lines for segment in line.segments]
    if len(segments) > MOST_SEGMENTS:
        return PageLayout(_paragraphs(segments, words)), None
    found = find_tables(lines, glyphs.upright, glyphs.level)
    columns = in_reading_order([*found.others, *found.tables])
    if len(columns) == 1 and not found.tables:
        return PageLayout([Block(text) for text in to_paragraphs(lines, words)]), None
    blocks: list[Block] = []
    last: TableOfBefore | None = None
    for column in columns:
        waiting: list[Segment] = []
        above = len(blocks)
        for item in column:
            if isinstance(item, Segment):
                waiting.append(item)
                last = None
                continue
            blocks += _paragraphs(waiting, words)
            waiting = []
            table, last = _table(item, before if not blocks else None)
            blocks.append(table)
        blocks += _paragraphs(waiting, words)
        _join_columns(blocks, above, words)
    return PageLayout([block for block in blocks if block.text]), last


def _join_columns(blocks: list[Block], at: int, words: WordsOfDocument) -> None:
    """Join the first paragraph of a column, number `at` of the blocks, to the one before that goes on in it."""
    if 0 < at < len(blocks):
        last, first = blocks[at - 1], blocks[at]
        is_long = len(last.text.split()) >= WORDS_OF_PARAGRAPH and not SENTENCE_END.search(last.text)
        if not last.is_table and not first.is_table and (is_long or _goes_on(last.text, first.text)):
            last.text = join(last.text, first.text, words)
            del blocks[at]


def _paragraphs(segments: Sequence[Segment], words: WordsOfDocument) -> list[Block]:
    return [Block(text) for text in to_paragraphs(to_lines(segments), words)]


def _table(table: TableBlock, before: TableOfBefore | None) -> tuple[Block, TableOfBefore]:
    """Return the table as text, with the header of the page before where it goes on with that one's table."""
    rows = table.rows
    goes_on = before is not None and before.header and _same_columns(before.edges, table.edges)
    if before is not None and goes_on and rows[: len(before.header)] == before.header:
        rows = rows[len(before.header) :]
    if before is not None and goes_on:
        header = before.header
        return Block(_rows_text([*header, *rows], len(header)), is_table=True), TableOfBefore(table.edges, header)
    if table.is_beside:
        return Block(_rows_text(rows, 0), is_table=True), TableOfBefore(table.edges, [])
    if _has_grouped_names(rows):
        return Block(_rows_text(rows, 2), is_table=True), TableOfBefore(table.edges, rows[:2])
    header_rows = find_layout([row for row in rows if any(row)]).header
    header = [rows[at] for at in header_rows] if not header_rows or header_rows.start == 0 else []
    return Block(grid_text(rows), is_table=True), TableOfBefore(table.edges, header)


def _rows_text(rows: Sequence[Sequence[str]], header: int) -> str:
    """Return the rows as text, of which the first `header` name the columns."""
    filled = [row for row in rows if any(row)]
    return "\n\n".join(layout_lines(Layout(header=range(min(header, len(filled)))), filled))


def _has_grouped_names(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names groups of columns, and the second the columns: "2025" over "Income" and "Costs"."""
    if len(rows) < 3 or not any(isinstance(cell, Continued) for cell in rows[0]):
        return False
    names = [cell for cell in rows[1] if cell]
    return len(names) >= len(rows[1]) - 1 and not any(map(is_number, names))


def _same_columns(mine: Sequence[float], theirs: Sequence[float]) -> bool:
    return len(mine) == len(theirs) and all(abs(a - b) <= SAME_EDGE for a, b in zip(mine, theirs, strict=True))
