"""Train: the way, one button, how it goes; every method's score beside the others', and the card."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QPushButton

from desktop.features.classification.training.learning_curve import LearningCurve
from desktop.features.classification.training.training_choice import METHODS, TrainingChoice
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.link.call import EngineFault
from desktop.link.client import is_cancelled
from desktop.panels.requests import Errands
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.column_page import Column
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.plots.figure import Figure, Numbers
from desktop.widgets.plots.score_bars import ScoreBars
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification
from engine.protocol.fine_tuning import Curve

CARD = (
    tr_noop("language", "Method"),
    tr_noop("language", "Trained"),
    tr_noop("language", "Examples"),
    tr_noop("language", "Vectors of"),
    tr_noop("language", "Seed"),
    tr_noop("language", "Data (SHA-256)"),
    tr_noop("language", "Layers that are trained"),
    tr_noop("language", "Passes, and the best"),
    tr_noop("language", "Held out"),
    tr_noop("language", "Quantised network"),
    tr_noop("language", "Training time"),
)
TUNED = 6
"""From here on what only a trained encoder has."""
HASH_SHOWN = 16


class TrainingStep(TranslatedMixin, Column):
    def __init__(self, errands: Errands) -> None:
        super().__init__(errands.shell.theme)
        self._errands, self._classifier = errands, classification.Classifier(0, "", (), 0, "", None, False)
        self._begun: dict[int, classification.Train] = {}
        self._training = self._heard_of = 0
        self._heard: list[Curve] = []
        self.state = QLabel(self)
        role(self.state, "heading")
        self.state.setWordWrap(True)
        self.train, self.way, self.curve = QPushButton(self), TrainingChoice(self._theme), LearningCurve(self._theme)
        role(self.train, "primary")
        self.curve.saved.connect(errands.say_saved)
        self.way.changed.connect(self.retranslate)
        self.bars = ScoreBars(self._theme, ())
        self.compared = Figure(self._theme, self.bars, self._numbers)
        self.compared.saved.connect(errands.say_saved)
        self._card = QFrame(self)
        self._names, self._values = [QLabel(self._card) for _ in CARD], [QLabel(self._card) for _ in CARD]
        self._lay_out()
        self.train.clicked.connect(self._train)
        self.retranslate()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        other = classifier.id != self._classifier.id
        self._classifier = classifier
        if other:
            self._show_begun()
        self._show_curve()
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_state()

    def retranslate(self) -> None:
        card = self._classifier.card
        self.state.setText(self._state())
        self.train.setText(self._verb())
        self.train.setEnabled(not self._training and self.way.request(0) is not None)
        compared = self._compared()
        used = next((at for at, score in enumerate(compared) if card and score.method == card.method), 0)
        self.bars.show_scores([(tr("language", METHODS[s.method]), s.mean) for s in compared], used)
        self.compared.refresh()
        self.compared.setVisible(bool(card and card.compared))
        self._card.setVisible(card is not None)
        for label, name in zip(self._names, CARD, strict=True):
            label.setText(tr("language", name))
        if card is not None:
            self._show_card(card)

    def _state(self) -> str:
        if self._classifier.id in self._begun:
            return tr("language", "A training was interrupted. With the same settings it goes on where it was.")
        if self._classifier.card is None:
            return tr("language", "Not trained yet: texts are compared with the labels' words.")
        if self._classifier.outdated:
            return tr("language", "The examples have changed since: train again.")
        return tr("language", "Trained and ready.")

    def _compared(self) -> list[classification.MethodScore]:
        card = self._classifier.card
        return sorted(card.compared, key=lambda score: -score.mean) if card else []

    def _numbers(self) -> Numbers:
        card = self._classifier.card
        said = [tr("language", "Accuracy on examples not learned from, in %n part(s).", card.folds if card else 0)]
        if card is not None and card.compared:
            said.append(_used(card, self._compared()[0].method))
        return Numbers(
            tr("language", "The methods compared"),
            " ".join(said),
            (tr("language", "Method"), tr("language", "Accuracy"), "±"),
            [
                (tr("language", METHODS[s.method]), formatting.percent(s.mean, 1), formatting.percent(s.std, 1))
                for s in self._compared()
            ],
        )

    def _show_card(self, card: classification.Card) -> None:
        when = QLocale().toString(QDateTime.fromMSecsSinceEpoch(card.trained_at), QLocale.FormatType.ShortFormat)
        method = tr("language", METHODS[card.method]) if card.method in METHODS else card.method
        values = [method, when, formatting.number(card.examples), card.embedder, str(card.seed), card.data[:HASH_SHOWN]]
        for number, (name, label) in enumerate(zip(self._names, self._values, strict=True)):
            name.setVisible(number < TUNED or card.tuning is not None)
            label.setVisible(number < TUNED or card.tuning is not None)
        values += _tuning_values(card.tuning) if card.tuning else []
        for label, value in zip(self._values, values, strict=False):
            label.setText(value)

    def _verb(self) -> str:
        request = self.way.request(self._classifier.id)
        if request is not None and request == self._begun.get(self._classifier.id):
            return tr("language", "Go on training")
        return tr("language", "Train again") if self._classifier.card else tr("language", "Train")

    def _train(self) -> None:
        request = self.way.request(self._classifier.id)
        if request is None:
            return
        self._training, name = request.classifier, self._classifier.name
        self._heard, self._heard_of = [], request.classifier
        self._show_curve()
        self.retranslate()
        call = self._errands.run(
            classification.TRAIN,
            request,
            lambda: tr("language", "Training {name}", name=name),
            self._say_trained,
            self._failed,
        )
        call.event.connect(self._hear)
        call.ended.connect(self._ended)

    def _hear(self, event: object) -> None:
        if isinstance(event, Curve):
            self._heard.append(event)
            self._show_curve()

    def _show_curve(self) -> None:
        """Of the training at hand or broken off, else of the one that made what there is."""
        card = self._classifier.card
        if self._heard and self._heard_of == self._classifier.id:
            self.curve.show_curves(self._heard)
        else:
            self.curve.show_curves(card.tuning.curves if card and card.tuning else ())

    def _ended(self) -> None:
        self._training = 0
        self.retranslate()
        self._ask_state()

    def _failed(self, fault: EngineFault) -> None:
        """What there was before stays; an encoder in the middle of its training keeps where it is."""
        if is_cancelled(fault) and self._heard:
            said = tr("language", "Stopped. Train with the same settings again: it goes on where it was.")
            self._errands.shell.tell(said)
        else:
            self._errands.shell.report(fault)

    def _ask_state(self) -> None:
        self._errands.ask(classification.TUNING, classification.AskTuning(), self._show_state)

    def _show_state(self, state: classification.TuningState) -> None:
        self.way.allow_tuning(state.studio)
        self._begun = {one.classifier: one for one in state.begun} if state.studio else {}
        self._show_begun()
        self.retranslate()

    def _show_begun(self) -> None:
        if (begun := self._begun.get(self._classifier.id)) and not self._training:
            self.way.show_request(begun)

    def _say_trained(self, trained: classification.Classifier) -> None:
        self._heard = []
        if trained.id == self._classifier.id:
            self.show_classifier(trained)
        self._errands.shell.tell(tr("language", "{name} is trained. See how good it is, or use it.", name=trained.name))

    def _lay_out(self) -> None:
        form = QFormLayout(self._card)
        role(self._card, "card")
        form.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        form.setHorizontalSpacing(Space.XL)
        for name, value in zip(self._names, self._values, strict=True):
            role(name, "soft")
            form.addRow(name, value)
        self.items.addLayout(FoldingRow(self._theme, self.state, self.train))
        self.items.addWidget(self.way)
        for below in (self.curve, self.compared, self._card):
            self.items.addWidget(below)


def _used(card: classification.Card, highest: classification.Head) -> str:
    """Which of the methods answers, and why that is not always the one that came out highest."""
    name, best = tr("language", METHODS[card.method]), tr("language", METHODS[highest])
    if card.asked != "auto":
        return tr("language", "“{name}” answers, as it was asked for.", name=name)
    if card.method == highest:
        return tr("language", "“{name}” answers.", name=name)
    return tr(
        "language",
        "“{name}” answers: with %n example(s), that “{best}” came out higher may be chance.",
        card.examples,
        name=name,
        best=best,
    )


def _tuning_values(tuning: classification.TuningCard) -> list[str]:
    layers = {"all": tr("language", "All layers"), "last": tr("language", "Only the last layer")}
    alike = tr("language", "agrees in {share}", share=formatting.percent(tuning.agreement, 1))
    return [
        layers[tuning.layers] if isinstance(tuning.layers, str) else ", ".join(map(str, tuning.layers)),
        tr("language", "{count}, the best {best}", count=formatting.number(tuning.epochs), best=tuning.best),
        tr("language", "%n example(s)", tuning.held_out),
        alike if tuning.int8 else tr("language", "only the word vectors: the layers would forget what they learned"),
        formatting.duration(tuning.seconds),
    ]
