"""What a masked or a next-sentence model says of a text."""

from __future__ import annotations

from engine.capabilities.text_tools.api import (
    FillGaps,
    Filling,
    Gaps,
    Judged,
    JudgedNext,
    JudgedWord,
    JudgeNext,
    JudgeSentence,
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

    def fill(self, request: FillGaps, _: IsCancelled) -> Gaps:
        """Raises MaskMissing too."""
        with self._pool.masked_model(request.model) as model:
            found = model.fill(sound(request.text, LONGEST), request.most)
            return Gaps(tuple(tuple(Filling(f.text, round(f.share, 4)) for f in gap) for gap in found), model.id)

    def judge(self, request: JudgeSentence, _: IsCancelled) -> Judged:
        with self._pool.masked_model(request.model) as model:
            words = tuple(JudgedWord(a, b, round(c, 4)) for a, b, c in model.plausibility(sound(request.text, LONGEST)))
            total = sum(word.log_probability for word in words)
            return Judged(words, round(total, 4), round(-total / max(len(words), 1), 4), model.id)

    def judge_next(self, request: JudgeNext, _: IsCancelled) -> JudgedNext:
        with self._pool.next_sentence(request.model) as model:
            share = model.follows(sound(request.first, LONGEST), sound(request.second, LONGEST))
            return JudgedNext(round(share, 4), model.id)
