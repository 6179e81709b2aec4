"""Shows the document selected last in the inspector."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.documents.document_table import DocumentTable
from desktop.features.documents.failure_pane import FailurePane
from desktop.features.documents.results import SearchResults
from desktop.panels.reading_pane import ReadingPane
from desktop.theme.tokens import Size
from desktop.widgets.cards.source_card import SourcePassage
from engine.capabilities.documents.api import Document

SETTLE_MS = 120
"""Delay before a document is shown, so that a held key does not request every document it passes."""


class InspectedDocument(QObject):
    """Shows a passage with its page, a document from its first page, or why it could not be read."""

    retry_clicked = Signal(object)

    def __init__(self, shell: Shell, table: DocumentTable, results: SearchResults, page: QWidget) -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        self._next: Document | None = None
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._show_next)
        results.source_clicked.connect(self.show_passage)
        table.clicked_on.connect(self.show_document)
        table.opened.connect(self.show_document)
        table.moved_to.connect(self._on_moved)

    def show_passage(self, source: SourcePassage) -> None:
        self._timer.stop()
        pane = ReadingPane(self._shell, source)
        pane.source_clicked.connect(self.show_passage)
        self._shell.show_in_inspector(source.name, pane)

    def show_document(self, document: Document) -> None:
        """Show the first page of a document, or the reason why it has none."""
        source = SourcePassage(0, document.id, document.path, document.title, 1, 0, 0, "")
        if document.state != "failed":
            self.show_passage(source)
            return
        self._timer.stop()
        pane = FailurePane(self._shell.theme, document)
        pane.retry_clicked.connect(partial(self.retry_clicked.emit, document))
        self._shell.show_in_inspector(source.name, pane)

    def _on_moved(self, document: Document) -> None:
        """Show the document that the keyboard led to, unless the closed inspector would cover the list in a narrow window."""
        self._next = document
        is_wide = self._page.window().width() >= self._shell.theme.px(Size.NARROW)
        if is_wide or self._shell.is_inspector_open:
            self._timer.start()

    def _show_next(self) -> None:
        if self._next is not None:
            self.show_document(self._next)
