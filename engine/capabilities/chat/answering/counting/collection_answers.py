"""Answers to questions about a whole collection: the documents count, list and add up, and no model is asked."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence

from engine.capabilities.chat.answering.answer_task import AnswerOutcome
from engine.capabilities.chat.api import AnswerDelta, Message, ReplyEvent
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.turns import ReplyContext
from engine.protocol.answering.collection_answer import AnswerCollection
from engine.protocol.cancellation import IsCancelled
from engine.text.language import Language


def answer_whole_collection(
    answer_collection: AnswerCollection | None,
    context: ReplyContext,
    row: AnswerRow,
    language: Language,
    is_cancelled: IsCancelled,
) -> Generator[ReplyEvent, None, AnswerOutcome | None]:
    """Write the answer into `row` and finish it; None for a question that is not one about the whole collection.

    Raises Cancelled.
    """
    is_plain = context.begun is None and not context.pictures and not context.settings.sampling.schema
    if (
        answer_collection is None
        or not is_plain
        or not (context.collections or context.files)
        or context.source_folders
    ):
        return None
    started = time.perf_counter()
    earlier = counted_before(context.history)
    answer = answer_collection(context.text, context.collections, context.files, language, is_cancelled, earlier)
    if answer is None or not answer.text:
        row.notices += ["uncounted"] if answer is not None else []
        return None
    row.text, row.written_start = answer.text, len(answer.text)
    row.coverage, row.counted = answer.coverage, answer.rows
    row.finish("complete", first_token_seconds=time.perf_counter() - started, citations=answer.citations)
    yield AnswerDelta(answer.text)
    return AnswerOutcome("stop")


def counted_before(history: Sequence[Message]) -> list[str]:
    """Return the questions right before this one that were answered by counting over all files, the oldest first."""
    questions: list[str] = []
    for question, answer in reversed([*zip(history[::2], history[1::2], strict=False)]):
        if question.role != "user" or answer.role != "assistant" or answer.remarks.coverage is None:
            break
        questions.append(question.text)
    return questions[::-1]
