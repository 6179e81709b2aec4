"""Requests of the Chat page to the engine other than questions: lists, titles, drafts, settings, files to index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.i18n.faults import fault_sentence
from desktop.panels.collections import collection_title
from desktop.panels.delete_for_good import delete_for_good
from desktop.panels.long_documents import LongDocuments, ScannedDocuments
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import lab
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.models import api as models
from engine.protocol.file_run import FileRunEvent
from engine.protocol.progress import Progress

SEARCHED = 30
"""Messages of similar meaning that are asked for."""


class ChatRequests(QObject):
    """Each method sends one request. Results come as signals; faults go to the message bar."""

    similar_found = Signal(object)
    collections_found = Signal(object)
    classifiers_found = Signal(tuple)
    has_model_found = Signal(bool)
    models_found = Signal(object)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._newest_search = 0
        self._long_documents, self._scans = LongDocuments(shell, self), ScannedDocuments(shell, self)

    def list_conversations(self, request: chat.ListConversations, show: Callable[[chat.Conversations], object]) -> None:
        """Pass a page of the list to `show`."""
        call = self._shell.client.call(chat.LIST, request, self)
        call.on_result(show)
        call.on_failed(self._shell.report)

    def find_similar(self, query: str) -> None:
        """`similar_found` follows with the best messages by words and by meaning, for the newest query only."""
        self._newest_search += 1
        number = self._newest_search

        def on_result(found: chat.MessageSearchResults) -> None:
            if number == self._newest_search:
                self.similar_found.emit(found)

        call = self._shell.client.call(chat.SEARCH, chat.SearchMessages(query, SEARCHED), self)
        call.on_result(on_result)
        call.on_failed(self._shell.report)

    def find_choices(self) -> None:
        """Ask for all that can be chosen: collections, classifiers, models with their context."""
        self.find_collections()
        self.find_classifiers()
        self.find_context()

    def find_collections(self) -> None:
        """`collections_found` follows with the names of the document collections, and what a person reads."""
        call = self._shell.client.call(documents.COLLECTIONS, documents.ListCollections(), self)
        call.on_result(
            lambda result: self.collections_found.emit({c.name: collection_title(c.name) for c in result.collections})
        )

    def find_classifiers(self) -> None:
        """`classifiers_found` follows with the names of the classifiers that have at least two labels."""
        call = self._shell.client.call(classification.LIST_CLASSIFIERS, classification.ListClassifiers(), self)
        call.on_result(
            lambda result: self.classifiers_found.emit(tuple(c.name for c in result.classifiers if len(c.labels) > 1))
        )

    def find_context(self) -> None:
        """`has_model_found` tells whether there is a chat model at all, `models_found` carries the names of those that are
        ready, by their ids, the chosen one first.
        """
        call = self._shell.client.call(models.LIST_MODELS, models.ListModels(), self)
        call.on_result(self._on_models)

    def rename(self, conversation: chat.Conversation, title: str) -> None:
        call = self._shell.client.call(chat.RENAME, chat.RenameConversation(conversation.id, title), self)
        call.on_failed(self._shell.report)

    def purge(self, conversation: chat.Conversation, owner: QWidget, on_confirmed: Callable[[], object]) -> None:
        """Ask, then delete a conversation for good."""
        title = conversation.title or tr("chat", "New conversation")
        question = tr("chat", "Delete “{title}” for good, with its pictures?", title=title)
        requests = ((chat.PURGE, chat.PurgeConversation(conversation.id)),)
        delete_for_good(self._shell, owner, question, requests, on_confirmed)

    def save_settings(self, conversation: int, settings: chat.ConversationSettings) -> None:
        call = self._shell.client.call(chat.SAVE_SETTINGS, chat.SaveConversationSettings(conversation, settings), self)
        call.on_failed(self._shell.report)

    def save_draft(self, conversation: int, text: str) -> None:
        call = self._shell.client.call(chat.SAVE_DRAFT, chat.SaveDraft(conversation, text), self)
        call.on_failed(self._shell.report)

    def load_draft(self, show: Callable[[chat.Draft], None]) -> None:
        """Pass the draft and the files of the new conversation to `show`."""
        call = self._shell.client.call(chat.LOAD_DRAFT, chat.LoadDraft(), self)
        call.on_result(show)

    def describe_model(self, model: str | None, owner: QObject, show: Callable[[chat.AnsweringModel], None]) -> None:
        """Pass to `show` how the model answers, unless `owner` is deleted before; nothing where there is no model."""
        self._shell.client.call(chat.DESCRIBE_MODEL, chat.DescribeModel(model), owner).on_result(show)

    def check_schema(self, schema: str, owner: QObject, show: Callable[[str, str], None]) -> None:
        """Pass to `show` the schema and why answers cannot be held to it, empty where they can."""
        call = self._shell.client.call(lab.CHECK_SCHEMA, lab.CheckSchema(schema), owner)
        call.on_result(lambda _: show(schema, ""))
        call.on_failed(lambda fault: show(schema, fault.detail or fault_sentence(fault)))

    def read_ahead(self, request: chat.ReadAhead) -> None:
        """Have the model read what it can of the next prompt; that it could not is no fault."""
        if self._shell.client.state == "ready":
            self._shell.client.call(chat.READ_AHEAD, request, self)

    def index(self, paths: Sequence[Path], collection: str) -> None:
        """Have files read, with an entry in the jobs tray."""
        request = documents.IndexDocuments(tuple(str(path) for path in paths), collection)
        call = self._shell.client.call(documents.INDEX, request, self)
        job = self._shell.jobs.add(tr("chat", "Reading files"), call.cancel)

        def on_event(event: FileRunEvent) -> None:
            if isinstance(event, Progress):
                job.show_progress(event.done, event.total, event.note, event.seconds_left)

        call.on_event(on_event)
        call.on_ended(job.finish)
        call.on_failed(self._shell.report)
        call.on_result(self._on_indexed)

    def _on_models(self, installed: models.ModelList) -> None:
        chosen = next((model for model in installed.models if model.kind == "text" and model.chosen), None)
        self.has_model_found.emit(chosen is not None)
        ready = [model for model in installed.models if model.kind == "text" and model.state == "ready"]
        ready.sort(key=lambda model: (not model.chosen, model.name))
        self.models_found.emit({model.id: model.name for model in ready})

    def _on_indexed(self, report: documents.DocumentIndexReport) -> None:
        if report.embeddable:
            self._long_documents.start()
        if report.scanned:
            self._scans.start()
        if report.failed:
            failed = tr("chat", "%n file(s) could not be read; the Documents page says why.", report.failed)
            self._shell.show_message(failed)
