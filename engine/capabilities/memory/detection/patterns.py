"""Patterns of statements about the person, read from resources/memory/statements.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import msgspec

FILE = Path(__file__).parents[4] / "resources" / "memory" / "statements.toml"


class StatementPattern(msgspec.Struct, frozen=True):
    """One way to state a fact of a kind. `slot` and `is_dated` are as the file describes them."""

    kind: str
    regex: re.Pattern[str]
    slot: str = ""
    is_dated: bool = False


class _PatternGroup(msgspec.Struct, frozen=True):
    kind: str
    regexes: tuple[str, ...]
    slot: str = ""
    dated: bool = False


class _PatternFile(msgspec.Struct, frozen=True):
    words: dict[str, str]
    patterns: tuple[_PatternGroup, ...]


@cache
def read_patterns() -> tuple[StatementPattern, ...]:
    """Return all patterns, the most telling first."""
    file = msgspec.convert(tomllib.loads(FILE.read_text("utf-8")), _PatternFile)

    def fill(regex: str) -> str:
        one_line = re.sub(r"(^|\n)\s*", "", regex)
        return re.sub(r"<<(\w+)>>", lambda match: fill(file.words[match.group(1)]), one_line)

    return tuple(
        StatementPattern(group.kind, re.compile(fill(regex)), group.slot, group.dated)
        for group in file.patterns
        for regex in group.regexes
    )
