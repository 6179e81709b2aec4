"""The tokens of a prompt by its parts. The prompt that is counted is the one that is sent."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from engine.capabilities.chat.answering.prompt import (
    PackedPrompt,
    PromptParts,
    last_message,
    opening_messages,
    prompt_tokens,
    window_of,
)
from engine.capabilities.chat.answering.ranking import TOKENS_A_PASSAGE
from engine.capabilities.chat.history.selection import KeptHistory
from engine.models.interfaces import ChatMessage, TextModel


class PromptFigures(msgspec.Struct, frozen=True):
    """Tokens of each part; all but `expected_documents` and `reserve` add up to `total`, the prompt as it is sent.

    `system` holds the examples too. `notes` is the running summary. `expected_documents` are the passages that a search would
    add. `reserve` is kept free for thinking and answer, `window` is the model's context.
    """

    system: int
    notes: int
    memory: int
    documents: int
    history: int
    question: int
    total: int
    expected_documents: int
    reserve: int
    window: int
    kept: KeptHistory


def measure_prompt(model: TextModel, parts: PromptParts, prompt: PackedPrompt) -> PromptFigures:
    """Count the parts by leaving them out of the prompt in turn."""
    *before, last = prompt.messages
    history = before[1 + 2 * len(parts.examples) :]
    opening = before[: len(before) - len(history)]
    memories = parts.memories[: prompt.memories]
    bare = ChatMessage("user", parts.question, last.images)
    remembering = last_message(bare, parts, memories, ())

    def count(*messages: ChatMessage) -> int:
        return len(prompt_tokens(model, parts, messages))

    total, question = len(prompt.tokens), model.count(parts.question)
    without_notes = opening_messages(model, replace(parts, choice=replace(parts.choice, mode="whole")))
    least, alone = count(*without_notes, bare), count(*opening, bare)
    pictures = least - count(*without_notes, ChatMessage("user", parts.question)) if last.images else 0
    question = min(question + pictures, least)
    in_conversation = count(*before, bare) if history else alone
    with_memories = count(*before, remembering) if memories else in_conversation
    return PromptFigures(
        system=least - question,
        notes=alone - least,
        memory=with_memories - in_conversation,
        documents=total - with_memories,
        history=in_conversation - alone,
        question=question,
        total=total,
        expected_documents=_expected(model, parts),
        reserve=prompt.answer_tokens + prompt.thinking_tokens,
        window=window_of(model, parts),
        kept=prompt.history,
    )


def _expected(model: TextModel, parts: PromptParts) -> int:
    """Return about how many tokens passages take that have not been searched for yet."""
    if not parts.expected_passages or parts.passages:
        return 0
    return min(
        model.count(parts.templates.documents) + TOKENS_A_PASSAGE * parts.expected_passages,
        window_of(model, parts) // 4,
    )
