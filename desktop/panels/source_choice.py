"""Choice of how a table or pasted lines are read: the first rows, the columns, separator and encoding, to be corrected."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout

from desktop.i18n import TranslatedWidget, tr
from desktop.link.call import EngineFault
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.labelled_field import LabelledField
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.protocol import tables

NO_COLUMN = "-"
DETECT = ""
DELIMITERS = (DETECT, ",", ";", "\t", "|")
ENCODINGS = (DETECT, "utf-8", "utf-16", "cp1252", "iso-8859-1")
PREVIEW_ROWS = 5
TABLES = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xls", ".ods")


def table_filter() -> str:
    """Return the name filter of a file dialog that shows tables."""
    return f"{tr('panels', 'Tables')} ({' '.join(f'*{suffix}' for suffix in TABLES)})"


class SourceChoice(TranslatedWidget):
    """Shows how `source` would be read. With `labelled` it asks for a column of labels too.

    `preview` is None while there is nothing that could be read; `changed` is emitted whenever it changes.
    """

    changed = Signal()

    def __init__(self, requests: EngineRequests, labelled: bool) -> None:
        super().__init__()
        self._requests, self._labelled = requests, labelled
        self.source = tables.Source()
        self.preview: tables.TablePreview | None = None
        self._shown_path, self._name = "", QLabel(self)
        role(self._name, "strong")
        self.text, self.label, self.delimiter, self.encoding = (QComboBox(self) for _ in range(4))
        self.rows = QTableWidget(self)
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.rows.verticalHeader().hide()
        self.rows.setShowGrid(False)
        heading = self.rows.horizontalHeader()
        heading.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.rows.setTabKeyNavigation(False)
        self.delimiter.addItems([""] * len(DELIMITERS))
        self.encoding.addItems([""] * len(ENCODINGS))
        self._lay_out()
        for box in (self.text, self.label):
            box.activated.connect(lambda _: self._on_column_chosen())
        for box in (self.delimiter, self.encoding):
            box.activated.connect(lambda _: self._on_format_chosen())
        self.retranslate()
        self.hide()

    def load(self, source: tables.Source) -> None:
        """Ask the engine for the first rows of another source; a source without content hides the widget."""
        self.source = source
        if not source.path and not source.lines.strip():
            self._show(None)
            return
        if not source.delimiter and not source.encoding:
            self.delimiter.setCurrentIndex(0)
            self.encoding.setCurrentIndex(0)
        requested = source
        self._requests.send(
            tables.PREVIEW_TABLE,
            tables.PreviewTable(source),
            lambda preview: self._show(preview) if requested == self.source else None,
            lambda fault: self._on_failed(fault) if requested == self.source else None,
        )

    def load_table(self, path: str) -> None:
        """Load a table whose labels, if it has any, do not matter."""
        self.load(tables.Source(path, label_column=NO_COLUMN))

    def retranslate(self) -> None:
        names = (
            tr("panels", "Texts"),
            tr("panels", "Labels"),
            tr("panels", "Separator"),
            tr("panels", "Encoding"),
        )
        for named, name in zip(self._boxes, names, strict=True):
            named.set_name(name)
        self.rows.setAccessibleName(tr("panels", "The first rows"))
        for index, text in enumerate((tr("panels", "automatic"), ",", ";", tr("panels", "tab"), "|")):
            self.delimiter.setItemText(index, text)
        for index, text in enumerate((tr("panels", "automatic"), *ENCODINGS[1:])):
            self.encoding.setItemText(index, text)
        if self.label.count():
            self.label.setItemText(self.label.count() - 1, tr("panels", "(no labels)"))

    def _on_column_chosen(self) -> None:
        columns = self.preview.columns if self.preview else ()
        chosen = self.label.currentIndex()
        self.load(
            msgspec.structs.replace(
                self.source,
                text_column=self.text.currentText(),
                label_column=columns[chosen] if 0 <= chosen < len(columns) else NO_COLUMN,
            )
        )

    def _on_format_chosen(self) -> None:
        """Forget the columns: read in another way, the table may have others."""
        delimiter, encoding = DELIMITERS[self.delimiter.currentIndex()], ENCODINGS[self.encoding.currentIndex()]
        label = "" if self._labelled else NO_COLUMN
        self.load(tables.Source(self.source.path, "", "", label, delimiter, encoding))

    def _on_failed(self, fault: EngineFault) -> None:
        """Hide the rows of another file; after a wrong correction keep them in view, so that it can be corrected again."""
        self._requests.shell.report(fault)
        if self.source.path != self._shown_path:
            self.source = tables.Source()
            self._show(None)
        else:
            self.preview = None
            self.changed.emit()

    def _show(self, preview: tables.TablePreview | None) -> None:
        self.preview = preview
        self.setVisible(preview is not None)
        if preview is not None:
            self._show_preview(preview)
        self.changed.emit()

    def _show_preview(self, preview: tables.TablePreview) -> None:
        self._shown_path = self.source.path
        self._name.setText(Path(self.source.path).name)
        self._name.setVisible(bool(self.source.path))
        for named, detected in zip(self._boxes[2:], (preview.delimiter, preview.encoding), strict=True):
            named.setVisible(bool(detected))  # a spreadsheet has neither
        no_labels = ("",)  # worded by `retranslate`
        for box, column, extra in ((self.text, preview.text_column, ()), (self.label, preview.label_column, no_labels)):
            box.clear()
            box.addItems([*preview.columns, *extra])
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setCurrentIndex(preview.columns.index(column) if column in preview.columns else box.count() - 1)
        self._show_rows(preview)
        self.retranslate()

    def _show_rows(self, preview: tables.TablePreview) -> None:
        self.rows.setColumnCount(len(preview.columns))
        self.rows.setHorizontalHeaderLabels(list(preview.columns))
        shown = preview.rows[:PREVIEW_ROWS]
        self.rows.setRowCount(len(shown))
        for number, row in enumerate(shown):
            for column, value in enumerate(row[: len(preview.columns)]):
                self.rows.setItem(number, column, QTableWidgetItem(" ".join(value.split())))
        header = self.rows.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if preview.text_column in preview.columns:
            header.setSectionResizeMode(preview.columns.index(preview.text_column), QHeaderView.ResizeMode.Stretch)
        self.rows.setFixedHeight(self.rows.verticalHeader().length() + header.sizeHint().height() + Space.M)

    def _lay_out(self) -> None:
        row = FlowLayout(gap=Space.M)
        boxes = (self.text, self.label, self.delimiter, self.encoding)
        for box in boxes:
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMaximumWidth(Size.FIELD)
        self._boxes = [LabelledField(box, self) for box in boxes]
        self._boxes[1].setVisible(self._labelled)
        for named in self._boxes:
            row.addWidget(named)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addWidget(self._name)
        column.addWidget(self.rows)
        column.addLayout(row)
