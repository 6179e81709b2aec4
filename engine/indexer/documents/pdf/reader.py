"""Reads the pages of a PDF with PDFium: paragraphs in reading order, tables row by row. Pages are numbered from 1."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.pdf.extras import AttachedFile, attachments, read_annotations, title_of
from engine.indexer.documents.pdf.furniture import PageEdges, RunningLines, edges_of
from engine.indexer.documents.pdf.glyphs import PageGlyphs, pdfium_error, read_glyphs
from engine.indexer.documents.pdf.hyphens import WordsOfDocument
from engine.indexer.documents.pdf.layout import PageLayout, TableOfBefore, lay_out
from engine.indexer.documents.pdf.legibility import is_noise
from engine.indexer.documents.pdf.lines import PageLine, to_lines
from engine.indexer.documents.plain_text import FIRST_PAGES, MOST_CHARACTERS
from engine.protocol.children.indexing import DocumentPage
from engine.protocol.errors import FileEncrypted, FileUnreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_PASSWORD = "password"
AROUND = 2
"""Pages before and after one that are compared with it: left and right pages may differ."""
SCAN_SHARE = 0.5
"""A page of which images cover so much, with less text than FEW_CHARACTERS, is a scan with a stamp or a page number."""
FEW_CHARACTERS = 100
LAYOUT_SECONDS = 10.0
"""Processor time after which only the text of pages is read, so that a document of 10,000 pages is read to its end."""
ONLY_TEXT = "From page {page} on only the text was read, without tables and columns, because the document is very long."
UNREADABLE_TEXT = "Unreadable text on page {pages}: its fonts do not say which letters they draw."
"""Notices. The window translates them."""


class PdfContents(NamedTuple):
    """A PDF as read. `scanned` are the pages whose text only OCR can read; `attached` are the files in it.

    `properties` are what the file says about itself, "Title", "Author", "CreationDate" …
    """

    title: str
    pages: list[DocumentPage]
    notices: list[str]
    scanned: list[int]
    attached: list[AttachedFile]
    properties: dict[str, str]


class _Page(msgspec.Struct):
    """A page before it is laid out; `notes` are its form fields and notes."""

    number: int
    glyphs: PageGlyphs | None
    lines: list[PageLine] = msgspec.field(default_factory=list)
    notes: list[str] = msgspec.field(default_factory=list)
    is_noise: bool = False
    is_scan: bool = False

    @property
    def edges(self) -> PageEdges:
        return edges_of(self.number, self.lines, self.glyphs.height if self.glyphs else 0.0)


def read_pdf(path: Path, deadline: Deadline, layout_seconds: float = LAYOUT_SECONDS) -> PdfContents:
    """Return the pages until the deadline or MOST_CHARACTERS, laid out for so many seconds of computing.

    Raises FileEncrypted, FileUnreadable.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pdfium_error() as error:
        kind = FileEncrypted if _PASSWORD in str(error).lower() else FileUnreadable
        raise kind(str(error), name=path.name) from error
    try:
        return _contents(document, deadline, Deadline(layout_seconds))
    finally:
        document.close()


def _contents(document: PdfDocument, deadline: Deadline, layout: Deadline) -> PdfContents:
    document.init_forms()
    pages: list[DocumentPage] = []
    notices: list[str] = []
    scanned: list[int] = []
    noise: list[int] = []
    attached = list(attachments(document))
    characters, total = 0, len(document)
    assembler = _Assembler()
    for page in _with_neighbours(_read_pages(document, attached, notices, layout), assembler):
        for ready in assembler.add(page):
            pages.append(ready)
            characters += len(ready.text)
        deadline.report(page.number, total)
        scanned += [page.number] if page.is_scan or page.is_noise else []
        noise += [page.number] if page.is_noise else []
        if page.number < total and (characters > MOST_CHARACTERS or deadline.is_over):
            notices.append(FIRST_PAGES.format(pages=page.number))
            break
    pages += assembler.finish()
    if noise:
        notices.append(UNREADABLE_TEXT.format(pages=", ".join(map(str, noise[:20]))))
    properties = {name: str(text) for name, text in document.get_metadata_dict().items()}
    return PdfContents(title_of(properties), pages, notices, scanned, attached, properties)


def _read_pages(
    document: PdfDocument, attached: list[AttachedFile], notices: list[str], layout: Deadline
) -> Iterator[_Page]:
    only_text = False
    for index in range(len(document)):
        if not only_text and layout.is_over:
            only_text = True
            notices.append(ONLY_TEXT.format(page=index + 1))
        try:
            page = document[index]
        except pdfium_error():
            yield _Page(index + 1, None)  # a damaged page costs only itself
            continue
        try:
            yield _read_page(index + 1, read_glyphs(page, only_text), read_annotations(document, page, attached))
        except pdfium_error():
            yield _Page(index + 1, None)
        finally:
            page.close()


def _read_page(number: int, glyphs: PageGlyphs, notes: list[str]) -> _Page:
    shown = "".join(glyphs.text.split())
    noise = is_noise(glyphs.text, glyphs.unmapped)
    scan = (not shown and glyphs.objects > 0) or (len(shown) < FEW_CHARACTERS and glyphs.image_share > SCAN_SHARE)
    return _Page(number, glyphs, [] if noise else to_lines(glyphs.segments), notes, noise, scan)


def _with_neighbours(pages: Iterator[_Page], assembler: _Assembler) -> Iterator[_Page]:
    """Yield each page once the pages after it are read; the assembler is given those around it."""
    window: deque[_Page] = deque(maxlen=2 * AROUND + 1)
    waiting: deque[_Page] = deque()
    for page in pages:
        window.append(page)
        waiting.append(page)
        assembler.words.add(line.text for line in page.lines)
        if len(waiting) > AROUND:
            assembler.around = list(window)
            yield waiting.popleft()
    while waiting:
        assembler.around = list(window)
        yield waiting.popleft()


class _Assembler:
    """Makes pages of text: without running lines, with sentences and tables that go on from one page to the next."""

    def __init__(self) -> None:
        self.words = WordsOfDocument()
        self.around: list[_Page] = []
        self._running = RunningLines()
        self._before: tuple[int, PageLayout] | None = None
        self._table: TableOfBefore | None = None

    def add(self, page: _Page) -> list[DocumentPage]:
        """Return the pages that are ready: the one before, to which the rest of its last sentence was added."""
        layout = self._lay_out(page)
        ready: list[DocumentPage] = []
        if self._before is not None:
            number, before = self._before
            before.take_rest_of_sentence(layout, self.words)
            ready = [DocumentPage(number, before.text)]
        self._before = page.number, layout
        return ready

    def finish(self) -> list[DocumentPage]:
        """Return the last page."""
        if self._before is None:
            return []
        return [DocumentPage(self._before[0], self._before[1].text)]

    def _lay_out(self, page: _Page) -> PageLayout:
        if page.glyphs is None or page.is_noise:
            self._table = None
            return PageLayout([], page.notes)
        others = [other.edges for other in self.around if other is not page and other.glyphs is not None]
        running, told = self._running.split(page.edges, others)
        lines = [line for line in page.lines if id(line) not in running]
        layout, self._table = lay_out(lines, page.glyphs, self.words, self._table)
        layout.before, layout.after = told, page.notes
        return layout
