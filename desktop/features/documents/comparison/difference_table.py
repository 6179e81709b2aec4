"""Table of differences: what kind each is, and both passages with the words in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any  # the value that Qt asks for depends on the role

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size
from desktop.widgets.comparison.marked_cells import MARKS, NOTE, STRONG, MarkedCells
from desktop.widgets.passages.place_text import place_text
from engine.capabilities.documents.api.comparison import ComparedPassage, Difference

Index = QModelIndex | QPersistentModelIndex
KIND, FIRST, SECOND = COLUMNS = range(3)
PAGE = 200
"""Rows shown at first, and each time that more are asked for."""
RESIZE_DELAY_MS = 80
KIND_SHARE = 0.24
"""Part of the width that the kinds may take."""


class DifferenceModel(QAbstractTableModel):
    """Rows of the differences that are shown; more come as the view scrolls down."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._differences: Sequence[Difference] = ()
        self._shown = 0
        self._names = ("", "")

    def show_differences(self, differences: Sequence[Difference], first: str, second: str) -> None:
        self.beginResetModel()
        self._differences, self._names = differences, (first, second)
        self._shown = min(PAGE, len(differences))
        self.endResetModel()

    def difference(self, index: Index) -> Difference | None:
        return self._differences[index.row()] if index.isValid() and index.row() < self._shown else None

    def passage(self, index: Index) -> ComparedPassage | None:
        """Return the passage in a cell, and for the kind that of the second document, else of the first."""
        difference = self.difference(index)
        if difference is None:
            return None
        if index.column() == FIRST:
            return difference.first
        return difference.second if index.column() == SECOND else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def canFetchMore(self, parent: Index) -> bool:
        return self._shown < len(self._differences)

    def fetchMore(self, parent: Index) -> None:
        end = min(self._shown + PAGE, len(self._differences))
        self.beginInsertRows(QModelIndex(), self._shown, end - 1)
        self._shown = end
        self.endInsertRows()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("documents", "Difference"), *self._names)[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        difference = self.difference(index)
        if difference is None:
            return None
        if index.column() == KIND:
            if role == Qt.ItemDataRole.DisplayRole:
                return kind_text(difference)
            return values_text(difference) if role == NOTE else role == STRONG or None
        passage = self.passage(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return passage.text if passage else "—"
        if passage is None:
            return None
        if role == MARKS:
            return passage.words
        if role == NOTE:
            return place_text(self._names[index.column() - FIRST], passage.page, passage.label)
        return None


class DifferenceTable(TranslatedMixin, QTableView):
    """`passage_clicked` carries whether it is the second document's, and the passage."""

    passage_clicked = Signal(bool, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows = DifferenceModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(MarkedCells(theme, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names differ at their ends
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._resizing = QTimer(self, singleShot=True, interval=RESIZE_DELAY_MS)
        self._resizing.timeout.connect(self.resizeRowsToContents)
        self.clicked.connect(self._on_activated)
        self.activated.connect(self._on_activated)
        self.rows.modelReset.connect(self._resizing.start)
        self.rows.rowsInserted.connect(lambda: self._resizing.start())
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("documents", "Differences"))
        self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_kind_width()
        self._resizing.start()

    def _set_kind_width(self) -> None:
        width = min(self._theme.px(Size.FIELD_MIN), round(self.viewport().width() * KIND_SHARE))
        self.horizontalHeader().resizeSection(KIND, width)

    def _on_activated(self, index: QModelIndex) -> None:
        column = index.column()
        difference = self.rows.difference(index)
        if difference is None:
            return
        is_second = column == SECOND or (column == KIND and difference.second is not None)
        passage = difference.second if is_second else difference.first
        if passage is not None:
            self.passage_clicked.emit(is_second, passage)

    def _apply_theme(self) -> None:
        header = self.horizontalHeader()
        header.setSectionResizeMode(KIND, QHeaderView.ResizeMode.Interactive)
        self._set_kind_width()
        for column in (FIRST, SECOND):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._resizing.start()


def kind_text(difference: Difference) -> str:
    """Return the kind of a difference."""
    if difference.kind == "changed" and difference.is_moved:
        return tr("documents", "Changed and moved")
    return {
        "changed": tr("documents", "Changed"),
        "added": tr("documents", "Added"),
        "dropped": tr("documents", "Dropped"),
        "moved": tr("documents", "Moved"),
    }[difference.kind]


def values_text(difference: Difference) -> str:
    """Return the numbers, dates and amounts that changed, as "900 € → 950 €"."""
    if difference.kind != "changed":
        return ""
    return "\u2028".join(f"{value.first or '—'} → {value.second or '—'}" for value in difference.values)
