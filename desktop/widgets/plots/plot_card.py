"""A card around a plot: the same numbers as a table, copied, exported as CSV, or the plot saved as a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.forms.file_dialog import ask_where_to_save
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.wrapping_delegate import WrappingDelegate

MOST_ROWS = 500
"""Shown; copied and exported are all."""
LONG = 24
"""Characters: a column with more in it is text to read; the others are figures and words."""
TALLEST = 12
"""Rows; of more it scrolls."""


class PlotTable(NamedTuple):
    """What the plot shows, in the user's language."""

    title: str
    note: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


class PlotCard(TranslatedMixin, QFrame):
    """`plot` None: a table only. `numbers` is asked again when the words change; `saved`: the path, whether it could be."""

    saved = Signal(str, bool)

    def __init__(
        self, theme: Theme, plot: QWidget | None, numbers: Callable[[], PlotTable], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        role(self, "card")
        self._theme, self.plot, self._numbers = theme, plot, numbers
        self._title, self._note = QLabel(self), QLabel(self)
        role(self._title, "heading")
        role(self._note, "soft")
        self._note.setWordWrap(True)
        self.table = QTableWidget(self)
        role(self.table, "plain")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setItemDelegateForColumn(0, WrappingDelegate(2 * Space.S, self.table))
        self.table.setTabKeyNavigation(False)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._switch, self._copy, self._export, self._save = (QPushButton(self) for _ in range(4))
        for button in (self._switch, self._copy, self._export, self._save):
            role(button, "chip")
        self._switch.setCheckable(True)
        self._lay_out()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        self._switch.setText(tr("widgets", "As a table"))
        self._copy.setText(tr("widgets", "Copy as a table"))
        self._export.setText(tr("widgets", "Export CSV…"))
        self._save.setText(tr("widgets", "Save as a picture…"))
        self.refresh()

    def refresh(self) -> None:
        said = self._numbers()
        self._title.setText(said.title)
        self._note.setText(said.note)
        self._note.setVisible(bool(said.note))
        self.table.setAccessibleName(said.title)
        self._fill(said)
        self._show_which()

    def text(self, delimiter: str = "\t") -> str:
        out = io.StringIO()
        said = self._numbers()
        csv.writer(out, delimiter=delimiter).writerows((said.headings, *said.rows))
        return out.getvalue()

    def export(self, path: str) -> None:
        try:
            Path(path).write_text(self.text(","), "utf-8-sig", newline="")
        except OSError:
            self.saved.emit(path, False)
        else:
            self.saved.emit(path, True)

    def save_picture(self, path: str) -> None:
        shown = self.plot or self.table
        self.saved.emit(path, shown.grab().save(path))

    def _fill(self, said: PlotTable) -> None:
        rows = said.rows[:MOST_ROWS]
        self.table.setColumnCount(len(said.headings))
        self.table.setRowCount(len(rows))
        self.table.setHorizontalHeaderLabels(list(said.headings))
        texts = [column for column in range(len(said.headings)) if _is_text(rows, column)]
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                item = QTableWidgetItem(value)
                if column not in texts:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in texts:
            if (heading := self.table.horizontalHeaderItem(column)) is not None:
                heading.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._fit_height()

    def _fit_height(self) -> None:
        """To lines that wrap, as the columns' widths have it."""
        self.table.resizeRowsToContents()
        shown = sum(self.table.rowHeight(row) for row in range(min(self.table.rowCount(), TALLEST)))
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + shown + Space.S)

    def _show_which(self) -> None:
        as_table = self.plot is None or self._switch.isChecked()
        self.table.setVisible(as_table)
        if self.plot is not None:
            self.plot.setVisible(not as_table)
        self._switch.setVisible(self.plot is not None)
        self._save.setVisible(not as_table)

    def _connect(self) -> None:
        self.table.horizontalHeader().sectionResized.connect(lambda *_: self._fit.start())
        self._fit.timeout.connect(self._fit_height)
        self._switch.toggled.connect(lambda _: self._show_which())
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self._export.clicked.connect(
            lambda: ask_where_to_save(self, self._export.text(), self._title.text(), "csv", self.export)
        )
        self._save.clicked.connect(
            lambda: ask_where_to_save(self, self._save.text(), self._title.text(), "png", self.save_picture)
        )
        self._theme.changed.connect(self.refresh)

    def _lay_out(self) -> None:
        buttons = FlowLayout()
        for button in (self._switch, self._copy, self._export, self._save):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        for widget in (self._title, self._note, self.plot, self.table):
            if widget is not None:
                column.addWidget(widget)
        column.addLayout(buttons)


def _is_text(rows: Sequence[Sequence[str]], column: int) -> bool:
    """The first column always: it says what a row is."""
    return not column or any(len(row[column]) > LONG for row in rows)
