"""Table model of a collection's documents. It fetches only the rows that are shown, so that 100,000 rows cost nothing."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import Any  # the value that Qt asks for depends on the role

import msgspec
from PySide6.QtCore import QAbstractTableModel, QDir, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.features.documents.notices import notice_text
from desktop.i18n import tr
from desktop.i18n.faults import error_sentence
from desktop.link.client import Client
from desktop.theme.theme import Theme
from desktop.widgets.text import formatting
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api.search_filters import DOCUMENT_KINDS, DocumentFilters
from engine.protocol.children.indexing import INSIDE

PAGE = 200
FETCH_DELAY_MS = 15
NO_FILTERS = DocumentFilters()
_ONE_SHEET = (".csv", ".tsv")
Index = QModelIndex | QPersistentModelIndex
NAME, FOLDER, STATE, PAGES, PIECES, NOTE = COLUMNS = range(6)


class DocumentModel(QAbstractTableModel):
    """`show_documents` chooses what is listed; rows arrive as the view asks for them."""

    counted = Signal(int)
    failed = Signal(object)

    def __init__(self, client: Client, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._theme = client, theme
        self._request = documents.ListDocuments(limit=PAGE)
        self._pages: dict[int, tuple[documents.Document, ...]] = {}
        self._pages_needed: set[int] = set()
        self._pages_requested: set[int] = set()
        self._stale: set[int] = set()
        self._is_new_list = True
        self._total = 0
        self._generation = 0
        self._fetch_timer = QTimer(self, singleShot=True, interval=FETCH_DELAY_MS)
        self._fetch_timer.timeout.connect(self._fetch)

    @property
    def total(self) -> int:
        return self._total

    @property
    def fetched(self) -> int:
        """Number of documents held in memory."""
        return sum(len(page) for page in self._pages.values())

    def show_documents(
        self, collection: str, query: str, only_failed: bool, filters: DocumentFilters = NO_FILTERS
    ) -> None:
        request = documents.ListDocuments(collection, query, only_failed, PAGE, filters=filters)
        self._is_new_list = self._is_new_list or request != self._request
        self._request = request
        self.reload()

    def reload(self) -> None:
        """Fetch the rows again; those shown stay until the new ones arrive."""
        self._generation += 1
        self._pages_requested.clear()
        self._pages_needed = {0}
        self._fetch()

    def document(self, index: Index) -> documents.Document | None:
        page = self._pages.get(index.row() // PAGE, ())
        at = index.row() % PAGE
        return page[at] if index.isValid() and at < len(page) else None

    def row_of(self, document: int) -> int | None:
        """Return the row of a document among those held in memory."""
        for page, shown in self._pages.items():
            for at, candidate in enumerate(shown):
                if candidate.id == document:
                    return page * PAGE + at
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            NAME: tr("documents", "Name"),
            FOLDER: tr("documents", "Folder"),
            STATE: tr("documents", "Status"),
            PAGES: tr("documents", "Pages"),
            PIECES: tr("documents", "Pieces"),
            NOTE: tr("documents", "Note"),
        }[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        document = self.document(index)
        if document is None or index.row() // PAGE in self._stale:
            self._request_page(index.row() // PAGE)
        if document is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == NAME else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(document, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return note(document) if index.column() == NOTE else document.path
        if role == Qt.ItemDataRole.ForegroundRole and index.column() in (FOLDER, STATE, NOTE):
            is_failure = document.state == "failed" and index.column() != FOLDER
            return self._theme.colour("danger" if is_failure else "soft")
        return None

    def _request_page(self, page: int) -> None:
        if page not in self._pages_requested:
            self._pages_needed.add(page)
            if not self._fetch_timer.isActive():
                self._fetch_timer.start()

    def _fetch(self) -> None:
        needed, self._pages_needed = self._pages_needed - self._pages_requested, set()
        for page in needed:
            self._pages_requested.add(page)
            request = msgspec.structs.replace(self._request, offset=page * PAGE)
            call = self._client.call(documents.LIST, request, self)
            call.on_result(partial(self._on_rows, page=page, generation=self._generation))
            call.on_failed(self.failed.emit)

    def _on_rows(self, rows: documents.Documents, page: int, generation: int) -> None:
        if generation != self._generation:
            return
        self._pages_requested.discard(page)
        is_reload = page == 0
        if rows.total != self._total or self._is_new_list:
            self.beginResetModel()
            self._pages = {page: rows.documents}
            self._total, self._is_new_list = rows.total, False
            self.endResetModel()
            self.counted.emit(rows.total)
            return
        self._pages[page] = rows.documents
        if is_reload:  # the rows further down are shown as they were until they are fetched again
            self._stale = set(self._pages) - {page}
        self._stale.discard(page)
        first, last = (0, self._total) if is_reload else (page * PAGE, min(self._total, (page + 1) * PAGE))
        if last > first:
            self.dataChanged.emit(self.index(first, 0), self.index(last - 1, COLUMNS[-1]))


def note(document: documents.Document) -> str:
    """Return the sentence that says why a document could not be read, what was left out of it, or how it can be searched."""
    if document.reason:
        return error_sentence(document.reason, document.values) or document.detail
    return " ".join(filter(None, (notice_text(document.notice), _words_only(document)))) or document.detail


def _extent(document: documents.Document) -> str:
    """Return the pages of a PDF, the sheets or slides of a file that has those; nothing where a file has no pages of its own."""
    suffix = PurePath(document.path.rpartition(INSIDE)[2]).suffix.lower()
    if not document.pages or suffix in _ONE_SHEET:
        return ""
    if suffix in DOCUMENT_KINDS["pdf"]:
        return formatting.number(document.pages)
    if suffix in DOCUMENT_KINDS["sheet"]:
        return tr("documents", "%n sheet(s)", document.pages)
    return tr("documents", "%n slide(s)", document.pages) if suffix in DOCUMENT_KINDS["slides"] else ""


def folder_text(document: documents.Document) -> str:
    """Return the folder of a document, the person's home written as "~"."""
    folder = document.path.replace("\\", "/").rpartition("/")[0]
    home = QDir.homePath()
    return f"~{folder[len(home) :]}" if f"{folder}/".startswith(f"{home}/") else folder


def _words_only(document: documents.Document) -> str:
    if document.state != "keywords":
        return ""
    if document.is_embeddable:
        percent = formatting.number(document.embedded * 100 // max(document.chunks, 1))
        return tr("documents", "All its words can be searched, and {percent} % of it by meaning.", percent=percent)
    return tr(
        "documents",
        "Only its words can be searched. To search it by meaning too, add it again once a model that finds passages by "
        "meaning is installed.",
    )


def _cell(document: documents.Document, column: int) -> str:
    if column == NAME:
        return document.path.replace("\\", "/").rpartition("/")[2] or document.title
    if column == FOLDER:
        return folder_text(document)
    if column == STATE:
        return {
            "indexed": tr("documents", "Ready"),
            "keywords": tr("documents", "Words only"),
            "failed": tr("documents", "Not read"),
        }[document.state]
    if column == PAGES:
        return _extent(document)
    if column == PIECES:
        return tr("documents", "whole") if document.chunks == 1 else formatting.number(document.chunks)
    return note(document)
