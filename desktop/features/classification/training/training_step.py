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
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.plots.plot_card import PlotCard, PlotTable
from desktop.widgets.plots.score_bars import ScoreBars
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification
from engine.protocol.fine_tuning import EpochMetrics

CARD = (
    tr_noop("classification", "Method"),
    tr_noop("classification", "Trained"),
    tr_noop("classification", "Examples"),
    tr_noop("classification", "Vectors of"),
    tr_noop("classification", "Seed"),
    tr_noop("classification", "Data (SHA-256)"),
    tr_noop("classification", "Layers that are trained"),
    tr_noop("classification", "Passes, and the best"),
    tr_noop("classification", "Held out"),
    tr_noop("classification", "Quantised network"),
    tr_noop("classification", "Training time"),
)
TUNED = 6
"""From here on what only a trained encoder has."""
HASH_SHOWN = 16


class TrainingStep(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests, self._classifier = requests, classification.Classifier(0, "", (), 0, "", None, False)
        self._begun: dict[int, classification.Train] = {}
        self._training = self._heard_of = 0
        self._heard: list[EpochMetrics] = []
        self.state = QLabel(self)
        role(self.state, "heading")
        self.state.setWordWrap(True)
        self.train, self.way, self.curve = QPushButton(self), TrainingChoice(self._theme), LearningCurve(self._theme)
        role(self.train, "primary")
        self.curve.saved.connect(requests.report_saved)
        self.way.changed.connect(self.retranslate)
        self.bars = ScoreBars(self._theme, ())
        self.compared = PlotCard(self._theme, self.bars, self._numbers)
        self.compared.saved.connect(requests.report_saved)
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
        card = self._classifier.training
        self.state.setText(self._state())
        self.train.setText(self._verb())
        self.train.setEnabled(not self._training and self.way.request(0) is not None)
        compared = self._compared()
        used = next((at for at, score in enumerate(compared) if card and score.method == card.method), 0)
        self.bars.show_scores([(tr("classification", METHODS[s.method]), s.mean) for s in compared], used)
        self.compared.refresh()
        self.cross_validation.setVisible(bool(card and card.cross_validation))
        self._card.setVisible(card is not None)
        for label, name in zip(self._names, CARD, strict=True):
            label.setText(tr("classification", name))
        if card is not None:
            self._show_card(card)

    def _state(self) -> str:
        if self._classifier.id in self._begun:
            return tr("classification", "A training was interrupted. With the same settings it goes on where it was.")
        if self._classifier.training is None:
            return tr("classification", "Not trained yet: texts are compared with the labels' words.")
        if self._classifier.outdated:
            return tr("classification", "The examples have changed since: train again.")
        return tr("classification", "Trained and ready.")

    def _compared(self) -> list[classification.MethodScore]:
        card = self._classifier.training
        return sorted(card.cross_validation, key=lambda score: -score.mean) if card else []

    def _numbers(self) -> PlotTable:
        card = self._classifier.training
        said = [
            tr("classification", "Accuracy on examples not learned from, in %n part(s).", card.folds if card else 0)
        ]
        if card is not None and card.cross_validation:
            said.append(_used(card, self._compared()[0].method))
        return PlotTable(
            tr("classification", "The methods compared"),
            " ".join(said),
            (tr("classification", "Method"), tr("classification", "Accuracy"), "±"),
            [
                (tr("classification", METHODS[s.method]), formatting.percent(s.mean, 1), formatting.percent(s.std, 1))
                for s in self._compared()
            ],
        )

    def _show_card(self, card: classification.TrainingRecord) -> None:
        when = QLocale().toString(QDateTime.fromMSecsSinceEpoch(card.trained_at), QLocale.FormatType.ShortFormat)
        method = tr("classification", METHODS[card.method]) if card.method in METHODS else card.method
        values = [method, when, formatting.number(card.examples), card.embedder, str(card.seed), card.data_hash[:HASH_SHOWN]]
        for number, (name, label) in enumerate(zip(self._names, self._values, strict=True)):
            name.setVisible(number < TUNED or card.fine_tuning is not None)
            label.setVisible(number < TUNED or card.fine_tuning is not None)
        values += _tuning_values(card.fine_tuning) if card.fine_tuning else []
        for label, value in zip(self._values, values, strict=False):
            label.setText(value)

    def _verb(self) -> str:
        request = self.way.request(self._classifier.id)
        if request is not None and request == self._begun.get(self._classifier.id):
            return tr("classification", "Go on training")
        return tr("classification", "Train again") if self._classifier.training else tr("classification", "Train")

    def _train(self) -> None:
        request = self.way.request(self._classifier.id)
        if request is None:
            return
        self._training, name = request.classifier, self._classifier.name
        self._heard, self._heard_of = [], request.classifier
        self._show_curve()
        self.retranslate()
        call = self._requests.run_job(
            classification.TRAIN,
            request,
            lambda: tr("classification", "Training {name}", name=name),
            self._say_trained,
            self._failed,
        )
        call.on_event(self._hear)
        call.on_ended(self._ended)

    def _hear(self, event: object) -> None:
        if isinstance(event, EpochMetrics):
            self._heard.append(event)
            self._show_curve()

    def _show_curve(self) -> None:
        """Of the training at hand or broken off, else of the one that made what there is."""
        card = self._classifier.training
        if self._heard and self._heard_of == self._classifier.id:
            self.curve.show_curves(self._heard)
        else:
            self.curve.show_curves(card.fine_tuning.curves if card and card.fine_tuning else ())

    def _ended(self) -> None:
        self._training = 0
        self.retranslate()
        self._ask_state()

    def _failed(self, fault: EngineFault) -> None:
        """What there was before stays; an encoder in the middle of its training keeps where it is."""
        if is_cancelled(fault) and self._heard:
            said = tr("classification", "Stopped. Train with the same settings again: it goes on where it was.")
            self._requests.shell.show_message(said)
        else:
            self._requests.shell.report(fault)

    def _ask_state(self) -> None:
        self._requests.send(classification.FINE_TUNE_STATE, classification.GetFineTuneState(), self._show_state)

    def _show_state(self, state: classification.FineTuneState) -> None:
        self.way.allow_tuning(state.has_studio)
        self._begun = {one.classifier: one for one in state.resumable} if state.has_studio else {}
        self._show_begun()
        self.retranslate()

    def _show_begun(self) -> None:
        if (begun := self._begun.get(self._classifier.id)) and not self._training:
            self.way.show_request(begun)

    def _say_trained(self, trained: classification.Classifier) -> None:
        self._heard = []
        if trained.id == self._classifier.id:
            self.show_classifier(trained)
        self._requests.shell.show_message(
            tr("classification", "{name} is trained. See how good it is, or use it.", name=trained.name)
        )

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


def _used(card: classification.TrainingRecord, highest: classification.HeadMethod) -> str:
    """Which of the methods answers, and why that is not always the one that came out highest."""
    name, best = tr("classification", METHODS[card.method]), tr("classification", METHODS[highest])
    if card.requested_method != "auto":
        return tr("classification", "“{name}” answers, as it was asked for.", name=name)
    if card.method == highest:
        return tr("classification", "“{name}” answers.", name=name)
    return tr(
        "classification",
        "“{name}” answers: with %n example(s), that “{best}” came out higher may be chance.",
        card.examples,
        name=name,
        best=best,
    )


def _tuning_values(tuning: classification.FineTuneRecord) -> list[str]:
    layers = {"all": tr("classification", "All layers"), "last": tr("classification", "Only the last layer")}
    alike = tr("classification", "agrees in {share}", share=formatting.percent(tuning.agreement, 1))
    return [
        layers[tuning.layers] if isinstance(tuning.layers, str) else ", ".join(map(str, tuning.layers)),
        tr("classification", "{count}, the best {best}", count=formatting.number(tuning.epochs), best=tuning.best),
        tr("classification", "%n example(s)", tuning.held_out),
        alike
        if tuning.int8
        else tr("classification", "only the word vectors: the layers would forget what they learned"),
        formatting.duration(tuning.seconds),
    ]
