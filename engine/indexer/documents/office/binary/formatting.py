"""The formatting of .doc files as far as it decides what is read: hidden and deleted characters, table rows, headings."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

_PAGE = 512
_CHARACTER_TABLE, _PARAGRAPH_TABLE = 0xFA, 0x102
"""Where the file says where its tables of formatted pages are."""
_DELETED, _HIDDEN = 0x0800, 0x083C
_IN_TABLE, _ROW_END, _OUTLINE = 0x2416, 0x2417, 0x2640
_LENGTHS = (1, 1, 2, 4, 2, 2, -1, 3)
"""Bytes of a property's value by the last three bits of its code; -1: the first byte says."""
_TABLE_DEFINITION = 0xD608
MOST_PAGES = 100_000
HEADING_STYLES = range(1, 10)
"""Word's own styles "heading 1" to "heading 9"."""


class _FormattedRun(NamedTuple):
    """A stretch of the stream with one set of properties, from `start` up to the next run."""

    start: int
    end: int
    style: int
    properties: dict[int, int]


class Formatting:
    """Answers what the characters at places in the stream are."""

    def __init__(self, characters: list[_FormattedRun], paragraphs: list[_FormattedRun]) -> None:
        self._characters = sorted(characters, key=lambda run: run.start)
        self._paragraphs = sorted(paragraphs, key=lambda run: run.start)
        self._character_starts = [run.start for run in self._characters]
        self._paragraph_starts = [run.start for run in self._paragraphs]
        self._last = _FormattedRun(0, 0, 0, {})

    def is_hidden(self, place: int) -> bool:
        """Tell whether a character is hidden or was deleted."""
        if not self._last.start <= place < self._last.end:
            self._last = _run_at(self._characters, self._character_starts, place) or _FormattedRun(
                place, place + 1, 0, {}
            )
        properties = self._last.properties
        return properties.get(_HIDDEN, 0) in (1, 0x81) or properties.get(_DELETED, 0) in (1, 0x81)

    def is_in_table(self, place: int) -> bool:
        return bool(self._paragraph(place).properties.get(_IN_TABLE))

    def is_row_end(self, place: int) -> bool:
        return bool(self._paragraph(place).properties.get(_ROW_END))

    def heading(self, place: int) -> int:
        """Return the level of a heading, from 1; 0 for text."""
        run = self._paragraph(place)
        outline = run.properties.get(_OUTLINE)
        if outline is not None:
            return outline + 1 if outline < 9 else 0
        return run.style if run.style in HEADING_STYLES else 0

    def _paragraph(self, place: int) -> _FormattedRun:
        return _run_at(self._paragraphs, self._paragraph_starts, place) or _FormattedRun(0, 0, 0, {})


def read_formatting(stream: bytes, table: bytes) -> Formatting:
    """Return the formatting of a document; what is damaged of it is left out."""
    characters = list(_runs(stream, table, _CHARACTER_TABLE, _character_properties))
    return Formatting(characters, list(_runs(stream, table, _PARAGRAPH_TABLE, _paragraph_properties)))


def _run_at(runs: list[_FormattedRun], starts: list[int], place: int) -> _FormattedRun | None:
    at = bisect_right(starts, place) - 1
    return runs[at] if at >= 0 and place < runs[at].end else None


def _runs(
    stream: bytes, table: bytes, where: int, read: Callable[[bytes, int, int], tuple[int, dict[int, int]]]
) -> Iterator[_FormattedRun]:
    if len(stream) < where + 8:
        return
    start, size = struct.unpack_from("<II", stream, where)
    count = max(0, (min(size, len(table) - start) - 4) // 8)
    for number in range(min(count, MOST_PAGES)):
        page_number = struct.unpack_from("<I", table, start + 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        page = stream[page_number * _PAGE : (page_number + 1) * _PAGE]
        if len(page) < _PAGE:
            continue
        runs = page[_PAGE - 1]
        if 4 * (runs + 1) >= _PAGE:
            continue
        places = struct.unpack_from(f"<{runs + 1}I", page, 0)
        for at in range(runs):
            style, properties = read(page, at, 4 * (runs + 1))
            yield _FormattedRun(places[at], places[at + 1], style, properties)


def _character_properties(page: bytes, number: int, base: int) -> tuple[int, dict[int, int]]:
    if base + number >= _PAGE:
        return 0, {}
    offset = page[base + number] * 2
    return (0, _properties(page[offset + 1 : offset + 1 + page[offset]])) if offset else (0, {})


def _paragraph_properties(page: bytes, number: int, base: int) -> tuple[int, dict[int, int]]:
    if base + 13 * number >= _PAGE:
        return 0, {}
    offset = page[base + 13 * number] * 2
    if not 0 < offset < _PAGE - 2:
        return 0, {}
    if page[offset]:
        start, length = offset + 1, 2 * page[offset] - 1
    else:
        start, length = offset + 2, 2 * page[offset + 1]
    data = page[start : start + length]
    return (struct.unpack_from("<H", data, 0)[0], _properties(data[2:])) if len(data) >= 2 else (0, {})


def _properties(data: bytes) -> dict[int, int]:
    """Return the values of the properties by their code, of longer ones the first byte."""
    properties: dict[int, int] = {}
    at = 0
    while at + 3 <= len(data):
        code = struct.unpack_from("<H", data, at)[0]
        at += 2
        length = _LENGTHS[code >> 13]
        if length < 0:
            is_long = code == _TABLE_DEFINITION
            length = struct.unpack_from("<H", data, at)[0] + 1 if is_long and at + 2 <= len(data) else data[at] + 1
        properties[code] = data[at]
        at += length
    return properties
