"""How to train: a head alone, or the encoder too; and what each lets one set."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.forms.fields import ComboField, IntField
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.classification import api as classification
from engine.protocol.fine_tuning import Layers, layers_of

HEADS: tuple[classification.TrainingMethod, ...] = ("auto", *classification.HEAD_METHODS)
METHODS = {
    "auto": tr_noop("classification", "Choose the best by itself"),
    "zero-shot": tr_noop("classification", "Without training"),
    "logistic": tr_noop("classification", "Logistic regression"),
    "discriminant": tr_noop("classification", "Linear discriminant"),
    "svm": tr_noop("classification", "Linear support vectors"),
    "centroid": tr_noop("classification", "Nearest centre"),
    "neighbours": tr_noop("classification", "Nearest neighbours"),
    "tree": tr_noop("classification", "Decision tree"),
    "contrastive": tr_noop("classification", "Contrastive training"),
    "supervised": tr_noop("classification", "Supervised training"),
}
WAYS = {
    "head": tr_noop("classification", "Quick (seconds)"),
    "contrastive": tr_noop("classification", "Contrastive (minutes)"),
    "supervised": tr_noop("classification", "Supervised (minutes to hours)"),
}
ABOUT = {
    "head": tr_noop(
        "classification",
        "Each text becomes a row of numbers (a vector) once, and a small model on top of them, the head, learns the "
        "labels. Several kinds of head are tried on parts of the examples.",
    ),
    "contrastive": tr_noop(
        "classification",
        "From a few examples the encoder, which makes those numbers, learns to put texts of one label close together "
        "and the others far apart; then a head is trained on it.",
    ),
    "supervised": tr_noop(
        "classification",
        "The encoder itself learns to name the labels. With some hundreds of examples or more it is the most exact.",
    ),
}
LAYERS = {
    "all": tr_noop("classification", "All layers"),
    "last": tr_noop("classification", "Only the last layer"),
    "some": tr_noop("classification", "Chosen layers"),
}
RATES = ("0", "0.00001", "0.00002", "0.00005", "0.0001", "0.0003")
MOST_SEED, MOST_EPOCHS, MOST_PATIENCE, PATIENCE = 9999, 200, 50, 3
SOME = "9-11"


class TrainingChoice(TranslatedMixin, QFrame):
    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        role(self, "card")
        self._group = QButtonGroup(self)
        self.ways = {name: QRadioButton(self) for name in WAYS}
        self._about = {name: QLabel(self) for name in WAYS}
        self.studio, self.more = QLabel(self), QPushButton(self)
        role(self.more, "link")
        for label in (*self._about.values(), self.studio):
            role(label, "soft")
            label.setWordWrap(True)
        self.method, self.layers = ComboField(HEADS, "auto", lambda _: None), ComboField([*LAYERS], "all", self._show_settings)
        self.numbers = QLineEdit(SOME, self)
        self.seed = IntField(theme, 0, MOST_SEED, 1, 0, lambda _: None)
        self.epochs, self.patience = (
            IntField(theme, 0, MOST_EPOCHS, 1, 0, lambda _: None),
            IntField(theme, 1, MOST_PATIENCE, 1, PATIENCE, lambda _: None),
        )
        self.rate = ComboField(RATES, RATES[0], lambda _: None)
        self._names = {field: QLabel(self) for field in (self.seed, self.epochs, self.patience, self.rate)}
        self._pairs = {field: QWidget(self) for field in self._names}
        self._lay_out()
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_settings)
        self._group.buttonToggled.connect(self._show_settings)
        self.numbers.textChanged.connect(lambda _: self.changed.emit())
        self.ways["head"].setChecked(True)
        self.allow_tuning(False)
        self.retranslate()

    @property
    def way(self) -> str:
        return next(name for name, button in self.ways.items() if button.isChecked())

    def request(self, classifier: int) -> classification.Train | None:
        """None when the numbers of the layers cannot be read."""
        if self.way == "head":
            return classification.Train(classifier, HEADS[self.method.currentIndex()], self.seed.value())
        layers = self._layers()
        if layers is None:
            return None
        method: classification.TrainingMethod = "contrastive" if self.way == "contrastive" else "supervised"
        rate = float(RATES[self.rate.currentIndex()])
        return classification.Train(
            classifier, method, self.seed.value(), layers, self.epochs.value(), self.patience.value(), rate
        )

    def show_request(self, request: classification.Train) -> None:
        """As a training that was interrupted was asked for."""
        self.ways[request.method if request.method in WAYS else "head"].setChecked(True)
        self.seed.setValue(request.seed)
        self.epochs.setValue(request.epochs)
        self.patience.setValue(request.patience)
        rates = [float(rate) for rate in RATES]
        self.rate.setCurrentIndex(rates.index(request.learning_rate) if request.learning_rate in rates else 0)
        if isinstance(request.layers, tuple):
            self.numbers.setText(",".join(map(str, request.layers)))
        self.layers.setCurrentIndex([*LAYERS].index(request.layers if isinstance(request.layers, str) else "some"))
        self._show_settings()

    def allow_tuning(self, studio: bool) -> None:
        """Without the studio only a head can be trained; a sentence says what it would add."""
        for name in classification.FINE_TUNE_METHODS:
            self.ways[name].setEnabled(studio)
        self.studio.setVisible(not studio)
        if not studio:
            self.ways["head"].setChecked(True)

    def retranslate(self) -> None:
        for name, button in self.ways.items():
            button.setText(tr("classification", WAYS[name]))
            self._about[name].setText(tr("classification", ABOUT[name]))
        self.studio.setText(
            tr(
                "classification",
                "The other two need PyTorch, which the studio adds (about 12 GB): close Ateneo and run "
                "“python3 -m installer setup --studio” in its folder.",
            )
        )
        self.method.set_texts([tr("classification", METHODS[way]) for way in HEADS])
        self.method.setAccessibleName(tr("classification", "Method"))
        self.layers.set_texts([tr("classification", name) for name in LAYERS.values()])
        self.layers.setAccessibleName(tr("classification", "Layers that are trained"))
        self.numbers.setAccessibleName(tr("classification", "Numbers of the layers, from 0"))
        self.numbers.setToolTip(self.numbers.accessibleName())
        usual = tr("classification", "by itself")
        self.epochs.setSpecialValueText(usual)
        self.rate.set_texts([usual, *RATES[1:]])
        names: dict[IntField | ComboField, str] = {
            self.seed: tr("classification", "Seed"),
            self.epochs: tr("classification", "Passes"),
            self.patience: tr("classification", "Patience"),
            self.rate: tr("classification", "Learning rate"),
        }
        for field, name in names.items():
            self._names[field].setText(name)
            field.setAccessibleName(name)
        self.more.setText(
            tr("classification", "Fewer settings") if self.more.isChecked() else tr("classification", "More settings")
        )

    def _layers(self) -> Layers | None:
        if self.layers.currentIndex() < 2:
            return "last" if self.layers.currentIndex() else "all"
        try:
            return layers_of(self.numbers.text())
        except ValueError:
            return None

    def _show_settings(self, *_: object) -> None:
        tuned, more = self.way != "head", self.more.isChecked()
        self.method.setVisible(not tuned)
        self.layers.setVisible(tuned)
        self.numbers.setVisible(tuned and self.layers.currentIndex() == 2)
        for field, pair in self._pairs.items():
            pair.setVisible(more and (tuned or field is self.seed))
        self.retranslate()
        self.changed.emit()

    def _lay_out(self) -> None:
        column, row = QVBoxLayout(self), FlowLayout()
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        for name, button in self.ways.items():
            self._group.addButton(button)
            column.addWidget(button)
            column.addWidget(self._about[name])
        column.addWidget(self.studio)
        for widget in (self.method, self.layers, self.numbers, self.more):
            row.addWidget(widget)
        for field, label in self._names.items():
            pair = QHBoxLayout(self._pairs[field])
            pair.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
            pair.addWidget(label)
            pair.addWidget(field)
            row.addWidget(self._pairs[field])
        column.addLayout(row)
