"""Reads the paragraphs of OpenDocument files as text: spaces, tabs, notes; nothing that is deleted or hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from lxml import etree

from engine.indexer.documents.office.symbols import symbols
from engine.indexer.documents.small_digits import lowered, raised, settled

_URN = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, STYLE = f"{_URN}office:1.0}}", f"{_URN}text:1.0}}", f"{_URN}table:1.0}}", f"{_URN}style:1.0}}"
DRAW = f"{_URN}drawing:1.0}}"
_SVG = f"{_URN}svg-compatible:1.0}}"
_DC = "{http://purl.org/dc/elements/1.1/}"
MOST_SPACES = 1000
MOST_PARENTS = 12
_LEFT_OUT = frozenset(
    f"{TEXT}{name}"
    for name in ("page-number", "page-count", "hidden-text", "hidden-paragraph", "bookmark", "tracked-changes")
)
_CHARACTERS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n", f"{TEXT}soft-page-break": ""}
_FO = f"{_URN}xsl-fo-compatible:1.0}}"
_WEIGHT, _FAMILY = f"{_FO}font-weight", f"{_FO}font-family"
_BOLD = ("bold", "600", "700", "800", "900")
_POSITIONS = {"super": raised, "sub": lowered}
_Value = TypeVar("_Value", bool, str)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class OdfLine(msgspec.Struct):
    """A paragraph's text, and the elements that hang on it with how they are written: notes, comments, boxes."""

    text: str = ""
    hangs: list[tuple[str, etree._Element]] = msgspec.field(default_factory=list)


class OdfTextReader:
    """Reads paragraphs; hidden is what a style hides that stands in one of the `roots`."""

    def __init__(self, roots: Sequence[etree._Element]) -> None:
        self._parents = dict[str, str]()
        self._hides = dict[str, bool]()
        self._bold = dict[str, bool]()
        self._small = dict[str, str]()
        """Where digits stand by the styles that name it: "super" above or "sub" below the line."""
        self._symbols = dict[str, str]()
        """Fonts of symbols by the styles that name them."""
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                name = style.get(f"{STYLE}name", "")
                self._parents[name] = style.get(f"{STYLE}parent-style-name", "")
                properties = style.find(f"{STYLE}text-properties")
                if properties is not None:
                    self._note_font(name, properties)
                display = None if properties is None else properties.get(f"{TEXT}display")
                if display is not None:
                    self._hides[name] = display == "none"
        self._notes = 0

    def read(self, paragraph: etree._Element) -> OdfLine:
        """Return the text of a paragraph."""
        line, parts = OdfLine(), list[str]()
        self._read(paragraph, parts, line)
        line.text = settled("".join(parts)).rstrip(" ") if self._small else "".join(parts).rstrip(" ")
        return line

    def is_bold(self, paragraph: etree._Element) -> bool:
        """Tell whether all words of a paragraph are bold."""
        whole = bool(self._by_style(self._bold, paragraph))
        spans = [span for span in paragraph.iter(f"{TEXT}span") if (span.text or "").strip()]
        loose = [paragraph.text, *(child.tail for child in paragraph)]
        if not whole and any((text or "").strip() for text in loose):
            return False
        bold = [self._by_style(self._bold, span) for span in spans]
        return (whole or bool(spans)) and all(whole if each is None else each for each in bold)

    def _note_font(self, name: str, properties: etree._Element) -> None:
        position = properties.get(f"{STYLE}text-position", "").partition(" ")[0]
        if position.rstrip("%").strip("0."):
            self._small[name] = "sub" if position.startswith(("sub", "-")) else "super"
        if weight := properties.get(_WEIGHT):
            self._bold[name] = weight in _BOLD
        font = properties.get(f"{STYLE}font-name") or properties.get(_FAMILY) or ""
        if font.strip("'").lower().startswith(("symbol", "wingdings", "webdings", "opensymbol")):
            self._symbols[name] = font.strip("'")

    def _by_style(self, of_styles: dict[str, _Value], element: etree._Element) -> _Value | None:
        """Return what an element's style says, or else one that it is based on."""
        name, parents = element.get(f"{TEXT}style-name", ""), 0
        while name and parents < MOST_PARENTS:
            if name in of_styles:
                return of_styles[name]
            name, parents = self._parents.get(name, ""), parents + 1
        return None

    def _read(self, element: etree._Element, parts: list[str], line: OdfLine) -> None:
        if self._by_style(self._hides, element):
            return
        start = len(parts)
        font = self._by_style(self._symbols, element) if self._symbols else None
        _add(parts, symbols(element.text, font) if font and element.text else element.text)
        for child in element:
            self._read_piece(child, parts, line)
            _add(parts, symbols(child.tail, font) if font and child.tail else child.tail)
        if self._small and (position := self._by_style(self._small, element)):
            parts[start:] = [_POSITIONS[position]("".join(parts[start:]))]

    def _read_piece(self, child: etree._Element, parts: list[str], line: OdfLine) -> None:
        tag = child.tag
        if tag in _CHARACTERS:
            parts.append(_CHARACTERS[tag])
        elif tag == f"{TEXT}s":
            count = child.get(f"{TEXT}c", "1")
            parts.append(" " * min(int(count) if count.isdigit() else 1, MOST_SPACES))
        elif tag == f"{TEXT}note":
            self._add_note(child, parts, line)
        elif tag == f"{OFFICE}annotation":
            author = (child.findtext(f"{_DC}creator") or "").strip()
            body = etree.Element("comment")
            body.extend([part for part in child if part.tag in (f"{TEXT}p", f"{TEXT}list")])
            line.hangs.append((f"[{_literal(author)}: {{text}}]" if author else "[{text}]", body))
        elif tag in (f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}rect", f"{DRAW}g", f"{DRAW}ellipse", f"{DRAW}line"):
            words = " ".join((child.findtext(f"{_SVG}desc") or "").split())
            if " " in words:
                parts.append(f"[{words}]")
            line.hangs.append(("", child))
        elif tag == f"{TEXT}ruby":
            base = child.find(f"{TEXT}ruby-base")
            if base is not None:
                self._read(base, parts, line)
        elif tag not in _LEFT_OUT:
            self._read(child, parts, line)

    def _add_note(self, note: etree._Element, parts: list[str], line: OdfLine) -> None:
        self._notes += 1
        citation = note.find(f"{TEXT}note-citation")
        mark = "" if citation is None else "".join(citation.itertext())
        mark = (mark.strip() or str(self._notes)).translate(_SUPERSCRIPTS)
        body = note.find(f"{TEXT}note-body")
        # A space keeps the number from becoming part of the word before it, which would no longer be found.
        parts.append(mark if not parts or parts[-1].endswith((" ", "\t", "\n")) else f" {mark}")
        if body is not None:
            line.hangs.append((f"{_literal(mark)} {{text}}", body))


def _add(parts: list[str], text: str | None) -> None:
    """Append text, its white space as one space: in OpenDocument runs of it stand for one, as in HTML."""
    if not text:
        return
    words = " ".join(text.split())
    before = parts[-1] if parts else ""
    if text[0].isspace() and before and not before.endswith((" ", "\t", "\n")):
        words = f" {words}" if words else " "
    if words.strip() and text[-1].isspace():
        words += " "
    if words:
        parts.append(words)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
