"""The Documents page: collections, their documents, search. Forwards; the engine holds what is true."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.documents.collection_list import CollectionList
from desktop.features.documents.document_table import DocumentTable
from desktop.features.documents.results import Results
from desktop.features.documents.toolbar import Tools
from desktop.i18n import TranslatedMixin, tr
from desktop.link.call import Call
from desktop.panels.long_calls import make_run_card, show_in_tray
from desktop.panels.page_preview import PagePreview
from desktop.paths import sample_files
from desktop.theme.tokens import Space
from desktop.widgets.cards.empty_page import EmptyPage, EmptyPageTexts
from desktop.widgets.cards.run_card import RunCard
from desktop.widgets.cards.source_card import SourcePassage
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder
from desktop.widgets.layout.list_pane import ListPane
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import DOCUMENTS
from engine.protocol.file_run import FileRunEvent
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")

GATHER_MS = 300
"""While files are read, the list is asked for again this often at most."""
MOST_RESULTS = 20


class DocumentsPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.list = CollectionList(shell.theme)
        self._tools, self.table = Tools(shell.theme), DocumentTable(shell.client, shell.theme)
        self._results, self._invitation = Results(shell.theme), EmptyPage(shell.theme, "file-text", _invited)
        self._running: list[RunCard] = []
        self._last_search: Call[object, object] | None = None
        self._reload_soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.reload()

    # what the window asks for

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("documents", "Add a folder of documents…"), self.add_folder),
            Action(tr("documents", "Add documents…"), self.add_files),
            Action(tr("documents", "Search in the documents"), self._go_and_search),
        )

    def palette_entries(self) -> Sequence[Action]:
        return [
            Action(tr("documents", "Documents: {name}", name=c.name), lambda name=c.name: self._open(name))  # type: ignore[misc]
            for c in self.list.collections
        ]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        return (DropAction(tr("documents", "Add to the documents"), self.index),)

    def perform(self, action: str, argument: object = None) -> None:
        if action == "add":
            self.add_files()
        elif action == "open" and isinstance(argument, str):
            self._open(argument)

    def find_in_page(self) -> None:
        self._tools.search()

    def stop(self) -> None:
        if self._pane.close_list():
            return
        if self._running:
            self._running[-1].stop()
        else:
            self._tools.clear_search()

    def retranslate(self) -> None:
        self.table.setAccessibleName(tr("documents", "Documents"))
        self._show_which()

    # indexing

    def index(self, paths: Sequence[Path], collection: str = "") -> None:
        name = collection or self.list.name or _name_for(paths)
        request = documents.IndexDocuments(tuple(str(path) for path in paths), name)
        self._follow(self._shell.client.call(documents.INDEX, request, self), name)

    def retry_failed(self, ids: Sequence[int] = ()) -> None:
        name = self.list.name
        collections = [name] if name else [c.name for c in self.list.collections if c.failed]
        for one in collections:
            request = documents.RetryFailedDocuments(one, tuple(ids))
            self._follow(self._shell.client.call(documents.RETRY_FAILED, request, self), one)

    def search_for(self, query: str) -> None:
        self._tools.write(query)

    def add_folder(self) -> None:
        ask_for_folder(self, tr("documents", "Add documents"), self.index)

    def add_files(self) -> None:
        ask_for_files(self, tr("documents", "Add documents"), self.index)

    def add_samples(self) -> None:
        self.index(sample_files(), tr("documents", "Samples"))

    def _follow(self, call: Call[FileRunEvent, documents.DocumentIndexReport], collection: str) -> None:
        title = lambda: tr("documents", "Reading into {collection}", collection=collection)  # noqa: E731
        card = make_run_card(call, title, self)
        card.problems_clicked.connect(self._tools.show_problems)
        self._running.append(card)
        self._jobs_above.addWidget(card)
        show_in_tray(self._shell, call, title(), card.stop)
        call.on_result(self._say_indexed)
        call.on_failed(self._shell.report)
        call.on_ended(lambda: self._done(card))
        self._show_which()

    def _done(self, card: RunCard) -> None:
        self._running.remove(card)
        card.hide()
        card.deleteLater()
        self.reload()

    def _say_indexed(self, done: documents.DocumentIndexReport) -> None:
        parts = [tr("documents", "%n document(s) read", done.added + done.updated)]
        if done.unchanged:
            parts.append(tr("documents", "%n unchanged", done.unchanged))
        if done.removed:
            parts.append(tr("documents", "%n gone", done.removed))
        if done.failed:
            parts.append(tr("documents", "%n could not be read", done.failed))
        said = f"{done.collection}: {', '.join(parts)}."
        self._shell.show_message(said if not done.cancelled else f"{tr('documents', 'Stopped.')} {said}")

    # the list

    def reload(self) -> None:
        call = self._shell.client.call(documents.COLLECTIONS, documents.ListCollections(), self)
        call.on_result(lambda found: self.list.show_collections(found.collections))
        call.on_result(lambda _: self._show_which())
        call.on_failed(self._shell.report)
        self.table.rows.reload()

    def remove(self, chosen: Sequence[documents.Document]) -> None:
        ids = tuple(document.id for document in chosen)
        if not ids:
            return
        call = self._shell.client.call(documents.REMOVE, documents.RemoveDocuments(ids), self)
        removed = tr("documents", "%n document(s) removed from the library; the files stay where they are.", len(ids))
        restore = documents.RestoreDocuments(ids)
        call.on_result(lambda _: self._shell.show_message(removed, undo=lambda: self._do(documents.RESTORE, restore)))
        call.on_failed(self._shell.report)

    def _remove_collection(self, name: str) -> None:
        call = self._shell.client.call(documents.REMOVE_COLLECTION, documents.RemoveCollection(name), self)
        removed = tr("documents", "“{name}” was removed from the library; the files stay where they are.", name=name)
        restore = documents.RestoreCollection(name)
        call.on_result(
            lambda _: self._shell.show_message(removed, undo=lambda: self._do(documents.RESTORE_COLLECTION, restore))
        )
        call.on_failed(self._shell.report)

    def _rename(self, old: str, new: str) -> None:
        self._do(documents.RENAME_COLLECTION, documents.RenameCollection(old, new))

    def _do(self, method: Method[RequestT, None, ResultT], request: RequestT) -> None:
        call = self._shell.client.call(method, request, self)
        call.on_failed(self._shell.report)
        call.on_ended(self.reload)

    def _choose(self, name: str) -> None:
        self.table.rows.ask(name, self._tools.filter, self._tools.only_problems)
        if self._stack.currentWidget() is self._results:
            self._search()

    def _changed(self, nouns: frozenset[str]) -> None:
        if DOCUMENTS in nouns and not self._reload_soon.isActive():
            self._reload_soon.start()

    def _show_which(self) -> None:
        """The invitation while there is nothing; else what was searched, or the list."""
        empty = not self.list.collections and not self._running
        self._tools.setVisible(not empty)
        self._pane.set_available(not empty)
        self._tools.show_counts(sum(c.failed for c in self.list.collections), self.list.name)
        if empty:
            self._stack.setCurrentWidget(self._invitation)
        else:
            self._stack.setCurrentWidget(self._results if self._tools.query else self.table)

    # looking and asking

    def _search(self) -> None:
        query = self._tools.query
        if not query:
            self._show_which()
            return
        if self._last_search is not None:
            self._last_search.cancel()
        self._results.show_searching()
        self._show_which()
        collections = (self.list.name,) if self.list.name else ()
        request = documents.SearchDocuments(query, collections, MOST_RESULTS, self._tools.mode)
        call = self._last_search = self._shell.client.call(documents.SEARCH, request, self)
        call.on_result(lambda found: self._show_found(call, found))
        call.on_failed(lambda fault: self._shell.report(fault) if call is self._last_search else None)

    def _show_found(self, call: Call[object, object], found: documents.DocumentSearchResults) -> None:
        if call is self._last_search:
            self._results.show_found(found)
            self._show_which()

    def _inspect(self, source: SourcePassage) -> None:
        self._shell.show_in_inspector(source.name, PagePreview(self._shell.client, self._shell.theme, source))

    def _preview(self, document: documents.Document) -> None:
        if document.state != "failed":
            self._inspect(SourcePassage(0, document.id, document.path, document.title, 1, 0, 0, ""))

    def _ask(self) -> None:
        names = [self.list.name] if self.list.name else [c.name for c in self.list.collections]
        self._shell.show_page("chat", "ask", names[0] if len(names) == 1 else tuple(names))

    # building

    def _lay_out(self) -> None:
        self._stack = QStackedWidget(self)
        for widget in (self.table, self._results, self._invitation):
            self._stack.addWidget(widget)
        self._jobs_above = QVBoxLayout()
        self._jobs_above.setSpacing(Space.S)
        main = QWidget(self)
        right = QVBoxLayout(main)
        right.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        right.setSpacing(Space.M)
        right.addWidget(self._tools)
        right.addLayout(self._jobs_above)
        right.addWidget(self._stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.setSpacing(Space.NONE)
        self._pane = ListPane(self._shell.theme, self.list, main, self)
        whole.addWidget(self._pane)

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.list.renamed.connect(self._rename)
        self.list.removed.connect(self._remove_collection)
        for source in (self.list.add_folder_clicked, self._invitation.folder_clicked):
            source.connect(self.add_folder)
        for source in (self.list.add_files_clicked, self._invitation.files_clicked):
            source.connect(self.add_files)
        self._invitation.samples_clicked.connect(self.add_samples)
        self._tools.searched.connect(self._search)
        self._tools.filtered.connect(lambda: self._choose(self.list.name))
        self._tools.retry_clicked.connect(self.retry_failed)
        self._tools.ask_clicked.connect(self._ask)
        self.table.opened.connect(self._preview)
        self.table.removed.connect(self.remove)
        self.table.menu_wanted.connect(self._menu)
        self.table.rows.failed.connect(self._shell.report)
        self._results.source_clicked.connect(self._inspect)
        self._reload_soon.timeout.connect(self.reload)
        self._shell.client.changed.connect(self._changed)

    def _menu(self, at: QPoint, index: QModelIndex) -> None:
        chosen = self.table.chosen()
        if not chosen:
            return
        menu = QMenu(self)
        failed = [document.id for document in chosen if document.state == "failed"]
        if len(chosen) == 1 and not failed:
            menu.addAction(tr("documents", "Show its text")).triggered.connect(lambda: self._preview(chosen[0]))
        if failed and self.list.name:
            menu.addAction(tr("documents", "Read it again")).triggered.connect(lambda: self.retry_failed(failed))
        menu.addAction(tr("documents", "Remove from the library")).triggered.connect(lambda: self.remove(chosen))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _open(self, name: str) -> None:
        self._shell.show_page("documents")
        self.list.show_collections(self.list.collections, name)

    def _go_and_search(self) -> None:
        self._shell.show_page("documents")
        self._tools.search()


def _invited() -> EmptyPageTexts:
    return EmptyPageTexts(
        tr("documents", "Drop documents or folders here"),
        tr(
            "documents",
            "PDF, Word, spreadsheets, slides, mail, e-books and text are read on this computer; then ask them.",
        ),
        tr("documents", "Add a folder…"),
        tr("documents", "Add files…"),
        tr("documents", "Try it with the sample documents"),
    )


def _name_for(paths: Sequence[Path]) -> str:
    """A folder names its collection."""
    folder = next((path for path in paths if path.is_dir()), None)
    return (folder.name if folder else "") or tr("documents", "Documents")
