"""Choice of the method that classifies: as trained, or one of those without training that the installed models allow."""

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
KINDS: tuple[classification.PredictorKind, ...] = get_args(classification.PredictorKind)
NAMES = {
    TRAINED: tr_noop("classification", "As it was trained"),
    "meaning": tr_noop("classification", "By meaning"),
    "entailment": tr_noop("classification", "By what follows from the text"),
    "prompt": tr_noop("classification", "By the chat model"),
}
HINTS = {
    "meaning": tr_noop("classification", "The label whose meaning is nearest to the text's."),
    "entailment": tr_noop(
        "classification",
        "{name} checks for each label whether its sentence follows from the text. The more labels, the longer it takes.",
    ),
    "prompt": tr_noop(
        "classification",
        "{name} is asked and can only answer with one of the labels. How often it is right depends on the model.",
    ),
    "ready-made": tr_noop("classification", "{name} has labels of its own: {labels}."),
}
NOT_INSTALLED = {
    "entailment": tr_noop(
        "classification",
        "A model that judges what follows from a text can give the label; you can add one on the Models page.",
    ),
    "prompt": tr_noop("classification", "A chat model can be asked for the label; you can add one on the Models page."),
    "ready-made": tr_noop(
        "classification",
        "A ready-made model (sentiment, spam, topic…) needs no labels of yours; you can add one on the Models page.",
    ),
}
TERMS = {
    "meaning": tr_noop("classification", "Zero-shot, by the similarity of embeddings"),
    "entailment": tr_noop(
        "classification", "Zero-shot by an entailment model (natural language inference, NLI), as ONNX"
    ),
    "prompt": tr_noop("classification", "Few-shot prompting"),
}
"""The expert's terms, shown as tooltips."""
DEFAULT_SHOTS, MAX_SHOTS = 4, 16
MAX_SHOWN_LABELS = 12


class MethodChoice(TranslatedWidget):
    """`value` None is the default: as trained, or by meaning before that. With `is_teaching` it also explains what is missing.

    `changed` after a choice, and when the installed models have changed.
    """

    changed = Signal()

    def __init__(self, requests: EngineRequests, is_teaching: bool = False) -> None:
        super().__init__()
        self._requests, self._is_teaching = requests, is_teaching
        self._is_trained = self._has_examples = self._is_loaded = False
        by_meaning = classification.AvailableMethod(classification.PredictionMethod(), "")
        self._methods: tuple[classification.AvailableMethod, ...] = (by_meaning,)
        self._chosen = "meaning"
        self.combo = ComboField(("meaning",), "meaning", self._on_chosen)
        self.combo.setSizeAdjustPolicy(ComboField.SizeAdjustPolicy.AdjustToContents)
        self.combo.setMaximumWidth(Size.READING_COLUMN // 2)  # a model's name can be as long as its file's
        self.shots = IntField(requests.shell.theme, 0, MAX_SHOTS, 1, DEFAULT_SHOTS, lambda _: self.changed.emit())
        self._name, self._shots_name, self.hint = QLabel(self), QLabel(self), QLabel(self)
        self._name.setBuddy(self.combo)
        self._shots_name.setBuddy(self.shots)
        for label in (self._name, self._shots_name, self.hint):
            role(label, "faint")
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)  # the labels of a model come from its maker
        self._lay_out()
        requests.shell.client.changed.connect(self._on_changed)
        self.retranslate()

    @property
    def value(self) -> classification.PredictionMethod | None:
        if self._chosen == (TRAINED if self._is_trained else "meaning"):
            return None
        available = self._available
        method = available.method if available else classification.PredictionMethod()
        shots = self.shots.value() if method.kind == "prompt" and self._has_examples else 0
        return msgspec.structs.replace(method, shots=shots)

    @property
    def needs_labels(self) -> bool:
        """Whether the method needs labels of the user's; a ready-made model does not."""
        method = self.value
        return method is None or method.kind != "ready-made"

    def show_classifier(self, classifier: classification.Classifier) -> None:
        """Offer what the classifier can do; one that was trained meanwhile answers as it was trained."""
        is_trained = classifier.training is not None
        self._has_examples = classifier.examples > 0
        if is_trained != self._is_trained:
            self._is_trained, self._chosen = is_trained, TRAINED if is_trained else "meaning"
        self.load()
        self.retranslate()

    def load(self) -> None:
        """Ask the engine for the available methods, the first time only."""
        if not self._is_loaded:
            self._is_loaded = True
            self._request_methods()

    def retranslate(self) -> None:
        self._name.setText(tr("classification", "Method"))
        self.combo.setAccessibleName(tr("classification", "Method"))
        self._shots_name.setText(tr("classification", "Examples of each label shown to it"))
        self.shots.setAccessibleName(tr("classification", "Examples of each label shown to it"))
        self._fill_combo()
        self.hint.setText(self._hint_text())
        self.hint.setVisible(bool(self.hint.text()))
        self.hint.setToolTip("\n".join(tr("classification", term) for term in TERMS.values()))

    def _request_methods(self) -> None:
        self._requests.send(classification.AVAILABLE_METHODS, classification.ListPredictionMethods(), self._on_methods)

    def _on_methods(self, result: classification.AvailableMethods) -> None:
        self._methods = result.methods
        if self._chosen not in (TRAINED, "meaning") and self._available is None:
            self._chosen = TRAINED if self._is_trained else "meaning"
        self.retranslate()
        self.changed.emit()

    def _on_changed(self, nouns: frozenset[str]) -> None:
        if MODELS in nouns and self._is_loaded:
            self._request_methods()

    def _on_chosen(self, key: str) -> None:
        self._chosen = key
        self.retranslate()
        self.changed.emit()

    @property
    def _available(self) -> classification.AvailableMethod | None:
        return next((method for method in self._methods if _key(method) == self._chosen), None)

    @property
    def _ready_made(self) -> Sequence[classification.AvailableMethod]:
        return [method for method in self._methods if method.method.kind == "ready-made"]

    def _fill_combo(self) -> None:
        """Offer every kind; those that need a model that is not installed are disabled, with a tooltip."""
        keys = [*((TRAINED,) if self._is_trained else ()), *KINDS[:-1], *map(_key, self._ready_made)]
        names = [
            *(tr("classification", NAMES[key]) for key in keys if key in NAMES),
            *(method.name for method in self._ready_made),
        ]
        self.combo.set_values(keys, names, self._chosen)
        rows, installed = self.combo.model(), {method.method.kind for method in self._methods}
        for row, key in enumerate(keys):
            if not isinstance(rows, QStandardItemModel) or key not in TERMS:
                continue
            term = tr("classification", TERMS[key])
            if key in NOT_INSTALLED:
                rows.item(row).setEnabled(key in installed)
            missing = "" if key in installed or key not in NOT_INSTALLED else tr("classification", NOT_INSTALLED[key])
            rows.item(row).setToolTip("\n".join(filter(None, (missing, term))))
        can_show_examples = self._chosen == "prompt" and self._has_examples
        self._shots_name.setVisible(can_show_examples)
        self.shots.setVisible(can_show_examples)

    def _hint_text(self) -> str:
        available, installed = self._available, {method.method.kind for method in self._methods}
        sentences = []
        if available is not None:
            more = ["…"] if len(available.labels) > MAX_SHOWN_LABELS else []
            labels = ", ".join((*available.labels[:MAX_SHOWN_LABELS], *more))
            sentences.append(tr("classification", HINTS[available.method.kind], name=available.name, labels=labels))
        if self._is_loaded and self._is_teaching:
            sentences += [tr("classification", hint) for kind, hint in NOT_INSTALLED.items() if kind not in installed]
        return " ".join(sentences)

    def _lay_out(self) -> None:
        row = FlowLayout()
        for widget in (self._name, self.combo, self._shots_name, self.shots):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addLayout(row)
        column.addWidget(self.hint)


def is_another_model(method: classification.PredictionMethod | None) -> bool:
    """Whether a chat, an entailment or a ready-made model answers instead of the classifier."""
    return method is not None and method.kind != "meaning"


def _key(method: classification.AvailableMethod) -> str:
    """Return the key of a method in the list: each ready-made model has its own, of the other kinds there is one."""
    return method.method.model if method.method.kind == "ready-made" else method.method.kind
