"""Examples: the list, labelled by keys, the least certain first if wanted; what is wrong with them; and the way to add more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.features.classification.examples.add_examples import AddExamplesPanel
from desktop.features.classification.examples.data_issues import IssueList
from desktop.features.classification.examples.example_table import GUESS, ExampleTable
from desktop.i18n import TranslatedWidget, tr
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.fields import Choice
from desktop.widgets.layout.reading_column import scrolling
from desktop.widgets.layout.flow_layout import Flow
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification

MOST_KEYS = 9
SHOWN: tuple[classification.ExampleFilter, ...] = ("all", "labelled", "unlabelled")
TEST_SHARE = 0.2
ROWS = 200
"""Fetched at once."""


class ExamplesStep(TranslatedWidget):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__()
        self._requests, self._classifier = requests, classification.Classifier(0, "", (), 0, "", None, False)
        self._shown: tuple[object, ...] = ()
        self._asked: classification.ListExamples | None = None
        self._view: tuple[object, ...] = ()
        self._labelled_since: dict[int, str] = {}
        theme = requests.shell.theme
        self.table, self.adding = ExampleTable(theme, self), AddExamplesPanel(requests)
        self.which = Choice(SHOWN, "all", lambda _: self.reload())
        self.uncertain = QCheckBox(self)
        self.chips: list[QPushButton] = []
        self._line, self._keys = QLabel(self), QLabel(self)
        role(self._line, "strong")
        role(self._keys, "faint")
        self._keys.setWordWrap(True)
        self._add, self._divide, self._check, self._remove = (QPushButton(self) for _ in range(4))
        role(self._add, "primary")
        self._add.setIcon(theme.icon("plus", "on_accent"))
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        """The list is read again only when its rows are others: labelling must not move it."""
        now = (classifier.id, classifier.examples, tuple(label.name for label in classifier.labels))
        other = classifier.id != self._classifier.id or not self._classifier.examples
        self._classifier = classifier
        self.adding.show_classifier(classifier)
        if now != self._shown:
            self._shown = now
            self._show_chips()
            self.reload()
        if other and not self.adding.busy:
            self._show_adding(classifier.examples == 0)
        self.retranslate()

    def add(self, path: str) -> None:
        self._show_adding(True)
        self.adding.take(path)

    def retranslate(self) -> None:
        self._line.setText(tr("classification", "%n example(s)", self.table.model_.total))
        self._keys.setText(
            tr("classification", "Keys 1–9 set the label of the chosen row, 0 clears it, Del removes the row.")
            if self._classifier.labels
            else tr("classification", "To label these, say first on the step Labels which labels there are.")
        )
        for number, (chip, label) in enumerate(zip(self.chips, self._classifier.labels, strict=False), start=1):
            self._say(chip, number, label)
        self.which.say(
            (tr("classification", "All"), tr("classification", "With a label"), tr("classification", "Without a label"))
        )
        self.which.setAccessibleName(tr("classification", "Which examples"))
        self.uncertain.setText(tr("classification", "Most uncertain first"))
        self._add.setText(tr("classification", "Add examples…"))
        self._divide.setText(tr("classification", "Set a fifth aside for testing"))
        self._check.setText(tr("classification", "Look for problems"))
        self._remove.setText(tr("classification", "Remove"))
        self._divide.setEnabled(any(label.examples > 1 for label in self._classifier.labels))

    def reload(self) -> None:
        if self._classifier.id:
            self._fetch(0)

    def label(self, name: str) -> None:
        """One row goes on to the next, so that a list is labelled key by key."""
        rows = self.table.chosen
        if not rows:
            return
        ids = tuple(self.table.model_.rows[row].id for row in rows)
        self.table.model_.set_label(rows, name)
        self._labelled_since.update(dict.fromkeys(ids, name))
        self._requests.send(classification.LABEL_EXAMPLES, classification.LabelExamples(ids, name), lambda _: None)
        if len(rows) == 1 and rows[0] + 1 < self.table.model_.rowCount():
            self.table.choose([rows[0] + 1])

    def remove(self) -> None:
        gone = [self.table.model_.rows[row] for row in self.table.chosen]
        if not gone:
            return
        request = classification.RemoveExamples(tuple(example.id for example in gone))
        said = tr("classification", "%n example(s) removed.", len(gone))
        undo = partial(self._put_back, self._classifier.id, gone)
        self._requests.send(classification.REMOVE_EXAMPLES, request, lambda _: self._requests.shell.tell(said, undo=undo))

    def _put_back(self, id: int, gone: Sequence[classification.Example]) -> None:
        request = classification.RestoreExamples(id, tuple(gone))
        self._requests.send(classification.RESTORE_EXAMPLES, request, lambda _: self.reload())

    def divide(self) -> None:
        request = classification.SplitExamples(self._classifier.id, TEST_SHARE)
        self._requests.send(classification.SPLIT_EXAMPLES, request, lambda _: self._say_divided())

    def find_troubles(self) -> None:
        request = classification.FindDataIssues(self._classifier.id)
        self._requests.run_job(
            classification.FIND_DATA_ISSUES,
            request,
            lambda: tr("classification", "Looking for problems in the examples"),
            self._show_troubles,
        )

    def _say_divided(self) -> None:
        self._requests.shell.tell(tr("classification", "A fifth of each label's examples is set aside for testing."))
        self.reload()

    def _show_troubles(self, found: classification.DataIssues) -> None:
        self._requests.shell.inspect(tr("classification", "Problems in the examples"), IssueList(found))

    def _fetch(self, offset: int) -> None:
        """From the start, as many rows as are there, so that one who is far down stays there."""
        uncertain = self.uncertain.isChecked()
        self.table.setColumnHidden(GUESS, not uncertain)
        view = (self._classifier.id, SHOWN[self.which.currentIndex()], uncertain)
        request = classification.ListExamples(
            view[0],
            filter=view[1],
            order="uncertain" if uncertain else "added",
            limit=ROWS if offset or view != self._view else max(len(self.table.model_.rows), ROWS),
            offset=offset,
        )
        if not offset:
            self._asked, self._labelled_since = request, {}

        def after(found: classification.ExamplePage) -> None:
            if offset and view == self._view:
                self.table.model_.add_examples(offset, found.examples)
            elif request is self._asked:
                self._show(found, stay=view == self._view)
                self._view = view
            self.retranslate()

        if uncertain:
            self._requests.run_job(
                classification.LIST_BY_UNCERTAINTY,
                request,
                lambda: tr("classification", "Looking for the most uncertain texts"),
                after,
            )
        else:
            self._requests.send(classification.LIST_EXAMPLES, request, after)

    def _show(self, found: classification.ExamplePage, stay: bool) -> None:
        """What was labelled while this was on its way stays labelled."""
        since = self._labelled_since
        examples = [msgspec.structs.replace(e, label=since.get(e.id, e.label)) for e in found.examples]
        self.table.show_examples(examples, found.total, stay)

    def _show_chips(self) -> None:
        for chip in self.chips:
            self._chips.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        names = [label.name for label in self._classifier.labels]
        self.table.fit_labels(names)
        self.chips = [self._chip(name) for name in names]
        for before, chip in pairwise((self._divide, *self.chips)):
            self._chips.addWidget(chip)
            QWidget.setTabOrder(before, chip)

    def _chip(self, name: str) -> QPushButton:
        chip = QPushButton(self)
        role(chip, "chip")
        chip.setAccessibleName(name)
        chip.clicked.connect(lambda: self.label(name))
        return chip

    def _say(self, chip: QPushButton, number: int, label: classification.Label) -> None:
        """Its key, its name, how many examples have it."""
        widest = self._requests.shell.theme.px(Size.TILE)
        shown = chip.fontMetrics().elidedText(label.name, Qt.TextElideMode.ElideRight, widest)
        key = f"{number}  " if number <= MOST_KEYS else ""
        chip.setText(f"{key}{shown}  ·  {formatting.number(label.examples)}")
        chip.setToolTip(label.name if shown != label.name else "")

    def _typed(self, digit: int) -> None:
        if digit == 0:
            self.label("")
        elif digit <= len(self._classifier.labels):
            self.label(self._classifier.labels[digit - 1].name)

    def _show_adding(self, adding: bool) -> None:
        self._stack.setCurrentWidget(self.adding if adding else self._list)
        if not adding:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.table.digit.connect(self._typed)
        self.table.delete_pressed.connect(self.remove)
        self.table.model_.more.connect(self._fetch)
        self.uncertain.toggled.connect(lambda _: self.reload())
        self._add.clicked.connect(lambda: self._show_adding(True))
        self._divide.clicked.connect(self.divide)
        self._check.clicked.connect(self.find_troubles)
        self._remove.clicked.connect(self.remove)
        self.adding.closed.connect(lambda: self._show_adding(False))

    def _lay_out(self) -> None:
        rows = QWidget(self)
        self._list, self._stack, self._chips = scrolling(rows), QStackedWidget(self), Flow()
        theme, top = self._requests.shell.theme, Flow()
        for widget in (self.which, self.uncertain, self._check, self._divide):
            top.addWidget(widget)
        inside = QVBoxLayout(rows)
        inside.setContentsMargins(Space.NONE, Space.S, Space.NONE, Space.NONE)
        inside.setSpacing(Space.S)
        inside.addLayout(FoldingRow(theme, self._line, self._add))
        inside.addLayout(top)
        inside.addLayout(self._chips)
        inside.addWidget(self.table, 1)
        inside.addLayout(FoldingRow(theme, self._keys, self._remove))
        self._stack.addWidget(self._list)
        self._stack.addWidget(self.adding)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.addWidget(self._stack)
