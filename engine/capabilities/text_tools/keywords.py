"""Keywords of a text, and the language it is in."""

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
from engine.capabilities.text_tools.validation import validated_text
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing, TextEmpty
from engine.text.keywords import KeyPhrase, candidate_phrases, extract_key_phrases, overlaps
from engine.text.language_identification import UNSURE_BELOW, LanguageIdentifier
from engine.text.patterns import find_patterns

if TYPE_CHECKING:
    from engine.models.interfaces import Embeddings

MAX_CANDIDATES = 60
"""Phrases that are ranked by meaning."""
MEANING_WEIGHT, DIVERSITY_WEIGHT = 0.7, 0.3
"""Weights of a phrase's similarity to the whole text (the rest is its score by words), and of being unlike those chosen.

Five keywords of 39 Cranfield abstracts hold .30 of their titles' words, of 32 SQuAD-es paragraphs .47 of those asked about;
by the score of words alone .23 and .34."""
SEPARATOR = "; "
BEGINNING = 4_000
"""Characters: more than an embedder reads."""


class KeywordFinder:
    """Handlers of FIND_KEYWORDS and IDENTIFY_LANGUAGE."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool, self._languages = pool, LanguageIdentifier()

    def find(self, request: FindKeywords, _: IsCancelled) -> Keywords:
        """Return the keywords, the best first. Raises TextEmpty, TextTooLong."""
        text = _without_patterns(validated_text(request.text))
        phrases = self._rank_by_meaning(text, request.limit) if request.diverse else []
        phrases = phrases or extract_key_phrases(text, request.limit)
        if not phrases:
            raise TextEmpty
        return Keywords(tuple(Keyword(phrase.text, round(phrase.score, 4), phrase.count) for phrase in phrases))

    def identify(self, request: IdentifyLanguage, _: IsCancelled) -> LanguageGuesses:
        """Return the likeliest languages. Raises TextEmpty."""
        guesses = self._languages.probabilities(request.text, request.limit)
        if not guesses:
            raise TextEmpty
        listed = tuple(LanguageGuess(code, round(probability, 4)) for code, probability in guesses)
        return LanguageGuesses(listed, guesses[0][1] >= UNSURE_BELOW)

    def _rank_by_meaning(self, text: str, limit: int) -> list[KeyPhrase]:
        """Return phrases similar to the text and unlike each other; none without an embedder."""
        phrases = candidate_phrases(text)[:MAX_CANDIDATES]
        try:
            with self._pool.embedder() as embedder:
                text_vector = embedder.embed_passages([text[:BEGINNING]])[0]
                vectors = embedder.embed_passages([phrase.text for phrase in phrases])
        except ModelMissing:
            return []
        return _maximal_marginal_relevance(phrases, text_vector, vectors, limit) if phrases else []


def _without_patterns(text: str) -> str:
    """Return the text without addresses, dates, amounts and other spans that are no words."""
    matches = find_patterns(text)
    ends, starts = [0, *(match.end for match in matches)], [*(match.start for match in matches), len(text)]
    return SEPARATOR.join(text[end:start] for end, start in zip(ends, starts, strict=True))


def _maximal_marginal_relevance(
    phrases: list[KeyPhrase], text_vector: Embeddings, vectors: Embeddings, limit: int
) -> list[KeyPhrase]:
    """Choose relevant and diverse phrases (Carbonell & Goldstein, 1998).

    `text_vector` is [dimensions], `vectors` [phrases, dimensions]. Cosines are stretched to 0–1 since e5's lie close
    together.
    """
    import numpy as np

    word_scores = np.array([phrase.score for phrase in phrases]) ** 0.5
    relevance = word_scores * (1 - MEANING_WEIGHT) + _stretch(vectors @ text_vector) * MEANING_WEIGHT
    similarity = _stretch(vectors @ vectors.T)
    remaining, chosen = relevance.copy(), list[int]()
    while len(chosen) < limit and remaining.max() > -np.inf:
        best = int(remaining.argmax())
        chosen.append(best)
        redundant = [overlaps(phrase, phrases[best]) for phrase in phrases]
        penalised = relevance - DIVERSITY_WEIGHT * similarity[:, best]
        remaining = np.where(redundant, -np.inf, np.minimum(remaining, penalised))
    chosen.sort(key=lambda at: -relevance[at])
    best_relevance = relevance[chosen[0]]
    return [KeyPhrase(phrases[at].text, float(relevance[at] / best_relevance), phrases[at].count) for at in chosen]


def _stretch(cosines: Embeddings) -> Embeddings:
    span = float(cosines.max() - cosines.min())
    stretched: Embeddings = (cosines - cosines.min()) / (span or 1.0)
    return stretched
