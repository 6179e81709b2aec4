"""Masked language models: words for a mask, the likelihood of a sentence, and whether one sentence follows another."""

from __future__ import annotations

from engine.capabilities.text_tools.api import (
    FilledMasks,
    FillMask,
    MaskCandidate,
    NextSentenceScore,
    ScoreNextSentence,
    ScoreSentence,
    SentenceLikelihood,
    WordLikelihood,
)
from engine.capabilities.text_tools.validation import validated_text
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled

MAX_CHARACTERS = 20_000
"""These models read one window."""


class MaskedModelTools:
    """Handlers of FILL_MASK, SCORE_SENTENCE and SCORE_NEXT_SENTENCE. Each raises TextEmpty, TextTooLong, ModelMissing."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def fill(self, request: FillMask, _: IsCancelled) -> FilledMasks:
        """Return the candidates of each [MASK]. Raises MaskMissing too."""
        with self._pool.masked_model(request.model) as model:
            masks = model.fill(validated_text(request.text, MAX_CHARACTERS), request.limit)
            candidates = (
                tuple(MaskCandidate(candidate.text, round(candidate.score, 4)) for candidate in mask) for mask in masks
            )
            return FilledMasks(tuple(candidates), model.id)

    def score_sentence(self, request: ScoreSentence, _: IsCancelled) -> SentenceLikelihood:
        """Return the log-probability of each word given all others (pseudo-log-likelihood, Salazar et al., 2020)."""
        with self._pool.masked_model(request.model) as model:
            scored = model.pseudo_log_likelihood(validated_text(request.text, MAX_CHARACTERS))
            words = tuple(WordLikelihood(start, end, round(score, 4)) for start, end, score in scored)
            total = sum(word.log_probability for word in words)
            return SentenceLikelihood(words, round(total, 4), round(-total / max(len(words), 1), 4), model.id)

    def score_next_sentence(self, request: ScoreNextSentence, _: IsCancelled) -> NextSentenceScore:
        """Return the probability that the second sentence follows the first."""
        with self._pool.next_sentence(request.model) as model:
            first, second = (validated_text(text, MAX_CHARACTERS) for text in (request.first, request.second))
            return NextSentenceScore(round(model.next_sentence_probability(first, second), 4), model.id)
