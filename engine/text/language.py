"""Tells Spanish from English by function words and letters. A short question is enough."""

from __future__ import annotations

import re
from typing import Literal

from engine.text.tokens import STOP_WORDS, words

Language = Literal["es", "en"]

FEWEST_FOREIGN = 3
"""Function words of the other language below which a text is not said to be in it; a finished text of a few words needs 2."""
FOREIGN_SHARE, OWN_FACTOR = 0.2, 4
"""The other language's part of all words, and how many times as many function words it needs as the right one."""
STRANGE_SHARE = 0.3
"""Part of the letters in another script."""
_SPANISH_LETTERS = re.compile("[áéíóúñ¿¡]", re.IGNORECASE)
_SHARED = STOP_WORDS["es"] & STOP_WORDS["en"]
_SPANISH_ENDINGS = ("cion", "dad", "mente", "illo", "illa", "ar", "er", "ir", "os", "as", "o", "a")
_NOT_PROSE = re.compile(
    r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)|`[^`\n]*`|\"[^\"\n]*\"|“[^”\n]*”|«[^»\n]*»"
    r"|^[ \t]*[>|][^\n]*$|^[ \t]*(?:[-*+•]|\d+[.)])[ \t]+(?:[^\s]+[ \t]+){0,7}[^\s]*$",
    re.DOTALL | re.MULTILINE,
)
"""Code, quotations, tables and short list items: they are often in another language for good reason."""
_NAMES_LANGUAGE = re.compile(
    r"\b(?:traduc\w*|traduz\w*|translat\w*|(?:en|al|del|in|into|to|from)\s+(?:\w+\s+)?(?:ingles|espanol|castellano|frances|aleman"
    r"|italiano|portugues|catalan|gallego|euskera|chino|japones|arabe|ruso|latin|english|spanish|french|german|italian"
    r"|portuguese|chinese|japanese|arabic|russian)|idioma|lengua|language)\b"
)


def detect_language(text: str, default: Language = "es") -> Language:
    """Return the language with more stop words; after a tie that of the letters, then of the word endings, then `default`."""
    tokens = list(words(text[:4000]))
    score = _stop_words(tokens, "es") - _stop_words(tokens, "en")
    if score == 0:
        score = len(_SPANISH_LETTERS.findall(text))
    if score == 0 and tokens:
        endings = sum(w.endswith(_SPANISH_ENDINGS) for w in tokens) / len(tokens)
        score = 1 if endings > 0.6 else -1 if endings < 0.4 else 0
    return default if score == 0 else "es" if score > 0 else "en"


def is_in_other_language(text: str, language: Language, *, is_finished: bool = False) -> bool:
    """Return whether the prose of a text is clearly not in `language`: in the other of the two, or in another script.

    Code, quotations, lists and tables are left out. False in doubt, and for a text too short to tell.
    """
    prose = _NOT_PROSE.sub(" ", text)
    tokens = list(words(prose))
    if _strange_share(prose) > STRANGE_SHARE:
        return True
    foreign, own = _stop_words(tokens, "en" if language == "es" else "es"), _stop_words(tokens, language)
    fewest = FEWEST_FOREIGN - is_finished
    return foreign >= fewest and foreign >= own * OWN_FACTOR and foreign >= FOREIGN_SHARE * len(tokens)


def may_change_language(request: str) -> bool:
    """Return whether a request asks for another language, or about one: its answer may be in any."""
    return bool(_NAMES_LANGUAGE.search(" ".join(words(request))))


def _stop_words(tokens: list[str], language: Language) -> int:
    return sum(word in STOP_WORDS[language] and word not in _SHARED for word in tokens)


def _strange_share(text: str) -> float:
    """Return the part of the letters that no language in Latin script uses; 0 for a text of few letters."""
    letters = [c for c in text if c.isalpha()]
    return sum(c > "\u024f" for c in letters) / len(letters) if len(letters) >= 8 else 0.0
