"""Reads one file into pages of text. A table of readers by suffix; raises the FileError that says why not."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import posixpath
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from engine.indexer import safety
from engine.indexer.documents.html import read_html
from engine.indexer.documents.pdf import read_pdf
from engine.indexer.documents.plain_text import PAGE_CHARACTERS, clean, decode, read_bytes, read_text
from engine.indexer.documents.slides import read_slides
from engine.protocol.errors import DiskFull, FileEmpty, FileUnreadable, FileUnsupported
from engine.protocol.indexing import SHEET_SUFFIXES, Page

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
"""Kinds that are archives: media type, and the member that tells."""
UNPACKED = 10
"""Times its size a spreadsheet's rows may have."""


class Contents(NamedTuple):
    title: str
    pages: list[Page]
    notice: str = ""


def read_file(path: Path) -> Contents:
    """Title, pages and notice. Raises FileError."""
    safety.check(path)
    kind = kind_of(path)
    if kind not in READERS:
        raise FileUnsupported(kind, name=path.name)
    contents = READERS[kind](path)
    if not any(page.text.strip() for page in contents.pages):
        raise FileEmpty(name=path.name)
    return contents._replace(title=contents.title or path.stem)


def write_sheet(path: Path, target: Path) -> int:
    """A spreadsheet's first sheet that is shown and holds anything, as CSV; how many rows. Rows without a cell are left out.

    Raises FileError, DiskFull.
    """
    safety.check(path)
    kind = kind_of(path)
    if kind not in SHEET_SUFFIXES:
        raise FileUnsupported(kind, name=path.name)
    result, hidden = _extract(path), _hidden_sheets(path)
    names = [*(result.metadata.get("sheet_names") or []), *[""] * len(result.pages)]
    shown = [page for page, name in zip(result.pages, names, strict=False) if name not in hidden] or result.pages
    tables = (table.cells for page in shown for table in page["tables"])
    rows = next((rows for cells in tables if (rows := [row for row in cells if any(map(str.strip, row))])), None)
    if rows is None:
        raise FileEmpty(name=path.name)
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([clean(cell) for cell in row] for row in rows)
    except OSError as error:
        raise DiskFull(error.strerror or "", needed=f"{path.stat().st_size * UNPACKED // 1_000_000 + 1} MB") from error
    return len(rows)


def _hidden_sheets(path: Path) -> set[str]:
    """Names of those an Excel file does not show; an OpenDocument file is not asked."""
    if kind_of(path) not in (".xlsx", ".xlsm"):
        return set()
    try:
        with zipfile.ZipFile(path) as archive:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error
    sheets = (one for one in book.iter() if one.tag.endswith("}sheet"))
    return {one.get("name", "") for one in sheets if one.get("state", "visible") != "visible"}


def kind_of(path: Path) -> str:
    """The suffix that the content deserves; the name's own where the content does not tell."""
    named = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(1024)
    if head.lstrip().startswith(safety.PDF):
        return ".pdf"
    if head.startswith(safety.ZIP):
        return named if _ARCHIVES.get(named) else _kind_of_archive(path)
    return ".doc" if head.startswith(safety.COMPOUND) and named in _TEXT else named


def _kind_of_archive(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        said = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    for kind, (mime, mark) in _ARCHIVES.items():
        if said == mime or mark in names:
            return kind
    return ".zip"


def _plain(path: Path) -> Contents:
    text, notice = read_text(path)
    return Contents(_first_heading(text), _pages_of(text), notice)


def _pdf(path: Path) -> Contents:
    return Contents(*read_pdf(path))


def _csv(path: Path) -> Contents:
    text, notice = read_text(path)
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = "excel"
    rows = list(csv.reader(io.StringIO(text), dialect))
    return Contents("", _pages_of(_table(rows)), notice)


def _sheets(path: Path) -> Contents:
    result = _extract(path)
    names = list((result.metadata or {}).get("sheet_names") or [])
    pages = []
    for number, page in enumerate(result.pages or [], 1):
        label = names[number - 1] if number <= len(names) else ""
        text = "\n\n".join(_table(table.cells) for table in page["tables"])
        pages.append(Page(number, clean(text), label))
    return Contents(_title(result), pages)


def _slides(path: Path) -> Contents:
    return Contents("", read_slides(path))


def _html(path: Path) -> Contents:
    data, notice = read_bytes(path)
    title, text = read_html(data)
    return Contents(title[:200], _pages_of(text), notice)


def _mail(path: Path) -> Contents:
    """Its heading and its text; of a text in two forms the plain one. What is attached is not read."""
    data, notice = read_bytes(path)
    message = email.message_from_bytes(data, policy=email.policy.default)
    try:
        heading = [f"{name}: {message[name]}" for name in ("Subject", "From", "To", "Date") if message[name]]
        body = message.get_body(("plain", "html"))
        text = _body(body) if isinstance(body, EmailMessage) else ""
    except (ValueError, LookupError, AttributeError) as error:  # what the library raises for headers gone wrong
        raise FileUnreadable(type(error).__name__, name=path.name) from error
    everything = "\n".join(heading) + "\n\n" + text
    return Contents(str(message["Subject"] or "")[:200], _pages_of(clean(everything).strip()), notice)


def _body(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    if part.get_content_subtype() == "html":
        return read_html(data)[1]
    try:
        return data.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def _flowing(path: Path) -> Contents:
    result = _extract(path)
    return Contents(_title(result), _pages_of(clean(result.content)))


def _epub(path: Path) -> Contents:
    """One page a chapter of the book's spine."""
    try:
        with zipfile.ZipFile(path) as book:
            root = ElementTree.fromstring(book.read("META-INF/container.xml"))
            package = next(e.get("full-path", "") for e in root.iter() if e.tag.endswith("rootfile"))
            spine = _spine(ElementTree.fromstring(book.read(package)), posixpath.dirname(package))
            texts = [read_html(book.read(name))[1] for name in spine if name in book.namelist()]
    except (KeyError, StopIteration, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error
    pages = [Page(number, text, _first_line(text)) for number, text in enumerate(filter(None, texts), 1)]
    return Contents(_title(_extract(path)), pages)


_TEXT = (".txt", ".md", ".markdown", ".rst", ".log", ".tex", ".text")
_TABLES = (".csv", ".tsv")
READERS: dict[str, Callable[[Path], Contents]] = {
    ".pdf": _pdf,
    **dict.fromkeys(_TEXT, _plain),
    **dict.fromkeys(_TABLES, _csv),
    **dict.fromkeys(SHEET_SUFFIXES, _sheets),
    ".pptx": _slides,
    **dict.fromkeys((".docx", ".doc", ".ppt", ".odt", ".rtf", ".msg"), _flowing),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _html),
    ".eml": _mail,
    ".epub": _epub,
}


class _Extracted(NamedTuple):
    content: str
    metadata: dict  # type: ignore[type-arg]  # the library's own loose dictionary
    pages: list  # type: ignore[type-arg]


def _extract(path: Path) -> _Extracted:
    import kreuzberg

    kind = kind_of(path)
    mime = _ARCHIVES[kind][0] if kind in _ARCHIVES and kind != path.suffix.lower() else None
    config = kreuzberg.ExtractionConfig(use_cache=False, pages=kreuzberg.PageConfig(extract_pages=True))
    try:
        result = kreuzberg.extract_file_sync(path, mime_type=mime, config=config)
    except (kreuzberg.KreuzbergError, OSError, ValueError, RuntimeError) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error
    return _Extracted(result.content, dict(result.metadata or {}), list(result.pages or []))


def _title(result: _Extracted) -> str:
    return str(result.metadata.get("title") or result.metadata.get("subject") or "").strip()[:200]


def _spine(package: ElementTree.Element, folder: str) -> list[str]:
    items = {e.get("id"): e.get("href", "") for e in package.iter() if e.tag.endswith("}item")}
    wanted = [e.get("idref") for e in package.iter() if e.tag.endswith("}itemref")]
    return [posixpath.normpath(posixpath.join(folder, items[name])) for name in wanted if name in items]


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Each row as "header: value" pairs, so that a row found alone still says what its figures are."""
    rows = [[str(cell).strip() for cell in row] for row in rows if any(str(cell).strip() for cell in row)]
    if len(rows) < 2:
        return "\n".join(" · ".join(row) for row in rows)
    header = rows[0]
    lines = []
    for row in rows[1:]:
        named = (
            f"{header[i]}: {cell}" if i < len(header) and header[i] else cell for i, cell in enumerate(row) if cell
        )
        lines.append(" · ".join(named) + ".")
    return "\n\n".join(lines)


def _pages_of(text: str) -> list[Page]:
    """A text without pages: one, or several of about PAGE_CHARACTERS cut at paragraph ends, so that a preview stays light."""
    pages: list[Page] = []
    start = 0
    while start < len(text):
        end = start + PAGE_CHARACTERS
        if end < len(text):
            cut = max(text.rfind("\n\n", start + PAGE_CHARACTERS // 2, end), text.rfind(" ", end - 200, end))
            end = cut if cut > start else end
        pages.append(Page(len(pages) + 1, text[start:end]))
        start = end
    return pages


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0][:80]


def _first_heading(text: str) -> str:
    line = _first_line(text[:2000])
    return line.lstrip("# ").strip() if line.startswith("#") else ""
