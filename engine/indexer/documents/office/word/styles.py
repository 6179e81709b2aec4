"""The paragraph and character styles of a Word document: headings, list numbers, hidden text."""

from __future__ import annotations

import re

import msgspec
from lxml import etree

from engine.indexer.documents.office.package import xml_parser
from engine.indexer.documents.office.word.xml import W, first_child, is_on, value

MOST_PARENTS = 12
_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_TITLES = ("title", "título", "titulo")
_ROOT, _STYLE_END = b"<w:styles", b"</w:style>"
_DEFAULT = b' w:default="1"'
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
NO_LEVEL = 9
"""The outline level of text that is no heading."""


class Style(msgspec.Struct, frozen=True):
    """A style with what it takes from the styles it is based on. `heading`: 1 is the outermost, 0 the title, None no heading."""

    heading: int | None = None
    list_id: str = ""
    list_level: int | None = None
    is_hidden: bool = False
    is_bold: bool = False


PLAIN = Style()


class _StyleElements:
    """The elements of styles by their ids, each found and parsed when it is asked for.

    Word writes hundreds of styles, and a document uses a few of them.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root = data[data.find(_ROOT) : data.find(b">", data.find(_ROOT)) + 1] if _ROOT in data else b""
        self._parsed: dict[str, etree._Element | None] = {}
        self._is_usual = bool(self._root) and b"<!" not in data
        self._is_whole = not data.strip()
        """Whether all styles were parsed, because they are written otherwise than Word does."""
        default = self._usual_default() if self._is_usual else None
        self.default = self._parse_whole() if default is None else default

    def get(self, id: str) -> etree._Element | None:
        if id not in self._parsed and not self._is_whole:
            part = self._part(id)
            if part:
                self._parsed[id] = self._parse(part)
            else:
                self._parse_whole()
        return self._parsed.setdefault(id, None)

    def _usual_default(self) -> str | None:
        """Return the id of the usual paragraph style; None where it is not found as Word writes it."""
        at = self._data.find(_DEFAULT)
        while at >= 0:
            tag = self._data[self._data.rfind(b"<", 0, at) : self._data.find(b">", at)]
            attributes = dict(_ATTRIBUTE.findall(tag))
            if tag.startswith(b"<w:style ") and attributes.get(b"w:type") == b"paragraph":
                id = attributes.get(b"w:styleId", b"")
                return id.decode("utf-8", "replace") if id and b"&" not in id else None
            at = self._data.find(_DEFAULT, at + 1)
        return None

    def _part(self, id: str) -> bytes:
        """Return the bytes of a style; empty where they are not found as Word writes them."""
        at = self._data.find(b' w:styleId="' + id.encode("utf-8", "replace") + b'"')
        if at < 0 or not self._is_usual or any(sign in id for sign in '&<>"'):
            return b""
        start, tag_end, end = self._data.rfind(b"<", 0, at), self._data.find(b">", at), self._data.find(_STYLE_END, at)
        if not self._data.startswith(b"<w:style ", start) or self._data[tag_end - 1 : tag_end] == b"/" or end < 0:
            return b""
        return self._data[start : end + len(_STYLE_END)]

    def _parse(self, part: bytes) -> etree._Element | None:
        root = etree.fromstring(self._root + part + b"</w:styles>", xml_parser())
        return next(root.iterchildren(f"{W}style"), None)

    def _parse_whole(self) -> str:
        """Parse all styles; return the id of the usual paragraph style. Raises etree.XMLSyntaxError."""
        default = ""
        if not self._is_whole:
            self._is_whole = True
            for element in etree.fromstring(self._data, xml_parser()).iterchildren(f"{W}style"):
                id = element.get(f"{W}styleId", "")
                self._parsed[id] = element
                is_default = element.get(f"{W}default") in ("1", "true") and element.get(f"{W}type") == "paragraph"
                default = default or (id if is_default else "")
        return default


class Styles:
    """The styles of a document by their id."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes of the part with the styles. Raises etree.XMLSyntaxError."""
        self._elements = _StyleElements(data)
        self._styles: dict[str, Style] = {}
        self.default = self._elements.default

    def of(self, id: str) -> Style:
        """Return a style; a plain one where it is not known, except for the usual ids of headings."""
        if id not in self._styles:
            self._styles[id] = self._resolve(id)
        return self._styles[id]

    def _resolve(self, id: str) -> Style:
        heading: int | None = None
        list_id, list_level, hidden, bold = "", None, None, None
        name, parents = id, 0
        while name and parents < MOST_PARENTS:
            element = self._elements.get(name)
            if heading is None:
                heading = _heading_level(name, element)
            if element is None:
                break
            paragraph = first_child(element, "pPr")
            number = None if paragraph is None else first_child(paragraph, "numPr")
            if number is not None:
                list_id = list_id or value(number, "numId")
                if list_level is None and value(number, "ilvl").isdigit():
                    list_level = int(value(number, "ilvl"))
            run = first_child(element, "rPr")
            if hidden is None and run is not None and first_child(run, "vanish") is not None:
                hidden = is_on(run, "vanish")
            if bold is None and run is not None and first_child(run, "b") is not None:
                bold = is_on(run, "b")
            name, parents = value(element, "basedOn"), parents + 1
        return Style(None if heading == NO_LEVEL + 1 else heading, list_id, list_level, bool(hidden), bool(bold))


def _heading_level(id: str, element: etree._Element | None) -> int | None:
    """Return the level that a style itself gives, NO_LEVEL + 1 for one that says it is text, None where it says nothing."""
    paragraph = None if element is None else first_child(element, "pPr")
    outline = "" if paragraph is None else value(paragraph, "outlineLvl")
    if outline.isdigit():
        return int(outline) + 1
    name = (value(element, "name") if element is not None else id).strip()
    if match := _HEADING.fullmatch(name):
        return int(match[1])
    return 0 if name.lower() in _TITLES else None
