"""Words of a PDF page with their places, and its ruled lines. Coordinates are points from the upper left corner."""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar  # arrays have several number types

import msgspec
import numpy as np

from engine.indexer.documents.pdf.prose import are_lines, prose_lines
from engine.indexer.documents.small_digits import CharacterBox, mark_raised

if TYPE_CHECKING:
    import numpy.typing as npt
    from pypdfium2 import PdfPage, PdfTextPage

    Array = npt.NDArray[Any]

Side = TypeVar("Side", float, "Array")

HYPHEN = "\ufffe"
"""Stands for a hyphen at the end of a line: PDFium takes it out and joins the two parts."""
CELL_GAP = 0.8
"""A gap between two words of so many times their height parts two segments: the space between words is 0.2 to 0.5 times."""
WIDEST_STRETCH = 3.0
EQUAL_GAPS = 1.2
SAME_EDGE = 1.5
"""A line whose gaps are at most so wide, times its height, and differ by no more than this factor, was stretched."""
THICKEST_RULE = 3.0
SHORTEST_RULE = 6.0
MOST_OBJECTS = 4000
"""Objects of a page that are looked at: a map has a million."""
_BOX_BYTES = 16
_CONTROL = re.compile(r"[\x00\x01\x03-\x08\x0b-\x0c\x0e-\x1f]")
_UNMAPPED = re.compile("[\ue000-\uf8ff\ufffd]")
MOST_RULES = 1500
"""Lines of a page; a drawing has more, and no table."""
_LINE_END = re.compile(r"[\r\n\t]")
_WORD = re.compile(rf"[^\s{HYPHEN}]+{HYPHEN}?|{HYPHEN}")


class Segment(msgspec.Struct):
    """Words of one line without a wide gap between them. `is_ruled_off`: a line of a table stands before it.

    `gaps` has, for each word but the first, its place in the text, where the word before ends and where it begins.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    is_ruled_off: bool = False
    gaps: list[tuple[int, float, float]] = msgspec.field(default_factory=list)

    @property
    def height(self) -> float:
        """Points from the top to the bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> float:
        """The middle between the left and the right side."""
        return (self.left + self.right) / 2

    def split(self, gap: tuple[int, float, float]) -> tuple[Segment, Segment]:
        """Return the segments before and after one of the gaps."""
        at, before, after = gap
        later = [(place - at, end, begin) for place, end, begin in self.gaps if place > at]
        earlier = [other for other in self.gaps if other[0] < at]
        return (
            Segment(self.text[:at].rstrip(), self.left, before, self.top, self.bottom, self.is_ruled_off, earlier),
            Segment(self.text[at:], after, self.right, self.top, self.bottom, False, later),
        )


class Rule(msgspec.Struct, frozen=True):
    """A straight line, or a side of a box."""

    left: float
    right: float
    top: float
    bottom: float


class PageGlyphs(msgspec.Struct, frozen=True):
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

    def __init__(self, page: PdfPage, turn: int) -> None:
        self._left, self._bottom, self._right, self._top = page.get_cropbox()
        self._rotation = (page.get_rotation() + turn) % 360
        across, along = self._right - self._left, self._top - self._bottom
        self.width, self.height = (along, across) if self._rotation in (90, 270) else (across, along)

    def place(self, left: Side, bottom: Side, right: Side, top: Side) -> tuple[Side, Side, Side, Side]:
        """Return (left, right, top, bottom) as a reader sees the box, or the boxes."""
        if self._rotation == 90:
            return bottom - self._bottom, top - self._bottom, left - self._left, right - self._left
        if self._rotation == 180:
            return self._right - right, self._right - left, bottom - self._bottom, top - self._bottom
        if self._rotation == 270:
            return self._top - top, self._top - bottom, self._right - right, self._right - left
        return left - self._left, right - self._left, self._top - top, self._top - bottom


def read_glyphs(page: PdfPage, only_text: bool = False, turn: int = 0) -> PageGlyphs:
    """Read one page; with `only_text` its lines follow each other as they are drawn, three times as fast. Raises PdfiumError.

    A page whose text mostly lies on its side is turned, by so many degrees clockwise.
    """
    frame = _Frame(page, turn)
    textpage = page.get_textpage()
    if only_text:
        try:
            text, unmapped = _text(textpage)
        finally:
            textpage.close()
        return PageGlyphs(frame.width, frame.height, _lines_of(text), [], [], text, unmapped, 0.0, 1)
    upright, level, image_share, objects = _drawings(page, frame)
    try:
        text, unmapped = _text(textpage)
        box_at = _box_reader(textpage)
        text, bases = mark_raised(text, box_at)
        boxes = _CharacterBoxes(textpage, frame, {place: box_at(base) for place, base in bases.items()})
        segments = [] if upright else _prose_segments(boxes, text)
        if not segments:
            words = boxes.words(_word_spans(text))
            if not turn and (needed := _needed_turn(words)):
                return read_glyphs(page, turn=needed)
            segments = _segments(words, text, upright if len(upright) <= MOST_RULES else [])
    finally:
        textpage.close()
    return PageGlyphs(frame.width, frame.height, segments, upright, level, text, unmapped, image_share, objects)


def _lines_of(text: str) -> list[Segment]:
    """Return the lines of a text as if they were printed below each other."""
    lines = [line for line in re.split(r"[\r\n]+|(?<=\ufffe)", text) if line.strip()]
    return [Segment(line, 0, 5.0 * len(line), 12.0 * at, 12.0 * at + 10) for at, line in enumerate(lines)]


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


class _PageWords(NamedTuple):
    """The words of a page in the order they are drawn: where each begins and ends in the text, and the sides of its box."""

    starts: Array
    ends: Array
    left: Array
    right: Array
    top: Array
    bottom: Array

    def only(self, chosen: Array) -> _PageWords:
        return _PageWords(*(column[chosen] for column in self))


def _word_spans(text: str, start: int = 0, end: int = sys.maxsize) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text, start, end)]


class _CharacterBoxes(msgspec.Struct, frozen=True):
    """The boxes of a page's characters. `bases`: those raised above or lowered below the line are as high as another."""

    textpage: PdfTextPage
    frame: _Frame
    bases: dict[int, CharacterBox]

    def words(self, spans: Sequence[tuple[int, int]]) -> _PageWords:
        """Return the words, or other spans on one line. Only the boxes of their first and last characters are asked for."""
        boxes = np.zeros((2 * len(spans) + 1, 4), np.float32)  # one more: there is an address even without words
        box_of, page, at = _box_function(), ctypes.cast(self.textpage.raw, ctypes.c_void_p).value, boxes.ctypes.data
        for start, end in spans:
            box_of(page, start, at)
            box_of(page, end - 1, at + _BOX_BYTES)
            at += 2 * _BOX_BYTES
        sides = boxes[:-1].reshape(-1, 2, 4).astype(np.float64)  # left, top, right, bottom
        for number, (start, end) in enumerate(spans if self.bases else ()):
            for side, place in ((0, start), (1, end - 1)):
                if place in self.bases:
                    sides[number, side, 1::2] = self.bases[place][1::2]
        left, right = sides[:, :, 0].min(axis=1), sides[:, :, 2].max(axis=1)
        top, bottom = sides[:, :, 1].max(axis=1), sides[:, :, 3].min(axis=1)
        places = np.array(spans, np.int64).reshape(-1, 2)
        return _PageWords(places[:, 0], places[:, 1], *self.frame.place(left, bottom, right, top))


def _box_reader(textpage: PdfTextPage) -> Callable[[int], CharacterBox]:
    """Return a function that gives the box of the character at a place."""
    sides = (ctypes.c_float * 4)()
    box_of, page, at = _box_function(), ctypes.cast(textpage.raw, ctypes.c_void_p).value, ctypes.addressof(sides)

    def box_at(place: int) -> CharacterBox:
        box_of(page, place, at)
        return CharacterBox(*sides)

    return box_at


@cache
def _box_function() -> Callable[..., int]:
    """Return FPDFText_GetLooseCharBox as a function of plain addresses: called so, ctypes takes half the time."""
    import pypdfium2.raw as pdfium

    address = ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value
    assert address is not None
    function: Callable[..., int] = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
        address
    )
    return function


def _prose_segments(boxes: _CharacterBoxes, text: str) -> list[Segment]:
    """Return the lines of a page of running text, of which only some are measured word by word.

    Nothing for any other page: where one of those lines has a wide gap, or one of the others is no line.
    """
    lines = prose_lines(text)
    if not lines:
        return []
    measured = [line for line in lines if line.is_measured]
    spans = [span for line in measured for span in _word_spans(text, line.start, line.end)]
    words = boxes.words(spans)
    parts = [] if _sideways(words).any() else _joined(words, text, [])
    others = boxes.words([(line.start, line.end) for line in lines if not line.is_measured])
    if len(parts) != len(measured) or not are_lines(
        others.right - others.left, others.bottom - others.top, others.ends - others.starts
    ):
        return []
    waiting = iter(parts)
    sides = iter(zip(*(side.tolist() for side in others[2:]), strict=True))
    return [next(waiting) if line.is_measured else Segment(text[line.start : line.end], *next(sides)) for line in lines]


def _sideways(words: _PageWords) -> Array:
    return (words.ends - words.starts > 2) & (words.bottom - words.top > 1.5 * (words.right - words.left))


def _needed_turn(words: _PageWords) -> int:
    """Return by how many degrees a page is turned so that most of its words stand upright."""
    is_sideways, is_long = _sideways(words), words.ends - words.starts > 2
    if 2 * is_sideways.sum() <= max(is_long.sum(), 2):
        return 0
    steps = np.diff(words.top[is_sideways])
    return 90 if (steps < 0).sum() >= (steps > 0).sum() else 270


def _segments(words: _PageWords, text: str, upright: list[Rule]) -> list[Segment]:
    """Join words that follow each other on one line. Sideways words come last, as they are drawn."""
    is_sideways = _sideways(words)
    segments = _joined(words.only(~is_sideways), text, upright)
    if is_sideways.any():
        top = max((segment.bottom for segment in segments), default=0.0) + 50
        turned = words.only(is_sideways)
        spans = zip(turned.starts.tolist(), turned.ends.tolist(), strict=True)
        segments.append(Segment(" ".join(text[start:end] for start, end in spans), 0, 1, top, top + 10))
    return segments


def _joined(words: _PageWords, text: str, upright: list[Rule]) -> list[Segment]:
    if not len(words.starts):
        return []
    height = words.bottom - words.top
    lower, higher = np.minimum(height[:-1], height[1:]), np.maximum(height[:-1], height[1:])
    shared = np.minimum(words.bottom[:-1], words.bottom[1:]) - np.maximum(words.top[:-1], words.top[1:])
    gap = words.left[1:] - words.right[:-1]
    is_level = (shared > 0.5 * lower) & (gap > -0.5 * lower)
    follows = is_level & ((gap < CELL_GAP * higher) | _is_justified(words, is_level, gap, higher))
    ruled = np.concatenate(([False], follows & _ruled_off(words, upright)))
    firsts = np.flatnonzero(np.concatenate(([True], ~follows)) | ruled)
    lasts = [*(firsts[1:] - 1).tolist(), len(words.starts) - 1]
    lefts = words.left[firsts].tolist()
    rights = np.maximum.reduceat(words.right, firsts).tolist()
    tops, bottoms = np.minimum.reduceat(words.top, firsts).tolist(), np.maximum.reduceat(words.bottom, firsts).tolist()
    starts, ends = words.starts.tolist(), words.ends.tolist()
    left, right = words.left.tolist(), words.right.tolist()
    segments: list[Segment] = []
    for number, (first, last) in enumerate(zip(firsts.tolist(), lasts, strict=True)):
        begin = starts[first]
        places = [start - begin for start in starts[first + 1 : last + 1]]
        gaps = list(zip(places, right[first:last], left[first + 1 : last + 1], strict=True))
        words_of_it = _LINE_END.sub(" ", text[begin : ends[last]])
        box = (lefts[number], rights[number], tops[number], bottoms[number])
        segments.append(Segment(words_of_it, *box, bool(ruled[first]), gaps))
    return segments


def _is_justified(words: _PageWords, is_level: Array, gap: Array, height: Array) -> Array:
    """Tell which gaps are wide only because their line was stretched to the width of its column.

    All its gaps are alike, and another line begins and ends where it does: the names of a table's columns stand alone.
    """
    is_wide = np.zeros(len(gap), bool)
    if not (is_level & (gap >= CELL_GAP * height)).any():
        return is_wide
    ends = np.flatnonzero(~is_level)
    starts, ends = np.concatenate(([0], ends + 1)), np.concatenate((ends, [len(gap)]))
    lefts, rights = words.left[starts], words.right[ends]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        gaps = gap[start:end]
        if len(gaps) > 1 and gaps.max() < WIDEST_STRETCH * height[start:end].max():
            alike = (abs(lefts - words.left[start]) < SAME_EDGE) & (abs(rights - words.right[end]) < SAME_EDGE)
            if alike.sum() < 2:
                continue
            is_wide[start:end] = gaps.max() <= EQUAL_GAPS * max(gaps.min(), 0.01)
    return is_wide


def _ruled_off(words: _PageWords, upright: list[Rule]) -> Array:
    """Tell of each word but the first whether a line stands between it and the word before."""
    is_off = np.zeros(len(words.starts) - 1, bool)
    middle = (words.top[1:] + words.bottom[1:]) / 2
    for rule in upright:
        between = (words.right[:-1] - 1 <= rule.left) & (rule.left <= words.left[1:] + 1)
        is_off |= between & (rule.top <= middle) & (middle <= rule.bottom)
    return is_off


def _drawings(page: PdfPage, frame: _Frame) -> tuple[list[Rule], list[Rule], float, int]:
    """Return the upright and the level lines, the share of the page under images, and the number of objects."""
    import pypdfium2.raw as pdfium

    upright: list[Rule] = []
    level: list[Rule] = []
    covered, objects = 0.0, 0
    drawn = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
    sides = [ctypes.c_float() for _ in range(4)]  # left, bottom, right, top
    for at in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, at)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind not in drawn:
            continue
        objects += 1
        if objects > MOST_OBJECTS:
            break
        if not pdfium.FPDFPageObj_GetBounds(item, *sides):
            continue
        left, right, top, bottom = frame.place(*(side.value for side in sides))
        if kind != pdfium.FPDF_PAGEOBJ_PATH:
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
