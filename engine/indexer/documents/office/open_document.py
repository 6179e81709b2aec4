"""Reads OpenDocument texts and presentations (.odt, .odp, .fodt): lists with their numbers, notes, tables, boxes, comments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from engine.files.opening import open_ordinary_file
from engine.indexer.checked_file import CheckedFile
from engine.indexer.documents.contents import DocumentContents, FlowingText
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.office.odf_lists import ListNumbers
from engine.indexer.documents.office.odf_text import DRAW, OFFICE, STYLE, TABLE, TEXT, OdfLine, OdfTextReader
from engine.indexer.documents.office.package import LARGEST_PART, OfficePackage, reading_errors, xml_parser
from engine.indexer.documents.plain_text import FIRST_PAGES, FIRST_PERCENT, clean
from engine.indexer.documents.tables.table_layout import Continued
from engine.indexer.documents.tables.table_text import grid_text
from engine.indexer.documents.titles import LONGEST_TITLE
from engine.protocol.children.indexing import DocumentPage
from engine.protocol.errors import FileEncrypted, FileTooLarge, FileUnreadable

CONTENT, STYLES, META, MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
MOST_REPEATED = 1000
"""Columns that one cell of a table may stand for."""
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SECTIONS = frozenset((f"{TEXT}section", f"{TEXT}index-body", f"{TEXT}index-title", f"{TEXT}numbered-paragraph"))
_INDEXES = "-index"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"


class OdfDocument:
    """The parts of an OpenDocument file, in an archive or as one XML file."""

    def __init__(self, content: etree._Element, styles: etree._Element | None, title: str) -> None:
        self.content, self.styles, self.title = content, styles, title

    def body(self, kind: str) -> etree._Element | None:
        """Return the body of this kind, "text" or "presentation"; None in a document of another kind."""
        body = self.content.find(f"{OFFICE}body")
        return None if body is None else body.find(f"{OFFICE}{kind}")


def open_odf(file: CheckedFile) -> OdfDocument:
    """Read the parts of a document. Raises FileEncrypted, FileTooLarge, FileUnreadable."""
    with reading_errors(file):
        if not file.head.startswith(b"PK"):
            with open_ordinary_file(file.path) as opened:
                data = opened.read(LARGEST_PART + 1)
            if len(data) > LARGEST_PART:
                raise FileTooLarge("flat", name=file.name, limit=f"{LARGEST_PART // 1_000_000} MB")
            root = etree.fromstring(data, xml_parser())
            return OdfDocument(root, root, _title(root))
        with open_odf_package(file) as package:
            content = package.xml(CONTENT)
            if content is None:
                raise FileUnreadable(CONTENT, name=file.name)
            return OdfDocument(content, package.xml(STYLES), odf_title(package))


@contextmanager
def open_odf_package(file: CheckedFile) -> Iterator[OfficePackage]:
    """Open the archive of an OpenDocument file. Raises FileEncrypted."""
    with OfficePackage(file) as package:
        if package.has(MANIFEST) and b"encryption-data" in package.read(MANIFEST):
            raise FileEncrypted(name=file.name)
        yield package


def odf_title(package: OfficePackage) -> str:
    """Return the title in the document's properties."""
    return _title(package.xml(META))


def read_odf_text(file: CheckedFile, deadline: Deadline) -> DocumentContents:
    """Return the contents of a text document until the deadline."""
    document = open_odf(file)
    body = document.body("text")
    if body is None:
        raise FileUnreadable("no text document", name=file.name)
    with reading_errors(file):
        return _OdfBody(document).read(body, deadline)


def read_odf_slides(file: CheckedFile, deadline: Deadline) -> DocumentContents:
    """Return a page for each slide until the deadline, each with its notes. Hidden slides are read too: they are often shown."""
    document = open_odf(file)
    body = document.body("presentation")
    if body is None:
        raise FileUnreadable("no presentation", name=file.name)
    slides = list(body.iterchildren(f"{DRAW}page"))
    pages: list[DocumentPage] = []
    with reading_errors(file):
        reader = _OdfBody(document)
        while len(pages) < len(slides) and not (pages and deadline.is_over):
            texts = reader.shape_texts(slides[len(pages)])
            pages.append(DocumentPage(len(pages) + 1, clean("\n\n".join(texts))))
    notice = FIRST_PAGES.format(pages=len(pages)) if len(pages) < len(slides) else ""
    return DocumentContents(document.title, pages, notice)


class _OdfBody:
    """The blocks of a document, read in their order."""

    def __init__(self, document: OdfDocument) -> None:
        self._document = document
        roots = [root for root in (document.styles, document.content) if root is not None]
        self._text = OdfTextReader(roots)
        self._numbers = ListNumbers(roots)
        self._written = FlowingText(finds_tables=True)

    def read(self, body: etree._Element, deadline: Deadline) -> DocumentContents:
        for text in self._margins("header"):
            self._written.add(text)
        notice = ""
        for at, block in enumerate(body, 1):
            self._read_block(block)
            if at % 64 == 0 and (deadline.is_over or self._written.is_full) and at < len(body):
                notice = FIRST_PERCENT.format(percent=100 * at // len(body))
                break
        for text in self._margins("footer"):
            self._written.add(text)
        return self._written.contents(self._document.title, notice)

    def shape_texts(self, page: etree._Element) -> list[str]:
        """Return the texts of a slide in the order they are drawn, its notes last."""
        notes = page.find(f"{_PRESENTATION}notes")
        texts = [text for shape in page if shape is not notes for text in self._texts_in(shape)]
        return texts if notes is None else [*texts, *self._texts_in(notes)]

    def _read_block(self, block: etree._Element) -> None:
        tag = str(block.tag)
        if tag == f"{TEXT}h":
            line = self._text.read(block)
            level = block.get(f"{TEXT}outline-level", "1")
            label = self._numbers.outline_label(block, int(level) if level.isdigit() else 1) if line.text else ""
            self._written.add_heading(f"{label} {line.text}".strip(), int(level) if level.isdigit() else 1)
            self._write_attached(line)
        elif tag == f"{TEXT}p":
            line = self._text.read(block)
            self._written.add_line(line.text, len(line.text) <= LONGEST_TITLE and self._text.is_bold(block))
            self._write_attached(line)
        elif tag in _SECTIONS or tag.endswith(_INDEXES):
            if block.get(f"{TEXT}display") != "none":
                for child in block:
                    self._read_block(child)
        else:
            for text in self._texts_in(block):
                self._written.add(text)

    def _texts_in(self, block: etree._Element) -> Iterator[str]:
        """Yield the paragraphs of a block, each with what hangs on it after it."""
        tag = str(block.tag)
        if tag in (f"{TEXT}p", f"{TEXT}h"):
            line = self._text.read(block)
            yield from filter(str.strip, [line.text])
            yield from self._attached(line)
        elif tag == f"{TEXT}list":
            yield from self._list_texts(block, 0, self._numbers.open_list(block))
        elif tag == f"{TABLE}table":
            lines: list[OdfLine] = []
            yield from filter(None, [self._table(block, lines)])
            for line in lines:
                yield from self._attached(line)
        elif tag not in (f"{TEXT}tracked-changes", f"{OFFICE}forms", f"{TEXT}sequence-decls"):
            for child in block:
                yield from self._texts_in(child)

    def _list_texts(self, listed: etree._Element, level: int, style: str) -> Iterator[str]:
        for item in listed:
            is_first = item.tag == f"{TEXT}list-item"
            for block in item:
                if block.tag == f"{TEXT}list":
                    yield from self._list_texts(block, level + 1, block.get(f"{TEXT}style-name") or style)
                    continue
                for text in self._texts_in(block):
                    label = self._numbers.label(item, style, level) if is_first else ""
                    is_first = False
                    yield f"{label} {text}" if label else text

    def _table(self, table: etree._Element, lines: list[OdfLine]) -> str:
        header = sum(1 for group in table.iterchildren(f"{TABLE}table-header-rows") for _ in group)
        rows: list[list[str]] = []
        for row in _rows(table):
            rows.append(self._row(row, rows[-1] if rows else [], lines))
        return grid_text(rows, marked_header=header)

    def _row(self, row: etree._Element, above: list[str], lines: list[OdfLine]) -> list[str]:
        cells: list[str] = []
        spanned = 0
        for cell in row:
            repeated = min(_whole(cell.get(f"{TABLE}number-columns-repeated")), MOST_REPEATED)
            if cell.tag == f"{TABLE}covered-table-cell":
                for _ in range(repeated):
                    is_part = spanned > 0 and bool(cells)
                    text = cells[-1] if is_part else above[len(cells)] if len(cells) < len(above) else ""
                    cells.append(Continued(text) if is_part else str(text))
                    spanned -= 1
            elif cell.tag == f"{TABLE}table-cell":
                spanned = _whole(cell.get(f"{TABLE}number-columns-spanned")) - 1
                cells += ["\n".join(self._cell_texts(cell, lines))] * repeated
        return cells

    def _cell_texts(self, cell: etree._Element, lines: list[OdfLine]) -> Iterator[str]:
        for block in cell:
            if block.tag == f"{TEXT}p":
                line = self._text.read(block)
                if line.hangs:
                    lines.append(line)
                yield from filter(None, [line.text.strip()])
            else:
                yield from self._texts_in(block)

    def _write_attached(self, line: OdfLine) -> None:
        for text in self._attached(line):
            self._written.add(text)

    def _attached(self, line: OdfLine) -> Iterator[str]:
        for mark, element in line.hangs:
            texts = " ".join(text for child in element for text in self._texts_in(child))
            if texts.strip():
                yield mark.format(text=texts) if mark else texts

    def _margins(self, kind: str) -> list[str]:
        """Return the different texts of the headers or footers of the pages."""
        texts: list[str] = []
        root = self._document.styles
        for element in (
            () if root is None else root.iter(f"{STYLE}{kind}", f"{STYLE}{kind}-left", f"{STYLE}{kind}-first")
        ):
            text = "\n".join(self._texts_in(element)) if element.get(f"{STYLE}display") != "false" else ""
            if any(map(str.isalnum, text)) and text not in texts:
                texts.append(text)
        return texts


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in (f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"):
            yield from _rows(child)


def _whole(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdigit() else 1


def _title(root: etree._Element | None) -> str:
    element = None if root is None else next(root.iter(_TITLE), None)
    return "" if element is None else " ".join("".join(element.itertext()).split())[:200]
