"""How good: the figures beside what needs no cleverness, what is taken for what, how far its own certainty can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QLocale, Qt, QTemporaryDir
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSlider

from desktop.features.classification.evaluation import metrics
from desktop.features.classification.examples.data_issues import ConfusionCellTexts
from desktop.features.classification.use.method_choice import MethodChoice
from desktop.i18n import TranslatedMixin, tr
from desktop.link.call import EngineFault
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.forms.file_dialog import ask_where_to_save
from desktop.widgets.layout.reading_column import Column
from desktop.widgets.layout.flow_layout import Flow
from desktop.widgets.plots.confusion_matrix import ConfusionMatrix
from desktop.widgets.plots.plot_card import Figure
from desktop.widgets.plots.line_plot import Line, LinePlot
from desktop.widgets.text import formatting
from desktop.widgets.text.pdf import write_pdf
from engine.capabilities.classification import api as classification
from engine.protocol.errors import NoTestExamples

STEPS = 20
"""Of the threshold: each is 5 %."""
TEST_SHARE = 0.2


class ScoresStep(TranslatedMixin, Column):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests, self._classifier = requests, classification.Classifier(0, "", (), 0, "", None, False)
        self.report: classification.EvaluationReport | None = None
        self._by: classification.PredictionMethod | None = None
        """What answered in the report."""
        self.way = MethodChoice(requests)
        self._hint, self.headline, self.meaning = QLabel(self), QLabel(self), QLabel(self)
        role(self.headline, "display")
        for label in (self._hint, self.meaning):
            role(label, "soft")
            label.setWordWrap(True)
        self.evaluate, self.divide, self.export = QPushButton(self), QPushButton(self), QPushButton(self)
        role(self.evaluate, "primary")
        self.divide.hide()
        self.matrix = ConfusionMatrix(self._theme)
        self.calibration, self.abstention = LinePlot(self._theme, diagonal=True), LinePlot(self._theme)
        self.threshold, self.sure = QSlider(Qt.Orientation.Horizontal, self), QLabel(self)
        self.threshold.setRange(0, STEPS - 1)
        self.sure.setWordWrap(True)
        self.figures = (
            Figure(self._theme, None, lambda: metrics.beside(self._classifier.name, self.report)),
            Figure(self._theme, self.matrix, lambda: metrics.confusion(self.report)),
            Figure(self._theme, None, lambda: metrics.classes(self.report)),
            Figure(self._theme, self.calibration, lambda: metrics.bins(self.report)),
            Figure(self._theme, self.abstention, lambda: metrics.abstentions(self.report)),
        )
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        """A report belongs to what was trained: another classifier or another training has none yet."""
        if (classifier.id, classifier.training) != (self._classifier.id, self._classifier.training):
            self.report = None
            self.divide.hide()
        self._classifier = classifier
        self.way.show_classifier(classifier)
        self.retranslate()

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "classification",
                "The classifier is asked about the examples set aside for testing, which it has not learned from.",
            )
        )
        self.evaluate.setText(tr("classification", "Find out how good it is"))
        self.divide.setText(tr("classification", "Set a fifth aside for testing"))
        self.export.setText(tr("classification", "Export the report…"))
        self.threshold.setAccessibleName(tr("classification", "How sure an answer must be"))
        shown = self.report is not None
        for widget in (self.headline, self.meaning, self.export, self._sure_card, *self.figures):
            widget.setVisible(shown)
        if self.report is not None:
            self._show(self.report)

    # asking

    def ask(self) -> None:
        self._by = self.way.by
        request = classification.Evaluate(self._classifier.id, method=self._by)
        self.evaluate.setEnabled(False)
        name = self._classifier.name
        title = lambda: tr("classification", "Finding out how good {name} is", name=name)  # noqa: E731
        call = self._requests.run_job(classification.EVALUATE, request, title, self._take, self._report)
        call.on_ended(lambda: self.evaluate.setEnabled(True))

    def _forget(self) -> None:
        """The report there is was another's."""
        if self.way.by != self._by:
            self.report = None
            self.retranslate()

    def _take(self, report: classification.EvaluationReport) -> None:
        self.report = report
        self.divide.hide()
        self.retranslate()

    def _report(self, fault: EngineFault) -> None:
        self.divide.setVisible(fault.kind == NoTestExamples.kind)
        self._requests.shell.report(fault)

    def _divide(self) -> None:
        request = classification.SplitExamples(self._classifier.id, TEST_SHARE)
        self._requests.send(classification.SPLIT_EXAMPLES, request, lambda _: self._divided())

    def _divided(self) -> None:
        self.divide.hide()
        self._requests.shell.tell(
            tr(
                "classification",
                "A fifth of each label's examples is set aside for testing. Train again, then ask how good it is.",
            )
        )

    def _open(self, row: int, column: int) -> None:
        if self.report is None:
            return
        label, guess = self.report.labels[row], self.report.labels[column]
        request = classification.ListConfusionExamples(self._classifier.id, label, guess, method=self._by)
        title = tr("classification", "{label} taken for {guess}", label=label, guess=guess)
        self._requests.send(
            classification.CONFUSION_EXAMPLES,
            request,
            lambda found: self._requests.shell.inspect(title, ConfusionCellTexts(label, guess, found)),
        )

    def _ask_where(self) -> None:
        kinds = {"html": tr("classification", "Web page (*.html)"), "pdf": "PDF (*.pdf)"}
        ask_where_to_save(self, self.export.text(), self._classifier.name, "html", self.export_to, kinds)

    def export_to(self, path: str) -> None:
        """The engine writes HTML; what is to be a PDF is drawn here from it."""
        is_pdf = path.lower().endswith(".pdf")
        place = QTemporaryDir() if is_pdf else None
        code: Literal["es", "en"] = "es" if QLocale().name().startswith("es") else "en"
        request = classification.ExportReport(
            self._classifier.id, place.filePath("report.html") if place else path, code, self._by
        )

        def written(done: classification.ExportResult) -> None:
            drawn = write_pdf(Path(done.path).read_text("utf-8"), path) if place else True
            self._requests.say_saved(path, written=drawn)

        self._requests.run_job(
            classification.EXPORT_REPORT, request, lambda: tr("classification", "Writing the report"), written
        )

    # showing

    def _show(self, report: classification.EvaluationReport) -> None:
        self.headline.setText(tr("classification", "{accuracy} right", accuracy=formatting.percent(report.accuracy, 1)))
        self.meaning.setText(self._meaning(report))
        self.matrix.show_counts(report.labels, report.confusion)
        self._show_plots(report)
        for figure in self.figures:
            figure.refresh()
        self._say_threshold()

    def _show_plots(self, report: classification.EvaluationReport) -> None:
        right = tr("classification", "Right")
        bins = [(bin.confidence, bin.accuracy) for bin in report.bins if bin.count]
        self.calibration.show_lines([Line(right, bins)], tr("classification", "How sure it was"), right)
        lines = [
            Line(right, [(a.threshold, a.accuracy) for a in report.coverage_curve]),
            Line(tr("classification", "Answered"), [(a.threshold, a.coverage) for a in report.coverage_curve]),
        ]
        self.abstention.show_lines(lines, tr("classification", "Only from this certainty on"), right)

    def _meaning(self, report: classification.EvaluationReport) -> str:
        said = [
            tr(
                "classification",
                "Of %n text(s) set aside; macro F1 {f1}.",
                report.examples,
                f1=formatting.percent(report.macro_f1, 1),
            )
        ]
        best = max(report.baselines, key=lambda baseline: baseline.accuracy, default=None)
        if best is not None:
            said.append(metrics.significance(report, best))
        return " ".join(said)

    def _say_threshold(self) -> None:
        least = self.threshold.value() / STEPS
        self.abstention.mark(least)
        if self.report is None:
            return
        below = [a for a in self.report.coverage_curve if a.threshold <= least + 1e-9]
        if below:
            at = below[-1]
            self.sure.setText(
                tr(
                    "classification",
                    "Answering only when at least {least} sure: {covered} of the texts are answered, {accuracy} of them "
                    "rightly.",
                    least=formatting.percent(least),
                    covered=formatting.percent(at.coverage),
                    accuracy=formatting.percent(at.accuracy),
                )
            )

    def _connect(self) -> None:
        self.way.changed.connect(self._forget)
        self.evaluate.clicked.connect(self.ask)
        self.divide.clicked.connect(self._divide)
        self.export.clicked.connect(self._ask_where)
        self.matrix.opened.connect(self._open)
        self.threshold.valueChanged.connect(lambda _: self._say_threshold())
        for figure in self.figures:
            figure.saved.connect(self._requests.say_saved)

    def _lay_out(self) -> None:
        buttons = Flow()
        for button in (self.evaluate, self.divide, self.export):
            buttons.addWidget(button)
        self._sure_card = QFrame(self)
        role(self._sure_card, "card")
        inside = QHBoxLayout(self._sure_card)
        inside.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        inside.setSpacing(Space.L)
        inside.addWidget(self.threshold, 1)
        inside.addWidget(self.sure, 2)
        self.items.addWidget(self._hint)
        self.items.addWidget(self.way)
        self.items.addLayout(buttons)
        for widget in (self.headline, self.meaning, *self.figures, self._sure_card):
            self.items.addWidget(widget)
