"""Reads books (EPUB): a page for each chapter, cited by the name it has in the table of contents, or by its headings."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urldefrag

from lxml import etree

from engine.indexer.documents.contents import LONGEST_HEADING, PATH_SEPARATOR, DocumentContents
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.html import HtmlPage, read_html
from engine.indexer.documents.plain_text import FIRST_PAGES, MOST_CHARACTERS, clean
from engine.protocol.children.indexing import DocumentPage
from engine.protocol.children.outline import Heading
from engine.protocol.errors import FileProtected, FileUnreadable

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
_FONT_MANGLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Encryption of fonts only, which hides no text."""
DEEPEST = 3
"""Headings in the place of a passage."""


def read_book(path: Path, deadline: Deadline) -> DocumentContents:
    """Read the chapters in the order of the book's spine. Raises FileUnreadable, FileProtected."""
    try:
        with zipfile.ZipFile(path) as archive:
            book = _Book(archive)
            book.check_protection(path.name)
            return _contents(book, deadline)
    except (KeyError, StopIteration, etree.LxmlError, zipfile.BadZipFile, zlib.error, ValueError) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error


def _contents(book: _Book, deadline: Deadline) -> DocumentContents:
    pages: list[DocumentPage] = []
    headings: list[Heading] = []
    spine, names = book.spine(), book.table_of_contents()
    characters = read = 0
    for member in spine:
        page = read_html(book.read(member), deadline)
        read += 1
        characters += len(page.text)
        for chapter in _chapters(page, names.get(member, [])):
            number = len(pages) + 1
            pages.append(DocumentPage(number, chapter.text, chapter.name))
            headings += [Heading(number, start, (chapter.name, *path)) for start, path in chapter.sections]
        if characters > MOST_CHARACTERS or deadline.is_over:
            break
    notice = FIRST_PAGES.format(pages=len(pages)) if read < len(spine) else ""
    return DocumentContents(book.title(), pages, notice, tuple(headings))


class _Chapter(NamedTuple):
    """A chapter with the places of the sections in it, each by the headings that lead to it."""

    name: str
    text: str
    sections: list[tuple[int, tuple[str, ...]]]


def _chapters(page: HtmlPage, entries: Sequence[tuple[str, str]]) -> Iterator[_Chapter]:
    """Yield the chapters in one member of a book: several where it has several headings of its highest level, or several
    entries in the table of contents."""
    marks = sorted(page.headings)
    if len(marks) < 2:
        named = [(page.anchors[anchor], 1, name) for anchor, name in entries if anchor in page.anchors]
        marks = sorted(named) if len(named) > 1 else marks
    highest = min((level for _, level, _ in marks), default=0)
    tops = [(offset, words) for offset, level, words in marks if level == highest]
    if len(tops) < 2:
        tops = [(0, _name(page, entries))]
    starts = [0 if at == 0 and not page.text[:offset].strip() else offset for at, (offset, _) in enumerate(tops)]
    if starts[0] > 0:
        starts, tops = [0, *starts], [(0, _name(page, entries)), *tops]
    for start, end, (_, name) in zip(starts, [*starts[1:], len(page.text)], tops, strict=True):
        inside = [(offset - start, level, words) for offset, level, words in marks if start < offset < end]
        if text := page.text[start:end].strip("\n"):
            yield _Chapter(name[:LONGEST_HEADING], text, _sections(inside))


def _name(page: HtmlPage, entries: Sequence[tuple[str, str]]) -> str:
    """Return the name of a chapter: that of the table of contents, its first heading, or its first line."""
    named = next((name for anchor, name in entries if not anchor), "")
    heading = next((words for _, _, words in page.headings), "")
    return named or heading or page.text.strip().split("\n", 1)[0]


def _sections(marks: Sequence[tuple[int, int, str]]) -> list[tuple[int, tuple[str, ...]]]:
    found: list[tuple[int, tuple[str, ...]]] = []
    path: list[tuple[int, str]] = []
    for offset, level, words in marks:
        while path and path[-1][0] >= level:
            path.pop()
        path.append((level, words[:LONGEST_HEADING]))
        found.append((offset, tuple(name for _, name in path[-DEEPEST:])))
    return found


class _Book:
    """The members of a book and the lists in it. Names of members are percent-encoded there, and not in the archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = frozenset(archive.namelist())
        container = _parse(archive.read("META-INF/container.xml"))
        self._package_name = next(e.get("full-path", "") for e in container.iter("{*}rootfile"))
        self._package = _parse(self.read(self._package_name))
        self._folder = posixpath.dirname(self._package_name)

    def read(self, member: str) -> bytes:
        """Return a member's content. Raises KeyError."""
        return self._archive.read(member if member in self._members else unquote(member))

    def title(self) -> str:
        """Return the book's title, empty for none."""
        title = next((e for e in self._package.iter("{*}title")), None)
        return " ".join(clean("".join(title.itertext())).split())[:200] if title is not None else ""

    def check_protection(self, name: str) -> None:
        """Raise FileProtected for a book whose chapters are encrypted."""
        if "META-INF/encryption.xml" not in self._members:
            return
        chapters = set(self.spine())
        for data in _parse(self._archive.read("META-INF/encryption.xml")).iter("{*}EncryptedData"):
            method = next((e.get("Algorithm", "") for e in data.iter("{*}EncryptionMethod")), "")
            uris = [unquote(e.get("URI", "")) for e in data.iter("{*}CipherReference")]
            if method not in _FONT_MANGLING and chapters.intersection(uris):
                raise FileProtected(name=name)

    def spine(self) -> list[str]:
        """Return the members that hold the text, in reading order, each once."""
        items = {e.get("id"): e.get("href", "") for e in self._package.iter("{*}item")}
        order = [e.get("idref") for e in self._package.iter("{*}itemref")]
        names = [self._member(self._folder, items[id]) for id in order if id in items]
        return [name for name in dict.fromkeys(names) if name]

    def table_of_contents(self) -> dict[str, list[tuple[str, str]]]:
        """Return member → (anchor, name) of each entry, in order: of EPUB 3's list, else of EPUB 2's."""
        lists = [e for e in self._package.iter("{*}item") if "nav" in (e.get("properties") or "").split()]
        lists += [e for e in self._package.iter("{*}item") if e.get("media-type") == "application/x-dtbncx+xml"]
        for item in lists:
            name = self._member(self._folder, item.get("href", ""))
            entries = self._entries(name) if name else {}
            if entries:
                return entries
        return {}

    def _entries(self, name: str) -> dict[str, list[tuple[str, str]]]:
        root = _parse(self.read(name))
        links = [(e.get("href", ""), _path(e, ("a", "span"), "li")) for e in root.iter("{*}a")]
        for point in root.iter("{*}navPoint"):
            target = next((e.get("src", "") for e in point.iterchildren("{*}content")), "")
            links.append((target, _path(point, ("navLabel",), "navPoint")))
        entries: dict[str, list[tuple[str, str]]] = {}
        for target, label in links:
            file, anchor = urldefrag(target)
            member = self._member(posixpath.dirname(name), file)
            if member and label:
                entries.setdefault(member, []).append((unquote(anchor), clean(label)))
        return entries

    def _member(self, folder: str, href: str) -> str:
        """Return the archive's member that a reference leads to, empty for none."""
        for name in (href, unquote(href)):
            member = posixpath.normpath(posixpath.join(folder, name))
            if member in self._members:
                return member
        return ""


def _path(entry: etree._Element, labels: Sequence[str], item: str) -> str:
    """Return the name of an entry of a table of contents after those of the entries that it stands under."""
    names: list[str] = []
    for element in (entry, *entry.iterancestors()):
        if str(element.tag).rpartition("}")[2] == item:
            label = next((e for name in labels for e in element.iterchildren(f"{{*}}{name}")), None)
            names.append("" if label is None else " ".join("".join(label.itertext()).split()))
    if not names:
        return " ".join("".join(entry.itertext()).split())
    return PATH_SEPARATOR.join(filter(None, reversed(names))) if names[0] else ""


def _parse(data: bytes) -> etree._Element:
    """Parse XML without loading or expanding anything. Raises LxmlError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root is None:
        raise ValueError("empty")
    return root
