"""The sections of a document by its headings, each as spans of its pages; parts of equal length where it has no headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from engine.capabilities.documents.whole.whole_document import WholeDocument
from engine.protocol.children.indexing import INSIDE, DocumentPage
from engine.text.tokens import fold

LONGEST_HEADING = 90
PART_CHARACTERS = 6_000
"""Of a part of a document without headings, or of a long section: about what a small model reads at once."""
MOST_REPEATS = 3
"""Pages on which a line stands that is still a heading; one on more is a running title."""
_LINE = re.compile(r"[^\n]+")
_NUMBERED = re.compile(
    r"\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|(?:cap[ií]tulo|chapter|anexo|appendix)\s+\w+[.:]?)\s+\S",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\A\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|#{1,6})\s*")
_SENTENCE_END = ".!?…;:,"


class PageSpan(msgspec.Struct, frozen=True):
    """A part of a page's text, as character offsets. `title` is the heading above it, empty for none."""

    page: int
    start: int
    end: int
    title: str = ""


class Section(msgspec.Struct, frozen=True):
    """A heading, empty for the beginning of a document, and the text below it."""

    title: str
    spans: tuple[PageSpan, ...]

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.spans[0].page

    def text(self, document: WholeDocument) -> str:
        """Return the text of the section, without its heading."""
        return "\n\n".join(document.page_text(span.page)[span.start : span.end].strip() for span in self.spans)

    def parts(self, document: WholeDocument, characters: int = PART_CHARACTERS) -> Iterator[Section]:
        """Yield the section itself where it is short, else parts of it that end with a paragraph."""
        pieces = [piece for span in self.spans for piece in _pieces(document, span, characters)]
        kept: list[PageSpan] = []
        length = 0
        for piece in pieces:
            size = piece.end - piece.start
            if kept and length + size > characters:
                yield Section(self.title, tuple(kept))
                kept, length = [], 0
            kept.append(piece)
            length += size
        if kept:
            yield Section(self.title, tuple(kept))


def sections_of(document: WholeDocument) -> list[Section]:
    """Return the sections that have any text, in their order; the whole text as one where there are no headings."""
    names = _known_names(document)
    repeated = _repeated_lines(document.pages)
    sections: list[Section] = []
    title, spans = "", list[PageSpan]()
    for page in document.pages:
        start = 0
        for match in _LINE.finditer(page.text):
            line = match.group().strip()
            if line in repeated or not _is_heading(line, names):
                continue
            _add_span(spans, page, start, match.start(), title)
            if spans:
                sections.append(Section(title, tuple(spans)))
            title, spans, start = _NUMBER.sub("", line, count=1) or line, [], match.end()
        _add_span(spans, page, start, len(page.text), title)
    if spans:
        sections.append(Section(title, tuple(spans)))
    return sections


def _add_span(spans: list[PageSpan], page: DocumentPage, start: int, end: int, title: str) -> None:
    if page.text[start:end].strip():
        spans.append(PageSpan(page.number, start, end, title))


def _known_names(document: WholeDocument) -> frozenset[str]:
    """Return the folded headings that the reader found: a path names those above its chunk, several beside each other."""
    names: set[str] = set()
    for path in {chunk.path for chunk in document.chunks if chunk.path and not chunk.path.startswith("¶")}:
        for part in path.split(INSIDE):
            names.update((_key(part), *(_key(name) for name in part.split(", "))))
    return frozenset(name for name in names if name)


def _repeated_lines(pages: Sequence[DocumentPage]) -> frozenset[str]:
    counts = Counter(line for page in pages for line in {m.group().strip() for m in _LINE.finditer(page.text)})
    return frozenset(line for line, count in counts.items() if count > MOST_REPEATS and len(line) <= LONGEST_HEADING)


def _is_heading(line: str, names: frozenset[str]) -> bool:
    if not line or len(line) > LONGEST_HEADING:
        return False
    if names:
        return _key(line) in names
    if line.startswith("#"):
        return True
    letters = [character for character in line if character.isalpha()]
    is_loud = len(letters) > 4 and all(character.isupper() for character in letters)
    return line[-1] not in _SENTENCE_END and (bool(_NUMBERED.match(line)) or is_loud) and len(letters) > 3


def _key(name: str) -> str:
    return " ".join(fold(_NUMBER.sub("", name, count=1)).split())


def _pieces(document: WholeDocument, span: PageSpan, characters: int) -> Iterator[PageSpan]:
    """Yield a span cut at the ends of paragraphs, or of lines and words where a paragraph is longer than a part."""
    text, start = document.page_text(span.page), span.start
    while span.end - start > characters:
        cut = -1
        for mark in ("\n\n", "\n", ". ", " "):
            cut = text.rfind(mark, start + 1, start + characters)
            if cut > start:
                break
        cut = cut + 1 if cut > start else start + characters
        yield PageSpan(span.page, start, cut, span.title)
        start = cut
    yield PageSpan(span.page, start, span.end, span.title)
