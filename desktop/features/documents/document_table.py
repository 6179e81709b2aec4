"""Table of the documents of a collection: open one, select several, remove them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.features.documents.document_model import NAME, NOTE, PAGES, STATE, DocumentModel
from desktop.link.client import Client
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size
from engine.capabilities.documents.api import Document

MAX_SELECTED = 5_000


class DocumentTable(QTableView):
    opened = Signal(object)
    removed = Signal(object)
    menu_requested = Signal(QPoint, QModelIndex)

    def __init__(self, client: Client, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows = DocumentModel(client, theme, self)
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._connect()
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def chosen(self) -> list[Document]:
        """Return the selected documents, MAX_SELECTED at most."""
        rows = self.selectionModel().selectedRows()[:MAX_SELECTED]
        return [document for index in rows if (document := self.rows.document(index)) is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit(self.chosen())
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.activated.connect(self._on_activated)
        self.doubleClicked.connect(self._on_activated)
        self.customContextMenuRequested.connect(self._on_context_menu)

    def _on_activated(self, index: QModelIndex) -> None:
        if (document := self.rows.document(index)) is not None:
            self.opened.emit(document)

    def _on_context_menu(self, at: QPoint) -> None:
        self.menu_requested.emit(self.viewport().mapToGlobal(at), self.indexAt(at))

    def _apply_theme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(Size.CONTROL))
        header = self.horizontalHeader()
        for column, part in ((NAME, 3), (STATE, 1), (PAGES, 1), (NOTE, 3)):
            stretch = part > 1
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(column, mode)
            if not stretch:
                header.resizeSection(column, self._theme.px(Size.SPIN if column == STATE else Size.SPIN * 2 // 3))
