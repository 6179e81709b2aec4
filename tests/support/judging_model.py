"""A fake text model that judges: of lettered options it prefers those that a test names."""

from __future__ import annotations

from collections.abc import Sequence

from engine.models.interfaces import ChatMessage
from engine.protocol.cancellation import IsCancelled
from tests.support.fake_text_model import FakeTextModel


class JudgingTextModel(FakeTextModel):
    """`preferred` are words of options; without any text to judge, all options are alike."""

    def __init__(self, preferred: Sequence[str], answer: str = '{"reason": "Por lo que dice."}') -> None:
        super().__init__(answer)
        self.preferred = preferred
        self.judged: list[str] = []

    def answer_probabilities(
        self, turns: Sequence[ChatMessage], answers: Sequence[str], is_cancelled: IsCancelled
    ) -> tuple[float, ...]:
        super().answer_probabilities(turns, answers, is_cancelled)
        text = turns[-1].text
        self.judged.append(text)
        if '"""\n…\n"""' in text:
            return tuple(1 / len(answers) for _ in answers)
        options = [next(line for line in text.splitlines() if line.startswith(f"{answer}) ")) for answer in answers]
        chances = [1 + 8 * any(words in option for words in self.preferred) for option in options]
        return tuple(chance / sum(chances) for chance in chances)
