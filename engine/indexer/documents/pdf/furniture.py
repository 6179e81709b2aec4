"""Running headers and footers and page numbers: what neighbouring pages have at the same place is no part of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from engine.indexer.documents.pdf.lines import PageLine

EDGE_LINES = 4
"""Lines from the top and from the bottom of a page that may be running ones."""
EDGE_SHARE = 0.18
"""Part of the page's height at its top and at its bottom where they stand."""
WIDE_STEP = 2.2
"""Times a line's height: running lines end before a wider step, and the text of the page begins."""
NEAR = 4.0
"""Points between the places of a running line on two pages."""
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:p[áa]g(?:ina|\.)?|page|p\.|hoja|folio|seite|s\.)\s*)?(?:n[.º°o]*\s*)?(\d{1,4})(?:\s*(?:de|of|von|/|\|)\s*\d{1,4})?\W*$",
    re.IGNORECASE,
)
_NAMED_PAGE_NUMBER = re.compile(
    r"^\W*(?:p[áa]g(?:ina|\.)?|page)\s*\d{1,4}(?:\s*(?:de|of|/)\s*\d{1,4})?\W*$", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")


class PageEdges(msgspec.Struct, frozen=True):
    """The lines at the edges of page `number`, from the edge inwards."""

    number: int
    top: list[PageLine]
    bottom: list[PageLine]


def edges_of(number: int, lines: Sequence[PageLine], height: float) -> PageEdges:
    """Return the lines at the top and at the bottom of a page, whose lines are ordered from top to bottom."""
    top = [line for line in lines[:EDGE_LINES] if line.bottom < height * EDGE_SHARE]
    bottom = [line for line in lines[-EDGE_LINES:][::-1] if line.top > height * (1 - EDGE_SHARE)]
    return PageEdges(number, top, bottom)


class RunningLines:
    """Tells the running lines of page after page. Each is kept once, on the first page that has it."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def split(self, page: PageEdges, others: Sequence[PageEdges]) -> tuple[set[int], list[str]]:
        """Return (ids of the page's running lines, the texts among them that no page before had).

        `others` are the pages before and after it.
        """
        running: set[int] = set()
        texts: list[str] = []
        for mine, theirs in ((page.top, [o.top for o in others]), (page.bottom, [o.bottom for o in others])):
            for at, line in enumerate(mine):
                kind = _kind(line, page.number, theirs, others)
                if not kind or (at and abs(line.top - mine[at - 1].top) > WIDE_STEP * line.height):
                    break  # what stands further inside is the page's own
                running.add(id(line))
                text = " ".join(line.text.split())
                if kind == "text" and text not in self._told:
                    self._told.add(text)
                    texts.append(text)
        return running, texts


def _kind(line: PageLine, number: int, theirs: Sequence[Sequence[PageLine]], pages: Sequence[PageEdges]) -> str:
    """Return "text" for a line that another page has too, "number" for the number of a page, "" for the page's own."""
    if _NAMED_PAGE_NUMBER.match(line.text):
        return "number"
    for lines, page in zip(theirs, pages, strict=True):
        for other in lines:
            if abs(other.top - line.top) > NEAR:
                continue
            if other.text == line.text and not _heads_table(line):
                return "text"
            if _counts_pages(line.text, other.text, page.number - number):
                return "number" if _PAGE_NUMBER.match(line.text) else "text"
    return ""


def _counts_pages(text: str, other: str, pages: int) -> bool:
    """Tell whether two lines differ by one number alone, at an end of the line, which grows by one a page."""
    if _DIGITS.sub("#", text) != _DIGITS.sub("#", other):
        return False
    mine, theirs = _DIGITS.findall(text), _DIGITS.findall(other)
    changed = [(int(a[:9]), int(b[:9])) for a, b in zip(mine, theirs, strict=True) if a != b]
    is_long = len(_DIGITS.sub("", text).split()) > 2 or bool(_PAGE_NUMBER.match(text))
    return len(changed) == 1 and changed[0][1] - changed[0][0] == pages and is_long


def _heads_table(line: PageLine) -> bool:
    """Tell whether a line may be the header of a table that goes on from page to page."""
    return len(line.segments) > 3
