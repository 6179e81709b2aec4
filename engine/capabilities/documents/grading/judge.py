"""Lets the chat model choose the level of a criterion and say why, within a JSON schema of the rubric's own levels."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import msgspec

from engine.capabilities.documents.api.grading import RubricCriterion
from engine.capabilities.documents.prompt_texts import prompt_text
from engine.models.interfaces import ChatMessage, TextDelta, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.text.language import Language

LONGEST_REASON, LONGEST_ANSWER = 320, 260
"""Characters of the reason, and tokens of the whole answer."""
LONGEST_DESCRIPTION = 400
"""Characters of what a level takes, as the model reads it."""
CONTEXT_SHARE = 0.5
MOST_TOKENS = 800
"""Of the passages: part of the context window, and at most so many, since a person waits while they are read."""


class LevelChoice(msgspec.Struct, frozen=True):
    """What the model said."""

    reason: str
    level: str


@dataclass(frozen=True)
class JudgedText:
    """What the model reads of a document: the headings of its sections, and the passages that the criterion is about."""

    headings: Sequence[str]
    passages: Sequence[str]


def judge(
    model: TextModel, criterion: RubricCriterion, text: JudgedText, language: Language, is_cancelled: IsCancelled
) -> LevelChoice:
    """Return the level that the model chooses for a criterion and its reason. Raises Cancelled, PromptTooLong."""
    names = [level.name for level in criterion.levels]
    prompt = model.prompt([ChatMessage("user", judge_prompt(model, criterion, text, language))])
    sampling = Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=LONGEST_ANSWER, schema=_schema(names))
    written = _write(model, prompt, sampling, is_cancelled)
    try:
        return msgspec.json.decode(written.encode("utf-8", "replace"), type=LevelChoice)
    except msgspec.DecodeError:  # cut off within the reason
        reason = written.partition(": ")[2].strip(' "}')[:LONGEST_REASON]
        level = _write(
            model, prompt, msgspec.structs.replace(sampling, schema=_schema(names, reason=False)), is_cancelled
        )
        return LevelChoice(reason, msgspec.json.decode(level.encode(), type=dict[str, str]).get("level", names[0]))


def judge_prompt(model: TextModel, criterion: RubricCriterion, text: JudgedText, language: Language) -> str:
    """Return what the model is asked."""
    levels = "\n".join(
        f"- {level.name}: {_short(level.description)}" if level.description else f"- {level.name}"
        for level in criterion.levels
    )
    room = min(MOST_TOKENS, int(model.context * CONTEXT_SHARE))
    description = f" {_short(criterion.description)}" if criterion.description else ""
    return prompt_text(language, "grade").format(
        criterion=f"{criterion.name}.{description}",
        levels=levels,
        headings=" · ".join(text.headings),
        passages="\n…\n".join(_fitting(model, text.passages, room)),
    )


def _fitting(model: TextModel, passages: Sequence[str], tokens: int) -> list[str]:
    """Return as many passages as fit, and of the first at least a part."""
    kept: list[str] = []
    for passage in passages:
        text = passage.replace("»»»", "»")
        needed = model.count(text) + 2
        if needed > tokens:
            if not kept:
                kept.append(text[: max(1, len(text) * tokens // needed)])
            break
        tokens -= needed
        kept.append(text)
    return kept


def _schema(names: Sequence[str], *, reason: bool = True) -> str:
    level: dict[str, object] = {"enum": list(names)}
    properties: dict[str, object] = {"reason": {"type": "string", "maxLength": LONGEST_REASON}} if reason else {}
    properties["level"] = level
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return msgspec.json.encode(schema).decode()


def _write(model: TextModel, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled) -> str:
    parts: list[str] = []
    with closing(model.generate(prompt, sampling, is_cancelled)) as events:
        parts += [event.text for event in events if isinstance(event, TextDelta)]
    if is_cancelled():
        raise Cancelled
    return "".join(parts)


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= LONGEST_DESCRIPTION else f"{joined[:LONGEST_DESCRIPTION]}…"
