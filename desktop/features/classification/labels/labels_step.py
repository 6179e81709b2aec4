"""Labels: their names, what each means in words, and below them the sentence that zero-shot reads."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
)

from desktop.features.classification.labels.wording_card import WordingCard
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.reading_column import Column
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification

NAME, DESCRIPTION, EXAMPLES = range(3)


class LabelsStep(TranslatedMixin, Column):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests, self._classifier = requests, classification.Classifier(0, "", (), 0, "", None, False)
        self._filling = False
        self._hint, self.table, self.field = QLabel(self), QTableWidget(0, 3, self), QLineEdit(self)
        self._add, self._remove = QPushButton(self), QPushButton(self)
        self.wording = WordingCard(requests)
        self._style_widgets()
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        self._classifier = classifier
        self.wording.show_classifier(classifier)
        self._fill()
        self.retranslate()

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "classification",
                "What can a text be? Two labels at least. A description helps while examples are few: "
                "it is read instead of the name. Press a cell twice, or F2 in it, to write there.",
            )
        )
        self.table.setAccessibleName(tr("classification", "Labels"))
        self.table.setHorizontalHeaderLabels(
            [tr("classification", "Label"), tr("classification", "What it means"), tr("classification", "Examples")]
        )
        self.field.setPlaceholderText(tr("classification", "New labels, with commas between them"))
        self.field.setAccessibleName(tr("classification", "New labels, with commas between them"))
        self._add.setText(tr("classification", "Add"))
        self._remove.setText(tr("classification", "Remove the label"))

    def add(self, names: str) -> None:
        known = {label.name for label in self._classifier.labels}
        said = dict.fromkeys(part.strip() for part in names.replace(";", ",").split(","))
        new = [classification.Label(name) for name in said if name and name not in known]
        if new:
            self._set((*self._classifier.labels, *new))
        self.field.clear()

    def remove(self, row: int) -> None:
        """Its examples stay, without a label; both come back when it is undone."""
        labels = self._classifier.labels
        if not 0 <= row < len(labels):
            return
        gone, left = labels[row], (*labels[:row], *labels[row + 1 :])
        said = tr("classification", "The label “{name}” was removed; its texts stay, without a label.", name=gone.name)

        def after(ids: tuple[int, ...]) -> None:
            self._requests.shell.tell(said, undo=lambda: self._set(labels, ids, gone.name))

        self._with_examples(gone, lambda ids: self._set(left, then=lambda: after(ids)))

    # changing

    def _edited(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        labels, text = list(self._classifier.labels), item.text().strip()
        old = labels[item.row()]
        if item.column() == DESCRIPTION:
            labels[item.row()] = msgspec.structs.replace(old, description=text)
            self._set(labels)
        elif text and text not in {label.name for label in labels}:
            labels[item.row()] = msgspec.structs.replace(old, name=text, before=old.name)
            self._set(labels)
        else:
            if text != old.name:
                self._requests.shell.tell(tr("classification", "A label needs a name that no other has."))
            self._fill()

    def _with_examples(self, label: classification.Label, then: object) -> None:
        """A label left out of the list takes its mark from its examples: who they are must be known before."""
        assert callable(then)
        request = classification.ListExamples(self._classifier.id, label=label.name, limit=max(label.examples, 1))
        self._requests.send(
            classification.LIST_EXAMPLES, request, lambda found: then(tuple(example.id for example in found.examples))
        )

    def _set(
        self, labels: Sequence[classification.Label], marked: tuple[int, ...] = (), name: str = "", then: object = None
    ) -> None:
        request = classification.SetLabels(self._classifier.id, tuple(labels), self.wording.wording)

        def after(_: object) -> None:
            if marked:
                self._requests.send(classification.LABEL_EXAMPLES, classification.LabelExamples(marked, name), lambda _: None)
            if callable(then):
                then()

        self._requests.send(classification.SET_LABELS, request, after)

    # showing

    def _fill(self) -> None:
        self._filling = True
        self.table.setRowCount(len(self._classifier.labels))
        for row, label in enumerate(self._classifier.labels):
            for column, text in enumerate((label.name, label.description, formatting.number(label.examples))):
                if (there := self.table.item(row, column)) is not None and there.text() == text:
                    continue  # it may be being written
                item = QTableWidgetItem(text)
                if column == EXAMPLES:
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        widest = self._theme.px(Size.TILE)
        self.table.setColumnWidth(NAME, min(self.table.sizeHintForColumn(NAME) + Space.M, widest))
        self.table.resizeRowsToContents()
        rows = self.table.verticalHeader().length() + self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(rows + Space.M)
        self.table.setVisible(bool(self._classifier.labels))
        self._remove.setVisible(bool(self._classifier.labels))
        self._filling = False
        self._show_removable()

    def _show_removable(self) -> None:
        self._remove.setEnabled(bool(self.table.selectedIndexes()))

    def _style_widgets(self) -> None:
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(DESCRIPTION, QHeaderView.ResizeMode.Stretch)

    def _connect(self) -> None:
        self._add.clicked.connect(lambda: self.add(self.field.text()))
        self.field.returnPressed.connect(lambda: self.add(self.field.text()))
        self._remove.clicked.connect(lambda: self.remove(self.table.currentRow()))
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(lambda: self.remove(self.table.currentRow()))
        self.table.itemChanged.connect(self._edited)
        self.table.itemSelectionChanged.connect(self._show_removable)
        self.wording.said.connect(lambda: self._set(self._classifier.labels))

    def _lay_out(self) -> None:
        self.items.addWidget(self._hint)
        self.items.addLayout(FoldingRow(self._theme, self.field, self._add))
        self.items.addWidget(self.table)
        self.items.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignLeft)
        self.items.addWidget(self.wording)
