"""What the model reads: a system prompt that never changes, as much history as fits, the question with its passages last.

The prefix stays the same from turn to turn, so that the model's cache of it is kept: history is only appended to, and when it
outgrows the window half of it goes at once. Passages are in the last turn only, and there is no clock anywhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from engine.capabilities.chat.api import Attachment, Message
from engine.models.interfaces import ChatMessage, PromptImage, TextModel
from engine.protocol.classification import PredictedLabel
from engine.protocol.errors import PicturesTooLong, PromptTooLong
from engine.protocol.passage import Passage

FOLDER = Path(__file__).parents[3] / "resources" / "prompts"
TURN_TOKENS = 8
"""What a chat template adds to a turn, at most, in the templates we know."""
LONGEST_TOKEN = 32
"""Characters. A text with more than this for each token of the window cannot fit, and is refused before it is counted."""
SHORTEST_ANSWER = 64

Language = Literal["en", "es"]
Show = Callable[[Iterable[Attachment]], tuple[PromptImage, ...]]


def show_none(_: Iterable[Attachment]) -> tuple[PromptImage, ...]:
    """For a model that cannot see."""
    return ()


@dataclass(frozen=True)
class Prompt:
    """`room` is how many tokens of answer fit; `truncated` turns were left out."""

    tokens: list[int]
    room: int
    truncated: int


@dataclass(frozen=True)
class Prompts:
    """The texts of resources/prompts in one language. `focused` is for a small model, which is distracted by frames;
    `labelled` tells what a classifier takes the question for."""

    system: str
    documents: str
    focused: str = ""
    labelled: str = ""
    framed: bool = True

    @classmethod
    def read(cls, language: Language, folder: Path = FOLDER) -> Prompts:
        system, documents, focused, labelled = (
            (folder / language / f"{name}.txt").read_text("utf-8").strip()
            for name in ("system", "documents", "focused", "labelled")
        )
        return cls(system, documents, focused, labelled)

    def for_small_model(self) -> Prompts:
        return replace(self, documents=self.focused, framed=False)

    def with_label(self, question: str, found: PredictedLabel | None) -> str:
        """The question after the line that tells what a classifier takes it for."""
        if found is None:
            return question
        said = {
            "classifier": found.classifier,
            "label": found.label,
            "share": f"{found.share:.0%}",
            "question": question,
        }
        return self.labelled.format_map(said)

    def with_passages(self, question: str, passages: Sequence[Passage]) -> str:
        """The question after its passages. Without any it is the question alone."""
        if not passages:
            return question
        quoted = "\n\n".join(
            _quoted(number, passage) if self.framed else passage.text for number, passage in enumerate(passages, 1)
        )
        return self.documents.replace("{passages}", quoted).replace("{question}", question)


def pack(
    model: TextModel,
    prompts: Prompts,
    system: str,
    history: Sequence[Message],
    question: str,
    passages: Sequence[Passage],
    max_tokens: int,
    pictures: Iterable[Attachment] = (),
    show: Show = show_none,
) -> Prompt:
    """Passages go before the question does; `show` makes `pictures`, and those of earlier questions, the model's.

    Raises PromptTooLong, PicturesTooLong when the question alone leaves no room for an answer.
    """
    refuse_hopeless(model, question)
    answer_room = min(max_tokens, max(SHORTEST_ANSWER, model.context // 4))
    limit = model.context - answer_room
    first = ChatMessage("system", system or prompts.system)
    asked = ChatMessage("user", question, show(pictures))
    last = _fitting(model, prompts, first, asked, passages, limit)
    turns = turns_of(history, prompts, show)
    kept = turns[_start(model, first, turns, asked, limit - _room_for(passages, model)) :]
    tokens = model.prompt([first, *kept, last])
    while len(tokens) > limit and kept:
        kept = kept[_half(kept) :]
        tokens = model.prompt([first, *kept, last])
    return Prompt(tokens, min(max_tokens, model.context - len(tokens)), len(turns) - len(kept))


def refuse_hopeless(model: TextModel, question: str) -> None:
    """A paste of megabytes is refused by its length, before native code sees it."""
    if len(question) > model.context * LONGEST_TOKEN:
        raise PromptTooLong(tokens=f"{len(question) // 4:,}", context=model.context)


def turns_of(history: Sequence[Message], prompts: Prompts, show: Show = show_none) -> list[ChatMessage]:
    """Pairs of question and answer; a question without a word of answer is left out with it."""
    turns = []
    for question, answer in itertools.pairwise(history):
        if question.role == "user" and answer.role == "assistant" and answer.text.strip():
            asked = prompts.with_label(question.text, question.labelled)
            turns += [ChatMessage("user", asked, show(question.pictures)), ChatMessage("assistant", answer.text)]
    return turns


def _fitting(
    model: TextModel, prompts: Prompts, first: ChatMessage, asked: ChatMessage, passages: Sequence[Passage], limit: int
) -> ChatMessage:
    """The last turn with as many of the best passages as fit."""
    for count in range(len(passages), -1, -1):
        last = ChatMessage("user", prompts.with_passages(asked.text, passages[:count]), asked.pictures)
        needed = len(model.prompt([first, last]))
        if needed <= limit:
            return last
    if asked.pictures:
        raise PicturesTooLong(tokens=needed, context=model.context)
    raise PromptTooLong(tokens=needed, context=model.context)


def _start(
    model: TextModel, first: ChatMessage, turns: Sequence[ChatMessage], question: ChatMessage, limit: int
) -> int:
    """Where the kept history begins, found by living through the conversation again: the same beginning until it is full.

    Whenever a turn did not fit, the oldest pairs went until half of the room was free.
    """
    sizes = [_size(model, turn) for turn in turns]
    fixed = _size(model, first)
    start = 0
    for end in range(0, len(turns) + 1, 2):
        asked = sizes[end] if end < len(turns) else _size(model, question)
        if fixed + sum(sizes[start:end]) + asked > limit:
            while start < end and fixed + sum(sizes[start:end]) + asked > limit // 2:
                start += 2
    return start


def _size(model: TextModel, turn: ChatMessage) -> int:
    """Tokens of a turn, at most."""
    if turn.pictures:
        return len(model.prompt([turn]))
    return model.count(turn.text) + TURN_TOKENS


def _half(turns: Sequence[ChatMessage]) -> int:
    """How many to drop: whole pairs, half of them, at least one."""
    return max(2, len(turns) // 4 * 2)


def _room_for(passages: Sequence[Passage], model: TextModel) -> int:
    """A fixed share, so that where history begins does not depend on what was found this time."""
    return model.context // 4 if passages else 0


def _quoted(number: int, passage: Passage) -> str:
    place = passage.label or f"{passage.page}"
    return f'[{number}] {passage.title}, {place}:\n"""\n{passage.text.replace(chr(34) * 3, chr(34))}\n"""'
