"""The examples as rows, more of them fetched as one scrolls; digits set the label of the chosen rows."""

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
TEXT, LABEL, GUESS, SPLIT = range(4)
HEADINGS = (
    tr_noop("classification", "Text"),
    tr_noop("classification", "Label"),
    tr_noop("classification", "Would say"),
    tr_noop("classification", "Used for"),
)
SURE = "  ·  "
LEAST_ROWS = 5
"""Seen in a low window, with the heading; the page scrolls instead."""
SPLITS = {"train": tr_noop("classification", "learning"), "test": tr_noop("classification", "testing")}


class ExampleModel(QAbstractTableModel):
    """`more` asks for the rows from an offset on."""

    more = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Example] = []
        self.total = 0
        self._asked = -1

    def show_examples(self, examples: Sequence[Example], total: int) -> None:
        self.beginResetModel()
        self.rows, self.total, self._asked = list(examples), total, -1
        self.endResetModel()

    def add_examples(self, offset: int, examples: Sequence[Example]) -> None:
        if offset != len(self.rows) or not examples:
            return
        self.beginInsertRows(QModelIndex(), offset, offset + len(examples) - 1)
        self.rows.extend(examples)
        self.endInsertRows()

    def set_label(self, rows: Sequence[int], label: str) -> None:
        for row in rows:
            self.rows[row] = msgspec.structs.replace(self.rows[row], label=label)
            self.dataChanged.emit(self.index(row, LABEL), self.index(row, LABEL))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADINGS)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and len(self.rows) < self.total and self._asked < len(self.rows)

    def fetchMore(self, parent: Index) -> None:
        self._asked = len(self.rows)
        self.more.emit(self._asked)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr("classification", HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == TEXT:
            return one.text
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if index.column() == TEXT:
            return " ".join(one.text.split())
        if index.column() == LABEL:
            return one.label or "–"
        if index.column() == GUESS:
            return _guess(one)
        return tr("classification", SPLITS[one.split]) if one.label else ""


class ExampleTable(TranslatedMixin, QTableView):
    """`digit` 1 to 9 for a label, 0 for none."""

    digit = Signal(int)
    delete_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._labels = theme, tuple[str, ...]()
        self.model_ = ExampleModel(self)
        self.setModel(self.model_)
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
    def chosen(self) -> list[int]:
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def choose(self, rows: Sequence[int]) -> None:
        """These alone, whatever modifier key is held: `selectRow` would add to the chosen ones, or take away."""
        flags = QItemSelectionModel.SelectionFlag
        chosen = self.selectionModel()
        for at, row in enumerate(rows):
            index = self.model_.index(row, TEXT)
            if at == 0:
                chosen.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            else:
                chosen.select(index, flags.Select | flags.Rows)

    def show_examples(self, examples: Sequence[Example], total: int, stay: bool) -> None:
        """`stay`: the examples that were chosen stay so and stay in view; where they are gone, the row is."""
        before = self.chosen if stay else []
        ids = {self.model_.rows[row].id for row in before}
        at, scrolled = (before[0] if before else 0), (self.verticalScrollBar().value() if stay else 0)
        self.model_.show_examples(examples, total)
        still = [row for row, one in enumerate(examples) if one.id in ids]
        if examples:
            self.choose(still or [min(at, len(examples) - 1)])
        self.verticalScrollBar().setValue(scrolled)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("classification", "Examples"))
        self.model_.headerDataChanged.emit(Qt.Orientation.Horizontal, TEXT, SPLIT)
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
        """The columns of labels are as wide as these need, as far as that leaves room for the texts."""
        self._labels = tuple(names)
        self._apply_theme()

    def _apply_theme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(Size.ROW))
        self.setMinimumHeight(LEAST_ROWS * self._theme.px(Size.ROW))
        guesses = [f"{label}{SURE}{formatting.percent(1.0)}" for label in self._labels]
        uses = [tr("classification", use) for use in SPLITS.values()]
        for column, texts in ((LABEL, self._labels), (GUESS, guesses), (SPLIT, uses)):
            widths = [
                self.fontMetrics().horizontalAdvance(text) for text in (tr("classification", HEADINGS[column]), *texts)
            ]
            self.setColumnWidth(column, min(max(widths) + 2 * Space.L, self._theme.px(Size.TILE)))


def _guess(example: Example) -> str:
    if not example.prediction:
        return ""
    return f"{example.prediction}{SURE}{formatting.percent(example.margin)}"
