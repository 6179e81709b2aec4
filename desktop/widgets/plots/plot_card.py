"""Card around a plot: its numbers as a table to copy or export as CSV, and the plot saved as a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
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
from desktop.widgets.forms.save_file import save_picture, save_text
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.wrapping_delegate import WrappingDelegate

MAX_ROWS = 500
"""Rows shown; all of them are copied and exported."""
MAX_NUMBER = 24
"""Characters; a column with longer values holds text, which is aligned left and wraps."""
MAX_VISIBLE_ROWS = 12
"""Rows before the table scrolls."""


class PlotTable(NamedTuple):
    """Numbers of a plot as a table in the user's language; `note` explains them."""

    title: str
    note: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


class PlotCard(TranslatedMixin, QFrame):
    """Without `plot` it shows only the table. `numbers` is called again when the language changes.

    `saved` carries the path and whether the file could be written.
    """

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
        self._fit_timer = QTimer(self, singleShot=True, interval=0)
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
        """Read the numbers again."""
        table = self._numbers()
        self._title.setText(table.title)
        self._note.setText(table.note)
        self._note.setVisible(bool(table.note))
        self.table.setAccessibleName(table.title)
        self._fill(table)
        self._show_plot_or_table()

    def text(self, delimiter: str = "\t") -> str:
        """Return all rows as CSV text."""
        out = io.StringIO()
        table = self._numbers()
        csv.writer(out, delimiter=delimiter).writerows((table.headings, *table.rows))
        return out.getvalue()

    def export(self, path: str) -> None:
        """Write a CSV file, with the mark that lets Excel read it as UTF-8."""
        self.saved.emit(path, save_text(path, self.text(","), "utf-8-sig"))

    def save_picture(self, path: str) -> None:
        widget = self.plot or self.table
        self.saved.emit(path, save_picture(path, widget.grab()))

    def _fill(self, table: PlotTable) -> None:
        rows = table.rows[:MAX_ROWS]
        self.table.setColumnCount(len(table.headings))
        self.table.setRowCount(len(rows))
        self.table.setHorizontalHeaderLabels(list(table.headings))
        text_columns = [column for column in range(len(table.headings)) if _is_text(rows, column)]
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                item = QTableWidgetItem(value)
                if column not in text_columns:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in text_columns:
            if (heading := self.table.horizontalHeaderItem(column)) is not None:
                heading.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._fit_height()

    def _fit_height(self) -> None:
        """Fit the heights to lines that wrap at the columns' widths."""
        self.table.resizeRowsToContents()
        height = sum(self.table.rowHeight(row) for row in range(min(self.table.rowCount(), MAX_VISIBLE_ROWS)))
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + height + Space.S)

    def _show_plot_or_table(self) -> None:
        as_table = self.plot is None or self._switch.isChecked()
        self.table.setVisible(as_table)
        if self.plot is not None:
            self.plot.setVisible(not as_table)
        self._switch.setVisible(self.plot is not None)
        self._save.setVisible(not as_table)

    def _connect(self) -> None:
        self.table.horizontalHeader().sectionResized.connect(lambda *_: self._fit_timer.start())
        self._fit_timer.timeout.connect(self._fit_height)
        self._switch.toggled.connect(lambda _: self._show_plot_or_table())
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
    """Return whether a column holds text. The first one always does: it names the row."""
    return not column or any(len(row[column]) > MAX_NUMBER for row in rows)
