"""Answers to questions about a whole collection: the documents count, list and add up, and no model is asked."""

from __future__ import annotations

import time
from collections.abc import Generator

from engine.capabilities.chat.answering.answer_task import AnswerOutcome
from engine.capabilities.chat.api import AnswerDelta, ReplyEvent
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
    answer = answer_collection(context.text, context.collections, context.files, language, is_cancelled)
    if answer is None or not answer.text:
        row.notices += ["uncounted"] if answer is not None else []
        return None
    row.text, row.written_start = answer.text, len(answer.text)
    row.coverage, row.counted = answer.coverage, answer.rows
    row.finish("complete", first_token_seconds=time.perf_counter() - started, citations=answer.citations)
    yield AnswerDelta(answer.text)
    return AnswerOutcome("stop")
