"""The level that fits a text is told by what the text changes, whatever letter a model likes best."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.capabilities.documents.api.grading import RubricCriterion, RubricLevel
from engine.capabilities.documents.grading.judge import Judge
from engine.models.interfaces import ChatMessage
from engine.protocol.cancellation import IsCancelled
from tests.support.fake_text_model import FakeTextModel
from tests.support.harness import never

LEVELS = tuple(RubricLevel(name, points, f"It is {name}.") for points, name in enumerate(("poor", "fair", "good"), 1))
CRITERION = RubricCriterion("Order", 1.0, LEVELS)


class PartialModel(FakeTextModel):
    """Likes the last letter; a text that names a level makes its option a little likelier."""

    def answer_probabilities(
        self, turns: Sequence[ChatMessage], answers: Sequence[str], is_cancelled: IsCancelled
    ) -> tuple[float, ...]:
        text = turns[-1].text
        judged = text.split('"""')[1]
        chances = [0.05, 0.1, 0.85][-len(answers) :]
        for at, answer in enumerate(answers):
            option = next(line for line in text.splitlines() if line.startswith(f"{answer}) "))
            if any(level.name in judged and level.description in option for level in LEVELS):
                chances[at] *= 1.5
        return tuple(chance / sum(chances) for chance in chances)


def test_a_liking_for_letters_does_not_count() -> None:
    judge = Judge(PartialModel('{"reason": "It says so."}'), "en", never)
    chosen = [judge.choose(CRITERION, [f"This is {level.name}."]).name for level in LEVELS]
    assert chosen == ["poor", "fair", "good"]
    assert judge.explain(CRITERION, LEVELS[0], ["This is poor."]) == "It says so."


def test_a_long_text_is_cut_to_what_the_model_can_read() -> None:
    model = PartialModel()
    judge = Judge(model, "en", never)
    assert judge.choose(CRITERION, ["word " * 5_000, "poor"]).name in ("poor", "fair", "good")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Solo da opiniones, lo que no corresponde al nivel Suficiente.", "Solo da opiniones."),
        ("It gives opinions, which does not meet the level Fair.", "It gives opinions."),
        ("No compara con otros estudios.", "No compara con otros estudios."),
    ],
)
def test_a_reason_does_not_deny_the_level_that_it_explains(written: str, shown: str) -> None:
    judge = Judge(PartialModel(f'{{"reason": "{written}"}}'), "es", never)
    assert judge.explain(CRITERION, LEVELS[0], ["Los resultados son buenos."]) == shown
