"""Checks of an answer's text, and the quotations that stand before, below or in the place of a model's words."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence

from engine.capabilities.chat.acting.result_check import result_to_show
from engine.capabilities.chat.answering import sources
from engine.capabilities.chat.answering.answer_task import AnswerOutcome, AnswerTask
from engine.capabilities.chat.answering.extractive_answer import (
    ANSWER_UNSUPPORTED,
    LANGUAGE_WRONG,
    NEAREST_QUOTED,
    QUOTED_FIRST,
    quote,
)
from engine.capabilities.chat.answering.generation_run import GenerationRun
from engine.capabilities.chat.answering.question import expected_language
from engine.capabilities.chat.answering.sources import UnreadFiles
from engine.capabilities.chat.api import AnswerDelta, AnswerReplaced, FinishReason, ReplyEvent, SourcesFound
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.turns import ReplyContext
from engine.models.interfaces import Generated
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.i18n import Translations
from engine.text.citations import Similarity
from engine.text.claims import is_question, says_nothing_found
from engine.text.language import Language, is_in_other_language

NOTHING_FOUND = "I found nothing about this in your documents."
NEAREST_SHOWN = "The nearest passages are shown; they do not answer it."
NOTHING_SAID = "I found nothing about this in those conversations."
STILL_UNREAD = "Not all files have been read yet ({done} of {total}): ask again in a moment."
STILL_UNCOUNTED = "Not all files have been read yet: ask again in a moment."


def quote_only(task: AnswerTask, lead: str) -> Generator[ReplyEvent, None, AnswerOutcome]:
    """Answer with quotations alone."""
    started, row = time.perf_counter(), task.row
    text, citations = quote(task.ranked, task.language, lead)
    row.text, row.written_start = text, len(text)
    row.finish("complete", first_token_seconds=time.perf_counter() - started, citations=citations)
    yield AnswerDelta(text)
    return AnswerOutcome("stop")


def quote_first(task: AnswerTask) -> Generator[ReplyEvent, None, tuple[Citation, ...]]:
    """Begin the answer of a weak model with quotations. Return their citations."""
    text, citations = quote(task.ranked, task.language, QUOTED_FIRST)
    task.row.text, task.row.written_start = text, len(text)
    task.row.flush()
    yield AnswerDelta(text)
    return citations


def quote_instead(task: AnswerTask) -> Generator[ReplyEvent, None, tuple[Citation, ...]]:
    """Quote the documents in the place of words in another language."""
    row = task.row
    row.notices.append("language_quoted")
    if task.quoted:
        return task.quoted
    row.text, citations = quote(task.ranked, task.language, LANGUAGE_WRONG)
    row.written_start = len(row.text)
    yield AnswerDelta(row.text)
    return citations


def check_answer_text(
    task: AnswerTask, similarity: Similarity, *, is_cancelled: bool
) -> Generator[ReplyEvent, None, tuple[Citation, ...]]:
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
    checked = sources.check_answer(row.text, row.written_start, passages, task.context.text, similarity)
    citations, row.unsupported = checked
    if not citations and not is_cancelled and task.context.begun is None:
        if task.quoted:
            row.text = row.text[: max(citation.answer_end for citation in task.quoted)]
            row.written_start, row.unsupported = len(row.text), ()
            yield AnswerReplaced(row.text, "unsupported")
            return task.quoted
        return (yield from _quote_below(task))
    return sources.join_citations(task.quoted, citations)


def _show_result(task: AnswerTask, *, is_cancelled: bool) -> Iterator[ReplyEvent]:
    """Show a tool's last result: in the place of an answer that says nothing or only asks again, below one without its value."""
    row, steps = task.row, task.tools.steps if task.tools else ()
    done = [step.result for step in steps if step.state == "done"]
    if is_cancelled or task.context.begun or not done:
        return
    if not row.words.strip() or is_question(row.words):
        row.text = row.text[: row.written_start] + done[-1]
        yield AnswerReplaced(row.text, "tool")
    elif result := result_to_show(row.words, steps):
        row.written_end = len(row.text)
        row.text += f"\n\n{result}"
        yield AnswerDelta(f"\n\n{result}")


def _quote_below(task: AnswerTask) -> Generator[ReplyEvent, None, tuple[Citation, ...]]:
    """Quote the passages below an answer in which no sentence rests on them; one that says so itself is not contradicted."""
    row = task.row
    lead = NEAREST_QUOTED if says_nothing_found(row.words) and not row.unsupported else ANSWER_UNSUPPORTED
    gap = "\n\n" if row.text.strip() else ""
    row.written_end = len(row.text)
    text, citations = quote(task.ranked, task.language, lead, len(row.text) + len(gap))
    row.text += gap + text
    yield AnswerDelta(gap + text)
    return citations


def quoted_before(context: ReplyContext, row: AnswerRow) -> tuple[Citation, ...]:
    """Return the citations of the quotation with which an answer begins that is continued."""
    begun = context.begun
    return tuple(c for c in begun.citations if c.answer_end <= row.written_start) if begun else ()


def note_end(task: AnswerTask, run: GenerationRun, generated: Generated) -> None:
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


def finish_reason(run: GenerationRun, generated: Generated) -> FinishReason:
    """Return why the text ended: by a check, or as the model says."""
    if run.ended_by:
        return "repetition" if run.ended_by == "repetition" else "stop"
    return generated.finish


def say_nothing_found(
    row: AnswerRow,
    language: Language,
    unread: UnreadFiles | None,
    sentence: str = NOTHING_FOUND,
    nearest: Sequence[Passage] = (),
) -> Generator[ReplyEvent, None, AnswerOutcome]:
    """Say so in our own words: a small model that is asked without a passage invents an answer.

    The `nearest` passages are shown beside it, as no answer.
    """
    tr = Translations(language).tr
    row.text = tr("answers", sentence)
    if nearest:
        row.save_sources(nearest)
        yield SourcesFound(tuple(nearest))
        row.text += " " + tr("answers", NEAREST_SHOWN)
    if unread is not None:
        counted = tr("answers", STILL_UNREAD, done=unread.done, total=unread.total)
        row.text += " " + (counted if unread.total else tr("answers", STILL_UNCOUNTED))
    row.written_start = len(row.text)
    row.notices.append("nothing_found")
    row.finish("complete")
    yield AnswerDelta(row.text)
    return AnswerOutcome("stop")
