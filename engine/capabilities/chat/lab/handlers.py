"""Routes of the sampling lab: next tokens in an answer and after a text, and the versions of a message."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress

import msgspec
from msgspec.structs import replace

from engine.capabilities.chat import messages
from engine.capabilities.chat.answer_settings import find_settings
from engine.capabilities.chat.answering.answer_writer import AnswerWriter
from engine.capabilities.chat.api import lab as api
from engine.capabilities.chat.api.messages import Message
from engine.capabilities.chat.api.replies import ConversationSettings
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.lab.distribution import distribution
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.turns import ReplyContext, TurnStore
from engine.models.interfaces import ChatMessage, ModelPool, TextModel
from engine.models.registry import ModelRegistry
from engine.protocol import errors
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route
from engine.store.database import Store


def lab_routes(
    store: Store,
    pool: ModelPool,
    registry: ModelRegistry,
    turns: TurnStore,
    writer: AnswerWriter,
    remember: Callable[[ReplyContext], ReplyContext],
) -> tuple[Route, ...]:
    """Return the routes; those that need a model wait for the answer being written. `remember` adds an answer's memories."""
    handlers = LabHandlers(store, pool, registry, turns, writer, remember)
    return (
        route(api.NEXT_TOKENS, "model", handlers.next_tokens),
        route(api.NEXT_TOKENS_OF_TEXT, "model", handlers.next_tokens_of_text),
        route(api.CHECK_SCHEMA, "quick", handlers.check_schema),
        route(api.LIST_VERSIONS, "quick", handlers.list_versions),
    )


class _Place(msgspec.Struct, frozen=True):
    """A place in an answer: its prompt's context, the answer, and what is not known of the prompt."""

    context: ReplyContext
    answer: Message
    doubts: tuple[api.PromptDoubt, ...]


class LabHandlers:
    """Reads; nothing is written."""

    def __init__(
        self,
        store: Store,
        pool: ModelPool,
        registry: ModelRegistry,
        turns: TurnStore,
        writer: AnswerWriter,
        remember: Callable[[ReplyContext], ReplyContext],
    ) -> None:
        self._store, self._pool, self._registry = store, pool, registry
        self._turns, self._writer, self._remember = turns, writer, remember

    def next_tokens(self, request: api.NextTokens, is_cancelled: IsCancelled) -> api.TokenDistribution:
        """Return the distribution at the token that holds the offset. Raises the errors that NextTokens names."""
        place = self._find_place(request)
        start, end = messages.written_span(place.answer)
        if not start <= request.offset <= end:
            raise errors.BadRequest("the offset is not in the model's own words")
        with self._writer.model_for(place.context, is_cancelled) as model:
            boundaries = _boundaries(model, place.answer.text[start:end], start)
            at = min(bisect_right(boundaries, request.offset) - 1, len(boundaries) - 1)
            prompt = self._writer.prompt_of(model, _cut(place, boundaries[at]), self._row(place, boundaries[at]))
            begun = place.answer.text[start : boundaries[at]]
            fitting = _fitting(model, begun, place.context.settings.sampling)
            found = distribution(model, prompt, request.count, fitting, is_cancelled)
        begin, after = boundaries[at], boundaries[min(at + 1, len(boundaries) - 1)]
        taken = place.answer.text[begin:after]
        return msgspec.structs.replace(
            found,
            start=begin,
            end=after,
            taken=taken,
            taken_probability=next((token.probability for token in found.tokens if token.text == taken), None),
            boundaries=tuple(boundaries),
            doubts=place.doubts,
            settings=place.context.settings,
        )

    def next_tokens_of_text(self, request: api.NextTokensOfText, is_cancelled: IsCancelled) -> api.TokenDistribution:
        """Return the distribution after a text. Raises the errors that NextTokensOfText names."""
        text = request.text.encode("utf-8", "replace").decode()
        if not text and not request.question.strip():
            raise errors.BadRequest("there is no text")
        with self._pool.text_model(request.model, is_cancelled) as model:
            if request.question.strip():
                prompt = model.prompt([ChatMessage("user", request.question)], begun=text)
            else:
                prompt = model.text_prompt(text)
            fitting = model.fitting_tokens(text, request.sampling)
            return distribution(model, prompt, request.count, fitting, is_cancelled)

    def check_schema(self, request: api.CheckSchema, _: IsCancelled) -> Done:
        """Raises SchemaInvalid."""
        from engine.models.llama.generating.constraint import check_schema  # brings native libraries

        check_schema(request.schema)
        return Done()

    def list_versions(self, request: api.ListVersions, _: IsCancelled) -> api.MessageVersions:
        """Return all versions of a message with their settings. Raises NotFound."""
        with self._store.read() as connection:
            message = messages.read_message(connection, request.message)
            versions = tuple(
                api.MessageVersion(messages.read_message(connection, id), find_settings(connection, id))
                for id in message.siblings
            )
            question = messages.read_message(connection, message.parent).text if message.parent is not None else ""
        return api.MessageVersions(question, versions)

    def _find_place(self, request: api.NextTokens) -> _Place:
        with self._store.read() as connection:
            answer = messages.read_message(connection, request.message)
            if answer.role != "assistant":
                raise errors.BadRequest("only an answer has tokens that a model chose")
            known = find_settings(connection, answer.id)
            conversation = messages.conversation_of(connection, answer.id)
            settings = known or ConversationStore(self._store).settings(connection, conversation)
            settings = settings or ConversationSettings()
            model = request.model or self._model_of(answer, settings)
            context = self._turns.revisit(connection, answer.id, msgspec.structs.replace(settings, model=model))
        remarks = answer.remarks
        doubts: dict[api.PromptDoubt, bool] = {
            "model": bool(answer.model) and self._pool.name(model) != answer.model,
            "settings": known is None,
            "thinking": bool(remarks.thinking),
            "memories": bool(remarks.recalled),
            "tools": bool(remarks.steps),
        }
        return _Place(self._remember(context), answer, tuple(doubt for doubt, is_so in doubts.items() if is_so))

    def _model_of(self, answer: Message, settings: ConversationSettings) -> str | None:
        """Return the id of the model that wrote an answer; that of its settings where it is not installed any more."""
        ready = [model for model in self._registry.list() if model.manifest.kind == "text" and model.is_ready]
        named = [model.id for model in ready if model.manifest.name == answer.model]
        if settings.model in named or not named:
            return settings.model if settings.model in {model.id for model in ready} else None
        return named[0]

    def _row(self, place: _Place, offset: int) -> AnswerRow:
        return AnswerRow(self._store, place.answer.id, _begun(place.answer, offset))


def _begun(answer: Message, offset: int) -> Message:
    """Return the answer as it was when it had come to `offset`."""
    remarks = msgspec.structs.replace(answer.remarks, written_end=max(offset, answer.remarks.written_start))
    return msgspec.structs.replace(answer, text=answer.text[:offset], remarks=remarks)


def _cut(place: _Place, offset: int) -> ReplyContext:
    return replace(place.context, begun=_begun(place.answer, offset))


def _boundaries(model: TextModel, words: str, start: int) -> list[int]:
    """Return the first character of each token of the model's words in the answer, and their end."""
    firsts = [start + first for first, _ in model.token_offsets(words)]
    return [*dict.fromkeys(firsts), start + len(words)] if firsts else [start]


def _fitting(model: TextModel, begun: str, sampling: Sampling) -> frozenset[int] | None:
    """Return the tokens that fit; None also for an answer that was not written within its format, as a cut one."""
    with suppress(errors.AnswerFormatInvalid):
        return model.fitting_tokens(begun, sampling)
    return None
