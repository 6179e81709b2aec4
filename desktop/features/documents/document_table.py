"""Table of the documents of a collection: select one to see it, select several, remove them."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableView,
    QWidget,
)

from desktop.features.documents.document_model import FOLDER, NAME, NOTE, PAGES, PIECES, STATE, DocumentModel
from desktop.link.client import Client
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size
from desktop.widgets.tables.name_delegate import NameDelegate
from engine.capabilities.documents.api import Document

MAX_SELECTED = 5_000
PROBLEM_LINES = 3
"""Lines of a row in the list of problems, whose reasons are wrapped."""
NARROW = {STATE: Size.TEXT_FIELD, PAGES: Size.SPIN * 2 // 3, PIECES: Size.TEXT_FIELD}
"""Columns of a width of their own, in pixels at 100 %."""
SHARES = {NAME: 0.46, FOLDER: 0.22}
"""Parts of the room that the narrow columns leave; the note has the rest."""
PROBLEM_SHARE = 0.6
"""Part of those that names and folders have in the list of problems, where the reasons matter most."""
SMALL_SHARE = 0.6
"""That of the name in a small table."""


class DocumentTable(QTableView):
    """`clicked_on` carries the document of a single click, `moved_to` that which the keyboard led to.

    When the list is loaded again, the selection and the scroll position stay with their documents.
    """

    opened = Signal(object)
    clicked_on = Signal(object)
    moved_to = Signal(object)
    removed = Signal(object)
    menu_requested = Signal(QPoint, QModelIndex)

    def __init__(self, client: Client, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._shows_problems = theme, False
        self._chosen_before: list[int] = []
        self._top_before = self._scrolled_before = 0
        self.rows = DocumentModel(client, theme, self)
        self.setModel(self.rows)
        for column in (NAME, FOLDER):
            self.setItemDelegateForColumn(column, NameDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._nothing = QLabel(self.viewport())
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._nothing.setWordWrap(True)
        role(self._nothing, "soft")
        self._nothing.hide()
        self._connect()
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def chosen(self) -> list[Document]:
        """Return the selected documents, MAX_SELECTED at most."""
        rows = self.selectionModel().selectedRows()[:MAX_SELECTED]
        return [document for index in rows if (document := self.rows.document(index)) is not None]

    def show_problems(self, are_problems: bool) -> None:
        """Give the rows room for the reasons of failures, or one line each."""
        self._shows_problems = are_problems
        self.setWordWrap(are_problems)
        self._apply_theme()

    def show_nothing(self, sentence: str) -> None:
        """Set what is said in the place of rows where there are none."""
        self._nothing.setText(sentence)
        self._update_nothing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._nothing.setGeometry(self.viewport().rect())
        if event.size().width() != event.oldSize().width():
            self._share_width()

    def _update_nothing(self) -> None:
        self._nothing.setVisible(self.rows.rowCount() == 0 and bool(self._nothing.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit(self.chosen())
            return
        super().keyPressEvent(event)
        document = self.rows.document(self.currentIndex())
        if document is not None and self.currentIndex() != before:
            self.moved_to.emit(document)

    def _connect(self) -> None:
        self.activated.connect(self._on_activated)
        self.clicked.connect(self._on_clicked)
        self.customContextMenuRequested.connect(self._on_context_menu)
        self.rows.modelAboutToBeReset.connect(self._remember_place)
        self.rows.modelReset.connect(self._restore_place)
        self.rows.modelReset.connect(self._update_nothing)

    def _on_activated(self, index: QModelIndex) -> None:
        if (document := self.rows.document(index)) is not None:
            self.opened.emit(document)

    def _on_clicked(self, index: QModelIndex) -> None:
        document = self.rows.document(index)
        if document is not None and len(self.selectionModel().selectedRows()) == 1:
            self.clicked_on.emit(document)

    def _on_context_menu(self, at: QPoint) -> None:
        self.menu_requested.emit(self.viewport().mapToGlobal(at), self.indexAt(at))

    def _remember_place(self) -> None:
        top = self.rows.document(self.indexAt(QPoint(0, 0)))
        self._chosen_before = [document.id for document in self.chosen()]
        self._scrolled_before = self.verticalScrollBar().value()
        self._top_before = top.id if top else 0

    def _restore_place(self) -> None:
        """Select what was selected and scroll to what was at the top, as far as these rows are loaded."""
        rows = [row for id in self._chosen_before if (row := self.rows.row_of(id)) is not None]
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in rows:
            self.selectionModel().select(self.rows.index(row, NAME), flags)
        if rows:
            self.selectionModel().setCurrentIndex(
                self.rows.index(rows[0], NAME), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        top = self.rows.row_of(self._top_before)
        if top is not None and self._scrolled_before:
            self.updateGeometries()
            height = self.verticalHeader().defaultSectionSize()
            self.verticalScrollBar().setValue(top * height + self._scrolled_before % height)

    def _apply_theme(self) -> None:
        lines = PROBLEM_LINES - 1 if self._shows_problems else 0
        height = self._theme.px(Size.CONTROL) + lines * self.fontMetrics().lineSpacing()
        self.verticalHeader().setDefaultSectionSize(height)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(NOTE, QHeaderView.ResizeMode.Stretch)
        for column, width in NARROW.items():
            header.resizeSection(column, self._theme.px(width))
        self._share_width()

    def _share_width(self) -> None:
        """Give each wide column its part of the room; a person may drag them until the width changes.

        Where there is little, a document has its name, its status and the note, and the tooltip its folder.
        """
        width = self.viewport().width()
        is_small = width < self._theme.px(Size.READING_COLUMN)
        self.setColumnHidden(FOLDER, is_small)
        for column in (PAGES, PIECES):
            self.setColumnHidden(column, is_small or self._shows_problems)
        shown = [column for column in NARROW if not self.isColumnHidden(column)]
        left = width - sum(self._theme.px(NARROW[column]) for column in shown)
        shares = {NAME: SMALL_SHARE} if is_small else SHARES
        part = PROBLEM_SHARE if self._shows_problems else 1
        for column, share in shares.items():
            share *= part
            self.horizontalHeader().resizeSection(column, round(left * share))
