"""The Documents page: collections, their documents, and search. It shows and forwards; the engine holds the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.documents.collection_list import CollectionList
from desktop.features.documents.collection_panels import CollectionPanels
from desktop.features.documents.document_requests import DocumentRequests
from desktop.features.documents.document_table import DocumentTable
from desktop.features.documents.document_tasks import DocumentTasks
from desktop.features.documents.evaluation.answer_marking import AnswerMarking
from desktop.features.documents.indexing_runs import IndexingRuns
from desktop.features.documents.inspected_document import InspectedDocument
from desktop.features.documents.menus.document_menu import DocumentMenu
from desktop.features.documents.results import SearchResults
from desktop.features.documents.tasks.sentence_preparation import SentencePreparation
from desktop.features.documents.toolbar import DocumentsToolbar
from desktop.i18n import TranslatedMixin, tr
from desktop.link.call import Call
from desktop.panels.collections import collection_title
from desktop.panels.run_cards import RunCards
from desktop.paths import sample_files
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.cards.empty_page import EmptyPage, EmptyPageTexts
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder
from desktop.widgets.layout.list_pane import ListPane
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import DOCUMENTS
from engine.capabilities.models.api import MODELS

RELOAD_MS, PROGRESS_MS = 300, 2000
"""Delay of a reload after a change, and the interval between two reloads while files are read."""
MAX_PALETTE_DOCUMENTS = 200


class DocumentsPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.list, self._main = CollectionList(shell.theme, self), QWidget(self)
        self._pane = ListPane(shell.theme, self.list, self._main, self)
        self._stack, self._opening = QStackedWidget(self._main), QLabel(self)

    def build_rest(self) -> Iterator[None]:
        """Build from the outside inwards: Qt restyles all that a widget holds each time it gets another parent."""
        shell, theme, stack = self._shell, self._shell.theme, self._stack
        self._toolbar = DocumentsToolbar(shell.client, theme, self._main)
        yield
        self.table, self._results = DocumentTable(shell.client, theme, stack), SearchResults(theme, stack)
        yield
        self._empty_page = EmptyPage(theme, "file-text", _empty_page_texts, stack)
        self._lay_out()
        yield
        self._run_cards = RunCards(shell.theme, self)
        self._runs = IndexingRuns(shell, self._run_cards)
        self._requests, self.sentences = DocumentRequests(shell, self), SentencePreparation(shell, self)
        self._inspected = InspectedDocument(shell, self.table, self._results, self)
        self.settings = CollectionPanels(shell, self.list, self._runs, self)
        self._is_loaded = False
        self._last_search: Call[object, object] | None = None
        self._reload_timer = QTimer(self, singleShot=True, interval=RELOAD_MS)
        self.tasks = DocumentTasks(shell, self._stack, self._inspected.show_passage, self)
        self._connect()
        self.retranslate()
        self.reload()

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("documents", "Add a folder of documents…"), self.add_folder),
            Action(tr("documents", "Add documents…"), self.add_files),
            Action(tr("documents", "Search your documents"), self._open_search),
            Action(tr("documents", "Measure search…"), self.tasks.measure),
        )

    def palette_entries(self) -> Sequence[Action]:
        return [
            Action(collection_title(c.name), partial(self._open_collection, c.name), kind=tr("documents", "Collection"))
            for c in self.list.collections
        ]

    def palette_search(self, typed: str, show: Callable[[Sequence[Action]], None]) -> None:
        request = documents.ListDocuments(query=max(typed.split(), key=len), limit=MAX_PALETTE_DOCUMENTS)
        call = self._shell.client.call(documents.LIST, request, self)
        call.on_result(lambda listed: show([self._palette_entry(document) for document in listed.documents]))

    def _palette_entry(self, document: documents.Document) -> Action:
        def open_document() -> None:
            self._shell.show_page(documents.DOCUMENTS)
            self._inspected.show_document(document)

        return Action(Path(document.path).name, open_document, kind=tr("documents", "Document"))

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        return (DropAction(tr("documents", "Add to the documents"), self.index),)

    def perform(self, action: str, argument: object = None) -> None:
        if action == "add":
            self.add_files()
        elif action == "open" and isinstance(argument, str):
            self._open_collection(argument)

    def find_in_page(self) -> None:
        self._toolbar.focus_search()

    def stop(self) -> None:
        if self._pane.close_list() or self.tasks.stop():
            return
        if self._run_cards.are_running:
            self._run_cards.stop_newest()
        else:
            self._toolbar.clear_search()

    def search_for(self, query: str) -> None:
        self._toolbar.set_query(query)

    def retranslate(self) -> None:
        self.table.setAccessibleName(tr("documents", "Documents"))
        self._opening.setText(tr("documents", "Opening your library…"))
        self._show_current_view()

    # indexing

    def index(self, paths: Sequence[Path], collection: str = "") -> None:
        """Read files and folders into a collection: the one named, the one chosen, or one named after the folder."""
        self._runs.index(paths, collection or self.list.name or _collection_name(paths))

    def retry_failed(self) -> None:
        """Read all failed documents of the chosen collection (of all when none is chosen) again."""
        name = self.list.name
        for collection in [name] if name else [c.name for c in self.list.collections if c.failed]:
            self._runs.retry(collection, ())

    def add_folder(self) -> None:
        ask_for_folder(self, tr("documents", "Add documents"), self.index)

    def add_files(self) -> None:
        ask_for_files(self, tr("documents", "Add documents"), self.index)

    def add_samples(self) -> None:
        self.index(sample_files(), tr("documents", "Samples"))

    # the list

    def reload(self) -> None:
        call = self._shell.client.call(documents.COLLECTIONS, documents.ListCollections(), self)
        call.on_result(self._show_collections)
        call.on_failed(self._shell.report)
        self.table.rows.reload()

    def _show_collections(self, collections: documents.Collections) -> None:
        self._is_loaded = True
        self.list.show_collections(collections.collections)
        self._show_current_view()
        if any(collection.embeddable for collection in collections.collections):
            self._runs.resume_embedding()
        if any(collection.scanned for collection in collections.collections):
            self._runs.resume_reading()
        self.settings.follow(collections.collections)
        if any(collection.to_cut for collection in collections.collections):
            self._runs.resume_dividing()
        self.sentences.plan()

    def _on_collection_chosen(self, name: str) -> None:
        self.tasks.follow(name)
        self._toolbar.show_counts(self.list.failed)
        self.table.show_problems(self._toolbar.only_problems)
        self.table.show_nothing(self._toolbar.nothing_text())
        toolbar, filters = self._toolbar, self._toolbar.narrowing.filters
        toolbar.narrowing.follow_collections([c.name for c in self.list.collections], name)
        self.table.rows.show_documents(name, toolbar.filter, toolbar.only_problems, filters)
        if self._stack.currentWidget() is self._results:
            self._search()

    def _on_changed(self, nouns: frozenset[str]) -> None:
        if MODELS in nouns:
            self._runs.note_other_models()
        if nouns & {DOCUMENTS, MODELS} and not 0 <= self._reload_timer.remainingTime() <= RELOAD_MS:
            self._reload_timer.start(RELOAD_MS)

    def _reload_soon(self) -> None:
        """Reload after a moment, so that the counts stay true while files are read."""
        if not self._reload_timer.isActive():
            self._reload_timer.start(PROGRESS_MS)

    def _show_current_view(self) -> None:
        """Show the empty page while there are no documents, else the search results or the list."""
        empty = not self.list.collections and not self._run_cards.are_running
        self._toolbar.setVisible(not empty and not self.tasks.is_open)
        self._pane.set_available(not empty)
        self._toolbar.show_counts(self.list.failed)
        if self.tasks.is_open:
            return
        if empty:
            self._stack.setCurrentWidget(self._empty_page if self._is_loaded else self._opening)
        else:
            self._stack.setCurrentWidget(self._results if self._toolbar.query else self.table)

    # search, preview, chat

    def _search(self) -> None:
        query = self._toolbar.query
        if not query:
            self._show_current_view()
            return
        if self._last_search is not None:
            self._last_search.cancel()
        self._results.show_searching()
        self._show_current_view()
        collections = (self.list.name,) if self.list.name else ()
        request = self._results.request(query, collections, self._toolbar.mode, self._toolbar.narrowing.filters)
        call = self._last_search = self._shell.client.call(documents.SEARCH, request, self)
        call.on_result(lambda results: self._show_results(call, results))
        call.on_failed(lambda fault: self._shell.report(fault) if call is self._last_search else None)

    def _show_results(self, call: Call[object, object], results: documents.DocumentSearchResults) -> None:
        if call is self._last_search:
            self._results.show_results(results)
            self._show_current_view()

    def _ask_in_chat(self) -> None:
        names = [self.list.name] if self.list.name else [c.name for c in self.list.collections]
        self._shell.show_page("chat", "ask", names[0] if len(names) == 1 else tuple(names))

    # construction

    def _lay_out(self) -> None:
        role(self._opening, "soft")
        self._opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for widget in (self._opening, self.table, self._results, self._empty_page):
            self._stack.addWidget(widget)
        right = QVBoxLayout(self._main)
        right.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        right.setSpacing(Space.M)
        right.addWidget(self._toolbar)
        right.addWidget(self._stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.setSpacing(Space.NONE)
        whole.addWidget(self._pane)

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_collection_chosen)
        self.list.renamed.connect(self._requests.rename_collection)
        self.list.removed.connect(self._requests.remove_collection)
        for source in (self.list.add_folder_clicked, self._empty_page.folder_clicked):
            source.connect(self.add_folder)
        for source in (self.list.add_files_clicked, self._empty_page.files_clicked):
            source.connect(self.add_files)
        self._empty_page.samples_clicked.connect(self.add_samples)
        for source in (self._toolbar.searched, self._results.everywhere_clicked, self._results.explained):
            source.connect(self._search)
        self._toolbar.filtered.connect(lambda: self._on_collection_chosen(self.list.name))
        self._toolbar.narrowing.collection_chosen.connect(self._choose_collection)
        self._toolbar.retry_clicked.connect(self.retry_failed)
        self._toolbar.ask_clicked.connect(self._ask_in_chat)
        self._inspected.retry_clicked.connect(lambda document: self._runs.retry(document.collection, [document.id]))
        self.table.removed.connect(self._requests.remove)
        menu = DocumentMenu(self.table, self.tasks, self._requests, self._inspected, self)
        menu.retry_clicked.connect(self._runs.retry)
        menu.ask_clicked.connect(lambda files: self._shell.show_page("chat", "ask_files", files))
        self.table.rows.failed.connect(self._shell.report)
        self._reload_timer.timeout.connect(self.reload)
        self._shell.client.changed.connect(self._on_changed)
        self._run_cards.changed.connect(self._show_current_view)
        self._runs.ended.connect(self.reload)
        self._runs.progressed.connect(self._reload_soon)
        self._run_cards.problems_clicked.connect(self._toolbar.show_problems)
        self._requests.ended.connect(self.reload)
        self.list.measure_clicked.connect(self.tasks.measure)
        AnswerMarking(self._shell, self._results, lambda: self._toolbar.query)  # lives with the results
        for change in (self.tasks.opened, self.tasks.closed):
            change.connect(self._show_current_view)

    def _open_collection(self, name: str) -> None:
        self._shell.show_page("documents")
        self._choose_collection(name)

    def _choose_collection(self, name: str) -> None:
        self.list.show_collections(self.list.collections, name)

    def _open_search(self) -> None:
        self._shell.show_page("documents")
        self._toolbar.focus_search()


def _empty_page_texts() -> EmptyPageTexts:
    return EmptyPageTexts(
        tr("documents", "Drop documents or folders here"),
        tr(
            "documents",
            "Ateneo reads PDF, Word, spreadsheets, slides, e-mail, e-books and text on this computer. "
            "Then you can ask questions about them.",
        ),
        tr("documents", "Add a folder…"),
        tr("documents", "Add files…"),
        tr("documents", "Try it with the sample documents"),
    )


def _collection_name(paths: Sequence[Path]) -> str:
    """Return the name of the first folder, else a general name."""
    folder = next((path for path in paths if path.is_dir()), None)
    return (folder.name if folder else "") or tr("documents", "Documents")
