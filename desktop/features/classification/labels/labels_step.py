"""Step "Labels": names and descriptions of the labels, and the sentence around a label that zero-shot prediction reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QLabel, QLineEdit, QPushButton, QTableWidget, QTableWidgetItem

from desktop.features.classification.labels.wording_card import WordingCard
from desktop.features.classification.no_classifier import NO_CLASSIFIER
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification

NAME, DESCRIPTION, EXAMPLES = range(3)


class LabelsStep(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests, self._classifier = requests, NO_CLASSIFIER
        self._is_filling = False
        self._hint, self.table, self.field = QLabel(self), QTableWidget(0, 3, self), QLineEdit(self)
        self._add_button, self._remove_button = QPushButton(self), QPushButton(self)
        self.wording_card = WordingCard(requests)
        self._style_widgets()
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        self._classifier = classifier
        self.wording_card.show_classifier(classifier)
        self._fill_table()
        self.retranslate()

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "classification",
                "Which labels can a text have? You need at least two. A description helps while there are few examples: it "
                "is read in place of the name. To edit a cell, double-click it or press F2.",
            )
        )
        self.table.setAccessibleName(tr("classification", "Labels"))
        self.table.setHorizontalHeaderLabels(
            [tr("classification", "Label"), tr("classification", "What it means"), tr("classification", "Examples")]
        )
        self.field.setPlaceholderText(tr("classification", "New labels, separated by commas"))
        self.field.setAccessibleName(tr("classification", "New labels, separated by commas"))
        self._add_button.setText(tr("classification", "Add"))
        self._remove_button.setText(tr("classification", "Remove the label"))

    def add(self, names: str) -> None:
        """Add the labels of a comma-separated list that are not there yet."""
        known = {label.name for label in self._classifier.labels}
        entered = dict.fromkeys(part.strip() for part in names.replace(";", ",").split(","))
        new = [classification.Label(name) for name in entered if name and name not in known]
        if new:
            self._set_labels((*self._classifier.labels, *new))
        self.field.clear()

    def remove(self, row: int) -> None:
        """Remove a label and keep its examples without one; undo restores both."""
        labels = self._classifier.labels
        if not 0 <= row < len(labels):
            return
        removed, remaining = labels[row], (*labels[:row], *labels[row + 1 :])
        sentence = tr(
            "classification", "The label “{name}” was removed; its texts stay, without a label.", name=removed.name
        )

        def offer_undo(ids: tuple[int, ...]) -> None:
            self._requests.shell.show_message(
                sentence, undo=lambda: self._set_labels(labels, lambda: self._label_examples(ids, removed.name))
            )

        self._fetch_example_ids(removed, lambda ids: self._set_labels(remaining, lambda: offer_undo(ids)))

    # changing

    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if self._is_filling:
            return
        labels, text = list(self._classifier.labels), item.text().strip()
        old = labels[item.row()]
        if item.column() == DESCRIPTION:
            labels[item.row()] = msgspec.structs.replace(old, description=text)
            self._set_labels(labels)
        elif text and text not in {label.name for label in labels}:
            labels[item.row()] = msgspec.structs.replace(old, name=text, previous_name=old.name)
            self._set_labels(labels)
        else:
            if text != old.name:
                self._requests.shell.show_message(tr("classification", "A label needs a name that no other has."))
            self._fill_table()

    def _fetch_example_ids(self, label: classification.Label, on_fetched: Callable[[tuple[int, ...]], object]) -> None:
        """Fetch which examples have the label. Removing it takes it from them, so undo has to know them before."""
        request = classification.ListExamples(self._classifier.id, label=label.name, limit=max(label.examples, 1))
        self._requests.send(
            classification.LIST_EXAMPLES,
            request,
            lambda page: on_fetched(tuple(example.id for example in page.examples)),
        )

    def _label_examples(self, ids: tuple[int, ...], name: str) -> None:
        if ids:
            self._requests.send(classification.LABEL_EXAMPLES, classification.LabelExamples(ids, name), lambda _: None)

    def _set_labels(self, labels: Sequence[classification.Label], on_done: Callable[[], object] = lambda: None) -> None:
        request = classification.SetLabels(self._classifier.id, tuple(labels), self.wording_card.wording)
        self._requests.send(classification.SET_LABELS, request, lambda _: on_done())

    # showing

    def _fill_table(self) -> None:
        self._is_filling = True
        self.table.setRowCount(len(self._classifier.labels))
        for row, label in enumerate(self._classifier.labels):
            for column, text in enumerate((label.name, label.description, formatting.number(label.examples))):
                self._fill_cell(row, column, text)
        max_width = self._theme.px(Size.TILE)
        self.table.setColumnWidth(NAME, min(self.table.sizeHintForColumn(NAME) + Space.M, max_width))
        self.table.resizeRowsToContents()
        rows = self.table.verticalHeader().length() + self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(rows + Space.M)
        self.table.setVisible(bool(self._classifier.labels))
        self._remove_button.setVisible(bool(self._classifier.labels))
        self._is_filling = False
        self._enable_remove()

    def _fill_cell(self, row: int, column: int, text: str) -> None:
        """Leave a cell alone whose text is the same: someone may be typing in it."""
        if (item := self.table.item(row, column)) is not None and item.text() == text:
            return
        item = QTableWidgetItem(text)
        if column == EXAMPLES:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.setItem(row, column, item)

    def _enable_remove(self) -> None:
        self._remove_button.setEnabled(bool(self.table.selectedIndexes()))

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
        self._add_button.clicked.connect(lambda: self.add(self.field.text()))
        self.field.returnPressed.connect(lambda: self.add(self.field.text()))
        self._remove_button.clicked.connect(lambda: self.remove(self.table.currentRow()))
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(lambda: self.remove(self.table.currentRow()))
        self.table.itemChanged.connect(self._on_item_changed)
        self.table.itemSelectionChanged.connect(self._enable_remove)
        self.wording_card.changed.connect(lambda: self._set_labels(self._classifier.labels))

    def _lay_out(self) -> None:
        self.items.addWidget(self._hint)
        self.items.addLayout(FoldingRow(self._theme, self.field, self._add_button))
        self.items.addWidget(self.table)
        self.items.addWidget(self._remove_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.items.addWidget(self.wording_card)
