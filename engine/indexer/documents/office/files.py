"""Reads the files of word processors and presentations, each by the reader of its kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from engine.files.opening import open_ordinary_file
from engine.indexer.checked_file import CheckedFile
from engine.indexer.documents.contents import DocumentContents, FlowingText
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.formats import FLAT_TEXT, WORD_XML
from engine.indexer.documents.html import read_html
from engine.indexer.documents.office.binary.word_document import read_word_binary
from engine.indexer.documents.office.foreign import read_foreign
from engine.indexer.documents.office.open_document import read_odf_slides, read_odf_text
from engine.indexer.documents.office.rtf.reader import read_rtf, rtf_text
from engine.indexer.documents.office.slides import read_slides
from engine.indexer.documents.office.word.document import read_word
from engine.indexer.documents.plain_text import FIRST_PERCENT, clean, decode, read_bytes

_MOST_RTF = 100_000_000


def read_html_file(file: CheckedFile, deadline: Deadline) -> DocumentContents:
    """Return the page in a file."""
    path = file.path
    data, notice = read_bytes(path)
    page = read_html(data, deadline)
    if page.share < 1:
        notice = FIRST_PERCENT.format(percent=int(page.share * 100 * len(data) / path.stat().st_size))
    return page.contents(notice)


def _word(file: CheckedFile, deadline: Deadline, is_xml: bool = False) -> DocumentContents:
    return read_word(file, deadline, partial(_embedded_text, deadline=deadline), is_xml)


def _rtf(file: CheckedFile, deadline: Deadline) -> DocumentContents:
    with open_ordinary_file(file.path) as opened:
        return read_rtf(opened.read(_MOST_RTF), deadline)


def _word_binary(file: CheckedFile, deadline: Deadline) -> DocumentContents:
    return read_word_binary(file.path, deadline)


def _foreign(file: CheckedFile, _: Deadline, kind: str) -> DocumentContents:
    document = read_foreign(file.path, kind)
    flowing = FlowingText()
    flowing.add(clean(document.content))
    return flowing.contents(document.title)


def _embedded_text(data: bytes, name: str, deadline: Deadline) -> str:
    """Return the text of a page that is embedded in a document as a file of its own."""
    if data.lstrip().startswith(b"{\\rtf"):
        return rtf_text(data, deadline)
    if name.lower().endswith((".htm", ".html", ".xhtml", ".mht", ".xml")) or b"<html" in data[:2000].lower():
        return read_html(data, deadline).text
    return "" if data.startswith(b"PK") else clean(decode(data))


OFFICE_READERS: dict[str, Callable[[CheckedFile, Deadline], DocumentContents]] = {
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), _word),
    WORD_XML: partial(_word, is_xml=True),
    **dict.fromkeys((".odt", ".ott", FLAT_TEXT), read_odf_text),
    **dict.fromkeys((".odp", ".otp"), read_odf_slides),
    **dict.fromkeys((".pptx", ".pptm", ".ppsx", ".potx"), read_slides),
    **dict.fromkeys((".html", ".htm", ".xhtml"), read_html_file),
    ".doc": _word_binary,
    ".rtf": _rtf,
    **{kind: partial(_foreign, kind=kind) for kind in (".ppt", ".msg")},
}
