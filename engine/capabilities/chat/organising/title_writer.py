"""Titles that the model writes after the first answer. They never stand in the way of a question: anything else goes first."""

from __future__ import annotations

from collections.abc import Callable

from engine.capabilities.chat.answering.grades import SMALL_MODEL, IsWeak
from engine.capabilities.chat.answering.prompt_templates import FOLDER
from engine.capabilities.chat.answering.question import question_language
from engine.capabilities.chat.api import ConversationSettings, ModelWeak, ReadAhead, TitleWritten, WriteTitle
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.persona_settings import with_ready_model
from engine.capabilities.chat.titles import clean_title
from engine.capabilities.chat.turns import ReplyContext, TurnStore
from engine.models.interfaces import ModelPool
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import AteneoError, BadRequest, Cancelled, PromptTooLong
from engine.store.database import Store
from engine.text.language import Language

MOST_TOKENS = 32
Ask = Callable[[ReplyContext, str, Sampling, IsCancelled], str]
"""(conversation, question, sampling): the model's answer to a question that is not saved."""


class TitleWriter:
    """Handler of api.WRITE_TITLE."""

    def __init__(
        self,
        store: Store,
        pool: ModelPool,
        conversations: ConversationStore,
        turns: TurnStore,
        ask: Ask,
        is_weak: IsWeak,
    ) -> None:
        self._store, self._pool, self._conversations, self._turns = store, pool, conversations, turns
        self._ask, self._is_weak = ask, is_weak

    def write(self, request: WriteTitle, is_cancelled: IsCancelled) -> TitleWritten:
        """Return the new title, empty where the old one stays. Raises what WriteTitle names."""
        if request.is_asked:
            return self._write(request.conversation, is_cancelled, is_asked=True)
        try:
            return self._write(request.conversation, is_cancelled, is_asked=False)
        except AteneoError:  # the first words stay: nobody waits for this title
            return TitleWritten("")

    def _write(self, id: int, is_cancelled: IsCancelled, *, is_asked: bool) -> TitleWritten:
        with self._store.read() as connection:
            self._conversations.find(connection, id)
            saved = self._conversations.settings(connection, id) or ConversationSettings()
            settings = with_ready_model(saved, self._pool)
            source = self._conversations.title_source(connection, id)
            context = self._turns.foresee(connection, ReadAhead("", id, settings=settings))
        if not any(message.role == "assistant" and message.text.strip() for message in context.history):
            raise BadRequest("nothing was answered yet")
        if not is_asked and (source != "words" or not self._is_loaded(settings.model)):
            return TitleWritten("")
        language = question_language("", context.earlier_questions)
        if not self._writes_titles(settings.model, language):
            raise ModelWeak(name=self._pool.name(settings.model))
        return TitleWritten(self._save(id, source, self._ask_for_title(context, language, is_cancelled)))

    def _ask_for_title(self, context: ReplyContext, language: Language, is_cancelled: IsCancelled) -> str:
        """Return what the model wrote, cleaned; empty where that is no title. Raises Cancelled, PromptTooLong."""
        question = (FOLDER / language / "title.txt").read_text("utf-8").strip()
        sampling = Sampling(temperature=0.0, max_tokens=MOST_TOKENS)
        try:
            written = self._ask(context, question, sampling, is_cancelled)
        except PromptTooLong:
            return ""
        if is_cancelled():
            raise Cancelled
        return clean_title(written)

    def _save(self, id: int, source: str, title: str) -> str:
        """Save a title unless the person has given one meanwhile. Without one the first words stay for good."""
        with self._store.write() as connection:
            conversation, _ = self._conversations.find(connection, id)
            if self._conversations.title_source(connection, id) != source:
                return ""
            self._conversations.retitle(connection, id, title or conversation.title, "model")
        return title

    def _writes_titles(self, model: str | None, language: Language) -> bool:
        """Return whether the model's titles are better than the first words: a small one's and a weak one's are not.

        One that thinks in any case would think longer than its title is worth.
        """
        is_strong = self._pool.size(model) > SMALL_MODEL and not self._is_weak(model, language)
        return is_strong and self._pool.thinking(model) != "always"

    def _is_loaded(self, model: str | None) -> bool:
        loaded = self._pool.loaded_text_model_id()
        return loaded is not None and (model is None or model == loaded)
