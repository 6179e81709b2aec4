"""Which of the world's larger languages a text is in, by naive Bayes over byte n-grams (langid.py; Lui & Baldwin, 2012).

For telling Spanish from English in a short question see `language`, which needs no model.
"""

from __future__ import annotations

from typing import Any

LONGEST = 20_000
"""Characters looked at: more changes nothing."""
UNSURE = 0.2
"""Below this share the answer is a guess among relatives, or there are too few letters."""
KNOWN = (
    "af ar az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr ht hu hy id is it ja ka kk km kn ko ku "
    "ky la lb lo lt lv mg mk ml mn mr ms mt my ne nl no oc pa pl ps pt qu ro ru si sk sl so sq sr sv sw ta te tg th tl tr uk "
    "ur uz vi yo zh zu"
).split()
"""ISO 639-1. Fewer than the model has: those nobody here writes would only win by accident."""


class Languages:
    """Reads its tables (0.6 s) when first asked."""

    def __init__(self) -> None:
        self._model: Any = None

    def shares(self, text: str, most: int = 3) -> list[tuple[str, float]]:
        """The likeliest, best first, with shares of 1; empty for a text without letters."""
        letters = "".join(c if c.isalpha() or c in "'’-" else " " for c in text[:LONGEST])
        if not letters.strip(" '’-"):
            return []
        return [(code, float(share)) for code, share in self._opened().rank(" ".join(letters.split()))[:most]]

    def _opened(self) -> Any:
        if self._model is None:
            from py3langid import langid

            self._model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
            self._model.set_languages(KNOWN)
        return self._model
