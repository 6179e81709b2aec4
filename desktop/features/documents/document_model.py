"""The documents of a collection as a table that fetches only what is looked at; 100,000 rows cost nothing."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.i18n import tr
from desktop.i18n.faults import error_sentence
from desktop.link.client import Client
from desktop.theme.theme import Theme
from desktop.widgets.text import formatting
from engine.capabilities.documents import api as documents

PAGE = 200
GATHER_MS = 15
Index = QModelIndex | QPersistentModelIndex
_CUT = re.compile(r"Only the first (\d+) MB were read\.")
NAME, STATE, PAGES, REMARK = range(4)


class DocumentModel(QAbstractTableModel):
    """`asked` changes what is listed; the rows come by themselves."""

    counted = Signal(int)
    failed = Signal(object)

    def __init__(self, client: Client, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._theme = client, theme
        self._asked = documents.ListDocuments(limit=PAGE)
        self._pages: dict[int, tuple[documents.Document, ...]] = {}
        self._wanted: set[int] = set()
        self._coming: set[int] = set()
        self._total = 0
        self._turn = 0
        self._soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._soon.timeout.connect(self._fetch)

    @property
    def total(self) -> int:
        return self._total

    @property
    def fetched(self) -> int:
        """How many documents are held."""
        return sum(len(page) for page in self._pages.values())

    def ask(self, collection: str, query: str, only_failed: bool) -> None:
        self._asked = documents.ListDocuments(collection, query, only_failed, PAGE)
        self.reload()

    def reload(self) -> None:
        """What is shown stays until the new rows are there."""
        self._turn += 1
        self._coming.clear()
        self._wanted = {0}
        self._fetch()

    def document(self, index: Index) -> documents.Document | None:
        page = self._pages.get(index.row() // PAGE, ())
        at = index.row() % PAGE
        return page[at] if index.isValid() and at < len(page) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            NAME: tr("documents", "Name"),
            STATE: tr("documents", "State"),
            PAGES: tr("documents", "Pages"),
            REMARK: tr("documents", "Remark"),
        }[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        document = self.document(index)
        if document is None:
            self._want(index.row() // PAGE)
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == NAME else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(document, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return remark(document) if index.column() == REMARK else document.path
        if role == Qt.ItemDataRole.ForegroundRole and index.column() in (STATE, REMARK):
            return self._theme.colour("danger" if document.state == "failed" else "soft")
        return None

    def _want(self, page: int) -> None:
        if page not in self._coming:
            self._wanted.add(page)
            if not self._soon.isActive():
                self._soon.start()

    def _fetch(self) -> None:
        wanted, self._wanted = self._wanted - self._coming, set()
        for page in wanted:
            self._coming.add(page)
            asked = documents.ListDocuments(
                self._asked.collection, self._asked.query, self._asked.only_failed, PAGE, page * PAGE
            )
            call = self._client.call(documents.LIST, asked, self)
            call.on_result(partial(self._take, page=page, turn=self._turn))
            call.on_failed(self.failed.emit)

    def _take(self, found: documents.Documents, page: int, turn: int) -> None:
        if turn != self._turn:
            return
        self._coming.discard(page)
        if page == 0 or found.total != self._total:
            self.beginResetModel()
            self._pages = {page: found.documents}
            self._total = found.total
            self.endResetModel()
            self.counted.emit(found.total)
            return
        self._pages[page] = found.documents
        first, last = page * PAGE, min(self._total, (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, 3))


def remark(document: documents.Document) -> str:
    """Why it could not be read, or what was left out of it, as a sentence."""
    said = error_sentence(document.reason, document.values) if document.reason else ""
    return said or _notice(document.notice) or document.detail


def _notice(notice: str) -> str:
    """The indexer's sentence about what it left out, in the user's language."""
    if found := _CUT.fullmatch(notice):
        return tr("documents", "Only the first {read} MB were read.", read=found[1])
    return notice


def _cell(document: documents.Document, column: int) -> str:
    if column == NAME:
        return document.path.replace("\\", "/").rpartition("/")[2] or document.title
    if column == STATE:
        return {
            "indexed": tr("documents", "Ready"),
            "keywords": tr("documents", "By words only"),
            "failed": tr("documents", "Not read"),
        }[document.state]
    if column == PAGES:
        return formatting.number(document.pages) if document.pages else ""
    return remark(document)
