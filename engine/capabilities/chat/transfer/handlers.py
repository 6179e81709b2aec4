"""Routes of export and import, of whole trees, and of long pasted texts."""

from __future__ import annotations

from engine.capabilities.chat.api import CONVERSATIONS, transfer
from engine.capabilities.chat.attachments import AttachmentStore, StoredPicture
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.transfer.exporter import Exporter
from engine.capabilities.chat.transfer.importer import Importer
from engine.capabilities.chat.transfer.merging import remove_messages
from engine.capabilities.chat.transfer.pasted_texts import PastedTexts
from engine.capabilities.chat.transfer.record_rows import read_messages
from engine.context import EngineContext
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route
from engine.store.database import Store


def transfer_routes(
    context: EngineContext, conversations: ConversationStore, attachments: AttachmentStore, pasted: PastedTexts
) -> tuple[Route, ...]:
    """Return the routes. Exports and imports have a lane of their own: neither a long answer nor long reading holds them up."""
    store = context.store
    importer = Importer(store, context.interactive_indexer or context.indexer, attachments, context.pool)
    handlers = TransferHandlers(store, conversations, attachments)
    changed = (CONVERSATIONS,)
    return (
        route(transfer.EXPORT, "transfer", Exporter(store).run),
        route(transfer.IMPORT, "transfer", importer.run, changed),
        route(transfer.UNDO_IMPORT, "quick", handlers.undo_import, changed),
        route(transfer.READ_TREE, "quick", handlers.read_tree),
        route(transfer.SAVE_PASTED, "quick", pasted.save),
    )


class TransferHandlers:
    """Each answers at once."""

    def __init__(self, store: Store, conversations: ConversationStore, attachments: AttachmentStore) -> None:
        self._store, self._conversations, self._attachments = store, conversations, attachments

    def undo_import(self, request: transfer.UndoImport, _: IsCancelled) -> Done:
        """Delete what an import added; a conversation that is gone already is passed over."""
        pictures: list[StoredPicture] = []
        with self._store.write(frees_space=True) as connection:
            for id in request.conversations:
                self._conversations.hide(connection, id)
            for merged in request.merged:
                self._conversations.forget_vectors(connection, merged.conversation)
                pictures += remove_messages(connection, merged.conversation, merged.messages)
        self._attachments.remove_unused(pictures)
        return Done()

    def read_tree(self, request: transfer.ReadTree, _: IsCancelled) -> transfer.ConversationTree:
        """Raises NotFound."""
        with self._store.read() as connection:
            conversation, leaf = self._conversations.find(connection, request.conversation)
            messages = read_messages(connection, conversation.id)
        newest = max((message.id for message in messages), default=0)
        known = {message.id for message in messages}
        return transfer.ConversationTree(conversation, messages, leaf if leaf in known and leaf else newest)
