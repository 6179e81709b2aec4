"""Menu of the chosen documents: show, ask, summarise, grade, compare, extract, read again, remove."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.features.documents.document_requests import DocumentRequests
from desktop.features.documents.document_table import DocumentTable
from desktop.features.documents.document_tasks import DocumentTasks
from desktop.features.documents.inspected_document import InspectedDocument
from desktop.i18n import tr
from engine.capabilities.documents.api import Document
from engine.protocol.children.indexing import INSIDE

MOST_ASKED = 10
"""Files that are attached to a conversation at once; more are asked about as a collection."""


class DocumentMenu(QObject):
    """Opens where the table asks for it. `retry_clicked` carries a collection and the ids of its documents to read again.

    `ask_clicked` carries the files that are to be asked about.
    """

    retry_clicked = Signal(str, list)
    ask_clicked = Signal(tuple)

    def __init__(
        self,
        table: DocumentTable,
        tasks: DocumentTasks,
        requests: DocumentRequests,
        inspected: InspectedDocument,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._table, self._tasks, self._requests, self._inspected, self._page = table, tasks, requests, inspected, page
        table.menu_requested.connect(self._show)

    def _show(self, at: QPoint, index: QModelIndex) -> None:
        chosen = self._table.chosen()
        if not chosen:
            return
        menu = QMenu(self._page)
        failed = any(document.state == "failed" for document in chosen)
        if len(chosen) == 1 and not failed:
            show = partial(self._inspected.show_document, chosen[0])
            menu.addAction(tr("documents", "Show its text")).triggered.connect(lambda: show())
        files = tuple(document.path for document in chosen if INSIDE not in document.path)
        if not failed and len(chosen) == len(files) <= MOST_ASKED:
            ask = menu.addAction(tr("documents", "Ask about this in the chat"))
            ask.triggered.connect(lambda: self.ask_clicked.emit(files))
        self._tasks.fill_menu(menu, chosen)
        if failed:
            again = menu.addAction(tr("documents", "Read it again"))
            again.triggered.connect(lambda: self._retry(chosen))
        remove = menu.addAction(tr("documents", "Remove from the library"))
        remove.triggered.connect(lambda: self._requests.remove(chosen))
        purge = menu.addAction(tr("documents", "Delete for good…"))
        purge.triggered.connect(lambda: self._requests.purge(chosen, self._page))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _retry(self, chosen: Sequence[Document]) -> None:
        failed = [document for document in chosen if document.state == "failed"]
        for collection in dict.fromkeys(document.collection for document in failed):
            ids = [document.id for document in failed if document.collection == collection]
            self.retry_clicked.emit(collection, ids)
