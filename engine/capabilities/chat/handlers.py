"""Chat's routes: the model writes on its own lane, lists and edits answer at once."""

from __future__ import annotations

from collections.abc import Mapping

from engine.capabilities.chat import api, tree
from engine.capabilities.chat.attachments import Attachments
from engine.capabilities.chat.conversations import ConversationList
from engine.capabilities.chat.prompt import Language, Prompts
from engine.capabilities.chat.reply import Label, Replies
from engine.capabilities.chat.sources import Retrieve
from engine.context import Capability, EngineContext, route
from engine.protocol.cancellation import IsCancelled
from engine.protocol.changes import CONVERSATIONS
from engine.store.database import Store


def build(context: EngineContext, retrieve: Retrieve | None = None, label: Label | None = None) -> Capability:
    """`retrieve(query, collections, k)` finds passages in the documents, `label(classifier, text)` sorts a question.

    Answers a crash left half written are marked.
    """
    tree.mark_interrupted(context.store)
    attachments = Attachments(context.store, context.interactive_indexer or context.indexer)
    ConversationList(context.store, attachments.forget).purge_old()
    prompts: Mapping[Language, Prompts] = {"en": Prompts.read("en"), "es": Prompts.read("es")}
    replies = Replies(context.store, context.pool, attachments, retrieve, prompts, label)
    desk = Desk(context.store, attachments)
    changed = (CONVERSATIONS,)
    return Capability(
        routes=(
            route(api.SEND, "model", replies.send, changed),
            route(api.RETRY, "model", replies.retry, changed),
            route(api.LIST, "quick", desk.list),
            route(api.OPEN, "quick", desk.open),
            route(api.RENAME, "quick", desk.rename, changed),
            route(api.DELETE, "quick", desk.delete, changed),
            route(api.RESTORE, "quick", desk.restore, changed),
            route(api.PURGE, "quick", desk.purge, changed),
            route(api.CHOOSE, "quick", desk.choose, changed),
            route(api.SAVE_DRAFT, "quick", desk.save_draft),
            route(api.LOAD_DRAFT, "quick", desk.load_draft),
            route(api.SAVE_SETTINGS, "quick", desk.save_manner),
        )
    )


class Desk:
    """The handlers that need no model."""

    def __init__(self, store: Store, attachments: Attachments) -> None:
        self._store = store
        self._conversations = ConversationList(store, attachments.forget)

    def list(self, request: api.ListConversations, _: IsCancelled) -> api.Conversations:
        return self._conversations.list(request.query, request.limit, request.offset)

    def open(self, request: api.OpenConversation, _: IsCancelled) -> api.OpenedConversation:
        with self._store.read() as connection:
            conversation, leaf = self._conversations.find(connection, request.conversation)
            path = tree.read_tree(connection, conversation.id).path(leaf)
            draft = self._conversations.draft(conversation.id)
            return api.OpenedConversation(conversation, path, draft, self._conversations.manner(connection, conversation.id))

    def choose(self, request: api.ChooseLeaf, is_cancelled: IsCancelled) -> api.OpenedConversation:
        with self._store.write() as connection:
            self._conversations.find(connection, request.conversation)
            leaf = tree.read_tree(connection, request.conversation).newest_leaf(request.message)
            self._conversations.choose(connection, request.conversation, leaf)
        return self.open(api.OpenConversation(request.conversation), is_cancelled)

    def rename(self, request: api.RenameConversation, _: IsCancelled) -> api.Done:
        self._conversations.rename(request.conversation, " ".join(request.title.split()))
        return api.Done()

    def delete(self, request: api.DeleteConversation, _: IsCancelled) -> api.Done:
        self._conversations.delete(request.conversation)
        return api.Done()

    def restore(self, request: api.RestoreConversation, _: IsCancelled) -> api.Done:
        self._conversations.restore(request.conversation)
        return api.Done()

    def purge(self, request: api.PurgeConversation, _: IsCancelled) -> api.Done:
        self._conversations.purge(request.conversation)
        return api.Done()

    def save_draft(self, request: api.SaveDraft, _: IsCancelled) -> api.Done:
        self._conversations.save_draft(request.conversation, request.text)
        return api.Done()

    def load_draft(self, request: api.LoadDraft, _: IsCancelled) -> api.Draft:
        return api.Draft(self._conversations.draft(request.conversation))

    def save_manner(self, request: api.SaveConversationSettings, _: IsCancelled) -> api.Done:
        self._conversations.save_manner(request.conversation, request.manner)
        return api.Done()
