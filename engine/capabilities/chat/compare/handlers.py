"""Routes of comparisons. The answers are written in the model's lane, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

import msgspec
from msgspec.structs import replace

from engine.capabilities.chat import messages
from engine.capabilities.chat.answer_settings import save_settings
from engine.capabilities.chat.answering.answer_writer import AnswerWriter
from engine.capabilities.chat.api import CONVERSATIONS
from engine.capabilities.chat.api import comparisons as api
from engine.capabilities.chat.api.replies import ConversationSettings
from engine.capabilities.chat.compare.axes import expand
from engine.capabilities.chat.compare.comparison_store import ComparisonRow, ComparisonStore
from engine.capabilities.chat.compare.export import write_comparison
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.titles import title_of
from engine.capabilities.chat.turns import ReplyContext, TurnStore
from engine.models.interfaces import ModelPool
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route
from engine.store.database import Store

ComparisonEvents = Generator[api.ComparisonEvent, None, api.Comparison]


def comparison_routes(
    store: Store,
    pool: ModelPool,
    turns: TurnStore,
    conversations: ConversationStore,
    writer: AnswerWriter,
    remember: Callable[[ReplyContext], ReplyContext],
) -> tuple[Route, ...]:
    """Return the routes; `remember` adds the memories that a question needs.

    Answers that a crash left half written are marked, and old deleted comparisons are purged.
    """
    comparisons = ComparisonStore(store)
    comparisons.mark_interrupted()
    comparisons.purge_old()
    handlers = ComparisonHandlers(store, pool, comparisons, turns, conversations, writer, remember)
    changed = (api.COMPARISONS,)
    return (
        route(api.BEGIN_COMPARISON, "quick", handlers.begin, changed),
        route(api.RUN_COMPARISON, "model", handlers.run, changed),
        route(api.OPEN_COMPARISON, "quick", handlers.open),
        route(api.LIST_COMPARISONS, "quick", handlers.list),
        route(api.DELETE_COMPARISON, "quick", handlers.delete, changed),
        route(api.RESTORE_COMPARISON, "quick", handlers.restore, changed),
        route(api.PURGE_COMPARISON, "quick", handlers.purge, changed),
        route(api.USE_COMPARED_ANSWER, "quick", handlers.use, (*changed, CONVERSATIONS)),
        route(api.EXPORT_COMPARISON, "quick", handlers.export),
    )


class ComparisonHandlers:
    """Write the answers one after the other; what is written stays, however a run ends."""

    def __init__(
        self,
        store: Store,
        pool: ModelPool,
        comparisons: ComparisonStore,
        turns: TurnStore,
        conversations: ConversationStore,
        writer: AnswerWriter,
        remember: Callable[[ReplyContext], ReplyContext],
    ) -> None:
        self._store, self._pool, self._comparisons = store, pool, comparisons
        self._turns, self._conversations, self._writer = turns, conversations, writer
        self._remember = remember

    def begin(self, request: api.BeginComparison, _: IsCancelled) -> api.Comparison:
        """Save it. Raises the errors that BeginComparison names."""
        prompt = request.prompt.encode("utf-8", "replace").decode()
        if request.question is not None:
            with self._store.read() as connection:
                context = self._turns.revisit(connection, request.question, request.settings)
            prompt, request = context.text, msgspec.structs.replace(request, question=context.question)
        if not prompt.strip():
            raise errors.BadRequest("the prompt is empty")
        settings = expand(request.settings, request.axes)
        return self._comparisons.find(self._comparisons.add(request, prompt, settings))

    def run(self, request: api.RunComparison, is_cancelled: IsCancelled) -> ComparisonEvents:
        """Write the answers. Raises NotFound."""
        comparison = self._comparisons.find(request.comparison)
        wanted = request.positions or [a.position for a in comparison.answers if request.again or a.state != "complete"]
        answers = [answer for answer in comparison.answers if answer.position in wanted]
        if request.again or request.positions:
            self._comparisons.reset(comparison.id, wanted)
        for answer in _in_order_of_models(answers):
            if is_cancelled():
                break
            yield api.CellStarted(answer.position)
            yield from self._write(comparison, answer, is_cancelled)
            yield api.CellFinished(self._comparisons.find(comparison.id).answers[answer.position])
        return self._comparisons.find(comparison.id)

    def open(self, request: api.OpenComparison, _: IsCancelled) -> api.Comparison:
        """Raises NotFound."""
        return self._comparisons.find(request.comparison)

    def list(self, request: api.ListComparisons, _: IsCancelled) -> api.ComparisonList:
        """Return the list, the last changed first."""
        return api.ComparisonList(self._comparisons.list(deleted=request.deleted))

    def delete(self, request: api.DeleteComparison, _: IsCancelled) -> Done:
        """Raises NotFound."""
        self._comparisons.set_deleted(request.comparison, deleted=True)
        return Done()

    def restore(self, request: api.RestoreComparison, _: IsCancelled) -> Done:
        """Raises NotFound once it was purged."""
        self._comparisons.set_deleted(request.comparison, deleted=False)
        return Done()

    def purge(self, request: api.PurgeComparison, _: IsCancelled) -> Done:
        """Purging a comparison that does not exist does nothing."""
        self._comparisons.purge(request.comparison)
        return Done()

    def use(self, request: api.UseComparedAnswer, _: IsCancelled) -> api.UsedAnswer:
        """Make a message of an answer. Raises NotFound, BadRequest."""
        comparison = self._comparisons.find(request.comparison)
        answer = next((a for a in comparison.answers if a.position == request.position), None)
        if answer is None:
            raise errors.NotFound("answer")
        if not answer.text.strip():
            raise errors.BadRequest("an answer without words")
        with self._store.write() as connection:
            if comparison.question is not None:
                context = self._turns.revisit(connection, comparison.question, answer.settings)
                conversation, question, collections = context.conversation, context.question, context.collections
            else:
                conversation = self._conversations.add(connection, title_of(comparison.prompt))
                question = messages.add_question(connection, conversation, None, comparison.prompt)
                collections = ()
            message = messages.add_answer(connection, conversation, question)
            save_settings(connection, message, answer.settings)
            self._conversations.move_to_top(connection, conversation, message, collections)
        _fill(AnswerRow(self._store, message), answer)
        if comparison.question is None:
            self._conversations.save_settings(conversation, answer.settings)
        return api.UsedAnswer(conversation, message)

    def export(self, request: api.ExportComparison, _: IsCancelled) -> Done:
        """Raises NotFound, FileUnwritable, TargetNotAFile, DiskFull."""
        write_comparison(self._comparisons.find(request.comparison), request.path, request.format)
        return Done()

    def _write(
        self, comparison: api.Comparison, answer: api.ComparedAnswer, is_cancelled: IsCancelled
    ) -> Generator[api.ComparisonEvent, None, None]:
        self._comparisons.reset(comparison.id, [answer.position])
        row = ComparisonRow(self._store, comparison.id, answer.position)
        try:
            context = self._remember(self._context(comparison, answer.settings))
            writing = self._writer.write(context, row, is_cancelled)
            for event in writing:
                yield api.CellEvent(answer.position, event)
        except errors.Cancelled:
            row.finish("stopped")
        except errors.AteneoError as error:
            row.flush()
            self._comparisons.fail(comparison.id, answer.position, error)
        except GeneratorExit:
            if not row.is_finished:
                row.finish("stopped")
            raise
        except BaseException:
            if not row.is_finished:
                row.finish("failed")
            raise

    def _context(self, comparison: api.Comparison, settings: ConversationSettings) -> ReplyContext:
        """Return what the answer needs. Raises NotFound where the question's conversation is deleted, ModelNotMultimodal."""
        if comparison.question is None:
            return ReplyContext(
                conversation=0, title="", question=0, answer=0, text=comparison.prompt, history=(), collections=(),
                settings=settings,
            )  # fmt: skip
        with self._store.read() as connection:
            context = self._turns.revisit(connection, comparison.question, settings)
        if not context.has_pictures:
            return context
        model = self._pool.multimodal_id(settings.model)
        if model is None and context.pictures:
            raise errors.ModelNotMultimodal(name=self._pool.name(settings.model))
        return replace(context, settings=msgspec.structs.replace(settings, model=model or settings.model))


def _in_order_of_models(answers: Sequence[api.ComparedAnswer]) -> list[api.ComparedAnswer]:
    """Return the answers so that each model is loaded once, in the order in which it is first named."""
    models = list(dict.fromkeys(answer.settings.model for answer in answers))
    return sorted(answers, key=lambda answer: (models.index(answer.settings.model), answer.position))


def _fill(row: AnswerRow, answer: api.ComparedAnswer) -> None:
    remarks = answer.remarks
    row.text, row.written_start, row.written_end = answer.text, remarks.written_start, remarks.written_end or None
    row.thinking, row.thinking_seconds = remarks.thinking, remarks.thinking_seconds
    row.unsupported, row.truncated, row.notices = remarks.unsupported, remarks.truncated, list(remarks.notices)
    row.steps, row.recalled, row.searched_for = remarks.steps, remarks.recalled, remarks.searched_for
    row.save_sources(answer.passages)
    row.finish(
        "stopped" if answer.state != "complete" else "complete",
        model=answer.model,
        tokens=answer.tokens,
        seconds=answer.seconds,
        first_token_seconds=answer.first_token_seconds,
        citations=answer.citations,
    )
