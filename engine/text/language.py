"""Tells Spanish from English by function words and letters. A short question is enough."""

from __future__ import annotations

import re
from typing import Literal

from engine.text.tokens import STOP_WORDS, words

Language = Literal["es", "en"]

_SPANISH_LETTERS = re.compile("[áéíóúñ¿¡]", re.IGNORECASE)
_SHARED = STOP_WORDS["es"] & STOP_WORDS["en"]
_SPANISH_ENDINGS = ("cion", "dad", "mente", "illo", "illa", "ar", "er", "ir", "os", "as", "o", "a")


def detect_language(text: str, default: Language = "es") -> Language:
    """Return the language with more stop words; after a tie that of the letters, then of the word endings, then `default`."""
    tokens = list(words(text[:4000]))
    score = sum((w in STOP_WORDS["es"]) - (w in STOP_WORDS["en"]) for w in tokens if w not in _SHARED)
    if score == 0:
        score = len(_SPANISH_LETTERS.findall(text))
    if score == 0 and tokens:
        endings = sum(w.endswith(_SPANISH_ENDINGS) for w in tokens) / len(tokens)
        score = 1 if endings > 0.6 else -1 if endings < 0.4 else 0
    return default if score == 0 else "es" if score > 0 else "en"
