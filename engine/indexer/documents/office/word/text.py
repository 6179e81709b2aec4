"""Reads the runs of a Word paragraph as text: tabs, symbols, notes and fields; nothing that is deleted or hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from lxml import etree

from engine.indexer.documents.office.symbols import symbol, symbols
from engine.indexer.documents.office.word.styles import Styles
from engine.indexer.documents.office.word.xml import MC, M, W, content, first_child, is_on, value
from engine.indexer.documents.small_digits import lowered, raised, settled

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WORD_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_BOX = f"{W}txbxContent"
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "",
}
_SYMBOLS = re.compile("[\uf020-\uf0ff]")
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_SMALL = {"superscript": raised, "subscript": lowered}
_DRAWN = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
"""Fields whose result is another on every page."""


class Line(msgspec.Struct):
    """A paragraph's text in the making, and what hangs on it: notes and comments as (kind, id), boxes of text."""

    parts: list[str] = msgspec.field(default_factory=list)
    notes: list[tuple[str, str]] = msgspec.field(default_factory=list)
    boxes: list[etree._Element] = msgspec.field(default_factory=list)
    is_small: bool = False
    """Whether some of it stands above or below the line."""

    def text(self) -> str:
        text = "".join(self.parts)
        return settled(text) if self.is_small else text


class TextReader:
    """Reads paragraphs in their order: a field may begin in one and end in another. `mark_note` numbers a note."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[str] = []
        """The fields that are open: "code" while their instruction is read, then "result", or "page" for a page's number."""
        self._instruction = ""
        self._numbers = dict[tuple[str, str], int]()

    def read(self, paragraph: etree._Element) -> Line:
        """Return the text of a paragraph. A field whose instruction is left open hides no further paragraph."""
        line = Line()
        self._fields = ["result"] * len(self._fields)
        properties = first_child(paragraph, "pPr")
        style = value(properties, "pStyle") if properties is not None else ""
        self._read_children(paragraph, line, self._styles.of(style or self._styles.default).is_hidden)
        return line

    def number(self, kind: str, id: str) -> str:
        """Return the number of a note as it stands in the text; notes are counted in the order of their marks."""
        numbers = self._numbers
        if (kind, id) not in numbers:
            numbers[kind, id] = sum(1 for known, _ in numbers if known == kind) + 1
        return str(numbers[kind, id]).translate(_SUPERSCRIPTS)

    def is_bold(self, paragraph: etree._Element) -> bool:
        """Tell whether all words of a paragraph are bold."""
        properties = first_child(paragraph, "pPr")
        style = value(properties, "pStyle") if properties is not None else ""
        by_style = self._styles.of(style or self._styles.default).is_bold
        runs = [
            run for run in paragraph.iter(f"{W}r") if any((t.text or "").strip() for t in run.iterchildren(f"{W}t"))
        ]
        return bool(runs) and all(self._is_bold(run, by_style) for run in runs)

    def _is_bold(self, run: etree._Element, by_style: bool) -> bool:
        properties = first_child(run, "rPr")
        if properties is None:
            return by_style
        if first_child(properties, "b") is not None:
            return is_on(properties, "b")
        style = value(properties, "rStyle")
        return by_style or (bool(style) and self._styles.of(style).is_bold)

    def _read_children(self, element: etree._Element, line: Line, hidden: bool) -> None:
        for child in content(element):
            tag = child.tag
            if tag == f"{W}r":
                self._read_run(child, line, hidden)
            elif tag in (f"{W}hyperlink", f"{W}dir", f"{W}bdo"):
                self._read_children(child, line, hidden)
            elif tag == f"{W}fldSimple":
                if child.get(f"{W}instr", "").split()[:1] not in ([name] for name in _PAGE_FIELDS):
                    self._read_children(child, line, hidden)
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                line.parts.append(formula(child))

    def _read_run(self, run: etree._Element, line: Line, hidden: bool) -> None:
        properties = first_child(run, "rPr")
        if properties is not None:
            if first_child(properties, "vanish") is not None:
                hidden = is_on(properties, "vanish")
            elif style := value(properties, "rStyle"):
                hidden = hidden or self._styles.of(style).is_hidden
        start = len(line.parts)
        for child in run:
            self._read_piece(child, line, hidden)
        if properties is not None and (sign := _SMALL.get(value(properties, "vertAlign"))):
            line.parts[start:] = [sign("".join(line.parts[start:]))]
            line.is_small = True

    def _read_piece(self, child: etree._Element, line: Line, hidden: bool) -> None:
        tag = child.tag
        if tag == f"{W}fldChar":
            self._follow_field(child.get(f"{W}fldCharType", ""))
            if not hidden and (data := first_child(child, "ffData")) is not None:
                line.parts.append(_form_field(data))
        elif tag == f"{W}instrText":
            self._instruction += child.text or ""
        elif hidden or any(state != "result" for state in self._fields):
            return
        elif tag == f"{W}t":
            text = _text(child)
            line.parts.append(symbols(text, _font(child)) if _SYMBOLS.search(text) else text)
        elif tag in _CHARACTERS:
            line.parts.append(_CHARACTERS[tag])
        elif tag == f"{W}sym":
            line.parts.append(symbol(child.get(f"{W}font", ""), child.get(f"{W}char", "")))
        elif tag in _NOTES:
            self._add_note(_NOTES[tag], child.get(f"{W}id", ""), line)
        elif tag == f"{W}commentReference":
            line.notes.append(("comment", child.get(f"{W}id", "")))
        elif tag == f"{W}ruby":
            for base in child.iterchildren(f"{W}rubyBase"):
                self._read_children(base, line, hidden)
        elif tag in _DRAWN or tag == f"{MC}AlternateContent":
            _read_drawing(child, line)

    def _add_note(self, kind: str, id: str, line: Line) -> None:
        before = line.parts[-1] if line.parts else ""
        # A space keeps the number from becoming part of the word before it, which would no longer be found.
        line.parts.append(("" if before.endswith((" ", "\t", "\n")) or not before else " ") + self.number(kind, id))
        line.notes.append((kind, id))

    def _follow_field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append("code")
            self._instruction = ""
        elif kind == "separate" and self._fields:
            is_page = self._instruction.split()[:1] in ([name] for name in _PAGE_FIELDS)
            self._fields[-1] = "page" if is_page else "result"
        elif kind == "end" and self._fields:
            self._fields.pop()


def formula(element: etree._Element) -> str:
    """Return a formula on one line: fractions with a slash, roots, powers and indices in brackets where they are long."""
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if name == "t":
        return element.text or ""
    if name.endswith("Pr"):
        return ""
    parts = {child.tag.rpartition("}")[2]: formula(child) for child in element if isinstance(child.tag, str)}
    if name == "f":
        return f"{_grouped(parts.get('num', ''))}/{_grouped(parts.get('den', ''))}"
    if name == "rad":
        return f"√{_grouped(parts.get('e', ''))}"
    if name in ("sSup", "sSub", "sSubSup"):
        below = f"_{_grouped(parts['sub'])}" if parts.get("sub") else ""
        return parts.get("e", "") + below + (f"^{_grouped(parts['sup'])}" if parts.get("sup") else "")
    if name == "d":
        return f"({', '.join(formula(child) for child in element if child.tag == f'{M}e')})"
    return "".join(formula(child) for child in element)


def _grouped(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _form_field(data: etree._Element) -> str:
    """Return what a field of an older form shows that has no text: a box that is ticked or not, the entry that is chosen."""
    box, entries = first_child(data, "checkBox"), first_child(data, "ddList")
    if box is not None:
        is_ticked = is_on(box, "checked") if first_child(box, "checked") is not None else is_on(box, "default")
        return "☒" if is_ticked else "☐"
    if entries is not None:
        names = [entry.get(f"{W}val", "") for entry in entries.iterchildren(f"{W}listEntry")]
        chosen = value(entries, "result") or value(entries, "default") or "0"
        return names[int(chosen)] if chosen.isdigit() and int(chosen) < len(names) else ""
    return ""


def _font(text: etree._Element) -> str:
    """Return the font of symbols that a run names, or else the one that bullets are usually in."""
    run = text.getparent()
    properties = None if run is None else first_child(run, "rPr")
    fonts = None if properties is None else first_child(properties, "rFonts")
    name = "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
    return name if name.lower().startswith(("symbol", "wingdings", "webdings")) else "Symbol"


def _text(element: etree._Element) -> str:
    """Return the text of a run. Line ends in it come from whoever laid out the XML: where they are not kept, they are spaces."""
    text = element.text or ""
    is_laid_out = ("\n" in text or "\r" in text) and element.get(_XML_SPACE) != "preserve"
    return " ".join(text.split()) if is_laid_out else text


def _read_drawing(element: etree._Element, line: Line) -> None:
    """Take the boxes of text in a drawing, and the words of its diagrams; of one drawn in two ways the first."""
    for part in _drawn(element):
        if part.tag == _BOX:
            line.boxes.append(part)
        elif part.tag == _DRAWING_TEXT and part.text:
            line.parts.append(part.text + " ")
        elif part.tag == _WORD_DRAWING and " " in (words := (part.get("descr") or "").strip()):
            line.parts.append(f"[{words}]")


def _drawn(element: etree._Element) -> Iterator[etree._Element]:
    if element.tag in (_BOX, _DRAWING_TEXT, _WORD_DRAWING):
        yield element
    if element.tag == _BOX:
        return
    if element.tag == f"{MC}AlternateContent":
        chosen = element.find(f"{MC}Choice")
        chosen = element.find(f"{MC}Fallback") if chosen is None else chosen
        for child in () if chosen is None else chosen:
            yield from _drawn(child)
        return
    for child in element:
        yield from _drawn(child)
