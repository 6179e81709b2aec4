"""Where texts come from, and how it is read: the first rows with their columns, guessed and corrected here."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout

from desktop.i18n import TranslatedWidget, tr
from desktop.link.call import EngineFault
from desktop.panels.requests import Errands
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.flow import Flow
from desktop.widgets.layout.named_box import NamedBox
from engine.protocol import tables

NO_COLUMN = "-"
FOUND_OUT = ""
DELIMITERS = (FOUND_OUT, ",", ";", "\t", "|")
ENCODINGS = (FOUND_OUT, "utf-8", "utf-16", "cp1252", "iso-8859-1")
MOST_ROWS = 5
TABLES = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xls", ".ods")


def table_kinds() -> str:
    """For a file dialog."""
    return f"{tr('language', 'Tables')} ({' '.join(f'*{ending}' for ending in TABLES)})"


class SourceChoice(TranslatedWidget):
    """`labelled`: a column of labels is asked for too. `changed` when what would be read is known anew."""

    changed = Signal()

    def __init__(self, errands: Errands, labelled: bool) -> None:
        super().__init__()
        self._errands, self._labelled = errands, labelled
        self.source = tables.Source()
        self.found: tables.Previewed | None = None
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
            box.activated.connect(lambda _: self._corrected())
        for box in (self.delimiter, self.encoding):
            box.activated.connect(lambda _: self._cut_anew())
        self.retranslate()
        self.hide()

    def take(self, source: tables.Source) -> None:
        """Read anew, with what is known about it; nothing is shown of a source without content."""
        self.source = source
        if not source.path and not source.lines.strip():
            self._show(None)
            return
        if not source.delimiter and not source.encoding:
            self.delimiter.setCurrentIndex(0)
            self.encoding.setCurrentIndex(0)
        asked = source
        self._errands.ask(
            tables.PREVIEW,
            tables.Preview(source),
            lambda found: self._show(found) if asked == self.source else None,
            lambda fault: self._fail(fault) if asked == self.source else None,
        )

    def retranslate(self) -> None:
        names = (
            tr("language", "Texts"),
            tr("language", "Labels"),
            tr("language", "Separator"),
            tr("language", "Encoding"),
        )
        for named, name in zip(self._boxes, names, strict=True):
            named.say(name)
        self.rows.setAccessibleName(tr("language", "The first rows"))
        said = (tr("language", "as found"), ",", ";", tr("language", "tabulator"), "|")
        for at, text in enumerate(said):
            self.delimiter.setItemText(at, text)
        for at, text in enumerate((tr("language", "as found"), *ENCODINGS[1:])):
            self.encoding.setItemText(at, text)
        if self.label.count():
            self.label.setItemText(self.label.count() - 1, tr("language", "(no labels)"))

    def _corrected(self) -> None:
        columns = self.found.columns if self.found else ()
        chosen = self.label.currentIndex()
        self.take(
            msgspec.structs.replace(
                self.source,
                text_column=self.text.currentText(),
                label_column=columns[chosen] if 0 <= chosen < len(columns) else NO_COLUMN,
            )
        )

    def _cut_anew(self) -> None:
        """Its columns may be others then."""
        delimiter, encoding = DELIMITERS[self.delimiter.currentIndex()], ENCODINGS[self.encoding.currentIndex()]
        label = "" if self._labelled else NO_COLUMN
        self.take(tables.Source(self.source.path, "", "", label, delimiter, encoding))

    def _fail(self, fault: EngineFault) -> None:
        """Of another file nothing is left. After a wrong correction what was read before stays in sight, to be corrected
        again; it is not what would be read."""
        self._errands.shell.report(fault)
        if self.source.path != self._shown_path:
            self.source = tables.Source()
            self._show(None)
        else:
            self.found = None
            self.changed.emit()

    def _show(self, found: tables.Previewed | None) -> None:
        self.found = found
        self.setVisible(found is not None)
        if found is not None:
            self._fill(found)
        self.changed.emit()

    def _fill(self, found: tables.Previewed) -> None:
        self._shown_path = self.source.path
        self._name.setText(Path(self.source.path).name)
        self._name.setVisible(bool(self.source.path))
        for pair, said in zip(self._boxes[2:], (found.delimiter, found.encoding), strict=True):
            pair.setVisible(bool(said))  # a spreadsheet has neither
        for box, chosen, more in ((self.text, found.text_column, []), (self.label, found.label_column, [""])):
            box.clear()
            box.addItems([*found.columns, *more])
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setCurrentIndex(found.columns.index(chosen) if chosen in found.columns else box.count() - 1)
        self.rows.setColumnCount(len(found.columns))
        self.rows.setHorizontalHeaderLabels(list(found.columns))
        shown = found.rows[:MOST_ROWS]
        self.rows.setRowCount(len(shown))
        for at, row in enumerate(shown):
            for column, value in enumerate(row[: len(found.columns)]):
                self.rows.setItem(at, column, QTableWidgetItem(" ".join(value.split())))
        header = self.rows.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if found.text_column in found.columns:
            header.setSectionResizeMode(found.columns.index(found.text_column), QHeaderView.ResizeMode.Stretch)
        self.rows.setFixedHeight(self.rows.verticalHeader().length() + header.sizeHint().height() + Space.M)
        self.retranslate()

    def _lay_out(self) -> None:
        boxes = Flow(gap=Space.M)
        kinds = (self.text, self.label, self.delimiter, self.encoding)
        for box in kinds:
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMaximumWidth(Size.FIELD)
        self._boxes = [NamedBox(box, self) for box in kinds]
        self._boxes[1].setVisible(self._labelled)
        for pair in self._boxes:
            boxes.addWidget(pair)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addWidget(self._name)
        column.addWidget(self.rows)
        column.addLayout(boxes)
