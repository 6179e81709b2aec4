"""Card with the choice of a training mode, a head alone or the encoder too, and the settings of each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)

from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.controls.labelled_field import LabelledField
from desktop.widgets.forms.fields import ComboField, IntField
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification
from engine.protocol.children.fine_tuning import Layers, parse_layers

HEADS: tuple[classification.TrainingMethod, ...] = ("auto", *classification.HEAD_METHODS)
METHODS = {
    "auto": tr_noop("classification", "Choose the best automatically"),
    "zero-shot": tr_noop("classification", "Without training"),
    "logistic": tr_noop("classification", "Logistic regression"),
    "discriminant": tr_noop("classification", "Linear discriminant"),
    "svm": tr_noop("classification", "Linear support vectors"),
    "centroid": tr_noop("classification", "Nearest centre"),
    "neighbours": tr_noop("classification", "Nearest neighbours"),
    "tree": tr_noop("classification", "Decision tree"),
    "contrastive": tr_noop("classification", "Thorough, for few examples"),
    "supervised": tr_noop("classification", "Thorough, for many examples"),
}
MODES = {
    "head": tr_noop("classification", "Quick (seconds)"),
    "contrastive": tr_noop("classification", "For few examples (minutes)"),
    "supervised": tr_noop("classification", "For many examples (up to hours)"),
}
MODE_HINTS = {
    "head": tr_noop(
        "classification",
        "Ateneo turns each text into numbers and learns which of them go with which label. It tries several methods on "
        "parts of the examples and uses the most reliable one.",
    ),
    "contrastive": tr_noop(
        "classification",
        "The model that reads the texts learns too: it moves texts with the same label together and the others apart. "
        "A few examples of each label are enough.",
    ),
    "supervised": tr_noop(
        "classification",
        "The model that reads the texts learns to give the labels itself. With a few hundred examples or more this is the "
        "most accurate.",
    ),
}
MODE_TERMS = {
    "head": tr_noop("classification", "A classification head on frozen embeddings, chosen by cross-validation"),
    "contrastive": tr_noop("classification", "Contrastive fine-tuning of the encoder, then a head on its embeddings"),
    "supervised": tr_noop("classification", "Supervised fine-tuning of the encoder"),
}
"""The expert's terms, shown as tooltips."""
LAYERS = {
    "all": tr_noop("classification", "The whole model"),
    "last": tr_noop("classification", "Only its last layer"),
    "some": tr_noop("classification", "Chosen layers"),
}
LEARNING_RATES = ("0", "0.00001", "0.00002", "0.00005", "0.0001", "0.0003")
MAX_SEED, MAX_EPOCHS, MAX_PATIENCE, DEFAULT_PATIENCE = 9999, 200, 50, 3
SAMPLE_LAYERS = "9-11"


class TrainingChoice(TranslatedMixin, QFrame):
    """`changed` when `request` would return another training."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        role(self, "card")
        self._group = QButtonGroup(self)
        self.modes = {name: QRadioButton(self) for name in MODES}
        self._mode_hints = {name: QLabel(self) for name in MODES}
        self.studio_hint, self.more_button = QLabel(self), QPushButton(self)
        role(self.more_button, "link")
        for label in (*self._mode_hints.values(), self.studio_hint):
            role(label, "soft")
            label.setWordWrap(True)
        self.method = ComboField(HEADS, "auto", lambda _: None)
        self.layers = ComboField([*LAYERS], "all", self._show_settings)
        self.layer_numbers = QLineEdit(SAMPLE_LAYERS, self)
        self.seed = IntField(theme, 0, MAX_SEED, 1, 0, lambda _: None)
        self.epochs = IntField(theme, 0, MAX_EPOCHS, 1, 0, lambda _: None)
        self.patience = IntField(theme, 1, MAX_PATIENCE, 1, DEFAULT_PATIENCE, lambda _: None)
        self.learning_rate = ComboField(LEARNING_RATES, LEARNING_RATES[0], lambda _: None)
        settings = (self.seed, self.epochs, self.patience, self.learning_rate)
        self._settings = {field: LabelledField(field, self) for field in settings}
        self._lay_out()
        self.more_button.setCheckable(True)
        self.more_button.toggled.connect(self._show_settings)
        self._group.buttonToggled.connect(self._show_settings)
        self.layer_numbers.textChanged.connect(lambda _: self.changed.emit())
        self.modes["head"].setChecked(True)
        self.allow_fine_tuning(False)
        self.retranslate()

    @property
    def mode(self) -> str:
        return next(name for name, button in self.modes.items() if button.isChecked())

    def request(self, classifier: int) -> classification.Train | None:
        """Return the training as it is set; None when the numbers of the layers cannot be read."""
        if self.mode == "head":
            return classification.Train(classifier, HEADS[self.method.currentIndex()], self.seed.value())
        layers = self._chosen_layers()
        if layers is None:
            return None
        return classification.Train(
            classifier,
            "contrastive" if self.mode == "contrastive" else "supervised",
            self.seed.value(),
            layers,
            self.epochs.value(),
            self.patience.value(),
            float(LEARNING_RATES[self.learning_rate.currentIndex()]),
        )

    def show_request(self, request: classification.Train) -> None:
        """Set everything as in a training that was interrupted."""
        self.modes[request.method if request.method in MODES else "head"].setChecked(True)
        self.seed.setValue(request.seed)
        self.epochs.setValue(request.epochs)
        self.patience.setValue(request.patience)
        rates = [float(rate) for rate in LEARNING_RATES]
        self.learning_rate.setCurrentIndex(rates.index(request.learning_rate) if request.learning_rate in rates else 0)
        if isinstance(request.layers, tuple):
            self.layer_numbers.setText(",".join(map(str, request.layers)))
        self.layers.setCurrentIndex([*LAYERS].index(request.layers if isinstance(request.layers, str) else "some"))
        self._show_settings()

    def allow_fine_tuning(self, has_studio: bool) -> None:
        """Without the studio only a head can be trained, and a sentence says what the studio would add."""
        for name in classification.FINE_TUNE_METHODS:
            self.modes[name].setEnabled(has_studio)
        self.studio_hint.setVisible(not has_studio)
        if not has_studio:
            self.modes["head"].setChecked(True)

    def retranslate(self) -> None:
        for name, button in self.modes.items():
            button.setText(tr("classification", MODES[name]))
            button.setToolTip(tr("classification", MODE_TERMS[name]))
            self._mode_hints[name].setToolTip(button.toolTip())
            self._mode_hints[name].setText(tr("classification", MODE_HINTS[name]))
        self.studio_hint.setText(
            tr(
                "classification",
                "The other two need the studio, an addition for training (about 12 GB): close Ateneo and run "
                "“python3 -m installer setup --studio” in its folder.",
            )
        )
        self.studio_hint.setToolTip(tr("classification", "The studio installs PyTorch and the training libraries."))
        self.method.set_texts([tr("classification", METHODS[name]) for name in HEADS])
        self.method.setAccessibleName(tr("classification", "Method"))
        self.layers.set_texts([tr("classification", name) for name in LAYERS.values()])
        self.layers.setAccessibleName(tr("classification", "Parts of the model that learn"))
        self.layers.setToolTip(tr("classification", "Layers of the encoder that are trained"))
        self.layer_numbers.setAccessibleName(tr("classification", "Numbers of the layers, from 0"))
        self.layer_numbers.setToolTip(self.layer_numbers.accessibleName())
        automatic = tr("classification", "automatic")
        self.epochs.setSpecialValueText(automatic)
        rates = [formatting.number(float(rate), len(rate) - len("0.")) for rate in LEARNING_RATES[1:]]
        self.learning_rate.set_texts([automatic, *rates])
        self._name_settings()
        is_open = self.more_button.isChecked()
        self.more_button.setText(
            tr("classification", "Fewer settings") if is_open else tr("classification", "More settings")
        )

    def _name_settings(self) -> None:
        """Name each setting in plain words, with the expert's term in its tooltip."""
        names: dict[IntField | ComboField, tuple[str, str]] = {
            self.seed: (
                tr("classification", "Variant"),
                tr("classification", "Random seed: the same number always gives the same result."),
            ),
            self.epochs: (tr("classification", "Passes over the examples"), tr("classification", "Epochs")),
            self.patience: (
                tr("classification", "Passes without improvement before it stops"),
                tr("classification", "Patience (early stopping)"),
            ),
            self.learning_rate: (tr("classification", "Size of its steps"), tr("classification", "Learning rate")),
        }
        for field, (name, term) in names.items():
            self._settings[field].set_name(name)
            self._settings[field].setToolTip(term)

    def _chosen_layers(self) -> Layers | None:
        if self.layers.currentIndex() < 2:
            return "last" if self.layers.currentIndex() else "all"
        try:
            return parse_layers(self.layer_numbers.text())
        except ValueError:
            return None

    def _show_settings(self, *_: object) -> None:
        is_fine_tuning, is_open = self.mode != "head", self.more_button.isChecked()
        self.method.setVisible(not is_fine_tuning)
        self.layers.setVisible(is_fine_tuning)
        self.layer_numbers.setVisible(is_fine_tuning and self.layers.currentIndex() == 2)
        for field, setting in self._settings.items():
            setting.setVisible(is_open and (is_fine_tuning or field is self.seed))
        self.retranslate()
        self.changed.emit()

    def _lay_out(self) -> None:
        column, row, settings = QVBoxLayout(self), FlowLayout(), FlowLayout(gap=Space.M)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        for name, button in self.modes.items():
            self._group.addButton(button)
            column.addWidget(button)
            column.addWidget(self._mode_hints[name])
        column.addWidget(self.studio_hint)
        for widget in (self.method, self.layers, self.layer_numbers, self.more_button):
            row.addWidget(widget)
        for setting in self._settings.values():
            settings.addWidget(setting)
        column.addLayout(row)
        column.addLayout(settings)
