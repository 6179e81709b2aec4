"""Types and methods of the counter. Types only."""

from __future__ import annotations

import msgspec

from engine.protocol.errors import TextError
from engine.protocol.method import Method

COUNTS = "counts"
"""The noun of change: a page that shows counts reads them again."""


class NothingToCount(TextError):
    kind = "nothing_to_count"
    sentence = "There is nothing to count in “{name}”. Write a word."


class CountWords(msgspec.Struct, frozen=True):
    text: str


class WordCount(msgspec.Struct, frozen=True):
    words: int


COUNT: Method[CountWords, None, WordCount] = Method("counter.count", CountWords, None, WordCount)


class LongestWord(msgspec.Struct, frozen=True):
    text: str


class Longest(msgspec.Struct, frozen=True):
    word: str


LONGEST: Method[LongestWord, None, Longest] = Method("counter.longest", LongestWord, None, Longest)
