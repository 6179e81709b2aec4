"""Routes of chat. Answers are written in the model's lane; lists and changes are answered at once."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any, get_args

from engine.capabilities.chat import api, messages
from engine.capabilities.chat.answering.grades import IsWeak
from engine.capabilities.chat.api import CONVERSATIONS
from engine.capabilities.chat.api import lab as lab_api
from engine.capabilities.chat.compare.handlers import comparison_routes
from engine.capabilities.chat.context.handlers import ContextHandlers, context_routes
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.lab.handlers import lab_routes
from engine.capabilities.chat.organising.handlers import organising_routes
from engine.capabilities.chat.parts import ChatParts, OtherCapabilities
from engine.capabilities.chat.queue.handlers import queue_routes
from engine.capabilities.chat.queue.queue_store import QueueStore
from engine.capabilities.chat.search.handlers import search_routes
from engine.capabilities.chat.transfer.handlers import transfer_routes
from engine.capabilities.chat.transfer.pasted_texts import PastedTexts
from engine.context import Capability, EngineContext
from engine.models.interfaces import ModelPool
from engine.protocol.answering.memories import MEMORIES
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done, Purged
from engine.rpc.routes import Route, route
from engine.store.database import Store
from engine.text.language import Language

INJECTED = {
    "retrieve": "documents",
    "read_beginning": "documents",
    "nearest": "documents",
    "sentence_vectors": "documents",
    "unread": "documents",
    "forget_file": "documents",
    "answer_collection": "documents",
    "add_answering": "documents",
    "label": "classification",
    "is_weak": "models",
    "recall": "memory",
    "recall_again": "memory",
    "observe": "memory",
    "remove_proposals": "memory",
    "find_tools": "tools",
    "run_tool": "tools",
    "add_tool": "tools",
    "find_persona": "prompts",
}
"""Argument of `build` → the capability that exports the function."""
CHANGED, TOLD = (CONVERSATIONS,), (CONVERSATIONS, MEMORIES)
"""Nouns of what changes: conversations; and memories too, which a question may tell."""

MESSAGES_IN_A_PART, PART_CHARACTERS = 500, 500_000
"""Of a conversation that is opened in parts: at most so many messages, which a window decodes in 2 ms, and about so much text."""


def build(context: EngineContext, **functions: Any) -> Capability:  # Any: OtherCapabilities states the type of each
    """Return the routes of chat. `functions` are those of other capabilities, by their names in OtherCapabilities."""
    parts = ChatParts(context, OtherCapabilities(**functions))
    store, pool, writer, turns = context.store, context.pool, parts.writer, parts.turns
    remember = parts.remembering.with_memories
    measuring = ContextHandlers(store, pool, parts.conversations, turns, writer, remember, parts.label)
    return Capability(
        routes=(
            *_reply_routes(parts, pool),
            *_conversation_routes(parts, store),
            *queue_routes(parts.queue),
            *context_routes(measuring, CHANGED),
            *transfer_routes(context, parts.conversations, parts.attachments, parts.pasted),
            *organising_routes(parts.folders, parts.titles),
            *search_routes(parts.search, context.indexer, pool),
            *lab_routes(store, pool, context.registry, turns, writer, remember),
            *comparison_routes(store, pool, turns, parts.conversations, writer, remember),
        )
    )


def _reply_routes(parts: ChatParts, pool: ModelPool) -> tuple[Route, ...]:
    replies = parts.replies
    return (
        route(api.SEND, "model", replies.send, TOLD),
        route(api.RETRY, "model", replies.retry, CHANGED),
        route(api.CONTINUE, "model", replies.go_on, CHANGED),
        route(lab_api.BRANCH, "model", replies.branch, CHANGED),
        route(api.READ_AHEAD, "model", replies.read_ahead, preemptible=True),
        route(api.DESCRIBE_MODEL, "quick", ModelDescriber(pool, parts.is_weak).describe),
    )


def _conversation_routes(parts: ChatParts, store: Store) -> tuple[Route, ...]:
    handlers = ChatHandlers(store, parts.conversations, parts.queue, parts.pasted)
    return (
        route(api.LIST, "quick", handlers.list),
        route(api.OPEN, "quick", handlers.open),
        route(api.RENAME, "quick", handlers.rename, CHANGED),
        route(api.DELETE, "quick", handlers.delete, CHANGED),
        route(api.RESTORE, "quick", handlers.restore, CHANGED),
        route(api.PURGE, "quick", handlers.purge, TOLD),
        route(api.PURGE_DELETED, "quick", handlers.purge_deleted, TOLD),
        route(api.CHOOSE, "quick", handlers.choose, CHANGED),
        route(api.SAVE_DRAFT, "quick", handlers.save_draft),
        route(api.LOAD_DRAFT, "quick", handlers.load_draft),
        route(api.SAVE_SETTINGS, "quick", handlers.save_settings),
        route(api.SAVE_FILES, "quick", handlers.save_files),
    )


class ModelDescriber:
    """Says of a model how it answers."""

    def __init__(self, pool: ModelPool, is_weak: IsWeak) -> None:
        self._pool, self._is_weak = pool, is_weak

    def describe(self, request: api.DescribeModel, _: IsCancelled) -> api.AnsweringModel:
        """Return it without loading the model. Raises ModelMissing, NotFound."""
        languages: tuple[Language, ...] = get_args(Language)
        weak = tuple(language for language in languages if self._is_weak(request.model, language))
        return api.AnsweringModel(self._pool.thinking(request.model), weak)


class ChatHandlers:
    """The handlers that need no model."""

    def __init__(self, store: Store, conversations: ConversationStore, queue: QueueStore, pasted: PastedTexts) -> None:
        self._store, self._conversations, self._queue, self._pasted = store, conversations, queue, pasted

    def list(self, request: api.ListConversations, _: IsCancelled) -> api.Conversations:
        """One page of the list, searched."""
        return self._conversations.list(request)

    def open(
        self, request: api.OpenConversation, _: IsCancelled
    ) -> Generator[api.EarlierMessages, None, api.OpenedConversation]:
        """A conversation with the path to its chosen leaf. Raises NotFound."""
        with self._store.read() as connection:
            conversation, leaf = self._conversations.find(connection, request.conversation)
            path = messages.read_tree(connection, conversation.id).path(leaf)
            draft = self._conversations.draft(conversation.id)
            settings = self._conversations.settings(connection, conversation.id)
            files = self._conversations.files(connection, conversation.id)
        *earlier, last = _parts(path) if request.in_parts else (path,)
        for part in earlier:
            yield api.EarlierMessages(part)
        return api.OpenedConversation(conversation, last, draft, settings, files)

    def choose(
        self, request: api.ChooseLeaf, is_cancelled: IsCancelled
    ) -> Generator[api.EarlierMessages, None, api.OpenedConversation]:
        """The conversation with another branch. Raises NotFound."""
        with self._store.write() as connection:
            self._conversations.find(connection, request.conversation)
            leaf = messages.read_tree(connection, request.conversation).newest_leaf(request.message)
            self._conversations.choose_leaf(connection, request.conversation, leaf)
        opened = api.OpenConversation(request.conversation, request.in_parts)
        return (yield from self.open(opened, is_cancelled))

    def rename(self, request: api.RenameConversation, _: IsCancelled) -> Done:
        """White space in the title becomes single spaces. Raises NotFound."""
        self._conversations.rename(request.conversation, " ".join(request.title.split()))
        return Done()

    def delete(self, request: api.DeleteConversation, _: IsCancelled) -> Done:
        """Raises NotFound."""
        self._conversations.delete(request.conversation)
        return Done()

    def restore(self, request: api.RestoreConversation, _: IsCancelled) -> Done:
        """Raises NotFound once it was purged."""
        self._conversations.restore(request.conversation)
        return Done()

    def purge(self, request: api.PurgeConversation, _: IsCancelled) -> Done:
        """Purging a conversation that does not exist does nothing."""
        self._conversations.purge(request.conversation)
        self._queue.remove_unused_pictures()
        self._pasted.remove_unused()
        return Done()

    def purge_deleted(self, request: api.PurgeDeletedConversations, _: IsCancelled) -> Purged:
        """Purge all conversations that were deleted, and return how many."""
        count = self._conversations.purge_deleted()
        self._queue.remove_unused_pictures()
        self._pasted.remove_unused()
        return Purged(count)

    def save_draft(self, request: api.SaveDraft, _: IsCancelled) -> Done:
        """An empty text removes the draft."""
        self._conversations.save_draft(request.conversation, request.text)
        return Done()

    def load_draft(self, request: api.LoadDraft, _: IsCancelled) -> api.Draft:
        """The draft and the attached files; empty where there are none."""
        with self._store.read() as connection:
            files = self._conversations.files(connection, request.conversation)
        return api.Draft(self._conversations.draft(request.conversation), files)

    def save_files(self, request: api.SaveFiles, _: IsCancelled) -> Done:
        """Raises NotFound."""
        with self._store.write() as connection:
            if request.conversation:
                self._conversations.find(connection, request.conversation)
            self._conversations.save_files(connection, request.conversation, request.files)
        return Done()

    def save_settings(self, request: api.SaveConversationSettings, _: IsCancelled) -> Done:
        """Raises NotFound."""
        self._conversations.save_settings(request.conversation, request.settings)
        return Done()


def _parts(path: tuple[api.Message, ...]) -> Iterator[tuple[api.Message, ...]]:
    """Yield the messages in parts, at least one part."""
    start = characters = 0
    for at, message in enumerate(path):
        size = len(message.text) + sum(len(passage.text) for passage in message.passages)
        if at - start >= MESSAGES_IN_A_PART or (at > start and characters + size > PART_CHARACTERS):
            yield path[start:at]
            start, characters = at, 0
        characters += size
    yield path[start:]
