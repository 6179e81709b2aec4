"""By what texts are classified without training: only what is installed can be chosen, and what else there could be is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QLabel, QVBoxLayout

from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.fields import ComboField, IntField
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.classification import api as classification
from engine.capabilities.models.api import MODELS

TRAINED = "trained"
MEANS: tuple[classification.PredictorKind, ...] = get_args(classification.PredictorKind)
NAMES = {
    TRAINED: tr_noop("classification", "As it was trained"),
    "meaning": tr_noop("classification", "By meaning"),
    "entailment": tr_noop("classification", "By an entailment model"),
    "prompt": tr_noop("classification", "By the chat model"),
}
HINTS = {
    "meaning": tr_noop("classification", "The label whose meaning is nearest to the text's."),
    "entailment": tr_noop(
        "classification",
        "{name} judges which label's sentence follows from the text; each label takes a moment of its own.",
    ),
    "prompt": tr_noop(
        "classification",
        "{name} is asked and can only answer with one of the labels; how good that is depends on the model.",
    ),
    "ready-made": tr_noop("classification", "{name} has labels of its own: {labels}."),
}
LACKING = {
    "entailment": tr_noop(
        "classification", "An entailment model (NLI), added on the Models page, would judge what follows from a text."
    ),
    "prompt": tr_noop("classification", "A chat model, added on the Models page, could be asked."),
    "ready-made": tr_noop(
        "classification",
        "A ready-made model (sentiment, spam, topic…), added on the Models page, needs no labels of yours.",
    ),
}
SHOTS, MOST_SHOTS = 4, 16
MOST_NAMED = 12


class MethodChoice(TranslatedWidget):
    """`by` None: as it was trained, by meaning before that. `teaches`: what is not installed is explained, too.

    `changed` after a choice, and when what is installed is known anew.
    """

    changed = Signal()

    def __init__(self, requests: EngineRequests, teaches: bool = False) -> None:
        super().__init__()
        self._requests, self._trained, self._examples, self._teaches = requests, False, False, teaches
        self._offers: tuple[classification.AvailableMethod, ...] = (classification.AvailableMethod(classification.PredictionMethod(), ""),)
        self._chosen, self._known = "meaning", False
        self.choice = ComboField(("meaning",), "meaning", self._choose)
        self.choice.setSizeAdjustPolicy(ComboField.SizeAdjustPolicy.AdjustToContents)
        self.choice.setMaximumWidth(Size.READING_COLUMN // 2)  # a model's name can be as long as its file's
        self.shots = IntField(requests.shell.theme, 0, MOST_SHOTS, 1, SHOTS, lambda _: self.changed.emit())
        self._name, self._shots_name, self._hint = QLabel(self), QLabel(self), QLabel(self)
        self._name.setBuddy(self.choice)
        self._shots_name.setBuddy(self.shots)
        for label in (self._name, self._shots_name, self._hint):
            role(label, "faint")
        self._hint.setWordWrap(True)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)  # a model's labels are its maker's
        self._lay_out()
        requests.shell.client.changed.connect(self._hear)
        self.retranslate()

    @property
    def by(self) -> classification.PredictionMethod | None:
        if self._chosen == (TRAINED if self._trained else "meaning"):
            return None
        offer = self._offer
        by = offer.method if offer else classification.PredictionMethod()
        shots = self.shots.value() if by.kind == "prompt" and self._examples else 0
        return msgspec.structs.replace(by, shots=shots)

    @property
    def needs_labels(self) -> bool:
        by = self.by
        return by is None or by.kind != "ready-made"

    def show_classifier(self, classifier: classification.Classifier) -> None:
        """A trained one answers as it was trained, until another way is chosen."""
        trained = classifier.training is not None
        self._examples = classifier.examples > 0
        if trained != self._trained:
            self._trained, self._chosen = trained, TRAINED if trained else "meaning"
        self.refresh()
        self.retranslate()

    def refresh(self) -> None:
        """Ask what is installed, once it is needed."""
        if not self._known:
            self._known = True
            self._requests.send(classification.AVAILABLE_METHODS, classification.ListPredictionMethods(), self._take)

    def retranslate(self) -> None:
        self._name.setText(tr("classification", "Answers"))
        self.choice.setAccessibleName(tr("classification", "What answers"))
        self._shots_name.setText(tr("classification", "Examples of each label shown to it"))
        self.shots.setAccessibleName(tr("classification", "Examples of each label shown to it"))
        self._fill()
        self._hint.setText(self._said())
        self._hint.setVisible(bool(self._hint.text()))

    def _take(self, found: classification.AvailableMethods) -> None:
        self._offers = found.methods
        if self._chosen not in (TRAINED, "meaning") and self._offer is None:
            self._chosen = TRAINED if self._trained else "meaning"
        self.retranslate()
        self.changed.emit()

    def _hear(self, nouns: frozenset[str]) -> None:
        if MODELS in nouns and self._known:
            self._requests.send(classification.AVAILABLE_METHODS, classification.ListPredictionMethods(), self._take)

    def _choose(self, way: str) -> None:
        self._chosen = way
        self.retranslate()
        self.changed.emit()

    @property
    def _offer(self) -> classification.AvailableMethod | None:
        return next((offer for offer in self._offers if _way(offer) == self._chosen), None)

    def _fill(self) -> None:
        ways = [*((TRAINED,) if self._trained else ()), *MEANS[:-1], *map(_way, self._ready_made)]
        names = [
            *(tr("classification", NAMES[way]) for way in ways if way in NAMES),
            *(one.name for one in self._ready_made),
        ]
        self.choice.offer(ways, names, self._chosen)
        rows, installed = self.choice.model(), {offer.method.kind for offer in self._offers}
        for row, way in enumerate(ways):
            if isinstance(rows, QStandardItemModel) and way in ("entailment", "prompt"):
                rows.item(row).setEnabled(way in installed)
                rows.item(row).setToolTip("" if way in installed else tr("classification", LACKING[way]))
        asks = self._chosen == "prompt" and self._examples
        self._shots_name.setVisible(asks)
        self.shots.setVisible(asks)

    @property
    def _ready_made(self) -> Sequence[classification.AvailableMethod]:
        return [offer for offer in self._offers if offer.method.kind == "ready-made"]

    def _said(self) -> str:
        offer, installed = self._offer, {offer.method.kind for offer in self._offers}
        said = []
        if offer is not None:
            labels = ", ".join((*offer.labels[:MOST_NAMED], *["…"][: len(offer.labels) > MOST_NAMED]))
            said.append(tr("classification", HINTS[offer.method.kind], name=offer.name, labels=labels))
        if self._known and self._teaches:
            said += [tr("classification", sentence) for means, sentence in LACKING.items() if means not in installed]
        return " ".join(said)

    def _lay_out(self) -> None:
        row = FlowLayout()
        for widget in (self._name, self.choice, self._shots_name, self.shots):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addLayout(row)
        column.addWidget(self._hint)


def is_another_model(by: classification.PredictionMethod | None) -> bool:
    """Whether a chat, an entailment or a ready-made model answers instead of the classifier."""
    return by is not None and by.kind != "meaning"


def _way(offer: classification.AvailableMethod) -> str:
    """A ready-made model is a way of its own; of the others the first installed serves."""
    return offer.method.model if offer.method.kind == "ready-made" else offer.method.kind
