"""Labels: their names, what each means in words, and the sentence that zero-shot reads, with its effect on the examples."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from desktop.features.language.errands import Errands, usual_wording
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets import amounts
from desktop.widgets.column_page import Column
from desktop.widgets.flow import Flow
from desktop.widgets.folding_row import FoldingRow
from desktop.words import Wording, tr
from engine.capabilities.language import api as language

NAME, DESCRIPTION, EXAMPLES = range(3)


class LabelsStep(Wording, Column):
    def __init__(self, errands: Errands) -> None:
        super().__init__(errands.shell.theme)
        self._errands, self._classifier = errands, language.Classifier(0, "", (), 0, "", None, False)
        self._filling = False
        self._hint, self.effect = QLabel(self), QLabel(self)
        self.table, self.field, self.wording = QTableWidget(0, 3, self), QLineEdit(self), QLineEdit(self)
        self._add, self._remove, self._try, self._usual = (QPushButton(self) for _ in range(4))
        self._wording_name, self._wording_hint = QLabel(self), QLabel(self)
        self._dress()
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_classifier(self, classifier: language.Classifier) -> None:
        if classifier.id != self._classifier.id:
            self.effect.clear()
        self._classifier = classifier
        self.wording.setText(classifier.wording)
        self._fill()
        self.retranslate()

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "language",
                "What can a text be? Two labels at least. A description helps while examples are few: "
                "it is read instead of the name.",
            )
        )
        self.table.setAccessibleName(tr("language", "Labels"))
        self.table.setHorizontalHeaderLabels(
            [tr("language", "Label"), tr("language", "What it means"), tr("language", "Examples")]
        )
        self.field.setPlaceholderText(tr("language", "New labels, with commas between them"))
        self.field.setAccessibleName(tr("language", "New labels, with commas between them"))
        self._add.setText(tr("language", "Add"))
        self._remove.setText(tr("language", "Remove the label"))
        self._wording_name.setText(tr("language", "Wording around a label"))
        self._wording_hint.setText(
            tr(
                "language",
                "{} stands for the label. Without examples the sentence answers; "
                "with them it counts as two more, where that helps.",
            )
        )
        self.wording.setAccessibleName(tr("language", "Wording around a label"))
        self._try.setText(tr("language", "See its effect"))
        self._try.setVisible(any(label.examples for label in self._classifier.labels))
        self._usual.setText(tr("language", "Back to the usual one"))
        self._usual.setVisible(self.wording.text() != usual_wording())

    def add(self, names: str) -> None:
        known = {label.name for label in self._classifier.labels}
        said = dict.fromkeys(part.strip() for part in names.replace(";", ",").split(","))
        new = [language.Label(name) for name in said if name and name not in known]
        if new:
            self._set((*self._classifier.labels, *new))
        self.field.clear()

    def remove(self, row: int) -> None:
        """Its examples stay, without a label; both come back when it is undone."""
        labels = self._classifier.labels
        if not 0 <= row < len(labels):
            return
        gone, left = labels[row], (*labels[:row], *labels[row + 1 :])
        said = tr("language", "The label “{name}” was removed; its texts stay, without a label.", name=gone.name)

        def after(ids: tuple[int, ...]) -> None:
            self._errands.shell.tell(said, undo=lambda: self._set(labels, ids, gone.name))

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
            self._fill()

    def _with_examples(self, label: language.Label, then: object) -> None:
        """A label left out of the list takes its mark from its examples: who they are must be known before."""
        assert callable(then)
        request = language.ListExamples(self._classifier.id, label=label.name, limit=max(label.examples, 1))
        self._errands.ask(
            language.EXAMPLES, request, lambda found: then(tuple(example.id for example in found.examples))
        )

    def _set(
        self, labels: Sequence[language.Label], marked: tuple[int, ...] = (), name: str = "", then: object = None
    ) -> None:
        request = language.SetLabels(self._classifier.id, tuple(labels), self.wording.text().strip())

        def after(_: object) -> None:
            if marked:
                self._errands.ask(language.SET_LABEL, language.SetLabel(marked, name), lambda _: None)
            if callable(then):
                then()

        self._errands.ask(language.SET_LABELS, request, after)

    def _say_wording(self) -> None:
        if self.wording.text().strip() not in ("", self._classifier.wording):
            self._set(self._classifier.labels)

    def _use_usual(self) -> None:
        self.wording.setText(usual_wording())
        self._say_wording()

    def _see_effect(self) -> None:
        wordings = tuple(dict.fromkeys((self.wording.text().strip(), usual_wording(), "{}")))
        request = language.CompareWordings(self._classifier.id, wordings)
        self.effect.setText(tr("language", "Trying it on the examples…"))
        self._errands.ask(language.COMPARE_WORDINGS, request, lambda found: self._show_effect(wordings, found))

    def _show_effect(self, wordings: tuple[str, ...], found: language.Wordings) -> None:
        lines = [tr("language", "Right without training, of %n example(s):", found.examples)]
        lines += [f"{amounts.percent(a)}  “{w}”" for w, a in zip(wordings, found.accuracies, strict=True)]
        self.effect.setText("\n".join(lines))

    # showing

    def _fill(self) -> None:
        self._filling = True
        self.table.setRowCount(len(self._classifier.labels))
        for row, label in enumerate(self._classifier.labels):
            for column, text in enumerate((label.name, label.description, amounts.number(label.examples))):
                item = QTableWidgetItem(text)
                if column == EXAMPLES:
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()
        rows = self.table.verticalHeader().length() + self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(rows + Space.M)
        self.table.setVisible(bool(self._classifier.labels))
        self._remove.setVisible(bool(self._classifier.labels))
        self._filling = False

    def _dress(self) -> None:
        for label in (self._hint, self.effect):
            role(label, "soft")
            label.setWordWrap(True)
        role(self._wording_name, "heading")
        role(self._wording_hint, "faint")
        self._wording_hint.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(DESCRIPTION, QHeaderView.ResizeMode.Stretch)

    def _connect(self) -> None:
        self._add.clicked.connect(lambda: self.add(self.field.text()))
        self.field.returnPressed.connect(lambda: self.add(self.field.text()))
        self._remove.clicked.connect(lambda: self.remove(self.table.currentRow()))
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(lambda: self.remove(self.table.currentRow()))
        self.table.itemChanged.connect(self._edited)
        self.wording.editingFinished.connect(self._say_wording)
        self._try.clicked.connect(self._see_effect)
        self._usual.clicked.connect(self._use_usual)

    def _lay_out(self) -> None:
        card, below = QFrame(self), Flow()
        role(card, "card")
        below.addWidget(self._try)
        below.addWidget(self._usual)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        inside.setSpacing(Space.S)
        for widget in (self._wording_name, self._wording_hint, self.wording):
            inside.addWidget(widget)
        inside.addLayout(below)
        inside.addWidget(self.effect)
        self.items.addWidget(self._hint)
        self.items.addLayout(FoldingRow(self._theme, self.field, self._add))
        self.items.addWidget(self.table)
        self.items.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignLeft)
        self.items.addWidget(card)
