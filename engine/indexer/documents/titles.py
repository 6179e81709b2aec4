"""Tells the titles of a document that gives its headings no style: bold or upper-case lines, numbered ones, clauses by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

LONGEST_TITLE = 90
"""Characters."""
MOST_WORDS = 14
LEAST_LETTERS = 4
MOST_SHARE = 0.5
"""Share of a document's paragraphs that are titles, at most: where there are more, bold is only its look."""
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})(?:[.)]?[-–]?|\.-)\s+(?=[^\W\d_]{2})")
_NAMED = re.compile(
    r"(?:cl[áa]usula|art[íi]culo|cap[íi]tulo|secci[óo]n|t[íi]tulo|anexo|ap[ée]ndice|parte|estipulaci[óo]n|disposici[óo]n|"
    r"clause|article|chapter|section|annex|appendix|part|schedule)\s+(?:\d{1,3}|[IVXLC]{1,6}|[a-záéíóú]+(?:era|unda|arta|inta|exta|tima|"
    r"tava|ena|ima|imo|ero|undo|arto|into|exto|avo|eno)|[ÚU]NICA|[úu]nica|[A-H])\b(?!,)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.,;?!…]$")
_STOPS = re.compile(r"[.!?…]\s+\S")


class PossibleTitle(NamedTuple):
    """A paragraph that may be a title: its place, its level, and whether only its number says so."""

    page: int
    start: int
    text: str
    level: int
    paragraph: int
    is_only_numbered: bool


def possible_level(text: str, is_bold: bool) -> tuple[int, bool]:
    """Return (level from 1, whether only its number makes it a title) of a line that may be a title, else level 0."""
    if len(text) > LONGEST_TITLE or "\n" in text or "\t" in text or len(text.split()) > MOST_WORDS:
        return 0, False
    letters = sum(map(str.isalpha, text))
    if letters < LEAST_LETTERS or text.endswith((":", ",", ";")):
        return 0, False
    number = _NUMBER.match(text)
    level = number[1].count(".") + 1 if number else 1
    if is_bold or text.isupper():
        return level, False
    if _SENTENCE_END.search(text) and not _NAMED.fullmatch(text.rstrip(".")):
        return 0, False
    named = _NAMED.match(text)
    if named and not _STOPS.search(text[named.end() + 2 :]):
        return 1, False
    return (level, True) if number and text[number.end()].isupper() else (0, False)


def titles_of(found: Sequence[PossibleTitle], paragraphs: int) -> list[PossibleTitle]:
    """Return which of the possible titles are titles: a list of short points is none, nor are lines that all look alike."""
    numbered = [title for title in found if title.is_only_numbered]
    follows = {(title.paragraph, title.level) for title in numbered}
    alone = [title for title in numbered if (title.paragraph + 1, title.level) not in follows]
    others = len(found) - len(numbered)
    if 2 * len(alone) <= len(numbered) or len(alone) + others < 2:
        alone = []
    kept = [title for title in found if not title.is_only_numbered or title in alone]
    return kept if len(kept) <= MOST_SHARE * paragraphs else []
