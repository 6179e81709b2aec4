"""The handlers that write an answer: check, save the question, write, return both messages; and reading ahead."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

import msgspec
from msgspec.structs import replace

from engine.capabilities.chat import messages
from engine.capabilities.chat.answering.answer_task import AnswerOutcome
from engine.capabilities.chat.answering.answer_writer import AnswerWriter
from engine.capabilities.chat.answering.remembering import Remembering
from engine.capabilities.chat.api import (
    ContinueAnswer,
    ConversationSettings,
    MemoriesNoted,
    Notice,
    PromptPrefix,
    ReadAhead,
    Reply,
    ReplyEvent,
    ReplyStarted,
    Retry,
    Send,
)
from engine.capabilities.chat.api.lab import BranchAnswer
from engine.capabilities.chat.attachments import AttachmentStore
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.persona_settings import with_persona, with_ready_model
from engine.capabilities.chat.queue.queue_store import QueueStore
from engine.capabilities.chat.turns import ReplyContext, TurnStore
from engine.models.interfaces import ModelPool
from engine.protocol import errors
from engine.protocol.answering.personas import FindPersona
from engine.protocol.answering.presets import check_ranges
from engine.protocol.cancellation import IsCancelled
from engine.protocol.classification import PredictedLabel
from engine.store.database import Store

ReplyEvents = Generator[ReplyEvent, None, Reply]
LabelQuestion = Callable[[str, str], PredictedLabel]
"""(classifier, text): the label of a text. Exported by the classification capability."""


class ReplyHandlers:
    """All run in the model's lane. Without `label` a question that names a classifier is refused."""

    def __init__(
        self,
        store: Store,
        pool: ModelPool,
        attachments: AttachmentStore,
        writer: AnswerWriter,
        *,
        queue: QueueStore,
        has_documents: bool,
        label: LabelQuestion | None,
        remembering: Remembering | None = None,
        find_persona: FindPersona | None = None,
    ) -> None:
        self._store = store
        self._pool = pool
        self._attachments = attachments
        self._writer = writer
        self._has_documents = has_documents
        self._label = label
        self._queue = queue
        self._remembering = remembering or Remembering()
        self._find_persona = find_persona
        self._turns = TurnStore(ConversationStore(store), queue)

    def send(self, request: Send, is_cancelled: IsCancelled) -> ReplyEvents:
        """Answer a new question. Raises the errors that Send names, and BadRequest for an empty question."""
        text = request.text.encode("utf-8", "replace").decode()
        if not text.strip():
            raise errors.BadRequest("the question is empty")
        check_ranges(request.settings.sampling)
        settings, notices = self._ready(request.settings)
        request = msgspec.structs.replace(request, settings=settings)
        if (request.collections or request.files) and not self._has_documents:
            raise errors.NotFound("collection")
        if request.pictures:
            self._require_multimodal(request.settings.model)
        label = self._predict_label(request.classifier, text)
        pictures = self._attachments.add(request.pictures, is_cancelled)
        try:
            with self._store.write() as connection:
                context = self._turns.begin(connection, request, text, pictures, label)
        except errors.AteneoError:
            self._attachments.remove_unused(pictures)
            raise
        if request.queued is not None:
            self._queue.remove_pictures(request.queued)
        return (yield from self._reply(context, is_cancelled, notices, is_new=context.is_typed))

    def retry(self, request: Retry, is_cancelled: IsCancelled) -> ReplyEvents:
        """Answer the same question again. Raises NotFound, BadRequest, ModelNotMultimodal, FileVanished."""
        check_ranges(request.settings.sampling)
        settings, notices = self._ready(request.settings)
        request = msgspec.structs.replace(request, settings=settings)
        with self._store.write() as connection:
            context = self._turns.begin_retry(connection, request)
            if context.pictures:
                self._require_multimodal(request.settings.model)
                self._attachments.require(context.pictures)
        return (yield from self._reply(context, is_cancelled, notices))

    def go_on(self, request: ContinueAnswer, is_cancelled: IsCancelled) -> ReplyEvents:
        """Continue an answer in its own row. Raises NotFound, BadRequest, ModelNotMultimodal, FileVanished."""
        check_ranges(request.settings.sampling)
        settings, notices = self._ready(request.settings)
        request = msgspec.structs.replace(request, settings=settings)
        with self._store.write() as connection:
            context = self._turns.begin_again(connection, request)
            if context.pictures:
                self._require_multimodal(request.settings.model)
                self._attachments.require(context.pictures)
        return (yield from self._reply(context, is_cancelled, notices))

    def branch(self, request: BranchAnswer, is_cancelled: IsCancelled) -> ReplyEvents:
        """Write another version of an answer from one place on. Raises NotFound, BadRequest, ModelNotMultimodal."""
        check_ranges(request.settings.sampling)
        settings, notices = self._ready(request.settings)
        request = msgspec.structs.replace(request, settings=settings)
        with self._store.write() as connection:
            context = self._turns.begin_branch(connection, request)
            if context.pictures:
                self._require_multimodal(request.settings.model)
                self._attachments.require(context.pictures)
        return (yield from self._reply(context, is_cancelled, notices))

    def read_ahead(self, request: ReadAhead, is_cancelled: IsCancelled) -> PromptPrefix:
        """Read what is known of the next prompt. Raises NotFound, and the errors of loading a model."""
        request = msgspec.structs.replace(request, settings=with_ready_model(request.settings, self._pool))
        with self._store.read() as connection:
            context = self._turns.foresee(connection, request)
        if context.settings.extractive and context.asks_documents:
            return PromptPrefix(0)  # no model reads it
        try:
            return PromptPrefix(0 if is_cancelled() else self._writer.read_ahead(context, is_cancelled))
        except errors.Cancelled:
            return PromptPrefix(0)

    def _ready(self, settings: ConversationSettings) -> tuple[ConversationSettings, tuple[Notice, ...]]:
        """Return the settings with those of the persona, and what a person is told where its model is not there.

        Raises NotFound for a persona that does not exist.
        """
        named = with_persona(settings, self._find_persona)
        ready = with_ready_model(named, self._pool)
        return ready, ("model_missing",) if ready.model != named.model else ()

    def _require_multimodal(self, model: str | None) -> None:
        """Raise ModelNotMultimodal, or ModelMissing where there is no text model at all."""
        if self._pool.multimodal_id(model) is None:
            raise errors.ModelNotMultimodal(name=self._pool.name(model))

    def _predict_label(self, classifier: str, text: str) -> PredictedLabel | None:
        if not classifier:
            return None
        if self._label is None:
            raise errors.NotFound(f"classifier {classifier}")
        return self._label(classifier, text)

    def _reply(
        self,
        context: ReplyContext,
        is_cancelled: IsCancelled,
        notices: tuple[Notice, ...] = (),
        *,
        is_new: bool = False,
    ) -> ReplyEvents:
        """Write the answer. A question that `is_new` may tell something to remember."""
        context = with_multimodal_model(self._pool, context)
        row = AnswerRow(self._store, context.answer, context.begun)
        row.notices += notices
        with _marked_on_exit(row):
            yield ReplyStarted(
                context.conversation, context.question, context.answer, context.pictures, context.label, row.text
            )
            if is_new and (notes := self._remembering.kept(context)):
                yield MemoriesNoted(notes)
            try:
                context = self._remembering.with_memories(context)
                outcome = yield from self._writer.write(context, row, is_cancelled)
            except errors.Cancelled:
                outcome = AnswerOutcome("cancelled")
                row.finish("stopped")
            if is_new and (notes := self._remembering.proposed(context)):
                yield MemoriesNoted(notes)
        with self._store.read() as connection:
            question = messages.read_message(connection, context.question)
            answer = messages.read_message(connection, context.answer)
        return Reply(
            conversation=context.conversation,
            question=question,
            message=answer,
            title=context.title,
            finish=outcome.finish,
            prompt_tokens=outcome.prompt_tokens,
            cached_tokens=outcome.cached_tokens,
            truncated=outcome.truncated,
        )


def with_multimodal_model(pool: ModelPool, context: ReplyContext) -> ReplyContext:
    """Choose a model that sees for a conversation with pictures, where the settings name no model and there is one."""
    if context.settings.model is None and context.has_pictures:
        settings = msgspec.structs.replace(context.settings, model=pool.multimodal_id())
        return replace(context, settings=settings)
    return context


@contextmanager
def _marked_on_exit(row: AnswerRow) -> Generator[None]:
    """Save what was written, with the state "stopped" or "failed", however the block is left early."""
    try:
        yield
    except GeneratorExit:
        if not row.is_finished:
            row.finish("stopped")
        raise
    except BaseException:
        if not row.is_finished:
            row.finish("failed")
        raise
