"""Step "Train": the choice of a training, its learning curve, the methods compared, and how the classifier was trained."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QPushButton

from desktop.features.classification.no_classifier import NO_CLASSIFIER
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
from engine.protocol.children.fine_tuning import EpochMetrics

RECORD_FIELDS = (
    tr_noop("classification", "Method"),
    tr_noop("classification", "Trained"),
    tr_noop("classification", "Examples"),
    tr_noop("classification", "Model that reads the texts"),
    tr_noop("classification", "Variant"),
    tr_noop("classification", "Fingerprint of the examples"),
    tr_noop("classification", "Parts of the model that learn"),
    tr_noop("classification", "Passes, and the best"),
    tr_noop("classification", "Held out for checking"),
    tr_noop("classification", "Compressed copy"),
    tr_noop("classification", "Training time"),
)
RECORD_TERMS = {
    "Model that reads the texts": tr_noop("classification", "Its vectors (embeddings) are what is learned from."),
    "Variant": tr_noop("classification", "Random seed: the same number always gives the same result."),
    "Fingerprint of the examples": tr_noop("classification", "SHA-256 of all texts and labels, its beginning"),
    "Parts of the model that learn": tr_noop("classification", "Layers of the encoder that are trained"),
    "Passes, and the best": tr_noop("classification", "Epochs"),
    "Compressed copy": tr_noop("classification", "Quantised to whole numbers of 8 bits"),
}
"""The expert's terms of some fields, shown as tooltips."""
FIRST_FINE_TUNING_FIELD = 6
"""Index in RECORD_FIELDS of the first field that only a fine-tuned encoder has."""
SHOWN_HASH_DIGITS = 16
MAX_LABELS_SHOWN = 12


class TrainingStep(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests, self._classifier = requests, NO_CLASSIFIER
        self._resumable: dict[int, classification.Train] = {}
        self._running_id = self._metrics_id = 0
        self._metrics: list[EpochMetrics] = []
        self.state = QLabel(self)
        role(self.state, "heading")
        self.state.setWordWrap(True)
        self.train_button, self.choice, self.curve = (
            QPushButton(self),
            TrainingChoice(self._theme),
            LearningCurve(self._theme),
        )
        role(self.train_button, "primary")
        self.bars = ScoreBars(self._theme, ())
        self.comparison = PlotCard(self._theme, self.bars, self._numbers)
        self._record = QFrame(self)
        self._names = [QLabel(self._record) for _ in RECORD_FIELDS]
        self._values = [QLabel(self._record) for _ in RECORD_FIELDS]
        self._lay_out()
        self.choice.changed.connect(self.retranslate)
        self.train_button.clicked.connect(self.train)
        for card in (self.curve, self.comparison):
            card.saved.connect(requests.report_saved)
        self.retranslate()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        is_other = classifier.id != self._classifier.id
        self._classifier = classifier
        if is_other:
            self._show_resumable()
        self._show_curve()
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._request_state()

    def retranslate(self) -> None:
        record, scores = self._classifier.training, self._scores()
        self.state.setText(self._state())
        self.train_button.setText(self._verb())
        self.train_button.setEnabled(not self._running_id and self.choice.request(0) is not None)
        used = next((row for row, score in enumerate(scores) if record and score.method == record.method), 0)
        self.bars.show_scores([(tr("classification", METHODS[s.method]), s.mean) for s in scores], used)
        self.comparison.refresh()
        self.comparison.setVisible(bool(scores))
        self._record.setVisible(record is not None)
        for label, name in zip(self._names, RECORD_FIELDS, strict=True):
            label.setText(tr("classification", name))
            label.setToolTip(tr("classification", RECORD_TERMS[name]) if name in RECORD_TERMS else "")
        if record is not None:
            self._show_record(record)

    def train(self) -> None:
        request = self.choice.request(self._classifier.id)
        if request is None:
            return
        self._running_id, name = request.classifier, self._classifier.name
        self._metrics, self._metrics_id = [], request.classifier
        self._show_curve()
        self.retranslate()
        call = self._requests.run_job(
            classification.TRAIN,
            request,
            lambda: tr("classification", "Training {name}", name=name),
            self._on_trained,
            self._on_failed,
        )
        call.on_event(self._on_event)
        call.on_ended(self._on_ended)

    def _state(self) -> str:
        if self._classifier.id in self._resumable:
            return tr(
                "classification", "A training was interrupted. With the same settings it continues where it stopped."
            )
        if self._classifier.training is None:
            return tr("classification", "Not trained yet: texts are compared with the words of the labels.")
        if self._classifier.outdated:
            return tr("classification", "The examples have changed since the last training: train again.")
        ready = tr("classification", "Trained and ready.")
        if not (left_out := self._classifier.training.left_out):
            return ready
        names = ", ".join(left_out[:MAX_LABELS_SHOWN]) + (" …" if len(left_out) > MAX_LABELS_SHOWN else "")
        note = tr(
            "classification",
            "Left out, since they have only one example: {names}. Add a second one of each to train on them too.",
            names=names,
        )
        return f"{ready} {note}"

    def _verb(self) -> str:
        request = self.choice.request(self._classifier.id)
        if request is not None and request == self._resumable.get(self._classifier.id):
            return tr("classification", "Continue training")
        return tr("classification", "Train again") if self._classifier.training else tr("classification", "Train")

    def _scores(self) -> list[classification.MethodScore]:
        """Return the cross-validated score of each method, the best first."""
        record = self._classifier.training
        return sorted(record.cross_validation, key=lambda score: -score.mean) if record else []

    def _numbers(self) -> PlotTable:
        record, scores = self._classifier.training, self._scores()
        folds = record.folds if record else 0
        sentences = [
            tr(
                "classification",
                "Accuracy on examples it had not learned from (cross-validation in %n part(s)).",
                folds,
            )
        ]
        if record is not None and scores:
            sentences.append(_describe_used_method(record, scores[0].method))
        return PlotTable(
            tr("classification", "The methods compared"),
            " ".join(sentences),
            (tr("classification", "Method"), tr("classification", "Accuracy"), "±"),
            [
                (tr("classification", METHODS[s.method]), formatting.percent(s.mean, 1), formatting.percent(s.std, 1))
                for s in scores
            ],
        )

    def _show_record(self, record: classification.TrainingRecord) -> None:
        when = QLocale().toString(QDateTime.fromMSecsSinceEpoch(record.trained_at), QLocale.FormatType.ShortFormat)
        values = [
            tr("classification", METHODS[record.method]) if record.method in METHODS else record.method,
            when,
            formatting.number(record.examples),
            record.embedder,
            str(record.seed),
            record.data_hash[:SHOWN_HASH_DIGITS],
        ]
        for number, (name, label) in enumerate(zip(self._names, self._values, strict=True)):
            is_shown = number < FIRST_FINE_TUNING_FIELD or record.fine_tuning is not None
            name.setVisible(is_shown)
            label.setVisible(is_shown)
        values += _fine_tuning_values(record.fine_tuning) if record.fine_tuning else []
        for label, value in zip(self._values, values, strict=False):
            label.setText(value)

    def _show_curve(self) -> None:
        """Show the metrics of the running or stopped training, else those of the last finished one."""
        record = self._classifier.training
        if self._metrics and self._metrics_id == self._classifier.id:
            self.curve.show_metrics(self._metrics)
        else:
            self.curve.show_metrics(record.fine_tuning.curves if record and record.fine_tuning else ())

    def _on_event(self, event: object) -> None:
        if isinstance(event, EpochMetrics):
            self._metrics.append(event)
            self._show_curve()

    def _on_trained(self, classifier: classification.Classifier) -> None:
        self._metrics = []
        if classifier.id == self._classifier.id:
            self.show_classifier(classifier)
        self._requests.shell.show_message(
            tr("classification", "{name} is trained. See how good it is, or use it.", name=classifier.name)
        )

    def _on_failed(self, fault: EngineFault) -> None:
        """The classifier stays as it was; a fine-tuning that was stopped can be resumed."""
        if is_cancelled(fault) and self._metrics:
            self._requests.shell.show_message(
                tr("classification", "Stopped. Train again with the same settings to continue where it was.")
            )
        else:
            self._requests.shell.report(fault)

    def _on_ended(self) -> None:
        self._running_id = 0
        self.retranslate()
        self._request_state()

    def _request_state(self) -> None:
        self._requests.send(classification.FINE_TUNE_STATE, classification.GetFineTuneState(), self._on_state)

    def _on_state(self, state: classification.FineTuneState) -> None:
        self.choice.allow_fine_tuning(state.has_studio)
        self._resumable = {train.classifier: train for train in state.resumable} if state.has_studio else {}
        self._show_resumable()
        self.retranslate()

    def _show_resumable(self) -> None:
        if (request := self._resumable.get(self._classifier.id)) and not self._running_id:
            self.choice.show_request(request)

    def _lay_out(self) -> None:
        form = QFormLayout(self._record)
        role(self._record, "card")
        form.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        form.setHorizontalSpacing(Space.XL)
        for name, value in zip(self._names, self._values, strict=True):
            role(name, "soft")
            form.addRow(name, value)
        self.items.addLayout(FoldingRow(self._theme, self.state, self.train_button))
        self.items.addWidget(self.choice)
        for below in (self.comparison, self._record, self.curve):  # what appears during a training moves nothing
            self.items.addWidget(below)


def _describe_used_method(record: classification.TrainingRecord, best: classification.HeadMethod) -> str:
    """Say which method is used, and why when it is not the one with the best score."""
    name, best_name = tr("classification", METHODS[record.method]), tr("classification", METHODS[best])
    if record.requested_method != "auto":
        return tr("classification", "“{name}” is used, as you chose.", name=name)
    if record.method == best:
        return tr("classification", "“{name}” is used.", name=name)
    return tr(
        "classification",
        "“{name}” is used: with %n example(s), the better score of “{best}” may be chance.",
        record.examples,
        name=name,
        best=best_name,
    )


def _fine_tuning_values(record: classification.FineTuneRecord) -> list[str]:
    layers = {"all": tr("classification", "The whole model"), "last": tr("classification", "Only its last layer")}
    agreement = formatting.percent(record.agreement, 1)
    return [
        layers[record.layers] if isinstance(record.layers, str) else ", ".join(map(str, record.layers)),
        tr(
            "classification", "{count}, the best {best}", count=formatting.number(record.epochs), best=record.best_epoch
        ),
        tr("classification", "%n example(s)", record.held_out),
        tr("classification", "gives the same answer in {share}", share=agreement)
        if record.int8
        else tr("classification", "only in part: compressed as a whole it would forget what it learned"),
        formatting.duration(record.seconds),
    ]
