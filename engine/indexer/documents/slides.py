"""Presentations of the newer kind: one page a slide, in the order they are shown, each with its own speaker's notes."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from engine.indexer.documents.plain_text import clean
from engine.protocol.errors import FileUnreadable
from engine.protocol.indexing import Page

_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PRESENTATION = "ppt/presentation.xml"


def read_slides(path: Path) -> list[Page]:
    """Raises FileUnreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            deck = ElementTree.fromstring(archive.read(_PRESENTATION))
            names = _related(archive, _PRESENTATION)
            shown = [names[e.attrib[_RELATED]] for e in deck.iter() if e.tag.endswith("}sldId")]
            return [Page(number, clean(_slide(archive, name))) for number, name in enumerate(shown, 1)]
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error


def _slide(archive: zipfile.ZipFile, name: str) -> str:
    notes = [other for other in _related(archive, name).values() if "/notesSlide" in other]
    return "\n\n".join(filter(None, (_text(archive.read(part)) for part in (name, *notes))))


def _text(part: bytes) -> str:
    """Paragraphs apart by a blank line; the cells of a table's row in one, apart by a tab."""
    found: list[str] = []
    rows = list(ElementTree.fromstring(part).iter())
    in_cells = {id(p) for row in rows if row.tag == f"{_TEXT}tr" for p in row.iter(f"{_TEXT}p")}
    for element in rows:
        if element.tag == f"{_TEXT}tr":
            found.append("\t".join(" ".join(map(_words, cell.iter(f"{_TEXT}p"))) for cell in element))
        elif element.tag == f"{_TEXT}p" and id(element) not in in_cells:
            found.append(_words(element))
    return "\n\n".join(text.strip() for text in found if text.strip())


def _words(paragraph: ElementTree.Element) -> str:
    """Its runs as they follow each other; a field (the slide's number, today's date) is no text of anybody's."""
    return "".join(
        "\n" if child.tag == f"{_TEXT}br" else "".join(child.itertext())
        for child in paragraph
        if child.tag in (f"{_TEXT}r", f"{_TEXT}br")
    )


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Relationship id → member it names."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in archive.namelist():
        return {}
    return {
        e.attrib["Id"]: posixpath.normpath(posixpath.join(folder, e.attrib["Target"]))
        for e in ElementTree.fromstring(archive.read(listed))
        if e.attrib.get("TargetMode") != "External"
    }
