"""Table of examples: further rows are fetched on scrolling, and digits set the label of the selected rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.text import formatting
from engine.capabilities.classification.api import Example

Index = QModelIndex | QPersistentModelIndex
TEXT, LABEL, PREDICTION, SPLIT = range(4)
HEADINGS = (
    tr_noop("classification", "Text"),
    tr_noop("classification", "Label"),
    tr_noop("classification", "Would say"),
    tr_noop("classification", "Used for"),
)
SEPARATOR = "  ·  "
MIN_ROWS = 5
"""Rows shown below the heading in a low window; the page scrolls instead."""
SPLITS = {"train": tr_noop("classification", "learning"), "test": tr_noop("classification", "testing")}


class ExampleModel(QAbstractTableModel):
    """Model of the examples fetched so far; `more` asks for those from an offset on."""

    more = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Example] = []
        self.total = 0
        self._requested_offset = -1

    def show_examples(self, examples: Sequence[Example], total: int) -> None:
        """Replace all rows by the first of `total` examples."""
        self.beginResetModel()
        self.rows, self.total, self._requested_offset = list(examples), total, -1
        self.endResetModel()

    def add_examples(self, offset: int, examples: Sequence[Example]) -> None:
        """Append rows that were fetched; those for another offset than the end are ignored."""
        if offset != len(self.rows) or not examples:
            return
        self.beginInsertRows(QModelIndex(), offset, offset + len(examples) - 1)
        self.rows.extend(examples)
        self.endInsertRows()

    def set_label(self, rows: Sequence[int], label: str) -> None:
        for row in rows:
            self.rows[row] = msgspec.structs.replace(self.rows[row], label=label)
            self.dataChanged.emit(self.index(row, LABEL), self.index(row, LABEL))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # the default that Qt has
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # the default that Qt has
        return 0 if parent.isValid() else len(HEADINGS)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and len(self.rows) < self.total and self._requested_offset < len(self.rows)

    def fetchMore(self, parent: Index) -> None:
        self._requested_offset = len(self.rows)
        self.more.emit(self._requested_offset)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # any value, as Qt's roles have it
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr("classification", HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # any value, as Qt's roles have it
        example = self.rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == TEXT:
            return example.text
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if index.column() == TEXT:
            return " ".join(example.text.split())
        if index.column() == LABEL:
            return example.label or "–"
        if index.column() == PREDICTION:
            return _prediction(example)
        return tr("classification", SPLITS[example.split]) if example.label else ""


class ExampleTable(TranslatedMixin, QTableView):
    """View over an ExampleModel. `digit` carries 1 to 9 for a label, 0 for none."""

    digit = Signal(int)
    delete_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._labels = theme, tuple[str, ...]()
        self.examples = ExampleModel(self)
        self.setModel(self.examples)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self._apply_theme)
        self.retranslate()

    @property
    def selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def select_rows(self, rows: Sequence[int]) -> None:
        """Select these rows alone. `selectRow` would add them or take them away while a modifier key is held."""
        flags = QItemSelectionModel.SelectionFlag
        selection = self.selectionModel()
        for position, row in enumerate(rows):
            index = self.examples.index(row, TEXT)
            if position == 0:
                selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            else:
                selection.select(index, flags.Select | flags.Rows)

    def show_examples(self, examples: Sequence[Example], total: int, keep_position: bool) -> None:
        """Replace the rows. With `keep_position` the selection and the scroll bar stay where they were.

        Where the selected examples are gone, the row that took their place is selected.
        """
        before = self.selected_rows if keep_position else []
        ids = {self.examples.rows[row].id for row in before}
        first = before[0] if before else 0
        scrolled = self.verticalScrollBar().value() if keep_position else 0
        self.examples.show_examples(examples, total)
        remaining = [row for row, example in enumerate(examples) if example.id in ids]
        if examples:
            self.select_rows(remaining or [min(first, len(examples) - 1)])
        self.verticalScrollBar().setValue(scrolled)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("classification", "Examples"))
        self.examples.headerDataChanged.emit(Qt.Orientation.Horizontal, TEXT, SPLIT)
        self._apply_theme()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit() and event.text().isascii():
            self.digit.emit(int(event.text()))
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def fit_labels(self, names: Sequence[str]) -> None:
        """Make the columns of labels as wide as these names need, as far as the texts have room beside them."""
        self._labels = tuple(names)
        self._apply_theme()

    def _apply_theme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(Size.ROW))
        self.setMinimumHeight(MIN_ROWS * self._theme.px(Size.ROW))
        predictions = [f"{label}{SEPARATOR}{formatting.percent(1.0)}" for label in self._labels]
        splits = [tr("classification", name) for name in SPLITS.values()]
        for column, texts in ((LABEL, self._labels), (PREDICTION, predictions), (SPLIT, splits)):
            widths = [
                self.fontMetrics().horizontalAdvance(text) for text in (tr("classification", HEADINGS[column]), *texts)
            ]
            self.setColumnWidth(column, min(max(widths) + 2 * Space.L, self._theme.px(Size.TILE)))


def _prediction(example: Example) -> str:
    if not example.prediction:
        return ""
    return f"{example.prediction}{SEPARATOR}{formatting.percent(example.margin)}"
