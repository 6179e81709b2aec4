"""Computes the automatic numbers of a Word document's paragraphs, "3." or "a)", which its text does not contain."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

import msgspec
from lxml import etree

from engine.indexer.documents.office.word.xml import W, first_child, value
from engine.text.values.list_numbers import number_text

LEVELS = 9
BULLET = "•"
_PLACE = re.compile(r"%([1-9])")


class _Level(msgspec.Struct, frozen=True):
    """How one level of a list is numbered. `style` is the id of the paragraph style that stands for it."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restarts_after: int | None = None
    is_legal: bool = False
    style: str = ""


class _List(msgspec.Struct):
    """A definition of a list with its counters; several lists may count on together."""

    levels: dict[int, _Level]
    counters: list[int | None] = msgspec.field(default_factory=lambda: [None] * LEVELS)


class Numbering:
    """The lists of a document. `label` is called for its paragraphs in their order."""

    def __init__(self, parse: Callable[[], etree._Element | None]) -> None:
        """`parse` returns the part with the lists, when the first number is asked for."""
        self._parse = parse
        self._definitions: dict[str, _List] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._restarted: set[tuple[str, int]] = set()

    @cached_property
    def _lists(self) -> dict[str, _List]:
        lists = dict[str, _List]()
        root = self._parse()
        if root is None:
            return lists
        linked = dict[str, str]()
        for element in root.iterchildren(f"{W}abstractNum"):
            id = element.get(f"{W}abstractNumId", "")
            self._definitions[id] = _List(dict(map(_level, element.iterchildren(f"{W}lvl"))))
            if name := value(element, "styleLink"):
                linked[name] = id
        for element in root.iterchildren(f"{W}abstractNum"):
            name, id = value(element, "numStyleLink"), element.get(f"{W}abstractNumId", "")
            if name in linked:
                self._definitions[id] = self._definitions[linked[name]]
        for element in root.iterchildren(f"{W}num"):
            self._add_list(element, lists)
        return lists

    def _add_list(self, element: etree._Element, lists: dict[str, _List]) -> None:
        id = element.get(f"{W}numId", "")
        definition = self._definitions.get(value(element, "abstractNumId"))
        if definition is None:
            return
        changed = dict[int, _Level]()
        for override in element.iterchildren(f"{W}lvlOverride"):
            at = _number(override.get(f"{W}ilvl"), 0)
            if start := value(override, "startOverride"):
                self._starts[id, at] = _number(start, 1)
            level = first_child(override, "lvl")
            if level is not None:
                changed[at] = _level(level)[1]
        levels = {**definition.levels, **changed}
        lists[id] = _List(levels, definition.counters) if changed else definition

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """Return the level of a list that a paragraph style stands for."""
        levels = self._lists[list_id].levels if list_id in self._lists else {}
        return next((at for at, level in levels.items() if level.style == style), None)

    def label(self, list_id: str, at: int) -> str:
        """Count on and return the paragraph's number as it is shown; empty where none is."""
        listed = self._lists.get(list_id)
        if listed is None or not 0 <= at < LEVELS:
            return ""
        self._count(listed, list_id, at)
        level = listed.levels.get(at, _Level())
        if level.format == "bullet":
            return BULLET
        if level.format == "none" and not level.text:
            return ""

        def shown(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            format = "decimal" if level.is_legal else listed.levels.get(other, _Level()).format
            return number_text(listed.counters[other] or self._start(listed, list_id, other), format)

        return _PLACE.sub(shown, level.text).strip()

    def _count(self, listed: _List, list_id: str, at: int) -> None:
        if (list_id, at) in self._starts and (list_id, at) not in self._restarted:
            self._restarted.add((list_id, at))
            listed.counters[at] = None
        current = listed.counters[at]
        listed.counters[at] = self._start(listed, list_id, at) if current is None else current + 1
        for deeper in range(at + 1, LEVELS):
            after = listed.levels.get(deeper, _Level()).restarts_after
            if after is None or (after and at < after):
                listed.counters[deeper] = None

    def _start(self, listed: _List, list_id: str, at: int) -> int:
        return self._starts.get((list_id, at), listed.levels.get(at, _Level()).start)


def _level(element: etree._Element) -> tuple[int, _Level]:
    at = _number(element.get(f"{W}ilvl"), 0)
    restart = value(element, "lvlRestart")
    legal = first_child(element, "isLgl")
    return at, _Level(
        start=_number(value(element, "start"), 1 if value(element, "start") else 0),
        format=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText"),
        restarts_after=_number(restart, 0) if restart else None,
        is_legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false"),
        style=value(element, "pStyle"),
    )


def _number(text: str | None, default: int) -> int:
    try:
        return int(text or default)
    except ValueError:
        return default
