"""The sentence a label is put into where it is compared with a text; and how often each wording is right on the examples."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout

from desktop.i18n import TranslatedMixin, tr
from desktop.panels.requests import EngineRequests, default_wording
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.flow_layout import Flow
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification
from engine.protocol.changes import MODELS

LABEL_ALONE = "{}"
MEANS: tuple[classification.PredictorKind, ...] = ("meaning", "entailment")


class Effect(NamedTuple):
    wordings: tuple[str, ...]
    found: classification.WordingAccuracies


class WordingCard(TranslatedMixin, QFrame):
    """`said` when another sentence is wanted. An entailment model can be tried where one is installed."""

    said = Signal()

    def __init__(self, requests: EngineRequests) -> None:
        super().__init__()
        role(self, "card")
        self._requests, self._classifier = requests, classification.Classifier(0, "", (), 0, "", None, False)
        self._effects: dict[classification.PredictorKind, Effect] = {}
        self._trying = False
        self.offer: classification.AvailableMethod | None = None
        """The entailment model."""
        self.sentence, self.effect = QLineEdit(self), QLabel(self)
        self.by_meaning, self.by_entailment, self._usual = (QPushButton(self) for _ in range(3))
        self._name, self._hint = QLabel(self), QLabel(self)
        self._style_widgets()
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def wording(self) -> str:
        return self.sentence.text().strip()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        """What was found out is true of the labels and examples it was found with."""
        if (classifier.id, classifier.labels) != (self._classifier.id, self._classifier.labels):
            self._effects = {}
        if (classifier.id, classifier.wording) != (self._classifier.id, self._classifier.wording):
            self.sentence.setText(classifier.wording)
        self._classifier = classifier
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_offers()

    def retranslate(self) -> None:
        self._name.setText(tr("classification", "Wording around a label"))
        self._hint.setText(
            tr(
                "classification",
                "A text is compared with this sentence, {} being the label. Without examples the nearest answers; "
                "with them, learning begins at what the sentences say, where that helps.",
            )
        )
        self.sentence.setAccessibleName(tr("classification", "Wording around a label"))
        self.by_meaning.setText(tr("classification", "See its effect"))
        self.by_entailment.setText(tr("classification", "See its effect by entailment"))
        examples = any(label.examples for label in self._classifier.labels)
        self.by_meaning.setVisible(examples)
        self.by_entailment.setVisible(examples and self.offer is not None)
        for button in (self.by_meaning, self.by_entailment):
            button.setEnabled(not self._trying)
        self._usual.setText(tr("classification", "Back to the usual one"))
        self._usual.setVisible(self.sentence.text() != default_wording())
        self.effect.setText("\n".join(_told(means, self._effects[means]) for means in MEANS if means in self._effects))
        self.effect.setVisible(bool(self._effects))

    def see_effect(self, by: classification.PredictionMethod) -> None:
        wordings = tuple(dict.fromkeys((self.wording, default_wording(), LABEL_ALONE)))
        request = classification.CompareWordings(self._classifier.id, wordings, by)
        self._trying = True
        self.retranslate()
        call = self._requests.run_job(
            classification.COMPARE_WORDINGS,
            request,
            lambda: tr("classification", "Trying the wordings on the examples"),
            lambda found: self._effects.update({by.kind: Effect(wordings, found)}),
        )
        call.on_ended(self._tried)

    def _tried(self) -> None:
        self._trying = False
        self.retranslate()

    def _say(self) -> None:
        if self.wording not in ("", self._classifier.wording):
            self.said.emit()

    def _use_usual(self) -> None:
        self.sentence.setText(default_wording())
        self._say()

    def _ask_offers(self) -> None:
        self._requests.send(classification.AVAILABLE_METHODS, classification.ListPredictionMethods(), self._take)

    def _take(self, found: classification.AvailableMethods) -> None:
        self.offer = next((offer for offer in found.methods if offer.method.kind == "entailment"), None)
        self.by_entailment.setToolTip(self.offer.name if self.offer else "")
        self.retranslate()

    def _hear(self, nouns: frozenset[str]) -> None:
        if MODELS in nouns and self.isVisible():
            self._ask_offers()

    def _style_widgets(self) -> None:
        role(self._name, "heading")
        role(self._hint, "faint")
        role(self.effect, "soft")
        for label in (self._hint, self.effect):
            label.setWordWrap(True)

    def _connect(self) -> None:
        self.sentence.editingFinished.connect(self._say)
        self.by_meaning.clicked.connect(lambda: self.see_effect(classification.PredictionMethod()))
        self.by_entailment.clicked.connect(lambda: self.see_effect(self.offer.method) if self.offer else None)
        self._usual.clicked.connect(self._use_usual)
        self._requests.shell.client.changed.connect(self._hear)

    def _lay_out(self) -> None:
        below, inside = Flow(), QVBoxLayout(self)
        for button in (self.by_meaning, self.by_entailment, self._usual):
            below.addWidget(button)
        inside.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        inside.setSpacing(Space.S)
        for widget in (self._name, self._hint, self.sentence):
            inside.addWidget(widget)
        inside.addLayout(below)
        inside.addWidget(self.effect)


def _told(means: classification.PredictorKind, effect: Effect) -> str:
    said = {
        "meaning": tr("classification", "Right by meaning, without training, of %n example(s):", effect.found.examples),
        "entailment": tr(
            "classification", "Right by entailment, without training, of %n example(s):", effect.found.examples
        ),
    }
    lines = [said[means]]
    for wording, accuracy in zip(effect.wordings, effect.found.accuracies, strict=True):
        alone = wording == LABEL_ALONE
        shown = (
            tr("classification", "the label alone") if alone else tr("classification", "“{wording}”", wording=wording)
        )
        lines.append(f"{formatting.percent(accuracy)}  {shown}")
    return "\n".join(lines)
