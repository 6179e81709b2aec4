"""Names and attributes of WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VAL = f"{W}val"
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_REMOVED = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))


def first_child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child with this name, in less than half of the time that `find` takes."""
    return next(element.iterchildren(f"{W}{name}"), None)


def value(element: etree._Element, child: str) -> str:
    """Return the value of a child element such as `<w:start w:val="1"/>`; empty where there is none."""
    found = first_child(element, child)
    return "" if found is None else found.get(_VAL, "")


def is_on(element: etree._Element | None, child: str) -> bool:
    """Tell whether a property that is on or off is on."""
    found = None if element is None else first_child(element, child)
    return found is not None and found.get(_VAL, "1") not in ("0", "false", "off")


def content(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the children, those of content controls and other wrappers in their place; nothing that was deleted or moved."""
    for child in element:
        if child.tag in _WRAPPERS:
            yield from content(child)
        elif child.tag == f"{MC}AlternateContent":
            chosen = child.find(f"{MC}Choice")
            yield from content(child.find(f"{MC}Fallback") if chosen is None else chosen) if len(child) else ()
        elif child.tag not in _REMOVED:
            yield child
