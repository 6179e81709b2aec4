"""Reads the pages of a PDF as flowing text, with PDFium. Pages are numbered from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.plain_text import FIRST_PAGES, MOST_CHARACTERS
from engine.protocol.children.indexing import DocumentPage
from engine.protocol.errors import FileEncrypted, FileUnreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_PASSWORD = "password"
_SENTENCE_END = re.compile(r"[.!?…:;][\"'»”’)\]]*$")
_LIST_ITEM = re.compile(r"^\s*(?:[-–•·▪*]|\d{1,3}[.)]|[a-z]\))\s")
SHORT_LINE = 0.75
"""Fraction of the page's usual line length: a shorter line that ends a sentence ends its paragraph."""
HEADING_LINE = 0.6
"""The same for a line that ends no sentence: it is a heading."""


def read_pdf(path: Path, deadline: Deadline) -> tuple[str, list[DocumentPage], str]:
    """Return (title, pages, notice): the pages until the deadline or MOST_CHARACTERS. Raises FileEncrypted, FileUnreadable."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        kind = FileEncrypted if _PASSWORD in str(error).lower() else FileUnreadable
        raise kind(str(error), name=path.name) from error
    try:
        pages: list[DocumentPage] = []
        notice, characters = "", 0
        for number, text in enumerate(_texts(document), 1):
            pages.append(DocumentPage(number, reflow(text)))
            characters += len(text)
            if number < len(document) and (characters > MOST_CHARACTERS or deadline.is_over):
                notice = FIRST_PAGES.format(pages=number)
                break
        return str(document.get_metadata_dict().get("Title") or "").strip(), pages, notice
    finally:
        document.close()


def _texts(document: PdfDocument) -> Iterator[str]:
    import pypdfium2

    for index in range(len(document)):
        try:
            page = document[index]
            text = page.get_textpage()
            yield text.get_text_range()
            text.close()
            page.close()
        except pypdfium2.PdfiumError:
            yield ""  # a damaged page costs only itself


def reflow(text: str) -> str:
    """Join the lines of each paragraph; separate paragraphs, headings and list items by a blank line.

    A PDF knows no paragraphs. A line that ends a sentence and is much shorter than the page's usual line ends a paragraph; a
    short line that ends no sentence is a heading.
    """
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\ufffe\n", "").replace("\ufffe", "")
    )
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    widths = sorted(len(line) for line in lines if line)
    if not widths:
        return ""
    usual = widths[int(len(widths) * 0.8)]
    parts: list[str] = []
    ended = True
    for line in lines:
        if not line:
            ended = True
            continue
        if ended or _LIST_ITEM.match(line):
            parts += ["\n\n", line]
        else:
            _join(parts, line)
        ends_sentence = bool(_SENTENCE_END.search(line))
        ended = len(line) < usual * SHORT_LINE if ends_sentence else len(line) < usual * HEADING_LINE
    return "".join(parts[1:])


def _join(parts: list[str], line: str) -> None:
    """Append a line. A hyphen at the end of the one before is dropped before a small letter, a soft hyphen always."""
    before = parts[-1]
    is_divided = before.endswith("-") and before[-2:-1].isalpha() and line[:1].islower()
    if before.endswith("\u00ad") or is_divided:
        parts[-1] = before[:-1]
    else:
        parts.append(" ")
    parts.append(line)
