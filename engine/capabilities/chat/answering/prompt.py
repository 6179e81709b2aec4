"""The prompt of a text model: a constant system prompt, as much history as fits, and the question with its passages last.

The beginning stays the same from turn to turn, so that the model's cache of it stays valid: history is only appended to, and
what is left out of it is left out in blocks (engine.capabilities.chat.history.selection). Passages and memories stand in the last
turn only, and nothing in the prompt depends on the time.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec.structs import replace

from engine.capabilities.chat.acting.tool_prompt import ToolPrompt
from engine.capabilities.chat.answering.prompt_templates import PromptTemplates
from engine.capabilities.chat.api import Attachment, Message, PicturesTooLong
from engine.capabilities.chat.history.selection import (
    NOTHING_KEPT,
    WHOLE,
    Exchange,
    HistorySelection,
    KeptHistory,
    exchanges_of,
    keep_history,
    summarised_exchanges,
)
from engine.capabilities.chat.history.token_sizes import TokenSizes
from engine.models.interfaces import ChatMessage, PromptImage, TextModel
from engine.protocol.answering.memories import RecalledMemory
from engine.protocol.answering.passage import Passage
from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.errors import PromptTooLong

LONGEST_TOKEN = 32
"""Characters. A text with more than this for each token of the window cannot fit, and is refused before it is counted."""
SHORTEST_ANSWER = 64
"""Tokens."""
QUESTION_PART = 16
"""A question is taken to need this part of the window at least, so that what is left out does not depend on a short one."""
NOTES_PART = 4
"""Notes on earlier turns take this part of the window at most."""

UNLIKE_TEXTS = ("0", "¿")
"""Two texts whose first tokens differ in any vocabulary."""

LoadImages = Callable[[Iterable[Attachment]], tuple[PromptImage, ...]]


def no_images(_: Iterable[Attachment]) -> tuple[PromptImage, ...]:
    """The images for a model that cannot see."""
    return ()


class PackedPrompt(msgspec.Struct, frozen=True):
    """`answer_tokens` is how long the answer may be, `thinking_tokens` the thinking before it.

    `messages` are those of the prompt, the system's first and the question's last. `history` says which exchanges are among
    them, `memories` and `passages` how many of each.
    """

    tokens: list[int]
    answer_tokens: int
    thinking_tokens: int = 0
    messages: tuple[ChatMessage, ...] = ()
    history: KeptHistory = NOTHING_KEPT
    memories: int = 0
    passages: int = 0

    @property
    def truncated(self) -> int:
        """How many messages did not fit the context window."""
        return 2 * len(self.history.dropped)


class PromptParts(msgspec.Struct, frozen=True):
    """The parts of a prompt. `passages` stand before the question; `load_images` makes pictures readable for the model.

    `begun` is the beginning of the answer where one is continued. `thinks` leaves room for `thinking_tokens` and sets the
    switch of a template that takes one. `memories` stand before the passages. `choice` says which of the history is read again.
    `expected_passages` are so many that are not known yet; room is left for them. `window` is how many tokens prompt and
    answer may take; 0 for all that the model can. `examples` are turns before the history. `tools` are those that may
    be called, with the calls so far after the question.
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
    memories: Sequence[RecalledMemory] = ()
    choice: HistorySelection = WHOLE
    expected_passages: int = 0
    window: int = 0
    examples: Sequence[PromptExample] = ()
    tools: ToolPrompt | None = None
    sizes: TokenSizes = msgspec.field(default_factory=TokenSizes)


def pack_prompt(model: TextModel, parts: PromptParts, max_tokens: int) -> PackedPrompt:
    """Fit the parts into the model's context window and leave room for an answer of up to `max_tokens`.

    Raises PromptTooLong, PicturesTooLong when the question alone leaves no room for an answer.
    """
    window = window_of(model, parts)
    refuse_too_long(window, parts.question)
    limit, thinking_tokens = _limit(model, parts, max_tokens), _thinking_tokens(model, parts)
    opening = opening_messages(model, parts)
    question = ChatMessage("user", parts.question, parts.load_images(parts.pictures))
    last, memories, passages = _fit_last(model, parts, opening, question, limit)
    without_passages = last_message(question, parts, parts.memories[:memories], ())
    kept = _keep(model, parts, opening, without_passages, limit)
    most = limit + model.count(parts.begun)
    while True:
        messages = [*opening, *_messages(kept.kept, parts), last]
        tokens = prompt_tokens(model, parts, [*messages, *_steps(model, parts)], begun=parts.begun)
        if len(tokens) <= most or not kept.kept:
            break
        kept = _drop_half(kept)
    answer_tokens = min(max_tokens, max(1, window - len(tokens) - thinking_tokens))
    return PackedPrompt(tokens, answer_tokens, thinking_tokens, tuple(messages), kept, memories, passages)


def prompt_prefix(model: TextModel, parts: PromptParts, max_tokens: int) -> list[int]:
    """Return the tokens with which the prompt begins whatever the question and its passages are.

    With passages to come, the instructions before them belong to it: `question` is then what stands before the passages.
    """
    opening = opening_messages(model, parts)
    question = ChatMessage("user", parts.question)
    kept = _keep(model, parts, opening, question, _limit(model, parts, max_tokens))
    before = [*opening, *_messages(kept.kept, parts)]
    first, second = (
        prompt_tokens(model, parts, [*before, ChatMessage("user", parts.question + text)]) for text in UNLIKE_TEXTS
    )
    return [
        token for token, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    ]


def prompt_tokens(
    model: TextModel, parts: PromptParts, messages: Sequence[ChatMessage], *, begun: str = ""
) -> list[int]:
    """Return the tokens of messages, with the tools where the model's own template describes them."""
    if parts.tools is None or not (tools := parts.tools.in_template(model)):
        return model.prompt(messages, thinking=parts.thinks, begun=begun)
    return model.prompt(messages, thinking=parts.thinks, begun=begun, tools=tools)


def _steps(model: TextModel, parts: PromptParts) -> list[ChatMessage]:
    return parts.tools.messages(model) if parts.tools is not None else []


def window_of(model: TextModel, parts: PromptParts) -> int:
    """Return the tokens that prompt and answer may take together."""
    return min(model.context, parts.window or model.context)


def refuse_too_long(window: int, question: str) -> None:
    """Raise PromptTooLong by the length alone, so that native code never sees a paste of megabytes."""
    if len(question) > window * LONGEST_TOKEN:
        raise PromptTooLong(tokens=f"{len(question) // 4:,}", context=window)


def system_message(model: TextModel, parts: PromptParts) -> ChatMessage:
    """Return the system prompt, with the running summary of the conversation where it is read.

    Of a summary that a person made longer than a quarter of the window, the first lines are read.
    """
    system, summary = parts.system or parts.templates.system, parts.choice.summary
    if parts.tools is not None:
        system = parts.tools.with_description(model, system)
    is_read = parts.choice.mode == "summary" and summarised_exchanges(exchanges_of(parts.history), summary)
    if summary is None or not is_read:
        return ChatMessage("system", system)
    notes, limit = summary.text, window_of(model, parts) // NOTES_PART
    while notes and model.count(notes) > limit:
        notes = notes[: len(notes) * 3 // 4].rpartition("\n")[0]
    return ChatMessage("system", parts.templates.with_notes(system, notes))


def opening_messages(model: TextModel, parts: PromptParts) -> list[ChatMessage]:
    """Return the system prompt and the examples, with which every prompt of the conversation begins."""
    examples = (
        message
        for example in parts.examples
        for message in (ChatMessage("user", example.question), ChatMessage("assistant", example.answer))
    )
    return [system_message(model, parts), *examples]


def last_message(
    question: ChatMessage, parts: PromptParts, memories: Sequence[RecalledMemory], passages: Sequence[Passage]
) -> ChatMessage:
    """Return the last message: memories, passages, question."""
    templates = parts.templates
    text = templates.with_memories(templates.with_passages(question.text, passages), memories)
    return ChatMessage("user", text, question.images)


def exchange_messages(exchange: Exchange, parts: PromptParts) -> tuple[ChatMessage, ChatMessage]:
    """Return a question and its answer as the model reads them again."""
    question = exchange.question
    text = parts.templates.with_label(question.text, question.label)
    images = parts.load_images(question.pictures)
    return ChatMessage("user", text, images), ChatMessage("assistant", exchange.answer.text)


def _messages(exchanges: Iterable[Exchange], parts: PromptParts) -> list[ChatMessage]:
    return [message for exchange in exchanges for message in exchange_messages(exchange, parts)]


def _limit(model: TextModel, parts: PromptParts, max_tokens: int) -> int:
    """Return the most tokens of the prompt, without those of the beginning of an answer that is continued."""
    window = window_of(model, parts)
    answer_tokens = min(max_tokens, max(SHORTEST_ANSWER, window // 4))
    return window - answer_tokens - _thinking_tokens(model, parts) - model.count(parts.begun)


def _thinking_tokens(model: TextModel, parts: PromptParts) -> int:
    return min(parts.thinking_tokens, window_of(model, parts) // 4) if parts.thinks else 0


def _fit_last(
    model: TextModel, parts: PromptParts, opening: Sequence[ChatMessage], question: ChatMessage, limit: int
) -> tuple[ChatMessage, int, int]:
    """The last message, with as many of the best passages and then of the memories as fit, and how many these are."""
    most = len(parts.memories)
    choices = [(most, count) for count in range(len(parts.passages), -1, -1)] + [
        (n, 0) for n in range(most - 1, -1, -1)
    ]
    for memories, passages in choices:
        last = last_message(question, parts, parts.memories[:memories], parts.passages[:passages])
        needed = len(prompt_tokens(model, parts, [*opening, last, *_steps(model, parts)]))
        if needed <= limit:
            return last, memories, passages
    if question.images:
        raise PicturesTooLong(tokens=needed, context=window_of(model, parts))
    raise PromptTooLong(tokens=needed, context=window_of(model, parts))


def _keep(
    model: TextModel, parts: PromptParts, opening: Sequence[ChatMessage], question: ChatMessage, limit: int
) -> KeptHistory:
    """Return the exchanges that are read again.

    A fixed part of the window is left to passages, so that the start of the history does not depend on them.
    """
    passages = window_of(model, parts) // 4 if parts.passages or parts.expected_passages else 0
    least = window_of(model, parts) // QUESTION_PART

    def size(message: ChatMessage) -> int:
        return parts.sizes.size(model, message)

    return keep_history(
        exchanges_of(parts.history),
        parts.choice,
        size=lambda exchange: sum(map(size, exchange_messages(exchange, parts))),
        question_size=lambda exchange: max(least, size(exchange_messages(exchange, parts)[0])),
        last_question=max(least, size(question)),
        room=limit - passages - sum(map(size, opening)) - _size_of_tools(model, parts),
    )


def _size_of_tools(model: TextModel, parts: PromptParts) -> int:
    """Return the tokens of the calls so far, and of the tools where the template describes them."""
    if parts.tools is None:
        return 0
    described = sum(model.count(tool.description + tool.parameters) for tool in parts.tools.in_template(model))
    return described + sum(parts.sizes.size(model, message) for message in _steps(model, parts))


def _drop_half(kept: KeptHistory) -> KeptHistory:
    """Leave out half of the exchanges, at least one: a template took more tokens than was expected."""
    count = max(1, len(kept.kept) // 2)
    return replace(kept, kept=kept.kept[count:], dropped=(*kept.dropped, *kept.kept[:count]))
