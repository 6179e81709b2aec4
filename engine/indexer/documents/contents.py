"""A document as its reader gives it: pages of text, the headings in them, and what was left out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.indexer.documents.plain_text import MOST_CHARACTERS, PAGE_CHARACTERS, clean
from engine.indexer.documents.tables.tabbed_lines import is_tabbed, tabbed_table
from engine.indexer.documents.titles import PossibleTitle, possible_level, titles_of
from engine.protocol.children.indexing import INSIDE, WHOLE_TEXT, DocumentPage
from engine.protocol.children.outline import DocumentOutline, Heading
from engine.protocol.children.particulars import NO_PARTICULARS, Particulars
from engine.protocol.messages import ErrorData

PATH_SEPARATOR = INSIDE
LONGEST_HEADING = 80
"""Characters of a heading in a path."""
DEEPEST_HEADING = 4
"""Headings in a path."""


class DocumentContents(NamedTuple):
    """A document as read: `notice` says what was left out.

    `counts_paragraphs`: its pages are only parts of a long text. It is cited by its headings or the numbers of its paragraphs.
    `scanned` are the numbers of pages that are pictures of text: only OCR can read them. `parts` are the documents inside it.
    `hidden` is text beside the document, which is only looked through for orders to an assistant.
    """

    title: str
    pages: list[DocumentPage]
    notice: str = ""
    headings: tuple[Heading, ...] = ()
    counts_paragraphs: bool = False
    scanned: tuple[int, ...] = ()
    parts: tuple[DocumentPart, ...] = ()
    particulars: Particulars = NO_PARTICULARS
    hidden: str = ""

    @property
    def outline(self) -> DocumentOutline:
        """The outline that names the places of its chunks."""
        return DocumentOutline(self.headings, self.counts_paragraphs)


class DocumentPart(NamedTuple):
    """A document inside another, by its name there; `contents` is None for one that could not be read, which `error` explains."""

    name: str
    contents: DocumentContents | None
    error: ErrorData = ErrorData("")


class FlowingText:
    """A text without pages of its own in the making: paragraphs and headings, cut into parts that a preview can show.

    With `finds_tables`, lines whose cells are separated by tabs are written as the rows of a table.
    """

    def __init__(self, finds_tables: bool = False) -> None:
        self._finds_tables = finds_tables
        self._tabbed: list[str] = []
        """Paragraphs with tabs, which may be rows of a table."""
        self._pages: list[list[str]] = [[]]
        self._length = 0
        """Characters of the last page, with the blank lines between its paragraphs."""
        self._characters = 0
        self._headings: list[Heading] = []
        self._path: list[tuple[int, str]] = []
        self._possible: list[PossibleTitle] = []
        """Lines that are titles where the document has no headings."""
        self._levels = set[int]()
        self._paragraphs = 0

    @property
    def is_full(self) -> bool:
        """Whether more than a document may have was added."""
        return self._characters > MOST_CHARACTERS

    def add_line(self, paragraph: str, is_bold: bool) -> None:
        """Add a paragraph that is a title where the document has no headings and this one looks like one."""
        line = " ".join(clean(paragraph).split())
        level, is_only_numbered = possible_level(line, is_bold)
        if level:
            self._end_tabbed()
            self._end_page(len(line))
            place = PossibleTitle(len(self._pages), self._length, line, level, self._paragraphs, is_only_numbered)
            self._possible.append(place)
        self.add(paragraph)

    def add(self, paragraph: str) -> None:
        """Add a paragraph; one of several, separated by blank lines, is taken as such."""
        text = clean(paragraph).strip("\n ")
        if not text.strip():
            return
        if self._finds_tables and "\t" in text and is_tabbed(text):
            self._tabbed.append(text)
            self._characters += len(text)
            return
        self._end_tabbed()
        self._add(text)

    def _end_tabbed(self) -> None:
        """Write the lines with tabs before this one: as a table, or as they are."""
        if not self._tabbed:
            return
        lines, self._tabbed = self._tabbed, []
        self._characters -= sum(map(len, lines))
        table = tabbed_table([row for line in lines for row in line.split("\n")])
        for text in [table] if table else lines:
            self._add(text)

    def _add(self, text: str) -> None:
        self._paragraphs += 1
        for start, end in cut_spans(text, PAGE_CHARACTERS):
            part = text[start:end]
            if self._length and self._length + len(part) > PAGE_CHARACTERS:
                self._pages.append([])
                self._length = 0
            self._pages[-1].append(part)
            self._length += len(part) + 2
            self._characters += len(part) + 2

    def add_heading(self, text: str, level: int) -> None:
        """Add a heading; 1 is the outermost level, 0 the document's title."""
        line = " ".join(clean(text).split())
        if not line:
            return
        self._end_tabbed()
        self._end_page(len(line))
        self._levels.add(level)
        self._note_heading(len(self._pages), self._length, line, level)
        self._add(line)

    def _end_page(self, following: int) -> None:
        """Begin a page where so many characters have no more place on this one: a heading stands on the page of its text."""
        if self._length + following > PAGE_CHARACTERS:
            self._pages.append([])
            self._length = 0

    def _note_heading(self, page: int, start: int, line: str, level: int) -> None:
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, line[:LONGEST_HEADING]))
        path = tuple(name for _, name in self._path[-DEEPEST_HEADING:])
        self._headings.append(Heading(page, start, path))

    def contents(self, title: str, notice: str = "") -> DocumentContents:
        """Return the document. Its title is the outermost heading at its beginning where it has none."""
        self._end_tabbed()
        if all(level == 0 for level in self._levels):
            for line in titles_of(self._possible, self._paragraphs):
                self._note_heading(line.page, line.start, line.text, line.level)
        pages = [DocumentPage(number, "\n\n".join(parts)) for number, parts in enumerate(self._pages, 1) if parts]
        return DocumentContents(title, pages, notice, tuple(self._headings), counts_paragraphs=True)


def cut_pages(text: str) -> list[DocumentPage]:
    """Cut a text without pages into pages of about PAGE_CHARACTERS, so that a preview stays light."""
    return [DocumentPage(number, text[a:b]) for number, (a, b) in enumerate(cut_spans(text, PAGE_CHARACTERS), 1)]


def cut_spans(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Yield the character spans that cut a text into parts of at most `longest` characters, at paragraph ends or spaces."""
    start = 0
    while start < len(text):
        end = start + longest
        if end < len(text):
            cut = max(text.rfind("\n\n", start + longest // 2, end), text.rfind(" ", end - 200, end))
            end = cut if cut > start else end
        yield start, min(end, len(text))
        start = end


class PlaceNames:
    """Names the places of a document's chunks: by the headings above them, else by the numbers of their paragraphs."""

    def __init__(self, contents: DocumentContents) -> None:
        self._headings = contents.headings
        self._starts = [(heading.page, heading.start) for heading in self._headings]
        self._counts_paragraphs = contents.counts_paragraphs
        self._first_paragraphs = dict[int, int]()
        count = 0
        for page in contents.pages if self._counts_paragraphs else ():
            self._first_paragraphs[page.number] = count + 1
            count += page.text.count("\n\n") + 1
        self._paragraphs = count

    def of(self, page: DocumentPage, start: int, end: int) -> str:
        """Return the name of this span of a page; empty where the page itself is the place, WHOLE_TEXT for all of it."""
        paths = self._paths(page.number, start, end)
        if paths:
            return _joined(paths)
        if not self._counts_paragraphs:
            return ""
        first = self._first_paragraphs[page.number] + page.text.count("\n\n", 0, start)
        last = first + page.text.count("\n\n", start, end)
        if (first, last) == (1, self._paragraphs):
            return WHOLE_TEXT
        return f"¶ {first}" if first == last else f"¶ {first}–{last}"

    def _paths(self, page: int, start: int, end: int) -> list[tuple[str, ...]]:
        """Return the paths that hold in this span. A heading whose own text is in it hides the one that held before."""
        first, after = bisect_left(self._starts, (page, start)), bisect_left(self._starts, (page, end))
        inside = self._headings[first:after]
        paths = [heading.path for heading in inside]
        if first and (not inside or inside[0].start > start):
            paths.insert(0, self._headings[first - 1].path)
        return [
            path for at, path in enumerate(paths) if not any(other[: len(path)] == path for other in paths[at + 1 :])
        ]


def _joined(paths: Sequence[tuple[str, ...]]) -> str:
    """Return "Contract › Payment", of several paths that differ only in their ends "Contract › Payment, Delays"."""
    common = paths[0]
    for path in paths[1:]:
        length = next(
            (at for at, (a, b) in enumerate(zip(common, path, strict=False)) if a != b), min(len(common), len(path))
        )
        common = common[:length]
    ends = [path[len(common)] for path in paths if len(path) > len(common)]
    if len(paths) > 1 and ends:
        return PATH_SEPARATOR.join([*common, ", ".join(dict.fromkeys(ends))])
    return PATH_SEPARATOR.join(paths[0])
