"""Words of a PDF page with their places, and its ruled lines. Coordinates are points from the upper left corner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

HYPHEN = "\ufffe"
"""Stands for a hyphen at the end of a line: PDFium takes it out and joins the two parts."""
CELL_GAP = 0.8
"""A gap between two words of so many times their height parts two segments: the space between words is 0.2 to 0.5 times."""
TOUCHING = 0.05
"""Parts of a word are nearer to each other than this many times their height."""
THICKEST_RULE = 3.0
SHORTEST_RULE = 6.0
MOST_OBJECTS = 4000
"""Objects of a page that are looked at: a map has a million."""
_CONTROL = re.compile(r"[\x00\x01\x03-\x08\x0b-\x0c\x0e-\x1f]")
_UNMAPPED = re.compile("[\ue000-\uf8ff\ufffd]")
MOST_RULES = 1500
"""Lines of a page; a drawing has more, and no table."""
_WORD = re.compile(rf"[^\s{HYPHEN}]+{HYPHEN}?|{HYPHEN}")


@dataclass(slots=True)
class Segment:
    """Words of one line without a wide gap between them. `is_ruled_off`: a line of a table stands before it.

    `gaps` has, for each word but the first, its place in the text, where the word before ends and where it begins.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    is_ruled_off: bool = False
    gaps: list[tuple[int, float, float]] = field(default_factory=list)

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    def append(self, text: str, left: float, right: float) -> None:
        """Add words on the right of this segment."""
        if left - self.right > TOUCHING * self.height:
            self.gaps.append((len(self.text) + 1, self.right, left))
            self.text += " "
        self.text += text
        self.right = max(self.right, right)

    def split(self, gap: tuple[int, float, float]) -> tuple[Segment, Segment]:
        """Return the segments before and after one of the gaps."""
        at, before, after = gap
        later = [(place - at, end, begin) for place, end, begin in self.gaps if place > at]
        earlier = [other for other in self.gaps if other[0] < at]
        return (
            Segment(self.text[: at - 1], self.left, before, self.top, self.bottom, self.is_ruled_off, earlier),
            Segment(self.text[at:], after, self.right, self.top, self.bottom, False, later),
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, or a side of a box."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class PageGlyphs:
    """Everything that is drawn on a page: words, the lines of tables, and how much of it images and forms cover (0 to 1)."""

    width: float
    height: float
    segments: list[Segment]
    upright: list[Rule]
    level: list[Rule]
    text: str
    unmapped: int
    image_share: float
    objects: int


class _Frame:
    """Turns coordinates of a page, whose origin is the lower left corner before it is rotated, into those of a reader."""

    def __init__(self, page: PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_cropbox()
        self._rotation = page.get_rotation() % 360
        across, along = self._right - self._left, self._top - self._bottom
        self.width, self.height = (along, across) if self._rotation in (90, 270) else (across, along)

    def place(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Return (left, right, top, bottom) as a reader sees the box."""
        if self._rotation == 90:
            return bottom - self._bottom, top - self._bottom, left - self._left, right - self._left
        if self._rotation == 180:
            return self._right - right, self._right - left, bottom - self._bottom, top - self._bottom
        if self._rotation == 270:
            return self._top - top, self._top - bottom, self._right - right, self._right - left
        return left - self._left, right - self._left, self._top - top, self._top - bottom


def read_glyphs(page: PdfPage) -> PageGlyphs:
    """Read one page. Raises PdfiumError."""
    frame = _Frame(page)
    upright, level, image_share, objects = _drawings(page, frame)
    textpage = page.get_textpage()
    try:
        text, unmapped = _text(textpage)
        segments = _segments(_words(textpage, text, frame), upright if len(upright) <= MOST_RULES else [])
    finally:
        textpage.close()
    return PageGlyphs(frame.width, frame.height, segments, upright, level, text, unmapped, image_share, objects)


def _text(textpage: PdfTextPage) -> tuple[str, int]:
    """Return the text, a character for each index of PDFium's, and how many of them its font gives no meaning."""
    import pypdfium2.raw as pdfium

    count = textpage.count_chars()
    text = textpage.get_text_range() if count else ""
    if len(text) == count and not _CONTROL.search(text):
        return text, len(_UNMAPPED.findall(text))
    codes = [pdfium.FPDFText_GetUnicode(textpage, i) for i in range(count)]
    unmapped = sum(
        (code < 32 and code not in (2, 9, 10, 13)) or 0xE000 <= code < 0xF900 or code == 0xFFFD for code in codes
    )
    return "".join(HYPHEN if code == 2 else _character(code) for code in codes), unmapped


def _character(code: int) -> str:
    return " " if code < 32 or 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)


@dataclass(slots=True)
class _Word:
    text: str
    left: float
    right: float
    top: float
    bottom: float


def _words(textpage: PdfTextPage, text: str, frame: _Frame) -> Iterator[_Word]:
    import ctypes

    import pypdfium2.raw as pdfium

    first, last = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    to_first, to_last, box_of = ctypes.byref(first), ctypes.byref(last), pdfium.FPDFText_GetLooseCharBox
    for match in _WORD.finditer(text):
        start, end = match.span()
        box_of(textpage, start, to_first)
        box_of(textpage, end - 1, to_last)
        left, right, top, bottom = frame.place(
            min(first.left, last.left),
            min(first.bottom, last.bottom),
            max(first.right, last.right),
            max(first.top, last.top),
        )
        yield _Word(match.group(), left, right, top, bottom)


def _segments(words: Iterator[_Word], upright: list[Rule]) -> list[Segment]:
    """Join words that follow each other on one line. Sideways words come last, as they are drawn."""
    segments: list[Segment] = []
    sideways: list[_Word] = []
    current: Segment | None = None
    for word in words:
        if len(word.text) > 2 and word.bottom - word.top > 1.5 * (word.right - word.left):
            sideways.append(word)
            continue
        continues = current is not None and _continues(current, word)
        is_ruled_off = continues and current is not None and _is_ruled_off(current, word, upright)
        if current is not None and continues and not is_ruled_off:
            current.append(word.text, word.left, word.right)
            current.top, current.bottom = min(current.top, word.top), max(current.bottom, word.bottom)
            continue
        current = Segment(word.text, word.left, word.right, word.top, word.bottom, is_ruled_off)
        segments.append(current)
    if sideways:
        top = max((segment.bottom for segment in segments), default=0.0) + 50
        segments.append(Segment(" ".join(word.text for word in sideways), 0, 1, top, top + 10))
    return segments


def _continues(segment: Segment, word: _Word) -> bool:
    height = min(segment.height, word.bottom - word.top)
    shared = min(segment.bottom, word.bottom) - max(segment.top, word.top)
    gap = word.left - segment.right
    return shared > 0.5 * height and -0.5 * height < gap < CELL_GAP * max(segment.height, word.bottom - word.top)


def _is_ruled_off(segment: Segment, word: _Word, upright: list[Rule]) -> bool:
    middle = (word.top + word.bottom) / 2
    return any(
        segment.right - 1 <= rule.left <= word.left + 1 and rule.top <= middle <= rule.bottom for rule in upright
    )


def _drawings(page: PdfPage, frame: _Frame) -> tuple[list[Rule], list[Rule], float, int]:
    """Return the upright and the level lines, the share of the page under images, and the number of objects."""
    import pypdfium2.raw as pdfium

    upright: list[Rule] = []
    level: list[Rule] = []
    covered, objects = 0.0, 0
    drawn = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
    for item in page.get_objects(filter=drawn, max_depth=1):
        objects += 1
        if objects > MOST_OBJECTS:
            break
        try:
            left, right, top, bottom = frame.place(*item.get_bounds())
        except (pdfium_error(), RuntimeError):
            continue
        if item.type != pdfium.FPDF_PAGEOBJ_PATH:
            covered += max(0.0, right - left) * max(0.0, bottom - top)
            continue
        _add_rules(Rule(left, right, top, bottom), frame, upright, level)
    area = frame.width * frame.height
    return upright, level, min(1.0, covered / area) if area > 0 else 0.0, objects


def _add_rules(box: Rule, frame: _Frame, upright: list[Rule], level: list[Rule]) -> None:
    """Add a thin box as a line, and the sides of a box that may be a cell; a page's background is neither."""
    across, along = box.right - box.left, box.bottom - box.top
    if across <= THICKEST_RULE and along >= SHORTEST_RULE:
        upright.append(box)
    elif along <= THICKEST_RULE and across >= SHORTEST_RULE:
        level.append(box)
    elif across >= SHORTEST_RULE and along >= SHORTEST_RULE and along < frame.height * 0.9:
        upright += [Rule(x, x, box.top, box.bottom) for x in (box.left, box.right)]
        level += [Rule(box.left, box.right, y, y) for y in (box.top, box.bottom)]


def pdfium_error() -> type[Exception]:
    """Return PDFium's exception: the library is loaded only once a PDF is read."""
    import pypdfium2

    error: type[Exception] = pypdfium2.PdfiumError
    return error
