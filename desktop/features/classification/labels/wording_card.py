"""Card with the sentence around a label (the hypothesis template of zero-shot prediction), and the accuracy of others."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout

from desktop.features.classification.no_classifier import NO_CLASSIFIER
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification
from engine.capabilities.models.api import MODELS

LABEL_ALONE = "{}"
KINDS: tuple[classification.PredictorKind, ...] = ("meaning", "entailment")


def default_wording() -> str:
    """Return the usual sentence in the language of the window, which is mostly that of the texts."""
    return tr("classification", "This text is about {}.")


class WordingComparison(NamedTuple):
    wordings: tuple[str, ...]
    result: classification.WordingAccuracies


class WordingCard(TranslatedMixin, QFrame):
    """`changed` when another sentence is to be saved. An entailment model can be tried where one is installed."""

    changed = Signal()

    def __init__(self, requests: EngineRequests) -> None:
        super().__init__()
        role(self, "card")
        self._requests, self._classifier = requests, NO_CLASSIFIER
        self._comparisons: dict[classification.PredictorKind, WordingComparison] = {}
        self._is_comparing = False
        self.entailment: classification.AvailableMethod | None = None
        self.sentence, self.comparison = QLineEdit(self), QLabel(self)
        self.meaning_button, self.entailment_button, self._default_button = (QPushButton(self) for _ in range(3))
        self._name, self._hint = QLabel(self), QLabel(self)
        self._style_widgets()
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def wording(self) -> str:
        return self.sentence.text().strip()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        """Show a classifier's sentence; accuracies measured with other labels or examples are cleared."""
        if (classifier.id, classifier.labels) != (self._classifier.id, self._classifier.labels):
            self._comparisons = {}
        if (classifier.id, classifier.wording) != (self._classifier.id, self._classifier.wording):
            self.sentence.setText(classifier.wording)
        self._classifier = classifier
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._request_methods()

    def retranslate(self) -> None:
        self._name.setText(tr("classification", "Wording around a label"))
        self._hint.setText(
            tr(
                "classification",
                "Each text is compared with this sentence, in which {} is the label. Without examples, the label whose "
                "sentence is nearest to the text is the answer; with examples, training starts from the sentences where "
                "that helps.",
            )
        )
        self.sentence.setAccessibleName(tr("classification", "Wording around a label"))
        self.meaning_button.setText(tr("classification", "See its effect"))
        self.entailment_button.setText(tr("classification", "See its effect by what follows from the text"))
        has_examples = any(label.examples for label in self._classifier.labels)
        self.meaning_button.setVisible(has_examples)
        self.entailment_button.setVisible(has_examples and self.entailment is not None)
        for button in (self.meaning_button, self.entailment_button):
            button.setEnabled(not self._is_comparing)
        self._default_button.setText(tr("classification", "Back to the usual one"))
        self._default_button.setVisible(self.sentence.text() != default_wording())
        shown = [_describe(kind, self._comparisons[kind]) for kind in KINDS if kind in self._comparisons]
        self.comparison.setText("\n".join(shown))
        self.comparison.setVisible(bool(shown))

    def compare_wordings(self, method: classification.PredictionMethod) -> None:
        """Measure this sentence, the usual one and the label alone on the examples."""
        wordings = tuple(dict.fromkeys((self.wording, default_wording(), LABEL_ALONE)))
        request = classification.CompareWordings(self._classifier.id, wordings, method)
        self._is_comparing = True
        self.retranslate()
        call = self._requests.run_job(
            classification.COMPARE_WORDINGS,
            request,
            lambda: tr("classification", "Trying the wordings on the examples"),
            lambda result: self._comparisons.update({method.kind: WordingComparison(wordings, result)}),
        )
        call.on_ended(self._on_ended)

    def _on_ended(self) -> None:
        self._is_comparing = False
        self.retranslate()

    def _on_editing_finished(self) -> None:
        if self.wording not in ("", self._classifier.wording):
            self.changed.emit()

    def _use_default(self) -> None:
        self.sentence.setText(default_wording())
        self._on_editing_finished()

    def _request_methods(self) -> None:
        self._requests.send(classification.AVAILABLE_METHODS, classification.ListPredictionMethods(), self._on_methods)

    def _on_methods(self, result: classification.AvailableMethods) -> None:
        self.entailment = next((m for m in result.methods if m.method.kind == "entailment"), None)
        self.entailment_button.setToolTip(self.entailment.name if self.entailment else "")
        self.retranslate()

    def _on_changed(self, nouns: frozenset[str]) -> None:
        if MODELS in nouns and self.isVisible():
            self._request_methods()

    def _style_widgets(self) -> None:
        role(self._name, "heading")
        role(self._hint, "faint")
        role(self.comparison, "soft")
        for label in (self._hint, self.comparison):
            label.setWordWrap(True)

    def _connect(self) -> None:
        self.sentence.editingFinished.connect(self._on_editing_finished)
        self.meaning_button.clicked.connect(lambda: self.compare_wordings(classification.PredictionMethod()))
        self.entailment_button.clicked.connect(
            lambda: self.compare_wordings(self.entailment.method) if self.entailment else None
        )
        self._default_button.clicked.connect(self._use_default)
        self._requests.shell.client.changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        buttons, inside = FlowLayout(), QVBoxLayout(self)
        for button in (self.meaning_button, self.entailment_button, self._default_button):
            buttons.addWidget(button)
        inside.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        inside.setSpacing(Space.S)
        for widget in (self._name, self._hint, self.sentence):
            inside.addWidget(widget)
        inside.addLayout(buttons)
        inside.addWidget(self.comparison)


def _describe(kind: classification.PredictorKind, comparison: WordingComparison) -> str:
    examples = comparison.result.examples
    lines = [
        tr("classification", "Right by meaning, without training, on %n example(s):", examples)
        if kind == "meaning"
        else tr("classification", "Right by what follows from the text, without training, on %n example(s):", examples)
    ]
    for wording, accuracy in zip(comparison.wordings, comparison.result.accuracies, strict=True):
        name = (
            tr("classification", "the label alone")
            if wording == LABEL_ALONE
            else tr("classification", "“{wording}”", wording=wording)
        )
        lines.append(f"{formatting.percent(accuracy)}  {name}")
    return "\n".join(lines)
