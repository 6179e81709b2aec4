"""Answers that leave nothing in the conversations, and the order in which an answer reads passages: to measure both."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence

from engine.capabilities.chat.answering.answer_writer import AnswerWriter
from engine.capabilities.chat.answering.ranking import CANDIDATES_MORE, SentenceRanker
from engine.capabilities.chat.api import ConversationSettings, MessageState, ReplyEvent
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.turns import ReplyContext
from engine.models.interfaces import ModelPool
from engine.protocol.answering.asking import AnsweredOnce, AskedOnce
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.cancellation import IsCancelled, raise_if_cancelled
from engine.store.database import Store

NO_MESSAGE = 0
"""The id of no message."""


class UnsavedAnswer(AnswerRow):
    """An answer that is no row of the library."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, NO_MESSAGE)
        self.citations: tuple[Citation, ...] = ()
        self.model = ""

    def flush(self) -> None:
        """Save nothing."""

    def save_sources(self, passages: Sequence[Passage]) -> None:
        """Save nothing."""

    def finish(
        self,
        state: MessageState,
        *,
        model: str = "",
        tokens: int = 0,
        seconds: float = 0.0,
        first_token_seconds: float = 0.0,
        citations: Sequence[Citation] = (),
    ) -> None:
        """Keep what the answer rests on, and save nothing."""
        self.model, self.citations, self.is_finished = model, tuple(citations), True


class QuestionsAside:
    """Answers questions as chat does, each in no conversation, with the settings of a new one."""

    def __init__(self, store: Store, pool: ModelPool, writer: AnswerWriter) -> None:
        self._store, self._writer = store, writer
        self._ranker = SentenceRanker(pool, remembers=True)

    def answer(self, request: AskedOnce, is_cancelled: IsCancelled) -> Generator[ReplyEvent, None, AnsweredOnce]:
        """Answer one question. Raises NotFound for a collection, the errors of the pool, PromptTooLong, Cancelled."""
        context = ReplyContext(
            conversation=0,
            title="",
            question=NO_MESSAGE,
            answer=NO_MESSAGE,
            text=request.text,
            history=(),
            collections=request.collections,
            settings=ConversationSettings(model=request.model, recall=False, extractive=request.extractive),
            private=True,
        )
        row = UnsavedAnswer(self._store)
        started = time.monotonic()
        yield from self._writer.write(context, row, is_cancelled)
        raise_if_cancelled(is_cancelled)  # half an answer is none
        return AnsweredOnce(row.text, row.words, row.citations, row.model, time.monotonic() - started)

    def rerank(self, question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Return the passages with the first ones in the order in which an answer reads them."""
        depth = ConversationSettings().passages + CANDIDATES_MORE
        return self._ranker.rank(question, passages[:depth], depth).passages + tuple(passages[depth:])
