"""The paragraph and character styles of a Word document: headings, list numbers, hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from engine.indexer.documents.office.word.xml import W, is_on, value

MOST_PARENTS = 12
_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_TITLES = ("title", "título", "titulo")
NO_LEVEL = 9
"""The outline level of text that is no heading."""


@dataclass(frozen=True)
class Style:
    """A style with what it takes from the styles it is based on. `heading`: 1 is the outermost, 0 the title, None no heading."""

    heading: int | None = None
    list_id: str = ""
    list_level: int | None = None
    is_hidden: bool = False


PLAIN = Style()


class Styles:
    """The styles of a document by their id."""

    def __init__(self, root: etree._Element | None) -> None:
        elements = () if root is None else root.iterchildren(f"{W}style")
        self._elements = {element.get(f"{W}styleId", ""): element for element in elements}
        self._styles: dict[str, Style] = {}
        self.default = next(
            (
                id
                for id, element in self._elements.items()
                if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true")
            ),
            "",
        )

    def of(self, id: str) -> Style:
        """Return a style; a plain one where it is not known, except for the usual ids of headings."""
        if id not in self._styles:
            self._styles[id] = self._resolve(id)
        return self._styles[id]

    def _resolve(self, id: str) -> Style:
        heading: int | None = None
        list_id, list_level, hidden = "", None, None
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
            name, parents = value(element, "basedOn"), parents + 1
        return Style(None if heading == NO_LEVEL + 1 else heading, list_id, list_level, bool(hidden))


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
