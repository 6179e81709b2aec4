"""Routes of chat. Answers are written in the model's lane; lists and changes are answered at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import apsw

from engine.capabilities.chat import api, messages
from engine.capabilities.chat.acting.conversation_tool import conversation_search_tool
from engine.capabilities.chat.acting.tool_loop import ToolAccess
from engine.capabilities.chat.answering.answer_writer import AnswerWriter
from engine.capabilities.chat.answering.grades import IsWeak, weak_by_manifest
from engine.capabilities.chat.answering.prompt_templates import PromptTemplates
from engine.capabilities.chat.answering.remembering import Observe, Recall, RecallAgain, Remembering, RemoveProposals
from engine.capabilities.chat.answering.sources import DocumentAccess, FindUnread, ReadBeginning, Retrieve
from engine.capabilities.chat.answering.tool_use import ToolUse
from engine.capabilities.chat.api import CONVERSATIONS
from engine.capabilities.chat.api import lab as lab_api
from engine.capabilities.chat.attachments import AttachmentStore
from engine.capabilities.chat.compare.handlers import comparison_routes
from engine.capabilities.chat.context.handlers import ContextHandlers, context_routes
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.lab.handlers import lab_routes
from engine.capabilities.chat.organising.folder_store import ConversationFolderStore
from engine.capabilities.chat.organising.handlers import organising_routes
from engine.capabilities.chat.organising.title_writer import TitleWriter
from engine.capabilities.chat.persona_settings import FindPersona
from engine.capabilities.chat.queue.handlers import queue_routes
from engine.capabilities.chat.queue.queue_store import QueueStore
from engine.capabilities.chat.reply import LabelQuestion, ReplyHandlers
from engine.capabilities.chat.search.handlers import search_routes
from engine.capabilities.chat.search.message_passages import MessageRetriever
from engine.capabilities.chat.search.message_search import MessageSearch
from engine.capabilities.chat.transfer.handlers import transfer_routes
from engine.capabilities.chat.transfer.pasted_texts import ForgetFile, PastedTexts
from engine.capabilities.chat.turns import TurnStore
from engine.context import Capability, EngineContext
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done, Purged
from engine.protocol.memories import MEMORIES
from engine.protocol.tools import AddTool, FindTools, RunTool
from engine.rpc.routes import route
from engine.store.database import Store
from engine.text.language import Language

INJECTED = {
    "retrieve": "documents",
    "read_beginning": "documents",
    "unread": "documents",
    "forget_file": "documents",
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


def build(
    context: EngineContext,
    retrieve: Retrieve | None = None,
    label: LabelQuestion | None = None,
    is_weak: IsWeak | None = None,
    read_beginning: ReadBeginning | None = None,
    unread: FindUnread | None = None,
    recall: Recall | None = None,
    recall_again: RecallAgain | None = None,
    observe: Observe | None = None,
    remove_proposals: RemoveProposals | None = None,
    find_tools: FindTools | None = None,
    run_tool: RunTool | None = None,
    add_tool: AddTool | None = None,
    forget_file: ForgetFile | None = None,
    find_persona: FindPersona | None = None,
) -> Capability:
    """Return the routes of chat. `retrieve` searches the documents and `label` classifies a question, where installed.

    `read_beginning` gives the first passages of attached files, `unread` says which documents are still to be read,
    `forget_file` deletes what was read from a file.

    `is_weak` grades the models; by their manifests when it is not given. `find_tools` and `run_tool` are the tools that a model
    may call; chat adds its own by `add_tool`. `recall`, `recall_again`, `observe` and `remove_proposals` are the memory's.
    `find_persona` gives the settings of a persona.

    Answers that a crash left half written are marked, and old deleted conversations are purged.
    """
    context.store.register(messages.MESSAGES_FTS)
    messages.mark_interrupted(context.store)
    attachments = AttachmentStore(context.store, context.interactive_indexer or context.indexer)
    message_search = MessageSearch(context.store, context.pool)
    vectors = message_search.message_vectors
    remembering = Remembering(recall, recall_again, observe)
    remove_traces = _both(vectors.remove, remove_proposals)
    conversations = ConversationStore(
        context.store,
        attachments.remove_unused,
        remove_traces,
        vectors.erase_removed,
        context.pool.forget_conversation,
    )
    conversations.purge_old()
    vectors.remove_private()
    folders = ConversationFolderStore(context.store, conversations, remove_traces)
    folders.purge_old()
    queue = QueueStore(context.store, conversations)
    queue.purge_dropped()
    templates: Mapping[Language, PromptTemplates] = {
        "en": PromptTemplates.read("en"),
        "es": PromptTemplates.read("es"),
    }
    is_weak = is_weak or weak_by_manifest(context.pool)
    retrieve_messages = MessageRetriever(context.store, message_search).retrieve
    documents = DocumentAccess(retrieve, read_beginning, unread, retrieve_messages)
    access = ToolAccess(find_tools, run_tool) if find_tools and run_tool else None
    if add_tool is not None:
        add_tool(*conversation_search_tool(retrieve_messages))
    tools = ToolUse(access)
    writer = AnswerWriter(context.pool, attachments, templates, documents, is_weak, tools)
    replies = ReplyHandlers(
        context.store,
        context.pool,
        attachments,
        writer,
        queue=queue,
        has_documents=retrieve is not None,
        label=label,
        remembering=remembering,
        find_persona=find_persona,
    )
    turns = TurnStore(conversations, queue)
    titles = TitleWriter(context.store, context.pool, conversations, turns, writer.ask_aside, is_weak)
    pasted = PastedTexts(context.store, forget_file)
    pasted.remove_unused()
    handlers = ChatHandlers(context.store, conversations, queue, pasted)
    changed = (CONVERSATIONS,)
    told = (CONVERSATIONS, MEMORIES)
    return Capability(
        routes=(
            route(api.SEND, "model", replies.send, told),
            route(api.RETRY, "model", replies.retry, changed),
            route(api.CONTINUE, "model", replies.go_on, changed),
            route(lab_api.BRANCH, "model", replies.branch, changed),
            route(api.READ_AHEAD, "model", replies.read_ahead, preemptible=True),
            route(api.DESCRIBE_MODEL, "quick", ModelDescriber(context.pool, is_weak).describe),
            route(api.LIST, "quick", handlers.list),
            route(api.OPEN, "quick", handlers.open),
            route(api.RENAME, "quick", handlers.rename, changed),
            route(api.DELETE, "quick", handlers.delete, changed),
            route(api.RESTORE, "quick", handlers.restore, changed),
            route(api.PURGE, "quick", handlers.purge, told),
            route(api.PURGE_DELETED, "quick", handlers.purge_deleted, told),
            route(api.CHOOSE, "quick", handlers.choose, changed),
            route(api.SAVE_DRAFT, "quick", handlers.save_draft),
            route(api.LOAD_DRAFT, "quick", handlers.load_draft),
            route(api.SAVE_SETTINGS, "quick", handlers.save_settings),
            route(api.SAVE_FILES, "quick", handlers.save_files),
            *queue_routes(queue),
            *context_routes(
                ContextHandlers(
                    context.store, context.pool, conversations, turns, writer, remembering.with_memories, label
                ),
                changed,
            ),
            *transfer_routes(context, conversations, attachments, pasted),
            *organising_routes(folders, titles),
            *search_routes(message_search, context.indexer, context.pool),
            *lab_routes(context.store, context.pool, context.registry, turns, writer, remembering.with_memories),
            *comparison_routes(context.store, context.pool, turns, conversations, writer, remembering.with_memories),
        )
    )


def _both(first: RemoveProposals, second: RemoveProposals | None) -> RemoveProposals:
    """Return a function that removes what both remove of a conversation."""

    def remove(connection: apsw.Connection, conversation: int) -> None:
        first(connection, conversation)
        if second is not None:
            second(connection, conversation)

    return remove


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
        return self._conversations.list(request.query, request.limit, request.offset, deleted=request.deleted)

    def open(self, request: api.OpenConversation, _: IsCancelled) -> api.OpenedConversation:
        """A conversation with the path to its chosen leaf. Raises NotFound."""
        with self._store.read() as connection:
            conversation, leaf = self._conversations.find(connection, request.conversation)
            path = messages.read_tree(connection, conversation.id).path(leaf)
            draft = self._conversations.draft(conversation.id)
            settings = self._conversations.settings(connection, conversation.id)
            files = self._conversations.files(connection, conversation.id)
            return api.OpenedConversation(conversation, path, draft, settings, files)

    def choose(self, request: api.ChooseLeaf, is_cancelled: IsCancelled) -> api.OpenedConversation:
        """The conversation with another branch. Raises NotFound."""
        with self._store.write() as connection:
            self._conversations.find(connection, request.conversation)
            leaf = messages.read_tree(connection, request.conversation).newest_leaf(request.message)
            self._conversations.choose_leaf(connection, request.conversation, leaf)
        return self.open(api.OpenConversation(request.conversation), is_cancelled)

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
