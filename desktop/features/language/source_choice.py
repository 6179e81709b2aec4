"""Where texts come from, and how it is read: the first rows with their columns, guessed and corrected here."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from desktop.features.language.errands import Errands
from desktop.link.call import Trouble
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.flow import Flow
from desktop.words import Worded, tr
from engine.capabilities.language import api as language

NO_COLUMN = "-"
FOUND_OUT = ""
DELIMITERS = (FOUND_OUT, ",", ";", "\t", "|")
ENCODINGS = (FOUND_OUT, "utf-8", "utf-16", "cp1252", "iso-8859-1")
MOST_ROWS = 5
TABLES = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xls", ".ods")


def table_kinds() -> str:
    """For a file dialog."""
    return f"{tr('language', 'Tables')} ({' '.join(f'*{ending}' for ending in TABLES)})"


class SourceChoice(Worded):
    """`labelled`: a column of labels is asked for too. `changed` when what would be read is known anew."""

    changed = Signal()

    def __init__(self, errands: Errands, labelled: bool) -> None:
        super().__init__()
        self._errands, self._labelled = errands, labelled
        self.source = language.Source()
        self.found: language.Previewed | None = None
        self._shown_path = ""
        self._name, self._names = QLabel(self), [QLabel(self) for _ in range(4)]
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
        for box in (self.text, self.label, self.delimiter, self.encoding):
            box.activated.connect(lambda _: self._corrected())
        self.retranslate()
        self.hide()

    def take(self, source: language.Source) -> None:
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
            language.PREVIEW,
            language.Preview(source),
            lambda found: self._show(found) if asked == self.source else None,
            lambda trouble: self._refuse(trouble, asked),
        )

    def _refuse(self, trouble: Trouble, asked: language.Source) -> None:
        """A file that cannot be read leaves nothing of the one before it; a wrong correction can be corrected."""
        if asked == self.source and asked.path != self._shown_path:
            self.source = language.Source()
            self._show(None)
        self._errands.shell.report(trouble)

    def retranslate(self) -> None:
        names = (
            tr("language", "Texts"),
            tr("language", "Labels"),
            tr("language", "Separator"),
            tr("language", "Encoding"),
        )
        for label, box, name in zip(
            self._names, (self.text, self.label, self.delimiter, self.encoding), names, strict=True
        ):
            label.setText(name)
            box.setAccessibleName(name)
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
                delimiter=DELIMITERS[self.delimiter.currentIndex()],
                encoding=ENCODINGS[self.encoding.currentIndex()],
            )
        )

    def _show(self, found: language.Previewed | None) -> None:
        self.found = found
        self.setVisible(found is not None)
        if found is not None:
            self._fill(found)
        self.changed.emit()

    def _fill(self, found: language.Previewed) -> None:
        self._shown_path = self.source.path
        self._name.setText(Path(self.source.path).name)
        self._name.setVisible(bool(self.source.path))
        for pair, said in zip(self._pairs[2:], (found.delimiter, found.encoding), strict=True):
            pair.setVisible(bool(said))  # a spreadsheet has neither
        for box, chosen, more in ((self.text, found.text_column, []), (self.label, found.label_column, [""])):
            box.clear()
            box.addItems([*found.columns, *more])
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
        self._pairs = [_pair(self, label, box) for label, box in zip(self._names, kinds, strict=True)]
        self._pairs[1].setVisible(self._labelled)
        for pair in self._pairs:
            boxes.addWidget(pair)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addWidget(self._name)
        column.addWidget(self.rows)
        column.addLayout(boxes)


def _pair(parent: QWidget, label: QLabel, box: QComboBox) -> QWidget:
    pair = QWidget(parent)
    column = QVBoxLayout(pair)
    column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    column.setSpacing(Space.NONE)
    role(label, "faint")
    label.setBuddy(box)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setMaximumWidth(Size.FIELD)
    column.addWidget(label)
    column.addWidget(box)
    return pair
