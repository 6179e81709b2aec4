"""Which of our two languages a text is in, from its function words and letters; good from a short question on."""

from __future__ import annotations

import re
from typing import Literal

from engine.text.tokens import STOP_WORDS, words

Language = Literal["es", "en"]

_SPANISH_LETTERS = re.compile("[áéíóúñ¿¡]", re.IGNORECASE)
_SHARED = STOP_WORDS["es"] & STOP_WORDS["en"]
_SPANISH_ENDINGS = ("cion", "dad", "mente", "illo", "illa", "ar", "er", "ir", "os", "as", "o", "a")


def detect(text: str, default: Language = "es") -> Language:
    """The language whose stop words weigh more; then its letters, then word endings; `default` for a tie."""
    found = list(words(text[:4000]))
    score = sum((w in STOP_WORDS["es"]) - (w in STOP_WORDS["en"]) for w in found if w not in _SHARED)
    if score == 0:
        score = len(_SPANISH_LETTERS.findall(text))
    if score == 0 and found:
        endings = sum(w.endswith(_SPANISH_ENDINGS) for w in found) / len(found)
        score = 1 if endings > 0.6 else -1 if endings < 0.4 else 0
    return default if score == 0 else "es" if score > 0 else "en"
