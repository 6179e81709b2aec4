"""Reads the text of an HTML page as a person sees it: words, line ends and paragraphs, without markup."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from html.parser import HTMLParser

from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.plain_text import clean, decode

_INVISIBLE = frozenset("head script style template noscript title".split())
_PARAGRAPHS = frozenset(
    "address article aside blockquote body dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr main nav ol p pre section summary table ul".split()
)
_LINES = frozenset("br caption li option tr".split())
_CELLS = frozenset(("td", "th"))
_ENCODING = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 2048
_PIECE = 1 << 18
"""Characters parsed between two looks at the deadline."""
_LONGEST_TAG = 2000
"""Characters from a tag's "<" to its ">" if there are other "<" between them."""
_DEEPEST = 100
"""Invisible elements in each other that are told apart."""


def read_html(data: bytes, deadline: Deadline) -> tuple[str, str, float]:
    """Return (title, text, the share of the data that was read until the deadline).

    The text has a blank line between paragraphs, a tab between the cells of a row, an image as its description.
    """
    page = _TextExtractor()
    markup = _without_open_ends(_decode(data))
    end = 0
    while end < len(markup):
        page.feed(markup[end : end + _PIECE])
        end += _PIECE
        if deadline.is_over:
            break
    else:
        page.close()
    return page.title(), page.text(), min(end / len(markup), 1.0) if markup else 1.0


def _decode(data: bytes) -> str:
    """Decode by the declared encoding where that reads every byte, else by the encoding that the bytes look like."""
    declared = _ENCODING.search(data[:_DECLARED_WITHIN])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode(declared.group(1).decode("ascii"))
    return decode(data)


def _without_open_ends(markup: str) -> str:
    """Return the markup without what is never closed: html.parser looks for its end from each beginning anew.

    As in the standard, an open comment hides the rest of the page, and "<![" begins a comment that ends with the next ">".
    Where no ">" follows for long, only the last "<" before it begins a tag.
    """
    markup = markup.replace("<![", "<!")
    closed = max(markup.rfind(end) for end in ("-->", "-- >", "--!>"))
    comment = markup.find("<!--", max(closed, 0))
    parts: list[str] = []
    done, start = 0, 0
    markup = markup[:comment] if comment >= 0 else markup
    while start < len(markup):
        end = markup.find(">", start)
        if end < 0 or end - start > _LONGEST_TAG:
            tag = markup.rfind("<", start, end) if end >= 0 else len(markup)
            parts += [markup[done:start], markup[start : max(tag, start)].replace("<", "&lt;")]
            done = max(tag, start)
        start = end + 1 if end >= 0 else len(markup)
    return "".join([*parts, markup[done:]])


class _TextExtractor(HTMLParser):
    """Collects the visible text. The open invisible tags are kept as a stack."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._title: list[str] = []
        self._invisible: list[str] = []
        self._preformatted = 0

    def title(self) -> str:
        return " ".join("".join(self._title).split())

    def text(self) -> str:
        lines = "\n".join(line.rstrip(" \t") for line in clean("".join(self._parts)).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", lines).strip()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._invisible.clear()  # a head may be left open
        if tag in _INVISIBLE and len(self._invisible) < _DEEPEST:
            self._invisible.append(tag)
        if tag in _LINES and not self._invisible:
            self._parts.append("\n")
        self._break(tag)
        if tag == "pre":
            self._preformatted += 1
        if tag == "img":
            self.handle_data(dict(attributes).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._invisible:
            del self._invisible[self._invisible.index(tag) :]
        if tag in _CELLS and not self._invisible:
            self._parts.append("\t")
        self._break(tag)
        if tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)

    def handle_data(self, data: str) -> None:
        if self._invisible:
            if self._invisible[-1] == "title":
                self._title.append(data)
            return
        if not self._preformatted:
            data = re.sub(r"\s+", " ", data)
            if self._at_line_start():
                data = data.lstrip()
        if data:
            self._parts.append(data)

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS and not self._invisible:
            self._parts.append("\n\n")

    def _at_line_start(self) -> bool:
        return not self._parts or self._parts[-1].endswith(("\n", "\t", " "))
