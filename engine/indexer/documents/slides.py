"""Reads .pptx presentations: a page for each slide, in the order they are shown, each with its speaker notes."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from engine.indexer.documents.plain_text import clean
from engine.protocol.children.indexing import DocumentPage
from engine.protocol.errors import FileUnreadable

_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PRESENTATION = "ppt/presentation.xml"


def read_slides(path: Path) -> list[DocumentPage]:
    """Return a page for each slide. Raises FileUnreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            deck = ElementTree.fromstring(archive.read(_PRESENTATION))
            names = _relationships(archive, _PRESENTATION)
            slides = [names[e.attrib[_RELATED]] for e in deck.iter() if e.tag.endswith("}sldId")]
            return [DocumentPage(number, clean(_slide(archive, name))) for number, name in enumerate(slides, 1)]
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error


def _slide(archive: zipfile.ZipFile, name: str) -> str:
    notes = [other for other in _relationships(archive, name).values() if "/notesSlide" in other]
    return "\n\n".join(filter(None, (_text(archive.read(part)) for part in (name, *notes))))


def _text(part: bytes) -> str:
    """Return the paragraphs, separated by blank lines, and the rows of tables, their cells separated by tabs."""
    paragraphs: list[str] = []
    elements = list(ElementTree.fromstring(part).iter())
    in_cells = {id(p) for row in elements if row.tag == f"{_TEXT}tr" for p in row.iter(f"{_TEXT}p")}
    for element in elements:
        if element.tag == f"{_TEXT}tr":
            paragraphs.append("\t".join(" ".join(map(_words, cell.iter(f"{_TEXT}p"))) for cell in element))
        elif element.tag == f"{_TEXT}p" and id(element) not in in_cells:
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
    if relations not in archive.namelist():
        return {}
    return {
        e.attrib["Id"]: posixpath.normpath(posixpath.join(folder, e.attrib["Target"]))
        for e in ElementTree.fromstring(archive.read(relations))
        if e.attrib.get("TargetMode") != "External"
    }
