"""Reads one document into pages of text, by a table of readers for each kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.files.limits import CPU_SECONDS_A_FILE
from engine.indexer import safety
from engine.indexer.checked_file import CheckedFile
from engine.indexer.documents.books import read_book
from engine.indexer.documents.containers.inner_files import DEEPEST, InnerFiles
from engine.indexer.documents.containers.mailbox import read_mailbox
from engine.indexer.documents.containers.message import read_message
from engine.indexer.documents.containers.outlook import read_outlook
from engine.indexer.documents.containers.part_finder import PartFinder
from engine.indexer.documents.containers.zip_file import read_zip
from engine.indexer.documents.contents import DocumentContents
from engine.indexer.documents.deadline import READING_SHARE, Deadline
from engine.indexer.documents.hidden_text import hidden_text, holds_pictures
from engine.indexer.documents.kinds import kind_of
from engine.indexer.documents.office.files import OFFICE_READERS
from engine.indexer.documents.office.word.document import read_first_table
from engine.indexer.documents.particulars import pdf_particulars, read_particulars
from engine.indexer.documents.pdf.reader import read_pdf
from engine.indexer.documents.plain_text import FIRST_PERCENT, MOST_CHARACTERS
from engine.indexer.documents.sheets.files import SHEET_READERS, write_first_table, write_rows
from engine.indexer.documents.tables.table_layout import Continued
from engine.indexer.documents.text.files import TEXT_READERS
from engine.protocol.children.indexing import DocumentPage
from engine.protocol.children.particulars import NO_PARTICULARS
from engine.protocol.errors import FileEmpty, FileOnlyPictures, FileUnsupported, FileVanished
from engine.protocol.pages import ORDERS_NOTICE
from engine.text.prompting.assistant_orders import has_orders

WORD_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")


def read_file(
    path: Path,
    seconds: float = CPU_SECONDS_A_FILE * READING_SHARE,
    report: Callable[[int, int], None] | None = None,
) -> DocumentContents:
    """Return the contents of a document, its title never empty: MOST_CHARACTERS, and what is read in `seconds` of computing.

    `report` is told now and then how many pages of how many are read. Raises FileError.
    """
    return _read_at(path, Deadline(seconds, report), level=0)


def _read_at(path: Path, deadline: Deadline, level: int) -> DocumentContents:
    """Read a file that is inside `level` others."""
    file = safety.check_file(path)
    kind = kind_of(file)
    if kind in CONTAINERS:
        inner = InnerFiles(lambda part, below: _read_at(part, deadline, below), deadline, level)
        contents = inner.attach(CONTAINERS[kind](path, deadline, inner))
    elif kind in READERS:
        contents = READERS[kind](file, deadline)
    else:
        raise FileUnsupported(kind, name=path.name)
    contents = _limit_characters(contents)
    if not any(page.text.strip() for page in contents.pages) and not contents.parts and not contents.scanned:
        raise (FileOnlyPictures if holds_pictures(file) else FileEmpty)(name=path.name)
    contents = _tell_orders(contents, file, kind)
    if contents.particulars == NO_PARTICULARS:
        contents = contents._replace(particulars=read_particulars(file, kind))
    return contents._replace(title=contents.title or path.stem)


def read_part(path: Path, part: str, seconds: float = CPU_SECONDS_A_FILE * READING_SHARE) -> bytes:
    """Return the bytes of a document inside a file, by its name there. Raises FileError: FileVanished where it is not there."""
    found = _find_part(path, part, Deadline(seconds), level=0)
    if found is None:
        raise FileVanished(part, name=path.name)
    return found


def _find_part(path: Path, part: str, deadline: Deadline, level: int) -> bytes | None:
    read = CONTAINERS.get(kind_of(safety.check_file(path)))
    if read is None or level > DEEPEST:
        return None
    finder = PartFinder(part, _find_part, deadline, level)
    read(path, deadline, finder)
    return finder.found


def keep_pages(contents: DocumentContents, count: int) -> DocumentContents:
    """Leave out all pages but the first `count`, and say so."""
    if count >= len(contents.pages):
        return contents
    pages = contents.pages[:count]
    characters = sum(len(page.text) for page in pages)
    percent = 100 * characters // sum(len(page.text) for page in contents.pages)
    told = [ORDERS_NOTICE] if ORDERS_NOTICE in contents.notice.split("\n") else []
    return contents._replace(pages=pages, notice="\n".join([*told, FIRST_PERCENT.format(percent=percent)]))


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


def _tell_orders(contents: DocumentContents, file: CheckedFile, kind: str) -> DocumentContents:
    """Say of a document that gives orders to an assistant that it does, and of each letter of a mailbox."""
    if kind == ".mbox":
        letters = tuple(part._replace(contents=part.contents and _marked(part.contents)) for part in contents.parts)
        contents = contents._replace(parts=letters)
    return _marked(contents, contents.hidden or hidden_text(file, kind))


def _marked(contents: DocumentContents, hidden: str = "") -> DocumentContents:
    """Return the contents with ORDERS_NOTICE where they, or a text beside them, hold orders."""
    texts = (contents.title, hidden, *(page.text for page in contents.pages))
    if ORDERS_NOTICE in contents.notice or not any(map(has_orders, texts)):
        return contents
    return contents._replace(notice="\n".join(filter(None, (ORDERS_NOTICE, contents.notice))))


def write_csv(path: Path, target: Path) -> int:
    """Write the first table of a spreadsheet or a Word document to the CSV file `target`, without empty rows.

    A cell over several columns stands in the first of them. Return the row count. Raises FileError, DiskFull.
    """
    file = safety.check_file(path)
    kind = kind_of(file)
    if kind not in WORD_SUFFIXES:
        return write_first_table(file, kind, target)
    rows = [["" if isinstance(cell, Continued) else cell for cell in row] for row in read_first_table(file)]
    if not any(map(any, rows)):
        raise FileEmpty(name=path.name)
    return write_rows(filter(any, rows), target, path)


def _pdf(path: Path, deadline: Deadline, inner: InnerFiles) -> DocumentContents:
    read = read_pdf(path, deadline)
    for file in read.attached:
        inner.add(*file)
    return DocumentContents(
        read.title,
        read.pages,
        "\n".join(read.notices),
        scanned=tuple(read.scanned),
        particulars=pdf_particulars(read.properties),
        hidden="\n\n".join(read.properties.values()),
    )


def _by_path(read: Callable[[Path, Deadline], DocumentContents]) -> Callable[[CheckedFile, Deadline], DocumentContents]:
    return lambda file, deadline: read(file.path, deadline)


READERS: dict[str, Callable[[CheckedFile, Deadline], DocumentContents]] = {
    **{kind: _by_path(read) for kind, read in TEXT_READERS.items()},
    **SHEET_READERS,
    **OFFICE_READERS,
    ".epub": _by_path(read_book),
}


CONTAINERS: dict[str, Callable[[Path, Deadline, InnerFiles], DocumentContents]] = {
    ".pdf": _pdf,
    ".eml": read_message,
    ".msg": read_outlook,
    ".mbox": read_mailbox,
    ".zip": read_zip,
}
"""Kinds of files that may have documents in them."""
