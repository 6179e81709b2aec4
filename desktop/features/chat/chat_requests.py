"""What the Chat page has the engine do besides answering: lists, drafts, files to ask about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.features.feature import Shell
from desktop.i18n import tr
from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.models import api as models
from engine.protocol.progress import Progress

MOST_LISTED = 1000


class Errands(QObject):
    listed = Signal(object)
    collections_found = Signal(tuple)
    classifiers_found = Signal(tuple)
    context_found = Signal(int)
    indexed = Signal(str)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._listing = 0

    def list_conversations(self, query: str) -> None:
        """Only the newest search is shown."""
        self._listing += 1
        mine = self._listing
        call = self._shell.client.call(chat.LIST, chat.ListConversations(query, MOST_LISTED), self)
        call.on_result(lambda found: self.listed.emit(found.conversations) if mine == self._listing else None)
        call.on_failed(self._shell.report)

    def find_collections(self) -> None:
        call = self._shell.client.call(documents.COLLECTIONS, documents.ListCollections(), self)
        call.on_result(lambda found: self.collections_found.emit(tuple(c.name for c in found.collections)))

    def find_classifiers(self) -> None:
        """Those that have something to choose between."""
        call = self._shell.client.call(classification.LIST_CLASSIFIERS, classification.ListClassifiers(), self)
        call.on_result(
            lambda found: self.classifiers_found.emit(tuple(c.name for c in found.classifiers if len(c.labels) > 1))
        )

    def find_context(self) -> None:
        """How many tokens the chosen model can read."""
        call = self._shell.client.call(models.LIST_MODELS, models.ListModels(), self)
        call.on_result(self._say_context)

    def rename(self, conversation: chat.Conversation, title: str) -> None:
        call = self._shell.client.call(chat.RENAME, chat.RenameConversation(conversation.id, title), self)
        call.on_failed(self._shell.report)

    def delete(self, conversation: chat.Conversation, restored: Callable[[], None]) -> None:
        call = self._shell.client.call(chat.DELETE, chat.DeleteConversation(conversation.id), self)
        call.on_failed(self._shell.report)
        deleted = tr("chat", "“{title}” was deleted.", title=conversation.title or tr("chat", "New conversation"))
        call.on_result(lambda _: self._shell.tell(deleted, undo=lambda: self._restore(conversation.id, restored)))

    def save_manner(self, conversation: int, manner: chat.ConversationSettings) -> None:
        call = self._shell.client.call(chat.SAVE_SETTINGS, chat.SaveConversationSettings(conversation, manner), self)
        call.on_failed(self._shell.report)

    def save_draft(self, conversation: int, text: str) -> None:
        self._shell.client.call(chat.SAVE_DRAFT, chat.SaveDraft(conversation, text), self)

    def load_draft(self, show: Callable[[str], None]) -> None:
        call = self._shell.client.call(chat.LOAD_DRAFT, chat.LoadDraft(), self)
        call.on_result(lambda draft: show(draft.text))

    def index(self, paths: Sequence[Path], collection: str) -> None:
        """`indexed` follows with the collection, unless nothing of it could be read."""
        request = documents.Index(tuple(str(path) for path in paths), collection)
        call = self._shell.client.call(documents.INDEX, request, self)
        job = self._shell.jobs.add(tr("chat", "Reading files"), call.cancel)

        def hear(event: documents.IndexEvent) -> None:
            if isinstance(event, Progress):
                job.progress(event.done, event.total, event.note, event.seconds_left)

        call.on_event(hear)
        call.on_ended(job.finished)
        call.on_failed(self._shell.report)
        call.on_result(self._say_indexed)

    def _restore(self, conversation: int, restored: Callable[[], None]) -> None:
        call = self._shell.client.call(chat.RESTORE, chat.RestoreConversation(conversation), self)
        call.on_result(lambda _: restored())
        call.on_failed(self._shell.report)

    def _say_context(self, registry: models.ModelList) -> None:
        self.context_found.emit(next((m.context for m in registry.models if m.kind == "text" and m.chosen), 0))

    def _say_indexed(self, done: documents.Indexed) -> None:
        if done.failed:
            self._shell.tell(tr("chat", "%n file(s) could not be read; Documents says why.", done.failed))
        if done.added + done.updated + done.unchanged:
            self.indexed.emit(done.collection)
