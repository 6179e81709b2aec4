"""What a text is about, in its own words, and which language it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.capabilities.text_tools.api import (
    FindKeywords,
    IdentifyLanguage,
    Keyword,
    Keywords,
    LanguageGuess,
    LanguageGuesses,
)
from engine.capabilities.text_tools.validation import sound
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing, TextEmpty
from engine.text import patterns
from engine.text.keywords import KeyPhrase
from engine.text.keywords import candidate_phrases, extract_key_phrases, overlaps
from engine.text.language_identification import UNSURE_BELOW, LanguageIdentifier

if TYPE_CHECKING:
    from engine.models.interfaces import Embeddings

CANDIDATES = 60
"""Phrases that are weighed by meaning."""
MEANING, VARIETY = 0.7, 0.3
"""Weights of likeness to the whole text beside the words' own share, and of being unlike those already chosen.

Five keywords of 39 Cranfield abstracts hold .30 of their titles' words, of 32 SQuAD-es paragraphs .47 of those asked about;
by the words' own share alone .23 and .34."""
APART = "; "
BEGINNING = 4_000
"""Characters: more than an embedder reads."""


class KeywordFinder:
    def __init__(self, pool: ModelPool) -> None:
        self._pool, self._languages = pool, LanguageIdentifier()

    def find(self, request: FindKeywords, _: IsCancelled) -> Keywords:
        """Raises TextEmpty, TextTooLong."""
        text = _in_words(sound(request.text))
        found = self._by_meaning(text, request.limit) if request.diverse else []
        if not found and not (found := extract_key_phrases(text, request.limit)):
            raise TextEmpty
        return Keywords(tuple(Keyword(one.text, round(one.score, 4), one.count) for one in found))

    def identify(self, request: IdentifyLanguage, _: IsCancelled) -> LanguageGuesses:
        """Raises TextEmpty."""
        guesses = self._languages.probabilities(request.text, request.limit)
        if not guesses:
            raise TextEmpty
        return LanguageGuesses(
            tuple(LanguageGuess(code, round(share, 4)) for code, share in guesses), guesses[0][1] >= UNSURE_BELOW
        )

    def _by_meaning(self, text: str, most: int) -> list[KeyPhrase]:
        """Empty without an embedder."""
        found = candidate_phrases(text)[:CANDIDATES]
        try:
            with self._pool.embedder() as embedder:
                whole = embedder.embed_passages([text[:BEGINNING]])[0]
                each = embedder.embed_passages([one.text for one in found])
        except ModelMissing:
            return []
        return _unlike(found, whole, each, most) if found else []


def _in_words(text: str) -> str:
    """Without what is no word: addresses, dates, amounts, numbers of accounts and papers."""
    found = patterns.find_patterns(text)
    ends, starts = [0, *(one.end for one in found)], [*(one.start for one in found), len(text)]
    return APART.join(text[end:start] for end, start in zip(ends, starts, strict=True))


def _unlike(found: list[KeyPhrase], whole: Embeddings, each: Embeddings, most: int) -> list[KeyPhrase]:
    """Maximal marginal relevance (Carbonell & Goldstein, 1998), cosines stretched to 0–1 since e5's lie close together."""
    import numpy as np

    worth = np.array([one.score for one in found]) ** 0.5 * (1 - MEANING) + _stretched(each @ whole) * MEANING
    between = _stretched(each @ each.T)
    left, chosen = worth.copy(), list[int]()
    while len(chosen) < most and left.max() > -np.inf:
        best = int(left.argmax())
        chosen.append(best)
        said = [overlaps(one, found[best]) for one in found]
        left = np.where(said, -np.inf, np.minimum(left, worth - VARIETY * between[:, best]))
    chosen.sort(key=lambda at: -worth[at])
    return [KeyPhrase(found[at].text, float(worth[at] / worth[chosen[0]]), found[at].count) for at in chosen]


def _stretched(cosines: Embeddings) -> Embeddings:
    span = float(cosines.max() - cosines.min())
    stretched: Embeddings = (cosines - cosines.min()) / (span or 1.0)
    return stretched
