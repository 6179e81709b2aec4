"""A pattern that is compiled when it is first used does what one compiled at once does."""

from __future__ import annotations

import re

import pytest

from engine.text.matching.lazy_pattern import LazyPattern

TEXT = "Total: 12 Euros, 7 euros and 3 EUROS"


def test_it_finds_what_python_finds() -> None:
    lazy, own = LazyPattern(r"(\d+) euros", re.IGNORECASE), re.compile(r"(\d+) euros", re.IGNORECASE)
    assert [match.span() for match in lazy.finditer(TEXT)] == [match.span() for match in own.finditer(TEXT)]
    assert [match.span() for match in lazy.finditer(TEXT, 10, 25)] == [
        match.span() for match in own.finditer(TEXT, 10, 25)
    ]
    assert lazy.findall(TEXT) == own.findall(TEXT) == ["12", "7", "3"]
    assert lazy.sub(r"\1 €", TEXT) == own.sub(r"\1 €", TEXT)
    assert lazy.sub(lambda match: match[1], TEXT, 1) == own.sub(lambda match: match[1], TEXT, count=1)
    for name in ("match", "fullmatch", "search"):
        for start in (0, 7):
            found, wanted = getattr(lazy, name)(TEXT, start), getattr(own, name)(TEXT, start)
            assert (found and found.span()) == (wanted and wanted.span())


def test_it_is_compiled_once_and_a_broken_one_when_it_is_used() -> None:
    lazy = LazyPattern("a+")
    assert lazy.compiled is lazy.compiled
    broken = LazyPattern("(")
    with pytest.raises(re.error):
        broken.search("a")
