"""Reads Word documents in one XML file: those of Word 2003, and those that newer versions save as XML ("flat OPC")."""

from __future__ import annotations

import base64
import binascii
import zipfile
from io import BytesIO
from pathlib import Path

from lxml import etree

from engine.files.opening import open_ordinary_file
from engine.indexer.documents.office.package import LARGEST_PART, xml_parser
from engine.indexer.documents.office.word.xml import R, W
from engine.protocol.errors import FileTooLarge

_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_OLD, _NEW = b"http://schemas.microsoft.com/office/word/2003/wordml", W.strip("{}").encode()
_HINT = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DOCUMENT = "word/document.xml"
_MARGINS = {f"{W}hdr": "header", f"{W}ftr": "footer"}
_ASIDE = {f"{W}footnote": "footnotes", f"{W}endnote": "endnotes"}


def pack(path: Path) -> BytesIO:
    """Return the archive that the same document is in a .docx file. Raises etree.XMLSyntaxError, FileTooLarge."""
    with open_ordinary_file(path) as file:
        data = file.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise FileTooLarge("flat", name=path.name, limit=f"{LARGEST_PART // 1_000_000} MB")
    root = etree.fromstring(data.replace(_OLD, _NEW), xml_parser())
    parts = _flat_parts(root) if root.tag == f"{_PACKAGE}package" else _parts_of_2003(root)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed


def _flat_parts(root: etree._Element) -> dict[str, bytes]:
    parts = dict[str, bytes]()
    for part in root.iterchildren(f"{_PACKAGE}part"):
        name = part.get(f"{_PACKAGE}name", "").lstrip("/")
        inside = part.find(f"{_PACKAGE}xmlData")
        if inside is not None and len(inside):
            parts[name] = etree.tostring(inside[0], encoding="utf-8")
        elif (packed := part.findtext(f"{_PACKAGE}binaryData")) is not None:
            try:
                parts[name] = base64.b64decode(packed)
            except binascii.Error:
                continue  # a damaged picture costs only itself
    return parts


def _parts_of_2003(root: etree._Element) -> dict[str, bytes]:
    body = root.find(f"{W}body")
    if body is None:
        raise ValueError("no body")
    relations: list[tuple[str, str]] = []
    parts = _margins(body, relations)
    for tag, kind in _ASIDE.items():
        _take_notes(body, tag, kind, parts, relations)
    _write_labels(body)
    _unwrap(body)
    document = etree.Element(f"{W}document")
    document.append(body)
    parts[_DOCUMENT] = etree.tostring(document, encoding="utf-8")
    styles = root.find(f"{W}styles")
    if styles is not None:
        parts["word/styles.xml"] = etree.tostring(styles, encoding="utf-8")
    links = etree.Element(f"{{{_RELATIONS}}}Relationships")
    for number, (kind, target) in enumerate(relations):
        etree.SubElement(
            links, f"{{{_RELATIONS}}}Relationship", Id=f"r{number}", Type=f"{_OFFICE}/{kind}", Target=target
        )
    parts["word/_rels/document.xml.rels"] = etree.tostring(links, encoding="utf-8")
    return parts


def _margins(body: etree._Element, relations: list[tuple[str, str]]) -> dict[str, bytes]:
    """Take the headers and footers out of the sections that they stand in."""
    parts = dict[str, bytes]()
    for number, element in enumerate(list(body.iter(*_MARGINS))):
        kind = _MARGINS[str(element.tag)]
        parts[f"word/{kind}{number}.xml"] = etree.tostring(element, encoding="utf-8", with_tail=False)
        relations.append((kind, f"{kind}{number}.xml"))
        parent = element.getparent()
        if parent is not None:
            etree.SubElement(parent, f"{W}{kind}Reference", {f"{R}id": f"r{len(relations) - 1}"})
            parent.remove(element)
    return parts


def _take_notes(
    body: etree._Element, tag: str, kind: str, parts: dict[str, bytes], relations: list[tuple[str, str]]
) -> None:
    """Put a mark where a note stands in the text, and the notes in a part of their own."""
    notes = etree.Element(f"{W}{kind}")
    for number, element in enumerate(list(body.iter(tag)), 1):
        parent = element.getparent()
        if parent is None:
            continue
        parent.replace(element, etree.Element(f"{tag}Reference", {f"{W}id": str(number)}))
        element.set(f"{W}id", str(number))
        notes.append(element)
    if len(notes):
        parts[f"word/{kind}.xml"] = etree.tostring(notes, encoding="utf-8")
        relations.append((kind, f"{kind}.xml"))


def _write_labels(body: etree._Element) -> None:
    """Write the number of a list item, which Word 2003 keeps beside it, before its text."""
    for listed in body.iter(f"{W}listPr"):
        label = listed.find(f"{_HINT}t")
        properties = listed.getparent()
        paragraph = None if properties is None else properties.getparent()
        text = "" if label is None else label.get(f"{_HINT}val", "")
        if paragraph is None or properties is None or not text.strip():
            continue
        run = etree.Element(f"{W}r")
        etree.SubElement(run, f"{W}t").text = f"{text} "
        paragraph.insert(paragraph.index(properties) + 1, run)


def _unwrap(body: etree._Element) -> None:
    """Put the blocks of sections, which Word 2003 wraps, right into the body."""
    wrapper = next(body.iter(f"{_HINT}sect", f"{_HINT}sub-section"), None)
    while wrapper is not None:
        parent = wrapper.getparent()
        if parent is None:
            return
        at = parent.index(wrapper)
        for child in reversed(list(wrapper)):
            parent.insert(at, child)
        parent.remove(wrapper)
        wrapper = next(body.iter(f"{_HINT}sect", f"{_HINT}sub-section"), None)
