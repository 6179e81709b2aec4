"""Reads one document into pages of text, by a table of readers for each suffix."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from engine.files.limits import CPU_SECONDS_A_FILE
from engine.files.opening import open_ordinary_file
from engine.indexer import safety
from engine.indexer.documents.contents import DocumentContents, cut_pages
from engine.indexer.documents.deadline import READING_SHARE, Deadline
from engine.indexer.documents.html import read_html
from engine.indexer.documents.pdf.reader import read_pdf
from engine.indexer.documents.plain_text import (
    FIRST_PAGES,
    FIRST_PERCENT,
    LARGEST_TEXT,
    MOST_CHARACTERS,
    REST_LEFT_OUT,
    clean,
    decode,
    read_bytes,
    read_text,
)
from engine.indexer.documents.slides import read_slides
from engine.indexer.documents.text.files import TEXT_READERS
from engine.protocol.children.indexing import SHEET_SUFFIXES, DocumentPage
from engine.protocol.errors import DiskFull, FileEmpty, FileTooLarge, FileUnreadable, FileUnsupported

_OPEN_XML, _OPEN_DOCUMENT = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
_ARCHIVES = {
    ".docx": (f"{_OPEN_XML}.wordprocessingml.document", "word/document.xml"),
    ".xlsx": (f"{_OPEN_XML}.spreadsheetml.sheet", "xl/workbook.xml"),
    ".xlsm": ("application/vnd.ms-excel.sheet.macroEnabled.12", "xl/vbaProject.bin"),
    ".pptx": (f"{_OPEN_XML}.presentationml.presentation", "ppt/presentation.xml"),
    ".odt": (f"{_OPEN_DOCUMENT}.text", ""),
    ".ods": (f"{_OPEN_DOCUMENT}.spreadsheet", ""),
    ".epub": ("application/epub+zip", "META-INF/container.xml"),
}
"""Formats that are archives: media type, and a member that only this format has."""
LONGEST_HEADER = 100
"""Characters of a column's name, which stands before each of its cells."""
LARGEST_PART = "100 MB"
"""Kreuzberg's own limit of what a part of an archive may unpack to."""
UNPACKED_FACTOR = 10
"""How many times larger a spreadsheet's CSV file may be: the disk space that is asked for."""


def read_file(path: Path, seconds: float = CPU_SECONDS_A_FILE * READING_SHARE) -> DocumentContents:
    """Return the contents of a document, its title never empty: MOST_CHARACTERS, and what is read in `seconds` of computing.

    Raises FileError.
    """
    deadline = Deadline(seconds)
    safety.check_file(path)
    kind = kind_of(path)
    if kind not in READERS:
        raise FileUnsupported(kind, name=path.name)
    contents = _limit_characters(READERS[kind](path, deadline))
    if not any(page.text.strip() for page in contents.pages):
        raise FileEmpty(name=path.name)
    return contents._replace(title=contents.title or path.stem)


def keep_pages(contents: DocumentContents, count: int) -> DocumentContents:
    """Leave out all pages but the first `count`, and say so."""
    if count >= len(contents.pages):
        return contents
    pages = contents.pages[:count]
    characters = sum(len(page.text) for page in pages)
    percent = 100 * characters // sum(len(page.text) for page in contents.pages)
    return contents._replace(pages=pages, notice=FIRST_PERCENT.format(percent=percent))


def _limit_characters(contents: DocumentContents) -> DocumentContents:
    """Leave out what comes after MOST_CHARACTERS."""
    whole = sum(len(page.text) for page in contents.pages)
    if whole <= MOST_CHARACTERS:
        return contents
    left, kept = MOST_CHARACTERS, list[DocumentPage]()
    for page in contents.pages:
        kept.append(DocumentPage(page.number, page.text[:left], page.label))
        left -= len(page.text)
        if left <= 0:
            break
    notice = contents.notice or FIRST_PERCENT.format(percent=MOST_CHARACTERS * 100 // whole)
    return contents._replace(pages=kept, notice=notice)


def write_csv(path: Path, target: Path) -> int:
    """Write the first visible sheet that has any cells to the CSV file `target`, without empty rows; return the row count.

    Raises FileError, DiskFull.
    """
    safety.check_file(path)
    kind = kind_of(path)
    if kind not in SHEET_SUFFIXES:
        raise FileUnsupported(kind, name=path.name)
    sheets, hidden = _extract(path).sheets, _hidden_sheets(path)
    visible = [sheet for sheet in sheets if sheet.name not in hidden] or sheets
    tables = (table for sheet in visible for table in sheet.tables)
    rows = next((rows for table in tables if (rows := [row for row in table if any(map(str.strip, row))])), None)
    if rows is None:
        raise FileEmpty(name=path.name)
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([clean(cell) for cell in row] for row in rows)
    except OSError as error:
        needed = f"{path.stat().st_size * UNPACKED_FACTOR // 1_000_000 + 1} MB"
        raise DiskFull(error.strerror or "", needed=needed) from error
    return len(rows)


def _hidden_sheets(path: Path) -> set[str]:
    """Return the names of an Excel file's hidden sheets; those of other formats are not known."""
    if kind_of(path) not in (".xlsx", ".xlsm"):
        return set()
    try:
        with zipfile.ZipFile(path) as archive:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error
    sheets = (element for element in book.iter() if element.tag.endswith("}sheet"))
    return {sheet.get("name", "") for sheet in sheets if sheet.get("state", "visible") != "visible"}


def kind_of(path: Path) -> str:
    """Return the suffix that fits the content, or the file's own where the content does not tell."""
    suffix = path.suffix.lower()
    with open_ordinary_file(path) as file:
        head = file.read(1024)
    if head.lstrip().startswith(safety.PDF):
        return ".pdf"
    if head.startswith(safety.ZIP):
        return suffix if _ARCHIVES.get(suffix) else _kind_of_archive(path)
    return ".doc" if head.startswith(safety.COMPOUND) and suffix in _TEXT else suffix


def _kind_of_archive(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        media_type = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    for kind, (mime, member) in _ARCHIVES.items():
        if media_type == mime or member in names:
            return kind
    return ".zip"


def _pdf(path: Path, deadline: Deadline) -> DocumentContents:
    read = read_pdf(path, deadline)
    return DocumentContents(read.title, read.pages, "\n".join(read.notices), scanned=tuple(read.scanned))


def _csv(path: Path, _: Deadline) -> DocumentContents:
    text, notice = read_text(path)
    csv.field_size_limit(LARGEST_TEXT)
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = "excel"
    source = io.StringIO(text)
    table = _table(csv.reader(source, dialect))
    if source.tell() < len(text):
        notice = FIRST_PERCENT.format(percent=100 * source.tell() // len(text))
    return DocumentContents("", cut_pages(table), notice)


def _sheets(path: Path, _: Deadline) -> DocumentContents:
    extracted = _extract(path)
    pages = []
    notice = ""
    for number, sheet in enumerate(extracted.sheets, 1):
        tables = [iter(table) for table in sheet.tables]
        text = "\n\n".join(map(_table, tables))
        pages.append(DocumentPage(number, clean(text), sheet.name))
        if any(next(table, None) is not None for table in tables):
            notice = REST_LEFT_OUT
    return DocumentContents(extracted.title, pages, notice)


def _slides(path: Path, deadline: Deadline) -> DocumentContents:
    return DocumentContents("", *read_slides(path, deadline))


def _html(path: Path, deadline: Deadline) -> DocumentContents:
    data, notice = read_bytes(path)
    title, text, share = read_html(data, deadline)
    if share < 1:
        notice = FIRST_PERCENT.format(percent=int(share * 100 * len(data) / path.stat().st_size))
    return DocumentContents(title[:200], cut_pages(text), notice)


def _mail(path: Path, deadline: Deadline) -> DocumentContents:
    """Read the headers and the body of a message, the plain body rather than the HTML one. Attachments are not read."""
    data, notice = read_bytes(path)
    message = email.message_from_bytes(data, policy=email.policy.default)
    try:
        heading = [f"{name}: {message[name]}" for name in ("Subject", "From", "To", "Date") if message[name]]
        body = message.get_body(("plain", "html"))
        text = _body(body, deadline) if isinstance(body, EmailMessage) else ""
    except (ValueError, LookupError, AttributeError) as error:  # raised for malformed headers
        raise FileUnreadable(type(error).__name__, name=path.name) from error
    everything = "\n".join(heading) + "\n\n" + text
    return DocumentContents(str(message["Subject"] or "")[:200], cut_pages(clean(everything).strip()), notice)


def _body(part: EmailMessage, deadline: Deadline) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    if part.get_content_subtype() == "html":
        return read_html(data, deadline)[1]
    try:
        return data.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def _flowing(path: Path, _: Deadline) -> DocumentContents:
    extracted = _extract(path)
    return DocumentContents(extracted.title, cut_pages(clean(extracted.content)))


def _epub(path: Path, deadline: Deadline) -> DocumentContents:
    """Read a page for each chapter of the book's spine."""
    try:
        with zipfile.ZipFile(path) as book:
            root = ElementTree.fromstring(book.read("META-INF/container.xml"))
            name = next(e.get("full-path", "") for e in root.iter() if e.tag.endswith("rootfile"))
            package = ElementTree.fromstring(book.read(name))
            spine = _spine(package, posixpath.dirname(name), frozenset(book.namelist()))
            texts: list[str] = []
            characters = 0
            for chapter in spine:
                texts.append(read_html(book.read(chapter), deadline)[1])
                characters += len(texts[-1])
                if characters > MOST_CHARACTERS or deadline.is_over:
                    break
    except (KeyError, StopIteration, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error
    title = next((e.text or "" for e in package.iter() if e.tag.endswith("}title")), "").strip()[:200]
    pages = [DocumentPage(number, text, _first_line(text)) for number, text in enumerate(filter(None, texts), 1)]
    return DocumentContents(title, pages, FIRST_PAGES.format(pages=len(pages)) if len(texts) < len(spine) else "")


_TEXT = (".txt", ".md", ".markdown", ".rst", ".log", ".tex", ".text")
_TABLES = (".csv", ".tsv")
READERS: dict[str, Callable[[Path, Deadline], DocumentContents]] = {
    ".pdf": _pdf,
    **TEXT_READERS,
    **dict.fromkeys(_TABLES, _csv),
    **dict.fromkeys(SHEET_SUFFIXES, _sheets),
    ".pptx": _slides,
    **dict.fromkeys((".docx", ".doc", ".ppt", ".odt", ".rtf", ".msg"), _flowing),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _html),
    ".eml": _mail,
    ".epub": _epub,
}


class _Sheet(NamedTuple):
    """A sheet with the cells of its tables, row by row."""

    name: str
    tables: list[Sequence[Sequence[str]]]


class _Extracted(NamedTuple):
    """A document as kreuzberg reads it; `sheets` only of a spreadsheet."""

    title: str
    content: str
    sheets: list[_Sheet]


def _extract(path: Path) -> _Extracted:
    import kreuzberg

    kind = kind_of(path)
    mime = _ARCHIVES[kind][0] if kind in _ARCHIVES and kind != path.suffix.lower() else None
    config = kreuzberg.ExtractionConfig(use_cache=False, pages=kreuzberg.PageConfig(extract_pages=True))
    try:
        result = kreuzberg.extract_file_sync(path, mime_type=mime, config=config)
    except (kreuzberg.KreuzbergError, OSError, ValueError, RuntimeError) as error:
        if "exceeds limit" in str(error):
            raise FileTooLarge(type(error).__name__, name=path.name, limit=LARGEST_PART) from error
        raise FileUnreadable(type(error).__name__, name=path.name) from error
    metadata: dict[str, Any] = dict(result.metadata or {})  # its keys differ from kind to kind
    pages = list(result.pages or [])
    names = [*(metadata.get("sheet_names") or []), *[""] * len(pages)]
    sheets = [_Sheet(name, [table.cells for table in page["tables"]]) for page, name in zip(pages, names, strict=False)]
    title = str(metadata.get("title") or metadata.get("subject") or "").strip()[:200]
    return _Extracted(title, result.content, sheets)


def _spine(package: ElementTree.Element, folder: str, members: frozenset[str]) -> list[str]:
    """Return the archive's members that the package lists as chapters, in reading order, each once."""
    items = {e.get("id"): e.get("href", "") for e in package.iter() if e.tag.endswith("}item")}
    order = [e.get("idref") for e in package.iter() if e.tag.endswith("}itemref")]
    names = (posixpath.normpath(posixpath.join(folder, items[name])) for name in order if name in items)
    return [name for name in dict.fromkeys(names) if name in members]


def _table(rows: Iterator[Sequence[str]]) -> str:
    """Write each row as "header: value" pairs, so that a row found alone still says what its numbers are.

    The rows after MOST_CHARACTERS are left in the iterator.
    """
    stripped = ([str(cell).strip() for cell in row] for row in rows)
    filled = (row for row in stripped if any(row))
    first = next(filled, [])
    header = [name[:LONGEST_HEADER] for name in first]
    lines: list[str] = []
    characters = 0
    while characters <= MOST_CHARACTERS and (row := next(filled, None)) is not None:
        pairs = (
            f"{header[i]}: {cell}" if i < len(header) and header[i] else cell for i, cell in enumerate(row) if cell
        )
        lines.append(" · ".join(pairs) + ".")
        characters += len(lines[-1])
    return "\n\n".join(lines) if lines else " · ".join(first)


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0][:80]
