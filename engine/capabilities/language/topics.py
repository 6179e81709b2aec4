"""What a text is about, in its own words, and which language it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.capabilities.language.api import (
    FindKeywords,
    IdentifyLanguage,
    Keyword,
    Keywords,
    LanguageGuess,
    LanguageGuesses,
)
from engine.capabilities.language.sound import sound
from engine.house import Cancelled
from engine.models.kinds import Residents
from engine.protocol.errors import ModelMissing, TextEmpty
from engine.text.keywords import keywords
from engine.text.languages import UNSURE, Languages

if TYPE_CHECKING:
    from engine.models.kinds import Embeddings

CANDIDATES = 4
"""Times as many as are asked for are weighed by meaning."""
MEANING, VARIETY = 0.5, 0.3
"""Weights of likeness to the whole text beside the words' own share, and of being unlike those already chosen."""
BEGINNING = 4_000
"""Characters: more than an embedder reads."""


class KeywordFinder:
    def __init__(self, residents: Residents) -> None:
        self._residents, self._languages = residents, Languages()

    def find(self, request: FindKeywords, _: Cancelled) -> Keywords:
        """Raises TextEmpty, TextTooLong."""
        text = sound(request.text)
        found = [Keyword(*one) for one in _candidates(text, request.most * CANDIDATES)]
        if not found:
            raise TextEmpty
        if request.varied and len(found) > 1:
            found = self._varied(text, found)
        return Keywords(tuple(found[: request.most]))

    def identify(self, request: IdentifyLanguage, _: Cancelled) -> LanguageGuesses:
        """Raises TextEmpty."""
        guesses = self._languages.shares(request.text, request.most)
        if not guesses:
            raise TextEmpty
        return LanguageGuesses(
            tuple(LanguageGuess(code, round(share, 4)) for code, share in guesses), guesses[0][1] >= UNSURE
        )

    def _varied(self, text: str, found: list[Keyword]) -> list[Keyword]:
        try:
            with self._residents.embedder() as embedder:
                vectors = embedder.embed_passages([text[:BEGINNING], *(one.text for one in found)])
        except ModelMissing:
            return found
        return [found[at] for at in _unlike(vectors[0], vectors[1:], [one.share for one in found])]


def _candidates(text: str, most: int) -> list[tuple[str, float, int]]:
    return [(one.text, round(one.share, 4), one.count) for one in keywords(text, most)]


def _unlike(whole: Embeddings, each: Embeddings, shares: list[float]) -> list[int]:
    """Maximal marginal relevance (Carbonell & Goldstein, 1998), cosines stretched to 0–1 since e5's lie close together."""
    import numpy as np

    like = each @ whole
    worth = np.array(shares) ** 0.5 * (1 - MEANING) + _stretched(like) * MEANING
    between = _stretched(each @ each.T)
    chosen = [int(worth.argmax())]
    while len(chosen) < len(shares):
        left = worth - VARIETY * between[:, chosen].max(axis=1)
        left[chosen] = -np.inf
        chosen.append(int(left.argmax()))
    return chosen


def _stretched(cosines: Embeddings) -> Embeddings:
    span = float(cosines.max() - cosines.min())
    stretched: Embeddings = (cosines - cosines.min()) / (span or 1.0)
    return stretched
