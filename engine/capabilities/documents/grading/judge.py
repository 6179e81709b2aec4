"""Lets the chat model choose the level of a criterion among those of the rubric, and then say why.

A small model that is asked for a letter prefers some letters whatever the text says: one of 1.5 billion parameters took the last
of four with a probability of .93 for a strong text, and for a weak one too. What the text changes in it tells the levels apart.
So the options are listed in both orders, and from the logarithm of each probability most of that without any text is taken away:
where the text changes little, the model's own order decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from contextlib import closing

import msgspec

from engine.capabilities.documents.api.grading import RubricCriterion, RubricLevel
from engine.capabilities.documents.whole.prompt_texts import prompt_text
from engine.models.interfaces import ChatMessage, TextDelta, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.text.language import Language

LONGEST_REASON, REASON_TOKENS = 320, 160
"""Characters of the reason, and tokens."""
LONGEST_DESCRIPTION = 300
"""Characters of what a level takes, as the model reads it."""
CONTEXT_SHARE, MOST_TOKENS = 0.4, 700
"""Of the text: part of the context window, and at most so many, since a person waits while it is read."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LEAST_PROBABILITY = 0.005
NO_TEXT = "…"
PRIOR_WEIGHT = 0.9
"""Of what a model prefers without any text (docs/benchmarks.md, Grading)."""
_DENIAL = re.compile(
    r",? (?:(?:por )?lo (?:que|cual)|y|which|so it|and(?: it)?) (?:no|does not|doesn't|do not) (?:se |le )?"
    r"(?:corresponde|ajusta|cumple|encaja|fit|correspond|match|meet|reach)[^.]*",
    re.IGNORECASE,
)
"""A small model may end a reason by saying that the text does not have the level which it has just been given."""
_REASON = msgspec.json.encode(
    {
        "type": "object",
        "properties": {"reason": {"type": "string", "maxLength": LONGEST_REASON}},
        "required": ["reason"],
        "additionalProperties": False,
    }
).decode()


class Judge:
    """Judges the criteria of one document, in its language."""

    def __init__(self, model: TextModel, language: Language, is_cancelled: IsCancelled) -> None:
        self._model, self._language, self._is_cancelled = model, language, is_cancelled

    def choose(self, criterion: RubricCriterion, passages: Sequence[str]) -> RubricLevel:
        """Return the level that fits the passages. Raises Cancelled, PromptTooLong."""
        judged, unread = (self._logarithms(criterion, self._text(texts)) for texts in (passages, [NO_TEXT]))
        gains = [with_text - PRIOR_WEIGHT * without for with_text, without in zip(judged, unread, strict=True)]
        best = max(range(len(gains)), key=lambda at: gains[at])
        return criterion.levels[best]

    def explain(self, criterion: RubricCriterion, level: RubricLevel, passages: Sequence[str]) -> str:
        """Return why the level fits, in a sentence. Raises Cancelled."""
        question = prompt_text(self._language, "grade_reason").format(
            criterion=_name(criterion), level=": ".join(filter(None, (level.name, _short(level.description))))
        )
        prompt = self._model.prompt([ChatMessage("user", self._text(passages) + question)])
        sampling = Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=REASON_TOKENS, schema=_REASON)
        parts: list[str] = []
        with closing(self._model.generate(prompt, sampling, self._is_cancelled)) as events:
            parts += [event.text for event in events if isinstance(event, TextDelta)]
        if self._is_cancelled():
            raise Cancelled
        return _reason("".join(parts))

    def _logarithms(self, criterion: RubricCriterion, text: str) -> list[float]:
        """Return the mean logarithm of each level's probability over both orders, the levels from the lowest on."""
        upwards = self._probabilities(criterion, criterion.levels, text)
        downwards = self._probabilities(criterion, criterion.levels[::-1], text)[::-1]
        return [_mean([_log(a), _log(b)]) for a, b in zip(upwards, downwards, strict=True)]

    def _probabilities(self, criterion: RubricCriterion, levels: Sequence[RubricLevel], text: str) -> Sequence[float]:
        options = "\n".join(f"{LETTERS[at]}) {_option(level)}" for at, level in enumerate(levels))
        question = prompt_text(self._language, "grade_level").format(criterion=_name(criterion), options=options)
        answers = [LETTERS[at] for at in range(len(levels))]
        return self._model.answer_probabilities([ChatMessage("user", text + question)], answers, self._is_cancelled)

    def _text(self, passages: Sequence[str]) -> str:
        room = min(MOST_TOKENS, int(self._model.context * CONTEXT_SHARE))
        fitting = "\n\n".join(_fitting(self._model, passages, room))
        return prompt_text(self._language, "grade").format(passages=fitting) + "\n\n"


def _fitting(model: TextModel, passages: Sequence[str], tokens: int) -> list[str]:
    """Return as many passages as fit, and of the first at least a part."""
    kept: list[str] = []
    for passage in passages:
        text = passage.replace('"""', '"')
        needed = model.count(text) + 2
        if needed > tokens:
            if not kept:
                kept.append(text[: max(1, len(text) * tokens // needed)])
            break
        tokens -= needed
        kept.append(text)
    return kept


def _option(level: RubricLevel) -> str:
    return _short(level.description) or level.name


def _name(criterion: RubricCriterion) -> str:
    return ". ".join(filter(None, (criterion.name, _short(criterion.description))))


def _reason(written: str) -> str:
    """Return the reason; of one that was cut off what there is."""
    try:
        reason = msgspec.json.decode(written.encode("utf-8", "replace"), type=dict[str, str]).get("reason", "").strip()
    except msgspec.DecodeError:
        reason = written.partition(":")[2].strip(' "}')[:LONGEST_REASON]
    return _DENIAL.sub("", reason)


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= LONGEST_DESCRIPTION else f"{joined[:LONGEST_DESCRIPTION]}…"


def _log(probability: float) -> float:
    return math.log(max(probability, LEAST_PROBABILITY))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
