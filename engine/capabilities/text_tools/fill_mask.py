"""What a masked or a next-sentence model says of a text."""

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
from engine.capabilities.text_tools.validation import sound
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled

LONGEST = 20_000
"""Characters. These models read one window."""


class GapFiller:
    """Each raises TextEmpty, TextTooLong and ModelMissing."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def fill(self, request: FillMask, _: IsCancelled) -> FilledMasks:
        """Raises MaskMissing too."""
        with self._pool.masked_model(request.model) as model:
            found = model.fill(sound(request.text, LONGEST), request.limit)
            return FilledMasks(tuple(tuple(MaskCandidate(f.text, round(f.score, 4)) for f in gap) for gap in found), model.id)

    def judge(self, request: ScoreSentence, _: IsCancelled) -> SentenceLikelihood:
        with self._pool.masked_model(request.model) as model:
            words = tuple(WordLikelihood(a, b, round(c, 4)) for a, b, c in model.pseudo_log_likelihood(sound(request.text, LONGEST)))
            total = sum(word.log_probability for word in words)
            return SentenceLikelihood(words, round(total, 4), round(-total / max(len(words), 1), 4), model.id)

    def judge_next(self, request: ScoreNextSentence, _: IsCancelled) -> NextSentenceScore:
        with self._pool.next_sentence(request.model) as model:
            share = model.next_sentence_probability(sound(request.first, LONGEST), sound(request.second, LONGEST))
            return NextSentenceScore(round(share, 4), model.id)
