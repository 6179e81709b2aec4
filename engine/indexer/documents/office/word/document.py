"""Reads .docx files: paragraphs with their numbers, tables, notes, comments, boxes, headers and footers, embedded pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from lxml import etree

from engine.indexer.checked_file import CheckedFile
from engine.indexer.documents.contents import DocumentContents, FlowingText
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.office.package import OfficePackage, free, iterate, reading_errors, xml_parser
from engine.indexer.documents.office.word.numbers import Numbering
from engine.indexer.documents.office.word.single_file import pack
from engine.indexer.documents.office.word.styles import NO_LEVEL, Styles
from engine.indexer.documents.office.word.tables import read_table, table_rows
from engine.indexer.documents.office.word.text import Line, TextReader
from engine.indexer.documents.office.word.xml import R, W, content, first_child, is_on, value
from engine.indexer.documents.plain_text import FIRST_PERCENT
from engine.indexer.documents.titles import LONGEST_TITLE
from engine.protocol.errors import FileUnreadable

_MAIN = "word/document.xml"
_BLOCKS = tuple(f"{W}{name}" for name in ("p", "tbl", "sdt", "altChunk", "customXml", "sectPr"))
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_NOTES = {"footnote": "footnotes", "endnote": "endnotes", "comment": "comments"}
DEEPEST_BOX = 4
"""Boxes of text in each other that are read."""

ReadPart = Callable[[bytes, str], str]


def read_word(file: CheckedFile, deadline: Deadline, read_embedded: ReadPart, is_xml: bool = False) -> DocumentContents:
    """Return the contents of a document until the deadline.

    `read_embedded` returns the text of a page that is embedded as a file, from its bytes and its name. With `is_xml` the
    document is one XML file.
    """
    with reading_errors(file), OfficePackage(file, pack(file.path) if is_xml else None) as package:
        return _WordDocument(package, package.main_part(_MAIN), read_embedded).read(deadline, file.name)


def read_first_table(file: CheckedFile) -> list[list[str]]:
    """Return the cells of the first table with several rows and columns, row by row; empty where there is none."""
    with reading_errors(file), OfficePackage(file) as package:
        return _WordDocument(package, package.main_part(_MAIN), lambda data, name: "").first_table()


class _WordDocument:
    """A document whose blocks are read in their order."""

    def __init__(self, package: OfficePackage, main: str, read_embedded: ReadPart) -> None:
        self._package, self._main, self._read_embedded = package, main, read_embedded
        self._relations = package.relations(main)
        self._styles = Styles(self._related_bytes("styles"))
        self._numbering = Numbering(partial(self._related, "numbering"))
        self._text = TextReader(self._styles)
        self._notes: dict[str, dict[str, etree._Element]] = {}
        self._written = FlowingText(finds_tables=True)
        self._title = ""
        self._unfinished = ""
        """The text of a paragraph whose end was deleted: it goes on with the next one."""
        self._shown = {"default"}
        has_even = b"evenAndOddHeaders" in self._related_bytes("settings")
        if has_even and is_on(self._related("settings"), "evenAndOddHeaders"):
            self._shown.add("even")

    def read(self, deadline: Deadline, name: str) -> DocumentContents:
        data = self._package.read_xml(self._main)
        headers, footers = self._margins(data)
        for text in headers:
            self._written.add(text)
        notice, blocks = "", 0
        for block in _body_blocks(data):
            self._read_block(block)
            free(block)
            blocks += 1
            if blocks % 64 == 0 and (deadline.is_over or self._written.is_full):
                notice = FIRST_PERCENT.format(percent=min(99, self._share(data, blocks)))
                break
        if not blocks and b"<" not in data:
            raise FileUnreadable("no text", name=name)
        self._written.add(self._unfinished)
        for text in footers:
            self._written.add(text)
        return self._written.contents(self._package.title() or self._title, notice)

    def first_table(self) -> list[list[str]]:
        for block in _body_blocks(self._package.read_xml(self._main)):
            for table in block.iter(f"{W}tbl"):
                rows, _ = table_rows(table, lambda paragraph: self._cell_line(paragraph, []))
                if len(rows) > 1 and max(map(len, rows)) > 1:
                    return rows
        return []

    def _share(self, data: bytes, blocks: int) -> int:
        """Return about how many per cent of the document these first blocks are."""
        return 100 * blocks // max(blocks, data.count(b"</w:p>") + data.count(b"</w:tbl>"))

    def _related(self, kind: str) -> etree._Element | None:
        return self._package.xml(self._part_of(kind))

    def _related_bytes(self, kind: str) -> bytes:
        part = self._part_of(kind)
        return self._package.read_xml(part) if self._package.has(part) else b""

    def _part_of(self, kind: str) -> str:
        part = next((relation.part for relation in self._relations if relation.kind == kind and relation.part), "")
        return part or f"word/{kind}.xml"

    def _note(self, kind: str, id: str) -> etree._Element | None:
        """Return a note or a comment; the part that has them is parsed when the first is asked for."""
        if kind not in self._notes:
            root = self._related(_NOTES[kind])
            elements = () if root is None else root.iterchildren(f"{W}{kind}")
            self._notes[kind] = {e.get(f"{W}id", ""): e for e in elements if e.get(f"{W}type") not in _SEPARATORS}
        return self._notes[kind].get(id)

    def _read_block(self, block: etree._Element) -> None:
        if block.tag == f"{W}p":
            self._read_paragraph(block)
        elif block.tag == f"{W}tbl":
            self._read_table(block)
        elif block.tag == f"{W}altChunk":
            self._written.add(self._embedded(block))
        elif block.tag in (f"{W}sdt", f"{W}customXml"):
            for child in content(block):
                self._read_block(child)

    def _read_paragraph(self, paragraph: etree._Element) -> None:
        properties = first_child(paragraph, "pPr")
        line = self._text.read(paragraph)
        text = self._unfinished + line.text()
        self._unfinished = ""
        if _is_end_deleted(properties):
            self._unfinished = text
            self._write_attached(line)
            return
        style = self._styles.of((value(properties, "pStyle") if properties is not None else "") or self._styles.default)
        label = self._label(properties) if text.strip() else ""
        level = _own_level(properties, style.heading)
        if text.strip():
            text = f"{label} {text.strip()}" if label else text.rstrip()
            if level is None:
                self._written.add_line(text, len(text) <= LONGEST_TITLE and self._text.is_bold(paragraph))
            else:
                self._write_heading(text, level)
        self._write_attached(line)

    def _write_heading(self, text: str, level: int) -> None:
        self._written.add_heading(text, level)
        if level == 0:
            self._title = self._title or text

    def _label(self, properties: etree._Element | None) -> str:
        """Return a paragraph's automatic number, counted on."""
        if properties is None:
            return ""
        style_id = value(properties, "pStyle") or self._styles.default
        style, number = self._styles.of(style_id), first_child(properties, "numPr")
        own_list = value(number, "numId") if number is not None else ""
        own_level = value(number, "ilvl") if number is not None else ""
        list_id = own_list or style.list_id
        if list_id in ("", "0"):
            return ""
        level = int(own_level) if own_level.isdigit() else style.list_level
        if level is None and not own_list:
            level = self._numbering.level_of_style(list_id, style_id)
        return self._numbering.label(list_id, level or 0)

    def _read_table(self, table: etree._Element) -> None:
        lines: list[Line] = []
        self._written.add(read_table(table, lambda paragraph: self._cell_line(paragraph, lines)))
        for line in lines:
            self._write_attached(line)

    def _cell_line(self, paragraph: etree._Element, lines: list[Line]) -> str:
        line = self._text.read(paragraph)
        if line.notes or line.boxes:
            lines.append(line)
        text = line.text().strip()
        label = self._label(first_child(paragraph, "pPr")) if text else ""
        return f"{label} {text}" if label else text

    def _write_attached(self, line: Line, depth: int = 0) -> None:
        """Write the boxes, notes and comments of a paragraph after it."""
        for box in line.boxes if depth < DEEPEST_BOX else ():
            for text in self._inner_texts(box, depth):
                self._written.add(text)
        for kind, id in line.notes:
            element = self._note(kind, id)
            if element is None:
                continue
            texts = " ".join(self._inner_texts(element, depth))
            if kind == "comment":
                author = element.get(f"{W}author", "").strip()
                texts = f"[{author}: {texts}]" if author else f"[{texts}]"
            else:
                texts = f"{self._text.number(kind, id)} {texts}"
            self._written.add(texts)

    def _inner_texts(self, element: etree._Element, depth: int = 0) -> Iterator[str]:
        """Yield the paragraphs and tables of a note, a box, a header or a footer."""
        for block in content(element):
            if block.tag == f"{W}p":
                line = self._text.read(block)
                text = line.text().strip()
                label = self._label(first_child(block, "pPr")) if text else ""
                if text:
                    yield f"{label} {text}" if label else text
                for box in line.boxes if depth < DEEPEST_BOX else ():
                    yield from self._inner_texts(box, depth + 1)
            elif block.tag == f"{W}tbl":
                yield read_table(block, lambda paragraph: self._text.read(paragraph).text().strip())

    def _embedded(self, block: etree._Element) -> str:
        part = next((r.part for r in self._relations if r.id == block.get(f"{R}id") and r.part), "")
        return self._read_embedded(self._package.read(part), part) if self._package.has(part) else ""

    def _margins(self, data: bytes) -> tuple[list[str], list[str]]:
        """Return the different texts of the headers and of the footers that pages show."""
        found: dict[str, list[str]] = {"header": [], "footer": []}
        parts = {relation.id: relation.part for relation in self._relations if relation.kind in found}
        sections = _sections(data) if parts else iter(())
        named = [margin for section in sections for margin in _margin_ids(section, self._shown)]
        named = named or [(relation.kind, relation.id) for relation in self._relations if relation.kind in found]
        for kind, id in named:
            root = self._package.xml(parts.get(id, ""))
            text = "\n".join(self._inner_texts(root)) if root is not None else ""
            if any(map(str.isalnum, text)) and text not in found[kind]:
                found[kind].append(text)
        return found["header"], found["footer"]


def _body_blocks(data: bytes) -> Iterator[etree._Element]:
    for element in iterate(data, _BLOCKS):
        parent = element.getparent()
        if parent is not None and parent.tag == f"{W}body":
            yield element


def _sections(data: bytes) -> Iterator[etree._Element]:
    """Yield the properties of the document's sections without parsing all of it twice."""
    at = data.find(b"<w:sectPr")
    root = data[data.find(b"<w:document") : data.find(b">", data.find(b"<w:document")) + 1]
    while at >= 0:
        end = data.find(b"</w:sectPr>", at)
        short = data.find(b"/>", at)
        if data.find(b">", at) == short + 1:  # it is empty
            end = short + 2
        elif end >= 0:
            end += len(b"</w:sectPr>")
        if end < 0 or not root:
            return
        # Prefixes that are declared elsewhere cost only themselves.
        fragment = etree.fromstring(root + data[at:end] + b"</w:document>", xml_parser(recover=True))
        yield from () if fragment is None else fragment
        at = data.find(b"<w:sectPr", end)


def _margin_ids(section: etree._Element, shown: set[str]) -> Iterator[tuple[str, str]]:
    kinds = shown | {"first"} if is_on(section, "titlePg") else shown
    for kind in ("header", "footer"):
        for reference in section.iterchildren(f"{W}{kind}Reference"):
            if reference.get(f"{W}type", "default") in kinds:
                yield kind, reference.get(f"{R}id", "")


def _is_end_deleted(properties: etree._Element | None) -> bool:
    mark = None if properties is None else first_child(properties, "rPr")
    return mark is not None and (first_child(mark, "del") is not None or first_child(mark, "moveFrom") is not None)


def _own_level(properties: etree._Element | None, heading: int | None) -> int | None:
    """Return the heading level that a paragraph gives itself, or else that of its style."""
    outline = "" if properties is None else value(properties, "outlineLvl")
    if not outline.isdigit():
        return heading
    return int(outline) + 1 if int(outline) < NO_LEVEL else None
