"""Which entries of the command palette match what was typed, in which order, and where the words stand in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, TypeVar


class PaletteEntry(Protocol):
    """One line; `title` and `kind` (as "Document") are in the user's language."""

    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def run(self) -> Callable[[], None]: ...
    @property
    def shortcut(self) -> str: ...


EntryT = TypeVar("EntryT", bound=PaletteEntry)


class TitleMatch(NamedTuple):
    """`rank` orders the matches, lower first; `spans` are the words found: (start, end) in characters of the title."""

    rank: int
    spans: tuple[tuple[int, int], ...]


def fold(text: str) -> str:
    """Return lower case without accents and of the same length, so that "revision" finds "Revisión"."""
    return "".join(_fold_character(character) for character in text)


def match_title(typed: str, title: str) -> TitleMatch | None:
    """Find every typed word in the title; None when one is missing.

    Ranks: the whole title, its beginning, words that begin with the typed ones in their order, in any order, inside words.
    """
    query, folded = fold(" ".join(typed.split())), fold(title)
    starts = [_find_word_start(folded, word) for word in query.split()]
    insides = [folded.find(word) for word in query.split()]
    if min(insides, default=0) < 0:
        return None
    places = [inside if start is None else start for start, inside in zip(starts, insides, strict=True)]
    spans = tuple(sorted({(place, place + len(word)) for place, word in zip(places, query.split(), strict=True)}))
    if folded == query:
        rank = 0
    elif folded.startswith(query):
        rank = 1
    elif None in starts:
        rank = 4
    else:
        rank = 2 if places == sorted(places) else 3
    return TitleMatch(rank, spans)


def ranked_entries(typed: str, entries: Sequence[EntryT]) -> list[tuple[EntryT, TitleMatch]]:
    """Return the entries that match, best first and else in the order given; all in that order when nothing is typed."""
    matches = [(entry, match) for entry in entries if (match := match_title(typed, entry.title)) is not None]
    return sorted(matches, key=lambda pair: pair[1].rank) if typed.strip() else matches


def _find_word_start(text: str, word: str) -> int | None:
    """Return where a word of the text begins with `word`; None when no word does."""
    place = text.find(word)
    while place >= 0:
        if place == 0 or not text[place - 1].isalnum():
            return place
        place = text.find(word, place + 1)
    return None


def _fold_character(character: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", character.casefold()) if not unicodedata.combining(c))
    return plain if len(plain) == 1 else character
