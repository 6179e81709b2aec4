"""Reads .pptx presentations: a page for each slide, in the order they are shown, each with its notes and comments."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.indexer.checked_file import CheckedFile
from engine.indexer.documents.contents import DocumentContents
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.office.package import OfficePackage, reading_errors
from engine.indexer.documents.plain_text import FIRST_PAGES, clean
from engine.indexer.documents.small_digits import lowered, raised, settled
from engine.indexer.documents.tables.table_layout import Continued
from engine.indexer.documents.tables.table_text import grid_text
from engine.protocol.children.indexing import DocumentPage
from engine.protocol.errors import FileUnreadable

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PRESENTATION = "ppt/presentation.xml"
_NOTES, _COMMENTS, _DIAGRAM, _CHART = "notesSlide", "comments", "diagramData", "chart"
_CHART_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/chart}v"


def read_slides(file: CheckedFile, deadline: Deadline) -> DocumentContents:
    """Return a page for each slide until the deadline. Raises FileUnreadable."""
    with reading_errors(file), OfficePackage(file) as package:
        main = package.main_part(_PRESENTATION)
        deck = package.xml(main)
        if deck is None:
            raise FileUnreadable(main, name=file.name)
        parts = {relation.id: relation.part for relation in package.relations(main)}
        slides = [parts[element.attrib[_RELATED]] for element in deck.iter(f"{_P}sldId")]
        pages: list[DocumentPage] = []
        while len(pages) < len(slides) and not (pages and deadline.is_over):
            texts = _slide(package, slides[len(pages)])
            pages.append(DocumentPage(len(pages) + 1, clean("\n\n".join(texts))))
        notice = FIRST_PAGES.format(pages=len(pages)) if len(pages) < len(slides) else ""
        return DocumentContents(package.title(), pages, notice)


def _slide(package: OfficePackage, name: str) -> list[str]:
    relations = package.relations(name)
    texts = list(_texts(package.xml(name)))
    for kind in (_DIAGRAM, _CHART, _NOTES, _COMMENTS):
        for relation in relations:
            if relation.kind != kind:
                continue
            root = package.xml(relation.part)
            texts += _chart_texts(root) if kind == _CHART else _comments(root) if kind == _COMMENTS else _texts(root)
    return texts


def _texts(part: etree._Element | None) -> Iterator[str]:
    """Yield the paragraphs and the tables, of what is drawn in two ways the first."""
    if part is None:
        return
    for child in part:
        if child.tag == f"{_MC}AlternateContent":
            yield from _texts(child[0] if len(child) else None)
        elif child.tag == f"{_A}tbl":
            yield from filter(None, [_table(child)])
        elif child.tag == f"{_A}p":
            yield from filter(None, [_words(child).strip()])
        else:
            yield from _texts(child)


def _table(table: etree._Element) -> str:
    rows: list[list[str]] = []
    for row in table.iterchildren(f"{_A}tr"):
        cells: list[str] = []
        for cell in row.iterchildren(f"{_A}tc"):
            text = "\n".join(filter(None, (_words(paragraph).strip() for paragraph in cell.iter(f"{_A}p"))))
            if cell.get("hMerge") in ("1", "true") and cells:
                cells.append(Continued(cells[-1]))
            elif cell.get("vMerge") in ("1", "true") and rows and len(cells) < len(rows[-1]):
                cells.append(str(rows[-1][len(cells)]))
            else:
                cells.append(text)
        rows.append(cells)
    return grid_text(rows)


def _chart_texts(root: etree._Element | None) -> list[str]:
    """Return the names and values that a chart shows."""
    values = [] if root is None else [element.text or "" for element in root.iter(_CHART_TEXT)]
    return [" · ".join(filter(None, values))] if any(values) else []


def _comments(root: etree._Element | None) -> list[str]:
    comments = [] if root is None else [" ".join((e.text or "").split()) for e in root.iter(f"{_P}text")]
    return [f"[{comment}]" for comment in comments if comment]


def _words(paragraph: etree._Element) -> str:
    """Join the runs of a paragraph, without fields (the slide's number, today's date), which nobody wrote."""
    parts = []
    for child in paragraph:
        if child.tag == f"{_A}br":
            parts.append("\n")
        elif child.tag == f"{_A}r":
            text = "".join(text.text or "" for text in child.iter(f"{_A}t"))
            properties = child.find(f"{_A}rPr")
            height = "0" if properties is None else properties.get("baseline", "0")
            parts.append(text if height in ("0", "0%") else lowered(text) if height.startswith("-") else raised(text))
    return settled("".join(parts))
