"""Splits Spanish and English prose into sentences, as character spans."""

from __future__ import annotations

import re

_ABBREVIATIONS = frozenset(
    "sr sra srta dr dra d dª st mr mrs ms prof ing lic avda av c núm num nº no art arts pág págs pag p pp cap fig figs "
    "tel tfno ej etc aprox vs vol ed eds et al i.e e.g p.ej ee.uu jr inc ltd co corp dept approx est min max".split()
)
# A run of stops is looked at from its first one, once: from each of them, 20,000 dots in a line would take seconds.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'»”’)\]]*+(?=\s|$)|\n\s*\n|\n(?=\s*(?:[-*•·]|\d++[.)])\s)")
_BLANK = re.compile(r"\s*")
_LONGEST_WORD = 40
_LAST_WORD = re.compile(r"[\w.ºª]+$")


def spans(text: str) -> list[tuple[int, int]]:
    """Return half-open spans in order, without surrounding white space. A blank line and a list item also end a sentence."""
    sentences: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and not _ends_here(text, start, match):
            continue
        _append(sentences, text, start, match.end())
        start = match.end()
    _append(sentences, text, start, len(text))
    return sentences


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether a full stop ends a sentence: not after an abbreviation, an initial or a list number."""
    word = _LAST_WORD.search(text, max(start, match.start() - _LONGEST_WORD), match.start())
    if word is None:
        return True
    stem = word.group().lower()
    if stem in _ABBREVIATIONS or (len(stem) == 1 and stem.isalpha()):
        return False
    following = text[match.end() : match.end() + 40].lstrip()
    blank = _BLANK.match(text, start, word.start())
    if stem.isdigit() and blank is not None and blank.end() == word.start():
        return False  # "1. Introduction"
    return not following[:1].islower()


def _append(sentences: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        sentences.append((start, end))
