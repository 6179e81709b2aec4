"""Identifies the language of a text by naive Bayes over byte n-grams (langid.py; Lui & Baldwin, 2012).

`language` tells Spanish from English in a short question and needs no model.
"""

from __future__ import annotations

from typing import Any

LONGEST_READ = 20_000
"""Characters of a text that are read: more changes nothing."""
UNSURE_BELOW = 0.2
"""Below this probability the answer is a guess among related languages, or there are too few letters."""
LANGUAGE_CODES = (
    "af ar az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr ht hu hy id is it ja ka kk km kn ko ku "
    "ky la lb lo lt lv mg mk ml mn mr ms mt my ne nl no oc pa pl ps pt qu ro ru si sk sl so sq sr sv sw ta te tg th tl tr uk "
    "ur uz vi yo zh zu"
).split()
"""ISO 639-1. Fewer than the model has: rare languages would only win by accident."""


class LanguageIdentifier:
    """Loads its tables (0.6 s) at the first call."""

    def __init__(self) -> None:
        self._model: Any = None  # py3langid has no types

    def probabilities(self, text: str, most: int = 3) -> list[tuple[str, float]]:
        """Return the most likely (code, probability), best first; empty for a text without letters."""
        letters = "".join(c if c.isalpha() or c in "'’-" else " " for c in text[:LONGEST_READ])
        if not letters.strip(" '’-"):
            return []
        return [(code, float(probability)) for code, probability in self._load().rank(" ".join(letters.split()))[:most]]

    def _load(self) -> Any:  # py3langid has no types
        if self._model is None:
            from py3langid import langid

            self._model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
            self._model.set_languages(LANGUAGE_CODES)
        return self._model
