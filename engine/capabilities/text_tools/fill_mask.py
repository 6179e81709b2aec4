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
from engine.context import Cancelled
from engine.models.interfaces import Residents

LONGEST = 20_000
"""Characters. These models read one window."""


class GapFiller:
    """Each raises TextEmpty, TextTooLong and ModelMissing."""

    def __init__(self, residents: Residents) -> None:
        self._residents = residents

    def fill(self, request: FillGaps, _: Cancelled) -> Gaps:
        """Raises MaskMissing too."""
        with self._residents.masked_model(request.model) as model:
            found = model.fill(sound(request.text, LONGEST), request.most)
            return Gaps(tuple(tuple(Filling(f.text, round(f.share, 4)) for f in gap) for gap in found), model.id)

    def judge(self, request: JudgeSentence, _: Cancelled) -> Judged:
        with self._residents.masked_model(request.model) as model:
            words = tuple(JudgedWord(a, b, round(c, 4)) for a, b, c in model.plausibility(sound(request.text, LONGEST)))
            total = sum(word.log_probability for word in words)
            return Judged(words, round(total, 4), round(-total / max(len(words), 1), 4), model.id)

    def judge_next(self, request: JudgeNext, _: Cancelled) -> JudgedNext:
        with self._residents.next_sentence(request.model) as model:
            share = model.follows(sound(request.first, LONGEST), sound(request.second, LONGEST))
            return JudgedNext(round(share, 4), model.id)
