"""Writing one answer: retrieve passages, generate or quote, check what the model says, and save the text as it comes."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace

import msgspec

from engine.capabilities.chat.acting.acting import ToolUse
from engine.capabilities.chat.acting.decision import opening_word
from engine.capabilities.chat.acting.tool_prompt import ToolPrompt
from engine.capabilities.chat.answering import sources
from engine.capabilities.chat.answering.extractive_answer import (
    ANSWER_UNSUPPORTED,
    LANGUAGE_UNSUPPORTED,
    LANGUAGE_WRONG,
    MODEL_WORDS,
    QUOTED_FIRST,
    quote,
)
from engine.capabilities.chat.answering.generation_run import GenerationRun
from engine.capabilities.chat.answering.grades import IsWeak, ModelTrust
from engine.capabilities.chat.answering.prompt import (
    PackedPrompt,
    PromptParts,
    no_images,
    pack_prompt,
    prompt_prefix,
)
from engine.capabilities.chat.answering.prompt_templates import PromptTemplates
from engine.capabilities.chat.answering.question import asks_about_whole, expected_language, question_language
from engine.capabilities.chat.answering.ranking import CANDIDATES_MORE, RankedPassages, SentenceRanker
from engine.capabilities.chat.answering.sources import DocumentAccess, UnreadFiles
from engine.capabilities.chat.api import (
    AnswerDelta,
    AnswerReplaced,
    FinishReason,
    ModelLoading,
    ReplyEvent,
    SourcesFound,
)
from engine.capabilities.chat.attachments import AttachmentStore
from engine.capabilities.chat.context.measuring import PromptFigures, measure_prompt
from engine.capabilities.chat.context.token_sizes import TokenSizes
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.turns import ReplyContext
from engine.models.interfaces import Generated, ModelPool, TextDelta, TextModel
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.i18n import Translations
from engine.protocol.memories import RecalledMark
from engine.protocol.passage import Citation, Passage
from engine.protocol.sampling import Sampling
from engine.rpc.generators import exhaust
from engine.text.claims import is_question, says_nothing_found
from engine.text.language import Language, is_in_other_language

NOTHING_FOUND = "I found nothing about this in your documents."
NOTHING_SAID = "I found nothing about this in those conversations."
STILL_UNREAD = "Not all files have been read yet ({done} of {total}): ask again in a moment."
STILL_UNCOUNTED = "Not all files have been read yet: ask again in a moment."
CALL_TOKENS = 512
"""Room for the call of a tool."""
BEGINNING = 4
"""Passages of the attached files that are read for a question about all of them: about 500 words."""


@dataclass(frozen=True)
class AnswerOutcome:
    """How an answer ended, with token counts; the counts are 0 where no model wrote it."""

    finish: FinishReason
    prompt_tokens: int = 0
    cached_tokens: int = 0
    truncated: int = 0


@dataclass(frozen=True)
class _Task:
    """An answer to be written. `quoted` are the citations of the quotation it begins with."""

    context: ReplyContext
    row: AnswerRow
    language: Language
    ranked: RankedPassages
    is_cancelled: IsCancelled
    quoted: tuple[Citation, ...] = ()
    tools: ToolPrompt | None = None

    @property
    def is_sober(self) -> bool:
        """Whether the answer repeats what was read: passages, or results of tools."""
        return bool(self.ranked.passages or (self.tools and self.tools.steps))

    @property
    def cited_passages(self) -> tuple[Passage, ...]:
        """The passages that the answer may rest on: those it was asked from, else those that tools found."""
        return self.ranked.passages or (self.tools.passages if self.tools else ())

    @property
    def model_id(self) -> str | None:
        return self.context.settings.model


class AnswerWriter:
    """Writes answers with the models of a pool, from `documents` where a question asks them."""

    def __init__(
        self,
        pool: ModelPool,
        attachments: AttachmentStore,
        templates: Mapping[Language, PromptTemplates],
        documents: DocumentAccess,
        is_weak: IsWeak,
        tools: ToolUse | None = None,
    ) -> None:
        self._pool, self._attachments = pool, attachments
        self._templates, self._documents = templates, documents
        self._trust, self._ranker = ModelTrust(pool, is_weak), SentenceRanker(pool)
        self._sizes = TokenSizes()
        self._tools = tools or ToolUse()

    def write(
        self, context: ReplyContext, row: AnswerRow, is_cancelled: IsCancelled
    ) -> Generator[ReplyEvent, None, AnswerOutcome]:
        """Write the answer into `row` and finish it. Raises the errors of the pool, PromptTooLong, Cancelled."""
        row.persona = context.settings.persona
        language = question_language(context.text, context.earlier_questions)
        task = _Task(context, row, language, (yield from self._find_passages(context, row)), is_cancelled)
        passages = task.ranked.passages
        if context.begun is not None:
            return (yield from self._write_words(replace(task, quoted=_quoted_before(context, row))))
        tools = self._tools.prompt_for(context, language)
        if context.asks_documents and not passages and not context.pictures and tools is None:
            if not (context.collections or context.files):
                return (yield from _say_nothing_found(row, language, None, NOTHING_SAID))
            find_unread = self._documents.find_unread
            unread = find_unread(context.collections, context.files) if find_unread else None
            return (yield from _say_nothing_found(row, language, unread))
        if passages and not context.pictures and not context.settings.sampling.schema:
            if self._trust.must_quote(task.model_id, language, passages):
                return (yield from _quote_only(task, LANGUAGE_UNSUPPORTED))
            if self._trust.is_weak(task.model_id, language):
                return (yield from self._write_words(replace(task, quoted=(yield from _quote_first(task)))))
        if tools is not None:
            task = replace(task, tools=(yield from self._act(tools, task)))
        return (yield from self._write_words(task))

    def _act(self, tools: ToolPrompt, task: _Task) -> Generator[ReplyEvent, None, ToolPrompt]:
        """Let the model call tools. It decides by the conversation and their results, not by the passages of a question."""
        if self._needs_loading(task.model_id):
            yield ModelLoading(task.model_id or "")

        def pack(model: TextModel, tools: ToolPrompt) -> list[int]:
            parts = self._question_parts(model, task.context, task.language, RankedPassages())
            return pack_prompt(model, replace(parts, tools=tools, thinks=False), CALL_TOKENS).tokens

        def lend() -> AbstractContextManager[TextModel]:
            return self.model_for(task.context, task.is_cancelled)

        tools = yield from self._tools.run(tools, task.context, task.row, lend, pack, task.is_cancelled)
        if tools.passages and not task.ranked.passages:
            task.row.save_sources(tools.passages)
            yield SourcesFound(tools.passages)
        return tools

    def read_ahead(self, context: ReplyContext, is_cancelled: IsCancelled) -> int:
        """Load the models and read the part of the prompt that is known before the question. Return its tokens.

        Raises the errors of the pool, Cancelled.
        """
        if context.asks_documents:
            self._ranker.load()
        language = question_language(context.text, context.earlier_questions)
        templates = self._templates[language]
        with self.model_for(context, is_cancelled) as model:
            begins_with_text = context.asks_documents and not self._trust.is_small(context.settings.model)
            parts = replace(
                self._parts(model, context, templates),
                question=templates.before_passages if begins_with_text else "",
                memories=(),
            )
            prefix = prompt_prefix(model, parts, context.settings.sampling.max_tokens)
            return model.read_ahead(prefix, is_cancelled)

    def measure(self, context: ReplyContext, is_cancelled: IsCancelled, *, retrieves: bool) -> PromptFigures:
        """Build the prompt as `write` does and return its parts in tokens.

        Without `retrieves` passages are estimated. Raises the errors of the pool, PromptTooLong, PicturesTooLong, Cancelled.
        """
        language = question_language(context.text, context.earlier_questions)
        ranked = self._retrieve(context)[0] if retrieves else RankedPassages()
        with self.model_for(context, is_cancelled) as model:
            parts = self._question_parts(model, context, language, ranked)
            prompt = pack_prompt(model, parts, context.settings.sampling.max_tokens)
            return measure_prompt(model, parts, prompt)

    def prompt_of(self, model: TextModel, context: ReplyContext, row: AnswerRow) -> list[int]:
        """Return the tokens after which an answer that is begun in `row` goes on. Raises PromptTooLong."""
        language = question_language(context.text, context.earlier_questions)
        ranked: RankedPassages = exhaust(self._find_passages(context, row))
        return self._pack(model, _Task(context, row, language, ranked, never_cancelled)).tokens

    def ask_aside(self, context: ReplyContext, question: str, sampling: Sampling, is_cancelled: IsCancelled) -> str:
        """Return the model's answer to a question that is not saved: its prompt begins as that of the next question does.

        Raises the errors of the pool, PromptTooLong, Cancelled.
        """
        templates = self._templates[question_language(context.text, context.earlier_questions)]
        with self.model_for(context, is_cancelled) as model:
            parts = replace(self._parts(model, context, templates), question=question, memories=(), thinks=False)
            prompt = pack_prompt(model, parts, sampling.max_tokens)
            events = model.generate(prompt.tokens, sampling, is_cancelled)
            with closing(events):
                return "".join(event.text for event in events if isinstance(event, TextDelta))

    def model_for(self, context: ReplyContext, is_cancelled: IsCancelled) -> AbstractContextManager[TextModel]:
        """Lend the model of a conversation, with what it has computed of that before. Raises the errors of the pool."""
        settings = context.settings
        return self._pool.text_model(
            settings.model, is_cancelled, conversation=context.state_key, context=settings.context
        )

    def _find_passages(self, context: ReplyContext, row: AnswerRow) -> Generator[ReplyEvent, None, RankedPassages]:
        """Retrieve the passages and show them; those of an answer to be continued are known."""
        if context.begun is not None:
            known = context.begun.passages
            is_about_whole = asks_about_whole(context.text, context.earlier_questions)
            return self._ranker.in_order(known) if is_about_whole else self._ranker.rank(context.text, known)
        if not context.asks_documents:
            return RankedPassages()
        ranked, is_beginning = self._retrieve(context)
        row.notices += ["beginning"] if is_beginning else []
        row.save_sources(ranked.passages)
        yield SourcesFound(ranked.passages, ranked.best)
        return ranked

    def _retrieve(self, context: ReplyContext) -> tuple[RankedPassages, bool]:
        """Return the passages for a question, and whether they are the beginning of longer files."""
        if not context.asks_documents:
            return RankedPassages(), False
        read_beginning = self._documents.read_beginning
        is_about_whole = asks_about_whole(context.text, context.earlier_questions)
        if context.files and is_about_whole and read_beginning is not None:
            passages = read_beginning(context.files, BEGINNING + 1)
            return self._ranker.in_order(passages[:BEGINNING]), len(passages) > BEGINNING
        query = sources.search_text(context.text, context.earlier_questions)
        passages = self._documents.find(query, context, CANDIDATES_MORE)
        most = context.settings.passages
        if query != context.text:  # the question alone does not say what its passage is about
            return self._ranker.rank(context.text, passages[:most]), False
        return self._ranker.rank(context.text, passages, most), False

    def _write_words(self, task: _Task) -> Generator[ReplyEvent, None, AnswerOutcome]:
        """Let the model write."""
        if self._needs_loading(task.model_id):
            yield ModelLoading(task.model_id or "")
        with self.model_for(task.context, task.is_cancelled) as model:
            return (yield from self._generate(model, task))

    def _generate(self, model: TextModel, task: _Task) -> Generator[ReplyEvent, None, AnswerOutcome]:
        row, started = task.row, time.perf_counter()
        prompt = self._pack(model, task)
        row.truncated = prompt.truncated
        row.recalled = tuple(RecalledMark(m.id, m.score) for m in task.context.memories[: prompt.memories])
        run, generated = yield from self._run(model, task, prompt, expected_language(task.context), started)
        if run.ended_by == "language":
            prompt = self._pack(model, task, insists=True)
            expected = task.language if task.ranked.passages else None
            run, generated = yield from self._run(model, task, prompt, expected, started)
        elif generated.finish != "cancelled" and self._may_read_more(task) and says_nothing_found(row.words):
            row.text = ""
            yield AnswerReplaced(row.text, "unsupported")
            prompt = self._pack(model, task, reads_all=True)
            run, generated = yield from self._run(model, task, prompt, expected_language(task.context), started)
        if run.ended_by == "language":
            citations = yield from _quote_instead(task)
        else:
            _note(task, run, generated)
            citations = yield from _check(task, is_cancelled=generated.finish == "cancelled" and not run.ended_by)
        row.finish(
            "stopped" if generated.finish == "cancelled" and not run.ended_by else "complete",
            model=model.name,
            tokens=generated.tokens,
            seconds=generated.seconds,
            first_token_seconds=run.first_token_seconds,
            citations=citations,
        )
        return AnswerOutcome(
            _finish_reason(run, generated), generated.prompt_tokens, generated.cached_tokens, prompt.truncated
        )

    def _run(
        self, model: TextModel, task: _Task, prompt: PackedPrompt, language: Language | None, started: float
    ) -> Generator[ReplyEvent, None, tuple[GenerationRun, Generated]]:
        context = task.context
        lead = f"\n\n{Translations(task.language).tr('answers', MODEL_WORDS)} " if task.quoted else ""
        run = GenerationRun(task.row, context.text, language, "" if context.begun else lead, started)
        sampling = msgspec.structs.replace(
            _greedy(context.settings.sampling) if task.is_sober else context.settings.sampling,
            max_tokens=prompt.answer_tokens,
            thinking_tokens=prompt.thinking_tokens,
        )
        opening = None
        if task.tools and task.tools.steps and not context.begun and not sampling.schema and not sampling.grammar:
            opening = opening_word(model, prompt.tokens, task.is_cancelled)
        return run, (yield from run.events(model, prompt, sampling, task.is_cancelled, opening))

    def _pack(self, model: TextModel, task: _Task, *, insists: bool = False, reads_all: bool = False) -> PackedPrompt:
        """Make the prompt: with the passage that leads alone, unless it `reads_all`; it `insists` on the language."""
        context = task.context
        parts = self._question_parts(model, context, task.language, task.ranked, reads_all=reads_all)
        parts = replace(
            parts,
            question=parts.templates.insisting(parts.question) if insists else parts.question,
            begun=task.row.words.rstrip(" ") if context.begun else "",
            tools=task.tools or parts.tools,
        )
        return pack_prompt(model, parts, context.settings.sampling.max_tokens)

    def _question_parts(
        self,
        model: TextModel,
        context: ReplyContext,
        language: Language,
        ranked: RankedPassages,
        *,
        reads_all: bool = False,
    ) -> PromptParts:
        """Return the parts of the prompt for a question and the passages that were found."""
        templates, passages = self._templates[language], ranked.passages
        if passages and self._trust.is_small(context.settings.model):
            templates, passages = templates.for_small_model(), ranked.focused()
        elif (leader := self._leader(context, ranked)) is not None and not reads_all:
            passages = (leader,)
        elif passages:
            passages = ranked.shortened(model.count)
        return replace(
            self._parts(model, context, templates),
            question=templates.with_label(context.text, context.label),
            passages=passages,
            pictures=context.pictures,
        )

    def _parts(self, model: TextModel, context: ReplyContext, templates: PromptTemplates) -> PromptParts:
        """Return the parts of the prompt that stand before the question."""
        return PromptParts(
            templates=templates,
            system=context.settings.system,
            history=context.history,
            question="",
            passages=(),
            load_images=self._attachments.prompt_images if model.is_multimodal else no_images,
            thinks=self._thinks(context),
            thinking_tokens=context.settings.sampling.thinking_tokens,
            memories=context.memories,
            choice=context.choice,
            expected_passages=context.settings.passages if context.asks_documents else 0,
            window=context.settings.context,
            examples=context.settings.examples,
            tools=self._tools.prompt_of(context),
            sizes=self._sizes,
        )

    def _may_read_more(self, task: _Task) -> bool:
        """Whether the model has read the passage that leads, and may now read the others."""
        is_first = task.context.begun is None and not task.quoted
        leader = self._leader(task.context, task.ranked)
        return is_first and leader is not None and not self._trust.is_small(task.model_id)

    def _leader(self, context: ReplyContext, ranked: RankedPassages) -> Passage | None:
        """The passage that the model of a conversation reads alone, if there is one."""
        return ranked.leader(self._trust.leader_margin(context.settings.model))

    def _thinks(self, context: ReplyContext) -> bool:
        """Whether the model will think before this answer, which then needs room in the context window."""
        support = self._pool.thinking(context.settings.model)
        return context.begun is None and (support == "always" or (support == "optional" and context.settings.thinking))

    def _needs_loading(self, model_id: str | None) -> bool:
        loaded = self._pool.loaded_text_model_id()
        return loaded is None or (model_id is not None and model_id != loaded)


def _quote_only(task: _Task, lead: str) -> Generator[ReplyEvent, None, AnswerOutcome]:
    """Answer with quotations alone."""
    started, row = time.perf_counter(), task.row
    text, citations = quote(task.ranked, task.language, lead)
    row.text, row.written_start = text, len(text)
    row.finish("complete", first_token_seconds=time.perf_counter() - started, citations=citations)
    yield AnswerDelta(text)
    return AnswerOutcome("stop")


def _quote_first(task: _Task) -> Generator[ReplyEvent, None, tuple[Citation, ...]]:
    """Begin the answer of a weak model with quotations. Return their citations."""
    text, citations = quote(task.ranked, task.language, QUOTED_FIRST)
    task.row.text, task.row.written_start = text, len(text)
    task.row.flush()
    yield AnswerDelta(text)
    return citations


def _quote_instead(task: _Task) -> Generator[ReplyEvent, None, tuple[Citation, ...]]:
    """Quote the documents in the place of words in another language."""
    row = task.row
    row.notices.append("language_quoted")
    if task.quoted:
        return task.quoted
    row.text, citations = quote(task.ranked, task.language, LANGUAGE_WRONG)
    row.written_start = len(row.text)
    yield AnswerDelta(row.text)
    return citations


def _check(task: _Task, *, is_cancelled: bool) -> Generator[ReplyEvent, None, tuple[Citation, ...]]:
    """Cite what the documents support and mark what they do not; without any support the documents are quoted.

    A weak model's words without support give way to the quotation above them, and an echo of the question to one below.
    """
    row, passages = task.row, task.ranked.passages
    if task.context.settings.sampling.schema:
        return ()  # nothing may stand beside JSON
    if not passages:
        yield from _show_result(task, is_cancelled=is_cancelled)
        return sources.check_answer(row.text, row.written_start, task.cited_passages)[0] if task.cited_passages else ()
    if is_question(row.words) and not is_cancelled and task.context.begun is None:
        row.text = row.text[: row.written_start]
        yield AnswerReplaced(row.text, "unsupported")
    citations, row.unsupported = sources.check_answer(row.text, row.written_start, passages, task.context.text)
    if not citations and not is_cancelled and task.context.begun is None:
        if task.quoted:
            row.text = row.text[: max(citation.answer_end for citation in task.quoted)]
            row.written_start, row.unsupported = len(row.text), ()
            yield AnswerReplaced(row.text, "unsupported")
            return task.quoted
        return (yield from _quote_below(task))
    return sources.join_citations(task.quoted, citations)


def _show_result(task: _Task, *, is_cancelled: bool) -> Iterator[ReplyEvent]:
    """Show the last result of a tool in the place of an answer that says nothing or only asks again."""
    row, steps = task.row, task.tools.steps if task.tools else ()
    done = [step.result for step in steps if step.state == "done"]
    if is_cancelled or task.context.begun or not done or (row.words.strip() and not is_question(row.words)):
        return
    row.text = row.text[: row.written_start] + done[-1]
    yield AnswerReplaced(row.text, "tool")


def _quote_below(task: _Task) -> Generator[ReplyEvent, None, tuple[Citation, ...]]:
    """Quote the passages below an answer in which no sentence rests on them."""
    row = task.row
    gap = "\n\n" if row.text.strip() else ""
    row.written_end = len(row.text)
    text, citations = quote(task.ranked, task.language, ANSWER_UNSUPPORTED, len(row.text) + len(gap))
    row.text += gap + text
    yield AnswerDelta(gap + text)
    return citations


def _quoted_before(context: ReplyContext, row: AnswerRow) -> tuple[Citation, ...]:
    """Return the citations of the quotation with which an answer begins that is continued."""
    begun = context.begun
    return tuple(c for c in begun.citations if c.answer_end <= row.written_start) if begun else ()


def _note(task: _Task, run: GenerationRun, generated: Generated) -> None:
    """Note what a person is told about how the model ended."""
    row, expected = task.row, expected_language(task.context)
    if generated.thinking_cut:
        row.notices.append("thinking_cut")
    if generated.finish == "length":
        row.notices.append("length")
    elif task.context.settings.sampling.schema and generated.finish == "stop":
        row.notices.append("schema")
    if not row.words.strip() and generated.finish != "cancelled":
        row.notices.append("nothing_written")
    if expected is not None and is_in_other_language(row.words, expected, is_finished=True):
        row.notices.append("other_language")


def _finish_reason(run: GenerationRun, generated: Generated) -> FinishReason:
    if run.ended_by:
        return "repetition" if run.ended_by == "repetition" else "stop"
    return generated.finish


def _say_nothing_found(
    row: AnswerRow, language: Language, unread: UnreadFiles | None, sentence: str = NOTHING_FOUND
) -> Generator[ReplyEvent, None, AnswerOutcome]:
    """Say so in our own words: a small model that is asked without a passage invents an answer."""
    tr = Translations(language).tr
    row.text = tr("answers", sentence)
    if unread is not None:
        counted = tr("answers", STILL_UNREAD, done=unread.done, total=unread.total)
        row.text += " " + (counted if unread.total else tr("answers", STILL_UNCOUNTED))
    row.written_start = len(row.text)
    row.notices.append("nothing_found")
    row.finish("complete")
    yield AnswerDelta(row.text)
    return AnswerOutcome("stop")


def _greedy(sampling: Sampling) -> Sampling:
    """For answers from documents: always the likeliest token, and no penalty on a number that stands there twice."""
    return msgspec.structs.replace(sampling, temperature=0.0, repeat_penalty=1.0)
