"""Routes of the context: its cost before a question is sent, pinned messages, and the running summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import get_args

import msgspec
from msgspec.structs import replace

from engine.capabilities.chat import messages
from engine.capabilities.chat.answering.answer_writer import AnswerWriter
from engine.capabilities.chat.answering.measuring import PromptFigures
from engine.capabilities.chat.answering.prompt_templates import PromptTemplates
from engine.capabilities.chat.api import Message, ReadAhead
from engine.capabilities.chat.api import context as api
from engine.capabilities.chat.context.summariser import Summariser
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.history.selection import (
    Exchange,
    HistorySelection,
    KeptHistory,
    Summary,
    exchanges_of,
    next_block,
    summarised_exchanges,
)
from engine.capabilities.chat.history.summary_store import (
    SummaryStore,
    history_choice,
    latest_summary,
    pinned_messages,
)
from engine.capabilities.chat.persona_settings import with_ready_model
from engine.capabilities.chat.reply import LabelQuestion, with_multimodal_model
from engine.capabilities.chat.turns import ReplyContext, TurnStore
from engine.models.interfaces import ModelPool
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route
from engine.store.database import Store
from engine.text.language import Language

MOST_NAMED = 100
"""Messages left out that are named."""
LONGEST_BEGINNING = 80
"""Characters."""
Remember = Callable[[ReplyContext], ReplyContext]
"""Adds to a question the memories that it needs, as sending it does."""


class ContextHandlers:
    """Measures with the code that builds prompts, and keeps summaries and pins."""

    def __init__(
        self,
        store: Store,
        pool: ModelPool,
        conversations: ConversationStore,
        turns: TurnStore,
        writer: AnswerWriter,
        remember: Remember = lambda context: context,
        label: LabelQuestion | None = None,
    ) -> None:
        self._store, self._pool, self._conversations, self._turns = store, pool, conversations, turns
        self._label = label
        self._writer, self._remember, self._summaries = writer, remember, SummaryStore(store)
        languages: tuple[Language, ...] = get_args(Language)
        templates = {language: PromptTemplates.read(language) for language in languages}
        self._summariser = Summariser(pool, self._summaries, templates)

    def measure(self, request: api.MeasureContext, is_cancelled: IsCancelled) -> api.MeasuredContext:
        """Count the prompt of a question. Raises what MeasureContext names, Cancelled."""
        request = msgspec.structs.replace(request, settings=with_ready_model(request.settings, self._pool))
        with self._store.read() as connection:
            context = with_multimodal_model(self._pool, self._turns.foresee(connection, request))
            pinned = pinned_messages(connection, context.history)
        if request.classifier and self._label is not None:
            context = replace(context, label=self._label(request.classifier, request.text))
        figures = self._writer.measure(self._remember(context), is_cancelled, retrieves=request.retrieves)
        return _measured(figures, tuple(sorted(pinned)))

    def pin(self, request: api.PinMessage, _: IsCancelled) -> Done:
        """Raises NotFound."""
        with self._store.read() as connection:
            messages.conversation_of(connection, request.message)
        self._summaries.pin(request.message, is_pinned=request.is_pinned)
        return Done()

    def read_summary(self, request: api.ReadSummary, _: IsCancelled) -> api.ConversationSummary:
        """Raises NotFound."""
        path = self._path(request.conversation)
        with self._store.read() as connection:
            return _described(path, history_choice(connection, path, request.settings))

    def save_summary(self, request: api.SaveSummary, _: IsCancelled) -> api.ConversationSummary:
        """Raises NotFound, also where the answer is not on the branch that is shown."""
        path = self._path(request.conversation)
        at = next((at for at, message in enumerate(path) if message.id == request.upto), None)
        if at is None:
            raise errors.NotFound("summary")
        text = request.text.encode("utf-8", "replace").decode().strip()
        self._summaries.remove(path[at + 1 :] if text else path)  # what was based on the old text
        if text:
            self._summaries.save(Summary(request.upto, text, is_edited=True))
        with self._store.read() as connection:
            return _described(path, HistorySelection("summary", summary=latest_summary(connection, path)))

    def summarise(self, request: api.UpdateSummary, is_cancelled: IsCancelled) -> api.ConversationSummary:
        """Raises NotFound, and the errors of loading a model."""
        request = msgspec.structs.replace(request, settings=with_ready_model(request.settings, self._pool))
        path = self._path(request.conversation)
        with self._store.read() as connection:
            choice = history_choice(connection, path, request.settings)
        if choice.mode == "summary":
            with suppress(errors.Cancelled):  # what is finished is saved
                if self._summariser.update(path, choice, request.settings.model, is_cancelled) != choice.summary:
                    self._read_ahead(request, is_cancelled)
        return self.read_summary(api.ReadSummary(request.conversation, request.settings), is_cancelled)

    def _read_ahead(self, request: api.UpdateSummary, is_cancelled: IsCancelled) -> None:
        """Have the model read the prompt with the new summary, so that the next question need not wait for it."""
        with self._store.read() as connection:
            ahead = ReadAhead("", request.conversation, settings=request.settings)
            context = self._turns.foresee(connection, ahead)
        self._writer.read_ahead(context, is_cancelled)

    def _path(self, conversation: int) -> tuple[Message, ...]:
        """Return the branch that is shown. Raises NotFound."""
        with self._store.read() as connection:
            found, leaf = self._conversations.find(connection, conversation)
            return messages.read_tree(connection, found.id).path(leaf)


def context_routes(handlers: ContextHandlers, changes: tuple[str, ...]) -> tuple[Route, ...]:
    """Return the routes. A summary gives way to everything else in the lane."""
    return (
        route(api.MEASURE, "model", handlers.measure, preemptible=True),
        route(api.PIN, "quick", handlers.pin, changes),
        route(api.READ_SUMMARY, "quick", handlers.read_summary),
        route(api.SAVE_SUMMARY, "quick", handlers.save_summary),
        route(api.SUMMARISE, "model", handlers.summarise, preemptible=True, is_background=True),
    )


def _described(path: tuple[Message, ...], choice: HistorySelection) -> api.ConversationSummary:
    exchanges, summary = exchanges_of(path), choice.summary
    if choice.mode != "summary":
        choice = HistorySelection("summary", choice.exchanges, summary)
    waiting = 2 * len(next_block(exchanges, choice))
    if summary is None:
        return api.ConversationSummary("", waiting=waiting)
    covered = 2 * summarised_exchanges(exchanges, summary)
    return api.ConversationSummary(summary.text, summary.upto, covered, waiting, summary.is_edited)


def _measured(figures: PromptFigures, pinned: tuple[int, ...]) -> api.MeasuredContext:
    kept = figures.kept
    left_out = sorted(_left_out(kept), key=lambda message: -message.id)
    parts = api.ContextParts(
        figures.system, figures.notes, figures.memory, figures.documents, figures.history, figures.question
    )
    return api.MeasuredContext(
        parts=parts,
        prompt=figures.total,
        reserve=figures.reserve,
        window=figures.window,
        expected_documents=figures.expected_documents,
        left_out=tuple(left_out[:MOST_NAMED]),
        left_out_count=len(left_out),
        read_again=2 * len(kept.kept),
        summarised=2 * len(kept.summarised),
        pinned=pinned,
    )


def _left_out(kept: KeptHistory) -> Iterator[api.LeftOutMessage]:
    groups: tuple[tuple[api.LeftOutReason, tuple[Exchange, ...]], ...] = (
        ("room", kept.dropped),
        ("mode", kept.skipped),
    )
    for reason, exchanges in groups:
        for exchange in exchanges:
            for message in (exchange.question, exchange.answer):
                yield api.LeftOutMessage(message.id, message.role, _beginning(message.text), reason)


def _beginning(text: str) -> str:
    line = " ".join(text[: 4 * LONGEST_BEGINNING].split())
    return line if len(line) <= LONGEST_BEGINNING else f"{line[: LONGEST_BEGINNING - 1]}…"
