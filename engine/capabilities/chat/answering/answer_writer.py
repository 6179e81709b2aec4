"""Writing one answer: retrieve passages, generate or quote, check what the model says, and save the text as it comes."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, closing

import msgspec
from msgspec.structs import replace

from engine.capabilities.chat.acting.decision import opening_word
from engine.capabilities.chat.acting.tool_prompt import ToolPrompt
from engine.capabilities.chat.answering.answer_checks import (
    NOTHING_SAID,
    check_answer_text,
    finish_reason,
    note_end,
    quote_first,
    quote_instead,
    quote_only,
    quoted_before,
    say_nothing_found,
)
from engine.capabilities.chat.answering.answer_task import AnswerOutcome, AnswerTask
from engine.capabilities.chat.answering.counting.collection_answers import answer_whole_collection
from engine.capabilities.chat.answering.extractive_answer import (
    LANGUAGE_UNSUPPORTED,
    MODEL_WORDS,
    QUOTED_FIRST,
)
from engine.capabilities.chat.answering.generation_run import GenerationRun
from engine.capabilities.chat.answering.grades import IsWeak, ModelTrust
from engine.capabilities.chat.answering.measuring import PromptFigures, measure_prompt
from engine.capabilities.chat.answering.parts_builder import PartsBuilder
from engine.capabilities.chat.answering.prompt import (
    PackedPrompt,
    pack_prompt,
    prompt_prefix,
)
from engine.capabilities.chat.answering.prompt_templates import PromptTemplates
from engine.capabilities.chat.answering.question import asks_about_whole, expected_language, question_language
from engine.capabilities.chat.answering.ranking import RankedPassages, SentenceRanker
from engine.capabilities.chat.answering.retrieval.passage_finder import PassageFinder
from engine.capabilities.chat.answering.sources import DocumentAccess
from engine.capabilities.chat.answering.tool_use import ToolUse
from engine.capabilities.chat.api import (
    AnswerReplaced,
    ModelLoading,
    ReplyEvent,
    SourcesFound,
)
from engine.capabilities.chat.attachments import AttachmentStore
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.turns import ReplyContext
from engine.models.interfaces import Generated, ModelPool, TextDelta, TextModel
from engine.protocol.answering.memories import RecalledMark
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.i18n import Translations
from engine.rpc.generators import exhaust
from engine.text.claims import says_nothing_found
from engine.text.language import Language

CALL_TOKENS = 1024
"""Room for the call of a tool."""


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
        self._pool, self._documents = pool, documents
        self._trust, self._ranker = ModelTrust(pool, is_weak), SentenceRanker(pool, documents.sentence_vectors)
        self._finder = PassageFinder(documents, self._ranker)
        self._tools = tools or ToolUse()
        self._parts = PartsBuilder(pool, attachments, templates, self._trust, self._tools)

    def write(
        self, context: ReplyContext, row: AnswerRow, is_cancelled: IsCancelled
    ) -> Generator[ReplyEvent, None, AnswerOutcome]:
        """Write the answer into `row` and finish it, also where another persona is to answer it.

        Raises the errors of the pool, PromptTooLong, Cancelled.
        """
        row.persona = context.settings.persona
        language = question_language(context.text, context.earlier_questions)
        count = self._documents.answer_collection
        if (counted := (yield from answer_whole_collection(count, context, row, language, is_cancelled))) is not None:
            return counted
        task = AnswerTask(context, row, language, (yield from self._find_passages(context, row)), is_cancelled)
        passages = task.ranked.passages
        if context.begun is not None:
            return (yield from self._write_words(replace(task, quoted=quoted_before(context, row))))
        tools = None if task.is_extractive else self._tools.prompt_for(context, language)
        finds_nothing = context.asks_documents and not passages and not context.pictures
        finds_nothing = finds_nothing and (tools is None or tools.only_hands_over)
        if finds_nothing and tools is None:
            return (yield from self._say_nothing_found(task))
        if passages and task.is_extractive:
            return (yield from quote_only(task, QUOTED_FIRST))
        if passages and not context.pictures and not context.settings.sampling.schema:
            if self._trust.must_quote(task.model_id, language, passages):
                return (yield from quote_only(task, LANGUAGE_UNSUPPORTED))
            if self._trust.is_weak(task.model_id, language):
                return (yield from self._write_words(replace(task, quoted=(yield from quote_first(task)))))
        if tools is not None:
            task = replace(task, tools=(tools := (yield from self._act(tools, task))))
            if (taken := (yield from self._tools.hand_over(tools, context, row))) is not None:
                return (yield from self.write(taken, row, is_cancelled))
        return (yield from (self._say_nothing_found(task) if finds_nothing else self._write_words(task)))

    def _say_nothing_found(self, task: AnswerTask) -> Generator[ReplyEvent, None, AnswerOutcome]:
        context = task.context
        if not (context.collections or context.files):
            return (yield from say_nothing_found(task.row, task.language, None, NOTHING_SAID))
        find_unread = self._documents.find_unread
        unread = find_unread(context.collections, context.files) if find_unread else None
        nearest = self._documents.nearest(task.row.searched_for or context.text, context)
        return (yield from say_nothing_found(task.row, task.language, unread, nearest=nearest))

    def _act(self, tools: ToolPrompt, task: AnswerTask) -> Generator[ReplyEvent, None, ToolPrompt]:
        """Let the model call tools. It decides by the conversation and their results, not by the passages of a question."""
        if self._needs_loading(task.model_id):
            yield ModelLoading(task.model_id or "")

        def pack(model: TextModel, tools: ToolPrompt) -> tuple[list[int], Sampling | None]:
            parts = self._parts.of_question(model, task.context, task.language, RankedPassages())
            prompt = pack_prompt(model, replace(parts, tools=tools), CALL_TOKENS)
            thinking = msgspec.structs.replace(task.context.settings.sampling, thinking_tokens=prompt.thinking_tokens)
            return prompt.tokens, thinking if parts.thinks else None

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
        with self.model_for(context, is_cancelled) as model:
            begins_with_text = context.asks_documents and not self._trust.is_small(context.settings.model)
            parts = self._parts.before_question(model, context, language)
            question = parts.templates.before_passages if begins_with_text else ""
            parts = replace(parts, question=question, memories=())
            prefix = prompt_prefix(model, parts, context.settings.sampling.max_tokens)
            return model.read_ahead(prefix, is_cancelled)

    def measure(self, context: ReplyContext, is_cancelled: IsCancelled, *, retrieves: bool) -> PromptFigures:
        """Build the prompt as `write` does and return its parts in tokens.

        Without `retrieves` passages are estimated. Raises the errors of the pool, PromptTooLong, PicturesTooLong, Cancelled.
        """
        language = question_language(context.text, context.earlier_questions)
        ranked = self._finder.find(context).ranked if retrieves else RankedPassages()
        with self.model_for(context, is_cancelled) as model:
            parts = self._parts.of_question(model, context, language, ranked)
            prompt = pack_prompt(model, parts, context.settings.sampling.max_tokens)
            return measure_prompt(model, parts, prompt)

    def prompt_of(self, model: TextModel, context: ReplyContext, row: AnswerRow) -> list[int]:
        """Return the tokens after which an answer that is begun in `row` goes on. Raises PromptTooLong."""
        language = question_language(context.text, context.earlier_questions)
        ranked: RankedPassages = exhaust(self._find_passages(context, row))
        return self._pack(model, AnswerTask(context, row, language, ranked, never_cancelled)).tokens

    def ask_aside(self, context: ReplyContext, question: str, sampling: Sampling, is_cancelled: IsCancelled) -> str:
        """Return the model's answer to a question that is not saved: its prompt begins as that of the next question does.

        Raises the errors of the pool, PromptTooLong, Cancelled.
        """
        language = question_language(context.text, context.earlier_questions)
        with self.model_for(context, is_cancelled) as model:
            parts = self._parts.before_question(model, context, language)
            parts = replace(parts, question=question, memories=(), thinks=False)
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
        found = self._finder.find(context)
        row.notices += ["beginning"] if found.is_beginning else []
        row.searched_for = found.searched_for
        row.save_sources(found.ranked.passages)
        yield SourcesFound(found.ranked.passages, found.ranked.best, found.searched_for)
        return found.ranked

    def _write_words(self, task: AnswerTask) -> Generator[ReplyEvent, None, AnswerOutcome]:
        """Let the model write."""
        if self._needs_loading(task.model_id):
            yield ModelLoading(task.model_id or "")
        with self.model_for(task.context, task.is_cancelled) as model:
            return (yield from self._generate(model, task))

    def _generate(self, model: TextModel, task: AnswerTask) -> Generator[ReplyEvent, None, AnswerOutcome]:
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
            yield AnswerReplaced(row.text, "more")
            prompt = self._pack(model, task, reads_all=True)
            run, generated = yield from self._run(model, task, prompt, expected_language(task.context), started)
        if run.ended_by == "language":
            citations = yield from quote_instead(task)
        else:
            note_end(task, run, generated)
            citations = yield from check_answer_text(
                task, self._ranker.compare(), is_cancelled=generated.finish == "cancelled" and not run.ended_by
            )
        row.finish(
            "stopped" if generated.finish == "cancelled" and not run.ended_by else "complete",
            model=model.name,
            tokens=generated.tokens,
            seconds=generated.seconds,
            first_token_seconds=run.first_token_seconds,
            citations=citations,
        )
        return AnswerOutcome(
            finish_reason(run, generated), generated.prompt_tokens, generated.cached_tokens, prompt.truncated
        )

    def _run(
        self, model: TextModel, task: AnswerTask, prompt: PackedPrompt, language: Language | None, started: float
    ) -> Generator[ReplyEvent, None, tuple[GenerationRun, Generated]]:
        context = task.context
        lead = f"\n\n{Translations(task.language).tr('answers', MODEL_WORDS)} " if task.quoted else ""
        run = GenerationRun(task.row, context.text, language, "" if context.begun else lead, started)
        sampling = msgspec.structs.replace(
            _greedy(context.settings.sampling) if task.is_sober else context.settings.sampling,
            max_tokens=prompt.answer_tokens,
            thinking_tokens=prompt.thinking_tokens,
        )
        if task.tools is not None:
            prompt = replace(prompt, tokens=task.tools.after_thinking(prompt.tokens))
        opening = None
        if task.tools and task.tools.steps and not context.begun and not sampling.schema and not sampling.grammar:
            opening = opening_word(model, prompt.tokens, task.is_cancelled)
        return run, (yield from run.events(model, prompt, sampling, task.is_cancelled, opening))

    def _pack(
        self, model: TextModel, task: AnswerTask, *, insists: bool = False, reads_all: bool = False
    ) -> PackedPrompt:
        """Make the prompt: with the passage that leads alone, unless it `reads_all`; it `insists` on the language."""
        context = task.context
        parts = self._parts.of_question(model, context, task.language, task.ranked, reads_all=reads_all)
        parts = replace(
            parts,
            question=parts.templates.insisting(parts.question) if insists else parts.question,
            begun=task.row.words.rstrip(" ") if context.begun else "",
            tools=task.tools or parts.tools,
        )
        return pack_prompt(model, parts, context.settings.sampling.max_tokens)

    def _may_read_more(self, task: AnswerTask) -> bool:
        """Whether the model has read the passage that leads, and may now read the others."""
        is_first = task.context.begun is None and not task.quoted
        return is_first and task.ranked.leader is not None and not self._trust.is_small(task.model_id)

    def _needs_loading(self, model_id: str | None) -> bool:
        loaded = self._pool.loaded_text_model_id()
        return loaded is None or (model_id is not None and model_id != loaded)


def _greedy(sampling: Sampling) -> Sampling:
    """For answers from documents: always the likeliest token, and no penalty on a number that stands there twice."""
    return msgspec.structs.replace(sampling, temperature=0.0, repeat_penalty=1.0)
