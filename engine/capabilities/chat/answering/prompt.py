"""The prompt of a text model: a constant system prompt, as much history as fits, and the question with its passages last.

The beginning stays the same from turn to turn, so that the model's cache of it stays valid: history is only appended to, and
when it outgrows the context window half of it is dropped at once. Passages stand in the last turn only, and nothing in the
prompt depends on the time.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.capabilities.chat.api import Attachment, Message, PicturesTooLong
from engine.models.interfaces import ChatMessage, PromptImage, TextModel
from engine.protocol.classification import PredictedLabel
from engine.protocol.errors import PromptTooLong
from engine.protocol.passage import Passage
from engine.text.language import Language

FOLDER = Path(__file__).parents[4] / "resources" / "prompts"
TEMPLATE_TOKENS = 8
"""The most that a chat template adds to one message, in the templates we know."""
LONGEST_TOKEN = 32
"""Characters. A text with more than this for each token of the window cannot fit, and is refused before it is counted."""
SHORTEST_ANSWER = 64
"""Tokens."""

UNLIKE_TEXTS = ("0", "¿")
"""Two texts whose first tokens differ in any vocabulary."""

LoadImages = Callable[[Iterable[Attachment]], tuple[PromptImage, ...]]


def no_images(_: Iterable[Attachment]) -> tuple[PromptImage, ...]:
    """The images for a model that cannot see."""
    return ()


@dataclass(frozen=True)
class PackedPrompt:
    """`answer_tokens` is how long the answer may be, `thinking_tokens` the thinking before it.

    `truncated` messages of the history were left out.
    """

    tokens: list[int]
    answer_tokens: int
    truncated: int
    thinking_tokens: int = 0


@dataclass(frozen=True)
class PromptTemplates:
    """The texts of resources/prompts in one language.

    `focused` takes the place of `documents` for a small model, which numbers and frames around passages confuse.
    `label` introduces the class that a classifier predicted for the question. `insist` asks once more for the language.
    """

    system: str
    documents: str
    focused: str = ""
    label: str = ""
    insist: str = ""
    numbers_passages: bool = True

    @classmethod
    def read(cls, language: Language, folder: Path = FOLDER) -> PromptTemplates:
        """Read the templates of a language."""
        system, documents, focused, label, insist = (
            (folder / language / f"{name}.txt").read_text("utf-8").strip()
            for name in ("system", "documents", "focused", "label", "insist")
        )
        return cls(system, documents, focused, label, insist)

    def for_small_model(self) -> PromptTemplates:
        """The same with the short template for passages."""
        return replace(self, documents=self.focused, numbers_passages=False)

    def with_label(self, question: str, label: PredictedLabel | None) -> str:
        """The question after a line with its predicted label; the question alone without one."""
        if label is None:
            return question
        values = {
            "classifier": label.classifier,
            "label": label.label,
            "probability": f"{label.probability:.0%}",
            "question": question,
        }
        return self.label.format_map(values)

    def insisting(self, question: str) -> str:
        """The question with a last line that asks for its language."""
        return f"{question}\n\n{self.insist}"

    @property
    def before_passages(self) -> str:
        """The beginning of every question with passages."""
        return self.documents.partition("{passages}")[0]

    def with_passages(self, question: str, passages: Sequence[Passage]) -> str:
        """The question after its passages; the question alone without any."""
        if not passages:
            return question
        quotations = "\n\n".join(
            _numbered(number, passage) if self.numbers_passages else passage.text
            for number, passage in enumerate(passages, 1)
        )
        return self.documents.replace("{passages}", quotations).replace("{question}", question)


@dataclass(frozen=True)
class PromptParts:
    """The parts of a prompt. `passages` stand before the question; `load_images` makes pictures readable for the model.

    `begun` is the beginning of the answer where one is continued. `thinks` leaves room for `thinking_tokens` and sets the
    switch of a template that takes one.
    """

    templates: PromptTemplates
    system: str
    history: Sequence[Message]
    question: str
    passages: Sequence[Passage]
    pictures: Iterable[Attachment] = ()
    load_images: LoadImages = no_images
    begun: str = ""
    thinks: bool = False
    thinking_tokens: int = 0


def pack_prompt(model: TextModel, parts: PromptParts, max_tokens: int) -> PackedPrompt:
    """Fit the parts into the model's context window and leave room for an answer of up to `max_tokens`.

    Raises PromptTooLong, PicturesTooLong when the question alone leaves no room for an answer.
    """
    refuse_too_long(model, parts.question)
    answer_tokens = min(max_tokens, max(SHORTEST_ANSWER, model.context // 4))
    thinking_tokens = min(parts.thinking_tokens, model.context // 4) if parts.thinks else 0
    limit = model.context - answer_tokens - thinking_tokens - model.count(parts.begun)
    system = ChatMessage("system", parts.system or parts.templates.system)
    question = ChatMessage("user", parts.question, parts.load_images(parts.pictures))
    last = _fit_passages(model, parts, system, question, limit)
    history = history_messages(parts.history, parts.templates, parts.load_images)
    start = _history_start(model, system, history, question, limit - _passage_budget(parts.passages, model))
    fitting = history[start:]

    def render() -> list[int]:
        return model.prompt([system, *fitting, last], thinking=parts.thinks, begun=parts.begun)

    most = limit + model.count(parts.begun)
    tokens = render()
    while len(tokens) > most and fitting:
        fitting = fitting[_half(fitting) :]
        tokens = render()
    answer_tokens = min(max_tokens, max(1, model.context - len(tokens) - thinking_tokens))
    return PackedPrompt(tokens, answer_tokens, len(history) - len(fitting), thinking_tokens)


def prompt_prefix(model: TextModel, parts: PromptParts) -> list[int]:
    """Return the tokens with which the prompt begins whatever the question and its passages are.

    With passages to come, the instructions before them belong to it: `question` is then what stands before the passages.
    """
    system = ChatMessage("system", parts.system or parts.templates.system)
    history = history_messages(parts.history, parts.templates, parts.load_images)
    start = _history_start(
        model, system, history, ChatMessage("user", parts.question), model.context - model.context // 2
    )
    first, second = (
        model.prompt([system, *history[start:], ChatMessage("user", parts.question + text)], thinking=parts.thinks)
        for text in UNLIKE_TEXTS
    )
    return [
        token for token, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    ]


def refuse_too_long(model: TextModel, question: str) -> None:
    """Raise PromptTooLong by the length alone, so that native code never sees a paste of megabytes."""
    if len(question) > model.context * LONGEST_TOKEN:
        raise PromptTooLong(tokens=f"{len(question) // 4:,}", context=model.context)


def history_messages(
    history: Sequence[Message], templates: PromptTemplates, load_images: LoadImages = no_images
) -> list[ChatMessage]:
    """Return pairs of question and answer. A question whose answer is empty is left out with it."""
    messages = []
    for question, answer in itertools.pairwise(history):
        if question.role == "user" and answer.role == "assistant" and answer.text.strip():
            text = templates.with_label(question.text, question.label)
            messages += [
                ChatMessage("user", text, load_images(question.pictures)),
                ChatMessage("assistant", answer.text),
            ]
    return messages


def _fit_passages(
    model: TextModel, parts: PromptParts, system: ChatMessage, question: ChatMessage, limit: int
) -> ChatMessage:
    """The last message, with as many of the best passages as fit."""
    for count in range(len(parts.passages), -1, -1):
        text = parts.templates.with_passages(question.text, parts.passages[:count])
        last = ChatMessage("user", text, question.images)
        needed = len(model.prompt([system, last]))
        if needed <= limit:
            return last
    if question.images:
        raise PicturesTooLong(tokens=needed, context=model.context)
    raise PromptTooLong(tokens=needed, context=model.context)


def _history_start(
    model: TextModel, system: ChatMessage, history: Sequence[ChatMessage], question: ChatMessage, limit: int
) -> int:
    """The index where the history in the prompt begins.

    The conversation is replayed from its start: whenever a turn did not fit, the oldest pairs were dropped until half of the
    room was free. So the same beginning is used until the window is full again.
    """
    sizes = [_size(model, message) for message in history]
    fixed = _size(model, system)
    start = 0
    for end in range(0, len(history) + 1, 2):
        next_size = sizes[end] if end < len(history) else _size(model, question)
        if fixed + sum(sizes[start:end]) + next_size > limit:
            while start < end and fixed + sum(sizes[start:end]) + next_size > limit // 2:
                start += 2
    return start


def _size(model: TextModel, message: ChatMessage) -> int:
    """The most tokens that a message can take."""
    if message.images:
        return len(model.prompt([message]))
    return model.count(message.text) + TEMPLATE_TOKENS


def _half(messages: Sequence[ChatMessage]) -> int:
    """How many messages to drop: half of the pairs, at least one pair."""
    return max(2, len(messages) // 4 * 2)


def _passage_budget(passages: Sequence[Passage], model: TextModel) -> int:
    """Tokens reserved for passages: a fixed part of the window, so that the start of the history does not depend on them."""
    return model.context // 4 if passages else 0


def _numbered(number: int, passage: Passage) -> str:
    place = passage.label or f"{passage.page}"
    return f'[{number}] {passage.title}, {place}:\n"""\n{passage.text.replace(chr(34) * 3, chr(34))}\n"""'
