"""Step "Examples": the table, labelled by keys and ordered by uncertainty; the check for problems; adding more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.features.classification.examples.add_examples import AddExamplesPanel
from desktop.features.classification.examples.data_issues import IssueList
from desktop.features.classification.examples.example_table import PREDICTION, ExampleTable
from desktop.features.classification.no_classifier import NO_CLASSIFIER
from desktop.i18n import TranslatedWidget, tr
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.layout.reading_column import make_scroll_area
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification

MAX_KEYS = 9
FILTERS: tuple[classification.ExampleFilter, ...] = ("all", "labelled", "unlabelled")
TEST_SHARE = 0.2
PAGE_ROWS = 200
"""Rows fetched at once."""


class ExamplesStep(TranslatedWidget):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__()
        self._requests, self._classifier = requests, NO_CLASSIFIER
        self._listed_for: tuple[object, ...] = ()
        self._last_request: classification.ListExamples | None = None
        self._view: tuple[object, ...] = ()
        self._new_labels: dict[int, str] = {}
        theme = requests.shell.theme
        self.table, self.add_panel = ExampleTable(theme, self), AddExamplesPanel(requests)
        self.filter = ComboField(FILTERS, "all", lambda _: self.reload())
        self.uncertain_first = QCheckBox(self)
        self.chips: list[QPushButton] = []
        self._count, self._keys_hint = QLabel(self), QLabel(self)
        role(self._count, "strong")
        role(self._keys_hint, "faint")
        self._keys_hint.setWordWrap(True)
        self._add_button, self._split_button, self._check_button, self._remove_button = (
            QPushButton(self) for _ in range(4)
        )
        role(self._add_button, "primary")
        self._add_button.setIcon(theme.icon("plus", "on_accent"))
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        """Show a classifier. Its list is read again only when rows or labels are others: labelling must not move it."""
        listed_for = (classifier.id, classifier.examples, tuple(label.name for label in classifier.labels))
        is_other = classifier.id != self._classifier.id or not self._classifier.examples
        self._classifier = classifier
        self.add_panel.show_classifier(classifier)
        if listed_for != self._listed_for:
            self._listed_for = listed_for
            self._show_chips()
            self.reload()
        if is_other and not self.add_panel.has_input:
            self._show_add_panel(classifier.examples == 0)
        self.retranslate()

    def add_from(self, path: str) -> None:
        """Show how a table or folder would be read as examples."""
        self._show_add_panel(True)
        self.add_panel.load_file(path)

    def retranslate(self) -> None:
        self._count.setText(tr("classification", "%n example(s)", self.table.examples.total))
        self._keys_hint.setText(
            tr("classification", "Keys 1–9 set the label of the chosen row, 0 clears it, Del removes the row.")
            if self._classifier.labels
            else tr("classification", "To label these, first add labels in the step Labels.")
        )
        for number, (chip, label) in enumerate(zip(self.chips, self._classifier.labels, strict=False), start=1):
            self._set_chip_text(chip, number, label)
        self.filter.set_texts(
            (tr("classification", "All"), tr("classification", "With a label"), tr("classification", "Without a label"))
        )
        self.filter.setAccessibleName(tr("classification", "Which examples"))
        self.uncertain_first.setText(tr("classification", "Most uncertain first"))
        self._add_button.setText(tr("classification", "Add examples…"))
        self._split_button.setText(tr("classification", "Set a fifth aside for testing"))
        self._check_button.setText(tr("classification", "Look for problems"))
        self._remove_button.setText(tr("classification", "Remove"))
        self._split_button.setEnabled(any(label.examples > 1 for label in self._classifier.labels))

    def reload(self) -> None:
        if self._classifier.id:
            self._fetch(0)

    def label_selected(self, name: str) -> None:
        """Give the selected examples a label. After a single one the next row is selected."""
        rows = self.table.selected_rows
        if not rows:
            return
        ids = tuple(self.table.examples.rows[row].id for row in rows)
        self.table.examples.set_label(rows, name)
        self._new_labels.update(dict.fromkeys(ids, name))
        self._requests.send(classification.LABEL_EXAMPLES, classification.LabelExamples(ids, name), lambda _: None)
        if len(rows) == 1 and rows[0] + 1 < self.table.examples.rowCount():
            self.table.select_rows([rows[0] + 1])

    def remove_selected(self) -> None:
        removed = [self.table.examples.rows[row] for row in self.table.selected_rows]
        if not removed:
            return
        request = classification.RemoveExamples(tuple(example.id for example in removed))
        sentence = tr("classification", "%n example(s) removed.", len(removed))
        undo, shell = partial(self._restore, self._classifier.id, removed), self._requests.shell
        self._requests.send(classification.REMOVE_EXAMPLES, request, lambda _: shell.show_message(sentence, undo=undo))

    def split_examples(self) -> None:
        """Hold out a fifth of each label's examples for testing."""
        request = classification.SplitExamples(self._classifier.id, TEST_SHARE)
        self._requests.send(classification.SPLIT_EXAMPLES, request, lambda _: self._on_split())

    def find_data_issues(self) -> None:
        shell = self._requests.shell
        self._requests.run_job(
            classification.FIND_DATA_ISSUES,
            classification.FindDataIssues(self._classifier.id),
            lambda: tr("classification", "Looking for problems in the examples"),
            lambda issues: shell.show_in_inspector(tr("classification", "Problems in the examples"), IssueList(issues)),
        )

    def _restore(self, id: int, examples: Sequence[classification.Example]) -> None:
        request = classification.RestoreExamples(id, tuple(examples))
        self._requests.send(classification.RESTORE_EXAMPLES, request, lambda _: self.reload())

    def _on_split(self) -> None:
        self._requests.shell.show_message(
            tr("classification", "A fifth of each label's examples is set aside for testing.")
        )
        self.reload()

    def _fetch(self, offset: int) -> None:
        """Fetch rows from `offset` on; a reload of the same view fetches as many as are shown, so that it stays put."""
        by_uncertainty = self.uncertain_first.isChecked()
        self.table.setColumnHidden(PREDICTION, not by_uncertainty)
        view = (self._classifier.id, FILTERS[self.filter.currentIndex()], by_uncertainty)
        shown = len(self.table.examples.rows)
        request = classification.ListExamples(
            view[0],
            filter=view[1],
            order="uncertain" if by_uncertainty else "added",
            limit=PAGE_ROWS if offset or view != self._view else max(shown, PAGE_ROWS),
            offset=offset,
        )
        if not offset:
            self._last_request, self._new_labels = request, {}

        def show(page: classification.ExamplePage) -> None:
            if offset and view == self._view:
                self.table.examples.add_examples(offset, page.examples)
            elif request is self._last_request:
                self._show_page(page, keep_position=view == self._view)
                self._view = view
            self.retranslate()

        if by_uncertainty:
            self._requests.run_job(
                classification.LIST_BY_UNCERTAINTY,
                request,
                lambda: tr("classification", "Looking for the most uncertain texts"),
                show,
            )
        else:
            self._requests.send(classification.LIST_EXAMPLES, request, show)

    def _show_page(self, page: classification.ExamplePage, keep_position: bool) -> None:
        """Show examples with the labels that were given while the reply was on its way."""
        labels = self._new_labels
        examples = [msgspec.structs.replace(e, label=labels.get(e.id, e.label)) for e in page.examples]
        self.table.show_examples(examples, page.total, keep_position)

    def _show_chips(self) -> None:
        for chip in self.chips:
            self._chip_row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        names = [label.name for label in self._classifier.labels]
        self.table.fit_labels(names)
        self.chips = [self._make_chip(name) for name in names]
        for before, chip in pairwise((self._split_button, *self.chips)):
            self._chip_row.addWidget(chip)
            QWidget.setTabOrder(before, chip)

    def _make_chip(self, name: str) -> QPushButton:
        chip = QPushButton(self)
        role(chip, "chip")
        chip.setAccessibleName(name)
        chip.clicked.connect(lambda: self.label_selected(name))
        return chip

    def _set_chip_text(self, chip: QPushButton, number: int, label: classification.Label) -> None:
        """Write the key, the name and the number of examples."""
        max_width = self._requests.shell.theme.px(Size.TILE)
        name = chip.fontMetrics().elidedText(label.name, Qt.TextElideMode.ElideRight, max_width)
        key = f"{number}  " if number <= MAX_KEYS else ""
        chip.setText(f"{key}{name}  ·  {formatting.number(label.examples)}")
        chip.setToolTip(label.name if name != label.name else "")

    def _on_digit(self, digit: int) -> None:
        if digit == 0:
            self.label_selected("")
        elif digit <= len(self._classifier.labels):
            self.label_selected(self._classifier.labels[digit - 1].name)

    def _show_add_panel(self, is_adding: bool) -> None:
        self._stack.setCurrentWidget(self.add_panel if is_adding else self._list)
        if not is_adding:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.table.digit.connect(self._on_digit)
        self.table.delete_pressed.connect(self.remove_selected)
        self.table.examples.more.connect(self._fetch)
        self.uncertain_first.toggled.connect(lambda _: self.reload())
        self._add_button.clicked.connect(lambda: self._show_add_panel(True))
        self._split_button.clicked.connect(self.split_examples)
        self._check_button.clicked.connect(self.find_data_issues)
        self._remove_button.clicked.connect(self.remove_selected)
        self.add_panel.closed.connect(lambda: self._show_add_panel(False))

    def _lay_out(self) -> None:
        rows = QWidget(self)
        self._list, self._stack, self._chip_row = make_scroll_area(rows), QStackedWidget(self), FlowLayout()
        theme, top = self._requests.shell.theme, FlowLayout()
        for widget in (self.filter, self.uncertain_first, self._check_button, self._split_button):
            top.addWidget(widget)
        inside = QVBoxLayout(rows)
        inside.setContentsMargins(Space.NONE, Space.S, Space.NONE, Space.NONE)
        inside.setSpacing(Space.S)
        inside.addLayout(FoldingRow(theme, self._count, self._add_button))
        inside.addLayout(top)
        inside.addLayout(self._chip_row)
        inside.addWidget(self.table, 1)
        inside.addLayout(FoldingRow(theme, self._keys_hint, self._remove_button))
        self._stack.addWidget(self._list)
        self._stack.addWidget(self.add_panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.addWidget(self._stack)
