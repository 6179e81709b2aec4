"""Reads .pptx presentations: a page for each slide, in the order they are shown, each with its speaker notes."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.plain_text import FIRST_PAGES, clean
from engine.protocol.children.indexing import DocumentPage
from engine.protocol.errors import FileUnreadable

_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PRESENTATION = "ppt/presentation.xml"


def read_slides(path: Path, deadline: Deadline) -> tuple[list[DocumentPage], str]:
    """Return (a page for each slide until the deadline, notice). Raises FileUnreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            deck = ElementTree.fromstring(archive.read(_PRESENTATION))
            names = _relationships(archive, _PRESENTATION)
            slides = [names[e.attrib[_RELATED]] for e in deck.iter() if e.tag.endswith("}sldId")]
            pages: list[DocumentPage] = []
            while len(pages) < len(slides) and not (pages and deadline.is_over):
                pages.append(DocumentPage(len(pages) + 1, clean(_slide(archive, slides[len(pages)]))))
            return pages, FIRST_PAGES.format(pages=len(pages)) if len(pages) < len(slides) else ""
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error


def _slide(archive: zipfile.ZipFile, name: str) -> str:
    notes = [other for other in _relationships(archive, name).values() if "/notesSlide" in other]
    return "\n\n".join(filter(None, (_text(archive.read(part)) for part in (name, *notes))))


def _text(part: bytes) -> str:
    """Return the paragraphs, separated by blank lines, and the rows of tables, their cells separated by tabs."""
    paragraphs: list[str] = []
    in_rows: set[int] = set()
    for element in ElementTree.fromstring(part).iter():
        if id(element) in in_rows:
            continue
        if element.tag == f"{_TEXT}tr":
            in_rows.update(map(id, element.iter()))
            paragraphs.append("\t".join(" ".join(map(_words, cell.iter(f"{_TEXT}p"))) for cell in element))
        elif element.tag == f"{_TEXT}p":
            paragraphs.append(_words(element))
    return "\n\n".join(text.strip() for text in paragraphs if text.strip())


def _words(paragraph: ElementTree.Element) -> str:
    """Join the runs of a paragraph, without fields (the slide's number, today's date), which nobody wrote."""
    return "".join(
        "\n" if child.tag == f"{_TEXT}br" else "".join(child.itertext())
        for child in paragraph
        if child.tag in (f"{_TEXT}r", f"{_TEXT}br")
    )


def _relationships(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return relationship id → archive member."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    try:
        listed = archive.read(relations)
    except KeyError:
        return {}
    return {
        e.attrib["Id"]: posixpath.normpath(posixpath.join(folder, e.attrib["Target"]))
        for e in ElementTree.fromstring(listed)
        if e.attrib.get("TargetMode") != "External"
    }
