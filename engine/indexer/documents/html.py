"""Reads an HTML page as a person sees it: paragraphs, line ends, headings and tables, without markup."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress

import msgspec
from lxml import etree

from engine.indexer.documents.contents import DocumentContents, FlowingText
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.html_blocks import Blocks, HtmlList, HtmlTable
from engine.indexer.documents.plain_text import clean, decode
from engine.indexer.documents.small_digits import lowered, raised
from engine.indexer.markup_safety import LONGEST_DECLARATION, declaration_end

_INVISIBLE = frozenset("head script style template noscript title annotation".split())
_PARAGRAPHS = frozenset(
    "address article aside blockquote body dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr main nav p pre section summary".split()
)
_LISTS = frozenset(("ol", "ul"))
_CONTROLS = frozenset("textarea button select".split())
_TYPED = ("text", "number", "date", "email", "tel", "url", "search")
"""Fields of a form whose value a person reads."""
_LINES = frozenset("br li option".split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SMALL = {"sup": raised, "sub": lowered}
_CELLS = frozenset(("td", "th"))
_ENCODING = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d]{4}\Z")
_DECLARATIONS = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(<!DOCTYPE[^>\[]*\[)", re.IGNORECASE)
_DECLARED_WITHIN = 2048
_PIECE = 1 << 18
"""Bytes parsed between two looks at the deadline."""
_DEEPEST_INVISIBLE = 100
"""Invisible elements in each other that are told apart."""
_DEEPEST_TABLE = 20
"""Tables in each other that are told apart."""


class HtmlPage(msgspec.Struct):
    """A page as it is seen.

    `share` of the data was read until the deadline. `headings` are (offset in the text, level from 1, words); `anchors` are the
    offsets of the places that links lead to. `tables` are the cells of the tables that do not only arrange the page.
    """

    title: str
    text: str
    share: float = 1.0
    headings: list[tuple[int, int, str]] = msgspec.field(default_factory=list)
    anchors: dict[str, int] = msgspec.field(default_factory=dict)
    tables: list[list[list[str]]] = msgspec.field(default_factory=list)

    def contents(self, notice: str = "") -> DocumentContents:
        """Return the page as a document that is cited by its headings."""
        flowing = FlowingText()
        start = 0
        for offset, level, words in self.headings:
            flowing.add(self.text[start:offset])
            flowing.add_heading(words, level)
            start = offset + len(words)
        flowing.add(self.text[start:])
        return flowing.contents(self.title[:200], notice)


def read_html(data: bytes, deadline: Deadline) -> HtmlPage:
    """Return the page. Its text has a blank line between paragraphs, and an image as its description."""
    page = _PageReader()
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True)
    markup = _without_declarations(clean(_decode(data)).encode("utf-8"))
    end = 0
    while end < len(markup):
        with suppress(etree.XMLSyntaxError):  # of an empty page
            parser.feed(markup[end : end + _PIECE])
        end += _PIECE
        if deadline.is_over:
            break
    with suppress(etree.XMLSyntaxError):
        parser.close()
    text, headings, anchors = page.finish()
    return HtmlPage(page.title(), text, min(end / len(markup), 1.0) if markup else 1.0, headings, anchors, page.grids)


def _decode(data: bytes) -> str:
    """Decode by the declared encoding where that reads every byte, else by the encoding that the bytes look like."""
    declared = _ENCODING.search(data[:_DECLARED_WITHIN])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode(declared.group(1).decode("ascii"))
    return decode(data)


def _without_declarations(markup: bytes) -> bytes:
    """Leave out a document type with declarations in it, which only XHTML has: HTML parsers take their end for text."""
    match = _DECLARATIONS.match(markup)
    if match is None:
        return markup
    end = declaration_end(markup[match.start(1) : match.start(1) + LONGEST_DECLARATION])
    return markup[: match.start(1)] + markup[match.start(1) + end :] if end > 0 else markup


class _PageReader:
    """Takes the parser's events, of which every start has its end, and collects what is seen."""

    def __init__(self) -> None:
        self._title: list[str] = []
        self._hidden = 0
        """Open elements from the outermost on that its style hides; 0 where none is."""
        self._invisible: list[str] = []
        """The open elements whose text is never shown."""
        self._preformatted = 0
        self._lists: list[HtmlList] = []
        self._small: list[str] = []
        """The open elements whose text stands above or below the line."""
        self._blocks = [Blocks()]
        """The blocks of the page, then of the cells that are open in it."""
        self._tables: list[HtmlTable] = []
        self.grids: list[list[list[str]]] = []
        """The cells of the tables that were read."""
        self._ignored_tables = 0

    def title(self) -> str:
        return " ".join("".join(self._title).split())

    def finish(self) -> tuple[str, list[tuple[int, int, str]], dict[str, int]]:
        """Return the text, its headings and its anchors."""
        while self._tables:
            self._end_table()
        return self._blocks[0].finish()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _INVISIBLE and len(self._invisible) < _DEEPEST_INVISIBLE:
            self._invisible.append(tag)
        if self._hidden or (not self._invisible and _is_hidden(attributes)):
            self._hidden += 1
        if self._hidden or self._invisible:
            return
        for name in ("id", "name") if tag == "a" else ("id",):
            if anchor := attributes.get(name):
                self._blocks[-1].add_anchor(anchor)
        if tag in _LINES:
            self._blocks[-1].break_line()
            if tag == "li" and self._lists:
                self._blocks[-1].add(self._lists[-1].label(attributes))
        elif tag in _LISTS:
            self._blocks[-1].end_block()
            self._lists.append(HtmlList(tag, attributes))
        elif tag in _PARAGRAPHS:
            self._blocks[-1].end_block()
            self._preformatted += tag == "pre"
        elif tag == "table":
            self._start_table()
        elif tag == "img":
            self._add_apart(attributes.get("alt") or "")
        elif tag == "input" and attributes.get("type", "text").lower() in _TYPED:
            self._add_apart(attributes.get("value") or "")
        elif tag in _CONTROLS:
            self._add_apart(" ")
        elif tag in _SMALL:
            self._small.append(tag)
            if tag == "sup" and _LONG_WORD.search(self._blocks[-1].last):
                self._blocks[-1].add(" ")  # the number of a note is no part of the word before it
        elif self._tables and not self._ignored_tables:
            self._start_part(tag, attributes)

    def end(self, tag: str) -> None:
        was_seen = not self._hidden and not self._invisible
        self._hidden -= self._hidden > 0
        if tag in self._invisible:
            self._invisible.pop()
        if not was_seen:
            return
        if tag in _SMALL and self._small:
            self._small.pop()
        elif tag in _LISTS:
            self._blocks[-1].end_block()
            if self._lists:
                self._lists.pop()
        elif tag in _PARAGRAPHS:
            self._blocks[-1].end_block(_HEADINGS.get(tag))
            self._preformatted -= tag == "pre"
        elif tag == "table" and self._ignored_tables:
            self._ignored_tables -= 1
        elif tag == "table" and self._tables:
            self._end_table()
        elif tag in _CELLS and self._tables and self._tables[-1].is_in_cell and not self._ignored_tables:
            self._end_cell()
        elif tag in ("caption", "tr"):
            self._blocks[-1].end_block()

    def data(self, text: str) -> None:
        if self._hidden or self._invisible:
            if self._invisible[-1:] == ["title"]:
                self._title.append(text)
            return
        if self._small:
            text = _SMALL[self._small[-1]](text)
        self._blocks[-1].add(text, is_preformatted=self._preformatted > 0)

    def _add_apart(self, text: str) -> None:
        """Add what is drawn as a box of its own: no part of the word beside it."""
        if text:
            self._blocks[-1].add(f" {text} ")

    def close(self) -> None:
        """End of the page: lxml calls it."""

    def _start_part(self, tag: str, attributes: Mapping[str, str]) -> None:
        table = self._tables[-1]
        if tag in _CELLS:
            if table.is_in_cell:
                self._end_cell()
            table.start_cell(attributes.get("colspan"), attributes.get("rowspan"), is_header=tag == "th")
            self._blocks.append(Blocks())
        elif tag == "tr":
            table.start_row()
        elif tag == "caption":
            self._blocks[-1].end_block()

    def _start_table(self) -> None:
        self._blocks[-1].end_block()
        if len(self._tables) >= _DEEPEST_TABLE or self._ignored_tables:
            self._ignored_tables += 1
            return
        if self._tables:
            self._tables[-1].has_tables = True
        self._tables.append(HtmlTable())

    def _end_cell(self) -> None:
        self._tables[-1].end_cell(self._blocks.pop())

    def _end_table(self) -> None:
        if self._tables[-1].is_in_cell:
            self._end_cell()
        table = self._tables.pop()
        self._blocks[-1].end_block()
        self._blocks[-1].add_table(table)
        if not table.is_for_layout:
            self.grids.append(table.grid())


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    style = attributes.get("style")
    return "hidden" in attributes or (style is not None and _HIDDEN.search(style) is not None)
