"""PDF pages as flowing text, by PDFium. Page numbers are the file's own, from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from engine.protocol.errors import FileEncrypted, FileUnreadable
from engine.protocol.indexing import Page

MOST_CHARACTERS = 20_000_000
_PASSWORD = "password"
_SENTENCE_END = re.compile(r"[.!?…:;][\"'»”’)\]]*$")
_LIST_ITEM = re.compile(r"^\s*(?:[-–•·▪*]|\d{1,3}[.)]|[a-z]\))\s")
SHORT_LINE = 0.75
"""Of the page's usual line: a line that ends a sentence this early ends its paragraph."""
HEADING_LINE = 0.6


def read_pdf(path: Path) -> tuple[str, list[Page], str]:
    """(title, pages, notice). Raises FileEncrypted, FileUnreadable."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        kind = FileEncrypted if _PASSWORD in str(error).lower() else FileUnreadable
        raise kind(str(error), name=path.name) from error
    try:
        pages: list[Page] = []
        notice, characters = "", 0
        for number, text in enumerate(_texts(document), 1):
            pages.append(Page(number, reflow(text)))
            characters += len(text)
            if characters > MOST_CHARACTERS:
                notice = "The rest of a very long file was left out."
                break
        return str(document.get_metadata_dict().get("Title") or "").strip(), pages, notice
    finally:
        document.close()


def _texts(document: object) -> Iterator[str]:
    import pypdfium2

    for index in range(len(document)):  # type: ignore[arg-type]
        try:
            page = document[index]  # type: ignore[index]
            text = page.get_textpage()
            yield text.get_text_range()
            text.close()
            page.close()
        except pypdfium2.PdfiumError:
            yield ""  # one damaged page costs itself


def reflow(text: str) -> str:
    """Join the lines of a paragraph; keep paragraphs, headings and list items apart by a blank line.

    PDF has no paragraphs: a line much shorter than the page's usual one that ends a sentence ends a paragraph, a short
    line that ends none is a heading.
    """
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\ufffe\n", "").replace("\ufffe", "")
    )
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    widths = sorted(len(line) for line in lines if line)
    if not widths:
        return ""
    usual = widths[int(len(widths) * 0.8)]
    paragraphs: list[str] = []
    ended = True
    for line in lines:
        if not line:
            ended = True
            continue
        if ended or _LIST_ITEM.match(line):
            paragraphs.append(line)
        else:
            paragraphs[-1] = _join(paragraphs[-1], line)
        ends_sentence = bool(_SENTENCE_END.search(line))
        ended = len(line) < usual * SHORT_LINE if ends_sentence else len(line) < usual * HEADING_LINE
    return "\n\n".join(paragraphs)


def _join(before: str, line: str) -> str:
    """A soft hyphen at a line's end is dropped; a hard one is kept, since it may belong to the word."""
    if before.endswith("\u00ad"):
        return before[:-1] + line
    if before.endswith("-") and before[-2:-1].isalpha() and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"
