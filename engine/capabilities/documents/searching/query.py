"""Parts of a query besides its words: phrases in quotation marks, numbers, names, and the language it is in."""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

from engine.text.language import Language, detect_language
from engine.text.names import names
from engine.text.numbers import digit_numbers
from engine.text.tokens import STOP_WORDS, is_stop_word, words

_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|„([^“”]+)[“”]")
_SPANISH_LETTERS = re.compile("[áéíóúñ¿¡]", re.IGNORECASE)
_SHARED = STOP_WORDS["es"] & STOP_WORDS["en"]


class Query(msgspec.Struct, frozen=True, dict=True):
    """A query as a person wrote it."""

    text: str

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """The phrases in quotation marks, which passages have to hold as they are."""
        found = (next(filter(None, match.groups())) for match in _QUOTED.finditer(self.text))
        return tuple(phrase for text in found if (phrase := " ".join(words(text))))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of two digits and more, in one spelling."""
        return frozenset(number for number in digit_numbers(self.text) if sum(map(str.isdigit, number)) > 1)

    @cached_property
    def neutral(self) -> str:
        """The words that are the same in any language: names and numbers."""
        found = [word for word in words(self.text) if any(map(str.isdigit, word))]
        return " ".join((*names(self.text), *found))

    @cached_property
    def language(self) -> Language | None:
        """The language of the query, None where it is not plainly one of the two."""
        said = [word for word in words(self.text) if is_stop_word(word) and word not in _SHARED]
        spanish = sum(word in STOP_WORDS["es"] for word in said)
        if spanish * 2 == len(said) and not _SPANISH_LETTERS.search(self.text):
            return None
        return detect_language(self.text)
