"""The paragraph and character styles of a Word document: headings, list numbers, hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from engine.indexer.documents.office.package import xml_parser
from engine.indexer.documents.office.word.xml import W, is_on, value

MOST_PARENTS = 12
_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_TITLES = ("title", "título", "titulo")
_ROOT, _STYLE_END = b"<w:styles", b"</w:style>"
_STYLE = re.compile(rb"<w:style\b(?!s)([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
NO_LEVEL = 9
"""The outline level of text that is no heading."""


@dataclass(frozen=True)
class Style:
    """A style with what it takes from the styles it is based on. `heading`: 1 is the outermost, 0 the title, None no heading."""

    heading: int | None = None
    list_id: str = ""
    list_level: int | None = None
    is_hidden: bool = False
    is_bold: bool = False


PLAIN = Style()


class _StyleElements:
    """The elements of styles by their ids, each parsed when it is asked for: Word writes hundreds, and a document has a few."""

    def __init__(self, data: bytes) -> None:
        self.default = ""
        self._root = data[data.find(_ROOT) : data.find(b">", data.find(_ROOT)) + 1] if _ROOT in data else b""
        self._parts: dict[str, bytes] = {}
        self._parsed: dict[str, etree._Element | None] = {}
        if not data.strip() or self._find_parts(data):
            return
        self._parts.clear()
        for element in etree.fromstring(data, xml_parser()).iterchildren(f"{W}style"):
            self._add(element.get(f"{W}styleId", ""), element.get(f"{W}type"), element.get(f"{W}default"))
            self._parsed[element.get(f"{W}styleId", "")] = element

    def get(self, id: str) -> etree._Element | None:
        if id not in self._parsed:
            self._parsed[id] = self._parse(self._parts[id]) if id in self._parts else None
        return self._parsed[id]

    def _parse(self, part: bytes) -> etree._Element | None:
        root = etree.fromstring(self._root + part + b"</w:styles>", xml_parser())
        return next(root.iterchildren(f"{W}style"), None)

    def _find_parts(self, data: bytes) -> bool:
        """Find the bytes of each style; returns False where they are written otherwise than Word does."""
        if not self._root or b"<!--" in data or b"<![CDATA[" in data:
            return False
        for found in _STYLE.finditer(data):
            attributes = dict(_ATTRIBUTE.findall(found[1]))
            id, end = attributes.get(b"w:styleId"), data.find(_STYLE_END, found.end())
            if id is None or b"&" in id or end < 0 or found[1].endswith(b"/"):
                return False
            name = id.decode("utf-8", "replace")
            self._parts[name] = data[found.start() : end + len(_STYLE_END)]
            kind, is_default = (attributes.get(key, b"").decode("latin-1") for key in (b"w:type", b"w:default"))
            self._add(name, kind, is_default)
        return bool(self._parts)

    def _add(self, id: str, kind: str | None, is_default: str | None) -> None:
        if not self.default and kind == "paragraph" and is_default in ("1", "true"):
            self.default = id


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
            paragraph = element.find(f"{W}pPr")
            number = None if paragraph is None else paragraph.find(f"{W}numPr")
            if number is not None:
                list_id = list_id or value(number, "numId")
                if list_level is None and value(number, "ilvl").isdigit():
                    list_level = int(value(number, "ilvl"))
            run = element.find(f"{W}rPr")
            if hidden is None and run is not None and run.find(f"{W}vanish") is not None:
                hidden = is_on(run, "vanish")
            if bold is None and run is not None and run.find(f"{W}b") is not None:
                bold = is_on(run, "b")
            name, parents = value(element, "basedOn"), parents + 1
        return Style(None if heading == NO_LEVEL + 1 else heading, list_id, list_level, bool(hidden), bool(bold))


def _heading_level(id: str, element: etree._Element | None) -> int | None:
    """Return the level that a style itself gives, NO_LEVEL + 1 for one that says it is text, None where it says nothing."""
    paragraph = None if element is None else element.find(f"{W}pPr")
    outline = "" if paragraph is None else value(paragraph, "outlineLvl")
    if outline.isdigit():
        return int(outline) + 1
    name = (value(element, "name") if element is not None else id).strip()
    if match := _HEADING.fullmatch(name):
        return int(match[1])
    return 0 if name.lower() in _TITLES else None
