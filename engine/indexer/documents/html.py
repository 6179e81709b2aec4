"""Reads the text of an HTML page as a person sees it: words, line ends and paragraphs, without markup."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from html.parser import HTMLParser

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


def read_html(data: bytes) -> tuple[str, str]:
    """Return (title, text): a blank line between paragraphs, a tab between the cells of a row, an image as its description."""
    page = _TextExtractor()
    page.feed(_decode(data))
    page.close()
    return page.title(), page.text()


def _decode(data: bytes) -> str:
    """Decode by the declared encoding where that reads every byte, else by the encoding that the bytes look like."""
    declared = _ENCODING.search(data[:_DECLARED_WITHIN])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode(declared.group(1).decode("ascii"))
    return decode(data)


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
        lines = re.sub(r"[ \t]+\n", "\n", clean("".join(self._parts)))
        return re.sub(r"\n{3,}", "\n\n", lines).strip()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._invisible.clear()  # a head may be left open
        if tag in _INVISIBLE:
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
