"""Writing one answer: retrieve passages, generate or quote, and save the text as it comes."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass

import msgspec

from engine.capabilities.chat.answering import sources
from engine.capabilities.chat.answering.extractive_answer import (
    ANSWER_UNSUPPORTED,
    LANGUAGE_UNSUPPORTED,
    ExtractiveAnswerer,
)
from engine.capabilities.chat.answering.prompt import PackedPrompt, PromptParts, PromptTemplates, no_images, pack_prompt
from engine.capabilities.chat.answering.sources import Retrieve
from engine.capabilities.chat.api import (
    AnswerDelta,
    FinishReason,
    MessageState,
    ModelLoading,
    PromptProgress,
    ReplyEvent,
    SourcesFound,
)
from engine.capabilities.chat.attachments import AttachmentStore
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.turns import ReplyContext
from engine.models.interfaces import Generated, ModelPool, PromptRead, TextDelta, TextModel
from engine.protocol.cancellation import IsCancelled
from engine.protocol.i18n import Translations, system_language
from engine.protocol.passage import Citation, Passage
from engine.protocol.sampling import Sampling
from engine.text.language import Language, detect_language

FLUSH_SECONDS = 0.25
FRAME_SECONDS = 1 / 30
"""A reader sees no more frames than this. Sending a fast model's tokens one by one costs it 3 % of its speed."""
NOTHING_FOUND = "I found nothing about this in your documents."


@dataclass(frozen=True)
class AnswerOutcome:
    """How an answer ended, with token counts; the counts are 0 where no model wrote it."""

    finish: FinishReason
    prompt_tokens: int = 0
    cached_tokens: int = 0
    truncated: int = 0


class AnswerWriter:
    """Writes answers with the models of a pool. Without `retrieve` no documents are searched."""

    def __init__(
        self,
        pool: ModelPool,
        attachments: AttachmentStore,
        templates: Mapping[Language, PromptTemplates],
        retrieve: Retrieve | None,
    ) -> None:
        self._pool = pool
        self._attachments = attachments
        self._templates = templates
        self._retrieve = retrieve
        self._extractive = ExtractiveAnswerer(pool)

    def write(
        self, context: ReplyContext, row: AnswerRow, is_cancelled: IsCancelled
    ) -> Generator[ReplyEvent, None, AnswerOutcome]:
        """Write the answer into `row` and finish it. Raises the errors of the pool, PromptTooLong, Cancelled."""
        language = question_language(context)
        model_id = context.settings.model
        passages = yield from self._find_passages(context, row)
        if context.asks_documents and not passages and not context.pictures:
            return (yield from _say_nothing_found(row, language))
        if passages and not context.pictures and self._extractive.must_quote(model_id, language, passages):
            return (yield from self._quote(context, row, passages, language))
        if self._needs_loading(model_id):
            yield ModelLoading(model_id or "")
        with self._pool.text_model(model_id, is_cancelled) as model:
            return (yield from self._generate(model, context, row, passages, language, is_cancelled))

    def _find_passages(self, context: ReplyContext, row: AnswerRow) -> Generator[ReplyEvent, None, tuple[Passage, ...]]:
        if not context.asks_documents or self._retrieve is None:
            return ()
        query = sources.search_text(context.text, context.earlier_questions)
        passages = tuple(self._retrieve(query, context.collections, context.settings.passages, context.files))
        row.save_sources(passages)
        yield SourcesFound(passages)
        return passages

    def _generate(
        self,
        model: TextModel,
        context: ReplyContext,
        row: AnswerRow,
        passages: tuple[Passage, ...],
        language: Language,
        is_cancelled: IsCancelled,
    ) -> Generator[ReplyEvent, None, AnswerOutcome]:
        started = time.perf_counter()
        prompt = self._pack(model, context, passages, language)
        sampling = _greedy(context.settings.sampling) if passages else context.settings.sampling
        sampling = msgspec.structs.replace(sampling, max_tokens=prompt.answer_tokens)
        with closing(model.generate(prompt.tokens, sampling, is_cancelled)) as generation:
            generated, first_token_seconds = yield from _stream(generation, row, started)
        citations = sources.citations(row.text, passages)
        if passages and not citations and generated.finish != "cancelled":
            citations = yield from self._append_quotation(context, row, passages, language)
        row.finish(
            _state(generated),
            model=model.name,
            tokens=generated.tokens,
            seconds=generated.seconds,
            first_token_seconds=first_token_seconds,
            citations=citations,
        )
        return AnswerOutcome(generated.finish, generated.prompt_tokens, generated.cached_tokens, prompt.truncated)

    def _pack(
        self, model: TextModel, context: ReplyContext, passages: tuple[Passage, ...], language: Language
    ) -> PackedPrompt:
        templates = self._templates[language]
        if passages and self._extractive.is_small(context.settings.model):
            templates, passages = templates.for_small_model(), self._extractive.focus(context.text, passages)
        parts = PromptParts(
            templates=templates,
            system=context.settings.system,
            history=context.history,
            question=templates.with_label(context.text, context.label),
            passages=passages,
            pictures=context.pictures,
            load_images=self._attachments.prompt_images if model.is_multimodal else no_images,
        )
        return pack_prompt(model, parts, context.settings.sampling.max_tokens)

    def _quote(
        self, context: ReplyContext, row: AnswerRow, passages: tuple[Passage, ...], language: Language
    ) -> Generator[ReplyEvent, None, AnswerOutcome]:
        """Answer with quotations only."""
        started = time.perf_counter()
        text, citations = self._extractive.answer(context.text, passages, language, LANGUAGE_UNSUPPORTED, 0)
        row.text = text
        row.finish("complete", first_token_seconds=time.perf_counter() - started, citations=citations)
        yield AnswerDelta(text)
        return AnswerOutcome("stop")

    def _append_quotation(
        self, context: ReplyContext, row: AnswerRow, passages: tuple[Passage, ...], language: Language
    ) -> Generator[ReplyEvent, None, tuple[Citation, ...]]:
        """Quote the passages below an answer in which no sentence rests on them."""
        gap = "\n\n" if row.text.strip() else ""
        begin = len(row.text) + len(gap)
        text, citations = self._extractive.answer(context.text, passages, language, ANSWER_UNSUPPORTED, begin)
        row.text += gap + text
        yield AnswerDelta(gap + text)
        return citations

    def _needs_loading(self, model_id: str | None) -> bool:
        loaded = self._pool.loaded_text_model_id()
        return loaded is None or (model_id is not None and model_id != loaded)


def question_language(context: ReplyContext) -> Language:
    """Return the question's language; one that does not show it has that of the questions before, then the computer's."""
    language: Language = "es" if system_language() == "es" else "en"
    for text in (*context.earlier_questions, context.text):
        language = detect_language(text, language)
    return language


def _stream(
    generation: Generator[PromptRead | TextDelta, None, Generated], row: AnswerRow, started: float
) -> Generator[ReplyEvent, None, tuple[Generated, float]]:
    """Pass on the generated text in frames and save it. Returns also the seconds until the first token."""
    first_token_seconds, saved_at, sent_at, pending = 0.0, started, 0.0, ""
    while True:
        try:
            event = next(generation)
        except StopIteration as stop:
            if pending:
                yield AnswerDelta(pending)
            return stop.value, first_token_seconds
        if isinstance(event, PromptRead):
            yield PromptProgress(event.done, event.total, event.cached)
            continue
        now = time.perf_counter()
        first_token_seconds = first_token_seconds or now - started
        row.text += event.text
        pending += event.text
        if now - saved_at >= FLUSH_SECONDS:
            row.flush()
            saved_at = now
        if event.alternatives or now - sent_at >= FRAME_SECONDS:
            yield AnswerDelta(pending, event.alternatives)
            pending, sent_at = "", now


def _say_nothing_found(row: AnswerRow, language: Language) -> Generator[ReplyEvent, None, AnswerOutcome]:
    """Say so in our own words: a small model that is asked without a passage invents an answer."""
    row.text = Translations(language).tr("answers", NOTHING_FOUND)
    row.finish("complete")
    yield AnswerDelta(row.text)
    return AnswerOutcome("stop")


def _greedy(sampling: Sampling) -> Sampling:
    """For answers from documents: always the likeliest token, and no penalty on a number that stands there twice."""
    return msgspec.structs.replace(sampling, temperature=0.0, repeat_penalty=1.0)


def _state(generated: Generated) -> MessageState:
    return "stopped" if generated.finish == "cancelled" else "complete"
