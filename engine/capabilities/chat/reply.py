"""One question and its answer: both on disk first, sources before the model reads, text kept as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

import apsw
import msgspec

from engine.capabilities.chat import attachments, sources, tree
from engine.capabilities.chat.api import (
    Attachment,
    FinishReason,
    ModelLoading,
    Message,
    PromptProgress,
    Reply,
    ReplyEvent,
    Retry,
    Send,
    SourcesFound,
    ReplyStarted,
    MessageState,
    AnswerDelta,
)
from engine.capabilities.chat.attachments import Attachments, Kept
from engine.capabilities.chat.conversations import ConversationList
from engine.capabilities.chat.extractive_answer import LANGUAGE_LACKS, UNSUPPORTED, Quoter
from engine.capabilities.chat.prompt import Prompts, pack, show_none
from engine.capabilities.chat.sources import Retrieve
from engine.capabilities.chat.titles import title_of
from engine.capabilities.chat.tree import Answer
from engine.models.interfaces import Generated, ModelPool, PromptRead, TextDelta, TextModel
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.classification import PredictedLabel
from engine.protocol.i18n import Translations, system_language
from engine.protocol.passage import Citation, Passage
from engine.protocol.sampling import Sampling
from engine.store.database import Store
from engine.text.language import Language, detect

FLUSH_SECONDS = 0.25
FRAME_SECONDS = 1 / 30
"""A reader sees no more of them; a fast model's tokens one by one cost it 3 % of its speed."""
NOTHING_FOUND = "I found nothing about this in your documents."

Events = Generator[ReplyEvent, None, Reply]
Label = Callable[[str, str], PredictedLabel]
"""(classifier, text): language's, handed in by bootstrap."""


@dataclass(frozen=True)
class Asked:
    """A question that is on disk, with the row its answer goes to; `history` is the path before it, root first."""

    conversation: int
    title: str
    question: int
    answer: int
    text: str
    history: tuple[Message, ...]
    collections: tuple[str, ...]
    passages: int
    sampling: Sampling
    system: str
    model: str | None
    pictures: tuple[Attachment, ...] = ()
    labelled: PredictedLabel | None = None

    @property
    def earlier_questions(self) -> list[str]:
        return [message.text for message in self.history if message.role == "user"]


@dataclass(frozen=True)
class Outcome:
    finish: FinishReason
    prompt_tokens: int = 0
    kept_tokens: int = 0
    truncated: int = 0


class Replies:
    """`send` and `retry` are handlers. Without `retrieve`, collections are refused, without `label` classifiers."""

    def __init__(
        self,
        store: Store,
        pool: ModelPool,
        attachments: Attachments,
        retrieve: Retrieve | None,
        prompts: Mapping[Language, Prompts],
        label: Label | None = None,
    ) -> None:
        self._store = store
        self._label = label
        self._attachments = attachments
        self._pool = pool
        self._retrieve = retrieve
        self._prompts = prompts
        self._conversations = ConversationList(store)
        self._quoter = Quoter(pool)

    def send(self, request: Send, is_cancelled: IsCancelled) -> Events:
        """Raises NotFound, BadRequest, ModelBlind and what ails a picture or a classifier before anything is written."""
        text = request.text.encode("utf-8", "replace").decode()
        if not text.strip():
            raise errors.BadRequest("the question is empty")
        if request.collections and self._retrieve is None:
            raise errors.NotFound("collection")
        if request.pictures:
            self._must_see(request.model)
        labelled = self._labelled(request.classifier, text)
        kept = self._attachments.keep(request.pictures, is_cancelled)
        try:
            with self._store.write() as connection:
                asked = self._begin(connection, request, text, kept, labelled)
        except errors.AteneoError:
            self._attachments.forget(kept)
            raise
        return (yield from self._reply(asked, is_cancelled))

    def retry(self, request: Retry, is_cancelled: IsCancelled) -> Events:
        with self._store.write() as connection:
            asked = self._begin_again(connection, request)
            if asked.pictures:
                self._must_see(request.model)
                self._attachments.must_exist(asked.pictures)
        return (yield from self._reply(asked, is_cancelled))

    def _must_see(self, model: str | None) -> None:
        """Raises ModelBlind, and ModelMissing where there is no text model at all."""
        if self._pool.multimodal_id(model) is None:
            raise errors.ModelNotMultimodal(name=self._pool.name(model))

    def _seen(self, asked: Asked) -> Asked:
        """Where there are pictures and no model is named, by one that sees if there is one, later questions too."""
        if asked.model is None and (asked.pictures or any(message.pictures for message in asked.history)):
            return replace(asked, model=self._pool.multimodal_id())
        return asked

    def _labelled(self, classifier: str, text: str) -> PredictedLabel | None:
        if not classifier:
            return None
        if self._label is None:
            raise errors.NotFound(f"classifier {classifier}")
        return self._label(classifier, text)

    def _begin(
        self, connection: apsw.Connection, request: Send, text: str, kept: tuple[Kept, ...], labelled: PredictedLabel | None
    ) -> Asked:
        title = title_of(text)
        history: tuple[Message, ...] = ()
        if request.conversation is None:
            id = self._conversations.begin(connection, title)
        else:
            conversation, leaf = self._conversations.find(connection, request.conversation)
            id, title = conversation.id, conversation.title
            history = _history(tree.read_tree(connection, id), request, leaf)
        parent = history[-1].id if history else None
        question = tree.add_question(connection, id, parent, text, labelled)
        attachments.attach(connection, question, kept)
        answer = tree.add_answer(connection, id, question)
        self._conversations.touch(connection, id, answer, request.collections)
        connection.execute("DELETE FROM drafts WHERE conversation = ?", (request.conversation or 0,))
        return Asked(
            conversation=id,
            title=title,
            question=question,
            answer=answer,
            text=text,
            history=history,
            collections=request.collections,
            passages=request.passages,
            sampling=request.sampling,
            system=request.system,
            model=request.model,
            pictures=attachments.of_conversation(connection, id).get(question, ()) if kept else (),
            labelled=labelled,
        )

    def _begin_again(self, connection: apsw.Connection, request: Retry) -> Asked:
        row = next(iter(connection.execute("SELECT conversation FROM messages WHERE id = ?", (request.message,))), None)
        if row is None:
            raise errors.NotFound("message")
        conversation, _ = self._conversations.find(connection, int(str(row[0])))
        whole = tree.read_tree(connection, conversation.id)
        old = whole.find(request.message)
        if old.role != "assistant" or old.parent is None:
            raise errors.BadRequest("only an answer can be tried again")
        *history, question = whole.path(old.parent)
        answer = tree.add_answer(connection, conversation.id, question.id)
        self._conversations.touch(connection, conversation.id, answer, conversation.collections)
        return Asked(
            conversation=conversation.id,
            title=conversation.title,
            question=question.id,
            answer=answer,
            text=question.text,
            history=tuple(history),
            collections=conversation.collections,
            passages=Send("").passages,
            sampling=request.sampling,
            system=request.system,
            model=request.model,
            pictures=question.pictures,
            labelled=question.labelled,
        )

    def _reply(self, asked: Asked, is_cancelled: IsCancelled) -> Events:
        asked = self._seen(asked)
        answer = Answer(self._store, asked.answer)
        with _kept(answer):
            yield ReplyStarted(asked.conversation, asked.question, asked.answer, asked.pictures, asked.labelled)
            try:
                outcome = yield from self._answer(asked, answer, is_cancelled)
            except errors.Cancelled:
                outcome = Outcome("cancelled")
                answer.finish("stopped")
        with self._store.read() as connection:
            message = tree.read_tree(connection, asked.conversation).path(asked.answer)[-1]
        return Reply(
            conversation=asked.conversation,
            message=message,
            title=asked.title,
            finish=outcome.finish,
            prompt_tokens=outcome.prompt_tokens,
            kept_tokens=outcome.kept_tokens,
            truncated=outcome.truncated,
        )

    def _answer(self, asked: Asked, answer: Answer, is_cancelled: IsCancelled) -> Generator[ReplyEvent, None, Outcome]:
        language = _language(asked)
        passages = yield from self._sources(asked, answer)
        if asked.collections and not passages and not asked.pictures:
            return (yield from _say_nothing_found(answer, language))
        if passages and not asked.pictures and self._quoter.must_quote(asked.model, language, passages):
            return (yield from self._quote(asked, answer, passages, language))
        if self._needs_loading(asked.model):
            yield ModelLoading(asked.model or "")
        with self._pool.text_model(asked.model, is_cancelled) as model:
            return (yield from self._generate(model, asked, answer, passages, language, is_cancelled))

    def _sources(self, asked: Asked, answer: Answer) -> Generator[ReplyEvent, None, tuple[Passage, ...]]:
        if not asked.collections or self._retrieve is None:
            return ()
        query = sources.search_text(asked.text, asked.earlier_questions)
        passages = tuple(self._retrieve(query, asked.collections, asked.passages))
        answer.show_sources(passages)
        yield SourcesFound(passages)
        return passages

    def _generate(
        self,
        model: TextModel,
        asked: Asked,
        answer: Answer,
        passages: tuple[Passage, ...],
        language: Language,
        is_cancelled: IsCancelled,
    ) -> Generator[ReplyEvent, None, Outcome]:
        begun = time.perf_counter()
        prompts, read = self._prompts[language], passages
        if passages and self._quoter.is_small(asked.model):
            prompts, read = prompts.for_small_model(), self._quoter.focused(asked.text, passages)
        most = asked.sampling.max_tokens
        show = self._attachments.shown if model.is_multimodal else show_none
        question = prompts.with_label(asked.text, asked.labelled)
        prompt = pack(model, prompts, asked.system, asked.history, question, read, most, asked.pictures, show)
        sampling = msgspec.structs.replace(_sober(asked.sampling, passages), max_tokens=prompt.room)
        with closing(model.generate(prompt.tokens, sampling, is_cancelled)) as generation:
            generated, first = yield from _relay(generation, answer, begun)
        citations = sources.citations(answer.text, passages)
        if passages and not citations and generated.finish != "cancelled":
            citations = yield from self._add_quotation(asked, answer, passages, language)
        answer.finish(
            _state(generated),
            model=model.name,
            tokens=generated.tokens,
            seconds=generated.seconds,
            first_token_seconds=first,
            citations=citations,
        )
        return Outcome(generated.finish, generated.prompt_tokens, generated.kept_tokens, prompt.truncated)

    def _quote(
        self, asked: Asked, answer: Answer, passages: tuple[Passage, ...], language: Language
    ) -> Generator[ReplyEvent, None, Outcome]:
        begun = time.perf_counter()
        text, citations = self._quoter.quoted(asked.text, passages, language, LANGUAGE_LACKS, 0)
        answer.text = text
        answer.finish("complete", first_token_seconds=time.perf_counter() - begun, citations=citations)
        yield AnswerDelta(text)
        return Outcome("stop")

    def _add_quotation(
        self, asked: Asked, answer: Answer, passages: tuple[Passage, ...], language: Language
    ) -> Generator[ReplyEvent, None, tuple[Citation, ...]]:
        """No sentence of the answer rests on the passages: what they do say stands below it."""
        gap = "\n\n" if answer.text.strip() else ""
        begin = len(answer.text) + len(gap)
        text, citations = self._quoter.quoted(asked.text, passages, language, UNSUPPORTED, begin)
        answer.text += gap + text
        yield AnswerDelta(gap + text)
        return citations

    def _needs_loading(self, wanted: str | None) -> bool:
        loaded = self._pool.loaded_text_model_id()
        return loaded is None or (wanted is not None and wanted != loaded)


def _history(whole: tree.Tree, request: Send, leaf: int | None) -> tuple[Message, ...]:
    """The path the question continues: at the leaf, at the parent it names, or where the question it edits stands."""
    if request.edits is not None:
        leaf = whole.find(request.edits).parent
        return whole.path(leaf) if leaf is not None else ()
    if request.parent is not None:
        leaf = whole.find(request.parent).id
    path = whole.path(leaf)
    return path[:-1] if path and path[-1].role == "user" else path


def _relay(
    generation: Generator[PromptRead | TextDelta, None, Generated], answer: Answer, begun: float
) -> Generator[ReplyEvent, None, tuple[Generated, float]]:
    """Pass on what the model says and write it down. Returns also the seconds to the first token."""
    first, saved_at, shown_at, unshown = 0.0, begun, 0.0, ""
    while True:
        try:
            event = next(generation)
        except StopIteration as stop:
            if unshown:
                yield AnswerDelta(unshown)
            return stop.value, first
        if isinstance(event, PromptRead):
            yield PromptProgress(event.done, event.total, event.kept)
            continue
        now = time.perf_counter()
        first = first or now - begun
        answer.text += event.text
        unshown += event.text
        if now - saved_at >= FLUSH_SECONDS:
            answer.flush()
            saved_at = now
        if event.alternatives or now - shown_at >= FRAME_SECONDS:
            yield AnswerDelta(unshown, event.alternatives)
            unshown, shown_at = "", now


def _say_nothing_found(answer: Answer, language: Language) -> Generator[ReplyEvent, None, Outcome]:
    """Asked without a passage, a small model invents; the honest sentence is ours."""
    answer.text = Translations(language).say("answers", NOTHING_FOUND)
    answer.finish("complete")
    yield AnswerDelta(answer.text)
    return Outcome("stop")


def _language(asked: Asked) -> Language:
    """The question's; one that does not show it follows the questions before, then the computer's language."""
    language: Language = "es" if system_language() == "es" else "en"
    for text in (*asked.earlier_questions, asked.text):
        language = detect(text, language)
    return language


def _sober(sampling: Sampling, passages: tuple[Passage, ...]) -> Sampling:
    """Answers from documents are to repeat, not to invent: nothing drawn by chance, no penalty on a figure said twice."""
    if not passages:
        return sampling
    return msgspec.structs.replace(sampling, temperature=0.0, repeat_penalty=1.0)


def _state(generated: Generated) -> MessageState:
    return "stopped" if generated.finish == "cancelled" else "complete"


@contextmanager
def _kept(answer: Answer) -> Generator[None]:
    """However it ends, what was written stays and says how it ended."""
    try:
        yield
    except GeneratorExit:
        if not answer.finished:
            answer.finish("stopped")
        raise
    except BaseException:
        if not answer.finished:
            answer.finish("failed")
        raise
