"""Archives of XML parts, as Word, Excel, PowerPoint and OpenDocument write them."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from lxml import etree

from engine.indexer.checked_file import CheckedFile
from engine.protocol.errors import FileTooLarge, FileUnreadable

LARGEST_PART = 100_000_000
"""Bytes of a part of an archive."""
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/": b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
    b"http://purl.oclc.org/ooxml/spreadsheetml/": b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
    b"http://purl.oclc.org/ooxml/presentationml/": b"http://schemas.openxmlformats.org/presentationml/2006/",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}
"""Namespaces of the strict form of the formats (ISO/IEC 29500), which is otherwise the same."""
_STRICT_URI = re.compile(rb"http://purl\.oclc\.org/ooxml/[A-Za-z]+/")
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"


class Relation(NamedTuple):
    """A link from one part to another: the last word of its type, and the part's name, empty where it is outside."""

    id: str
    kind: str
    part: str


class OfficePackage:
    """An open archive. Parts are found whatever the case of their names, as in Word."""

    def __init__(self, file: CheckedFile, packed: BinaryIO | None = None) -> None:
        """Open the archive that a file is, or the one that was made of it."""
        self._archive = zipfile.ZipFile(packed) if packed else file.open_archive()
        self._name = file.name
        self._members = {_plain(info.filename): info for info in self._archive.infolist()}

    def __enter__(self) -> OfficePackage:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def names(self) -> Sequence[str]:
        return [info.filename for info in self._members.values()]

    def has(self, part: str) -> bool:
        return _plain(part) in self._members

    def read(self, part: str) -> bytes:
        """Return the bytes of a part. Raises KeyError, FileTooLarge, zipfile.BadZipFile."""
        member = self._members[_plain(part)]
        if member.file_size > LARGEST_PART:
            raise FileTooLarge(part, name=self._name, limit=f"{LARGEST_PART // 1_000_000} MB")
        return self._archive.read(member)

    def xml(self, part: str) -> etree._Element | None:
        """Return the root of a part; None where there is no such part, or it is empty. Raises as `read`, etree.XMLSyntaxError."""
        if not self.has(part):
            return None
        data = self.read_xml(part)
        return etree.fromstring(data, xml_parser()) if data.strip() else None

    def read_xml(self, part: str) -> bytes:
        """Return the bytes of an XML part, in the namespaces of the usual form of its format."""
        data = self.read(part)
        return _STRICT_URI.sub(_usual, data) if b"purl.oclc.org/ooxml" in data[:20_000] else data

    def relations(self, part: str) -> list[Relation]:
        """Return a part's relations in their order; "" is the package itself."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        return [] if root is None else [_relation(element, folder) for element in root if element.get("Target")]

    def main_part(self, default: str) -> str:
        """Return the part that the package names as its document, or else `default`."""
        parts = [relation.part for relation in self.relations("") if relation.kind == "officeDocument"]
        return next((part for part in parts if self.has(part)), default)

    def title(self) -> str:
        """Return the title in the document's properties."""
        root = self.xml("docProps/core.xml")
        return "" if root is None else " ".join((root.findtext(_DC_TITLE) or "").split())[:200]


@contextmanager
def reading_errors(file: CheckedFile | Path) -> Iterator[None]:
    """Turn the errors of archives and XML into FileUnreadable."""
    try:
        yield
    except etree.XMLSyntaxError as error:
        raise FileUnreadable(str(error)[:200], name=file.name) from error
    except (KeyError, IndexError, ValueError, zipfile.BadZipFile, zlib.error, struct.error, EOFError) as error:
        raise FileUnreadable(type(error).__name__, name=file.name) from error
    except (
        NotImplementedError,
        RuntimeError,
    ) as error:  # a member packed or encrypted in a way that zipfile does not know
        raise FileUnreadable(type(error).__name__, name=file.name) from error


@cache
def xml_parser(recover: bool = False) -> etree.XMLParser:
    """Return a parser that reads no other file and expands no entity; one that recovers goes on after an error."""
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def iterate(data: bytes, tags: Sequence[str]) -> Iterator[etree._Element]:
    """Yield the elements with these tags as they end. Whoever takes them frees them with `free`."""
    events = etree.iterparse(
        BytesIO(data),
        events=("end",),
        tag=tags,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in events:
        yield element


def free(element: etree._Element) -> None:
    """Free an element that was read, and those before it in its parent."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _relation(element: etree._Element, folder: str) -> Relation:
    target = element.get("Target", "")
    kind = element.get("Type", "").rstrip("/").rpartition("/")[2]
    if element.get("TargetMode") == "External":
        return Relation(element.get("Id", ""), kind, "")
    part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return Relation(element.get("Id", ""), kind, part)


def _usual(match: re.Match[bytes]) -> bytes:
    return _STRICT.get(match[0], match[0])


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
