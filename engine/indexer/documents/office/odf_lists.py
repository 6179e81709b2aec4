"""Computes the automatic numbers of lists and headings in OpenDocument files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree

from engine.indexer.documents.office.odf_text import STYLE, TEXT
from engine.indexer.documents.office.word.numbers import BULLET
from engine.text.values.list_numbers import number_text

LEVELS = 10
_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}


class _OdfLevel(NamedTuple):
    """How one level of a list is numbered; `shown` levels stand in the number."""

    format: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1
    is_bullet: bool = False


class ListNumbers:
    """The lists of a document. Labels are asked for in the order of the items."""

    def __init__(self, roots: Sequence[etree._Element]) -> None:
        self._levels: dict[tuple[str, int], _OdfLevel] = {}
        self._counters: dict[str, list[int]] = {}
        self._lists: dict[str, str] = {}
        self._counters_of: dict[str, list[int]] = {}
        """The counters of each list by its id: another list of the same style may stand between two parts of it."""
        self._of_paragraph_styles: dict[str, str] = {}
        for root in roots:
            for style in root.iter(f"{TEXT}list-style", f"{TEXT}outline-style"):
                name = style.get(f"{STYLE}name", "") if style.tag == f"{TEXT}list-style" else ""
                for element in style:
                    at = _whole(element.get(f"{TEXT}level"), 1) - 1
                    self._levels[name, at] = _odf_level(element)
            for style in root.iter(f"{STYLE}style"):
                if listed := style.get(f"{STYLE}list-style-name"):
                    self._of_paragraph_styles[style.get(f"{STYLE}name", "")] = listed

    def open_list(self, element: etree._Element) -> str:
        """Begin a list, or go on with the one that it continues, and return the name of its style."""
        style = element.get(f"{TEXT}style-name", "") or self._style_of_first_paragraph(element) or "-"
        before = element.get(f"{TEXT}continue-list", "")
        continues = element.get(f"{TEXT}continue-numbering") == "true" or (before and self._lists.get(before) == style)
        if id := element.get("{http://www.w3.org/XML/1998/namespace}id"):
            self._lists[id] = style
        if before in self._counters_of and continues:
            self._counters[style] = self._counters_of[before]
        elif not continues:
            self._counters[style] = [0] * LEVELS
        if id:
            self._counters_of[id] = self._counters.setdefault(style, [0] * LEVELS)
        return style

    def _style_of_first_paragraph(self, element: etree._Element) -> str:
        paragraph = next(element.iter(f"{TEXT}p"), None)
        return "" if paragraph is None else self._of_paragraph_styles.get(paragraph.get(f"{TEXT}style-name", ""), "")

    def label(self, item: etree._Element, style: str, at: int) -> str:
        """Count on and return an item's number or bullet."""
        start = item.get(f"{TEXT}start-value")
        return self._label(style, at, int(start) if start and start.isdigit() else None)

    def outline_label(self, heading: etree._Element, level: int) -> str:
        """Count on and return the number of a heading; empty where headings are not numbered."""
        if heading.get(f"{TEXT}is-list-header") == "true":
            return ""
        start = heading.get(f"{TEXT}start-value")
        return self._label("", level - 1, int(start) if start and start.isdigit() else None)

    def _label(self, style: str, at: int, start: int | None) -> str:
        if not 0 <= at < LEVELS:
            return ""
        level = self._levels.get((style, at), _OdfLevel(is_bullet=bool(style)))
        counters = self._counters.setdefault(style, [0] * LEVELS)
        counters[at] = start if start is not None else (counters[at] + 1 if counters[at] else level.start)
        counters[at + 1 :] = [0] * (LEVELS - at - 1)
        if level.is_bullet:
            return BULLET
        if not level.format:
            return f"{level.prefix}{level.suffix}".strip()
        shown = range(max(0, at - level.shown + 1), at + 1)
        levels = [self._levels.get((style, other), _OdfLevel("1")) for other in shown]
        numbers = [
            number_text(counters[other] or found.start, _FORMATS.get(found.format, "decimal"))
            for other, found in zip(shown, levels, strict=True)
            if found.format
        ]
        return f"{level.prefix}{'.'.join(numbers)}{level.suffix}".strip()


def _odf_level(element: etree._Element) -> _OdfLevel:
    return _OdfLevel(
        element.get(f"{STYLE}num-format", ""),
        element.get(f"{STYLE}num-prefix", ""),
        element.get(f"{STYLE}num-suffix", ""),
        _whole(element.get(f"{TEXT}start-value"), 1),
        _whole(element.get(f"{TEXT}display-levels"), 1),
        element.tag in (f"{TEXT}list-level-style-bullet", f"{TEXT}list-level-style-image"),
    )


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default
