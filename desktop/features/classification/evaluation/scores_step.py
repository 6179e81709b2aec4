"""Step "How good": accuracy on held-out examples, the confusion matrix, calibration, and coverage by threshold."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSlider

from desktop.features.classification.evaluation import metrics
from desktop.features.classification.examples.data_issues import ConfusionCellTexts
from desktop.features.classification.examples.examples_step import TEST_SHARE
from desktop.features.classification.no_classifier import NO_CLASSIFIER
from desktop.features.classification.use.method_choice import MethodChoice
from desktop.i18n import TranslatedMixin, tr
from desktop.link.call import EngineFault
from desktop.panels.requests import EngineRequests
from desktop.temporary_files import temporary_folder
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.forms.file_dialog import ask_where_to_save
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.plots.confusion_matrix import ConfusionMatrix
from desktop.widgets.plots.line_plot import LinePlot, PlotLine
from desktop.widgets.plots.plot_card import PlotCard
from desktop.widgets.text import formatting
from desktop.widgets.text.pdf import write_pdf
from engine.capabilities.classification import api as classification

THRESHOLD_STEPS = 20
"""Each step of the slider is 5 %."""


class ScoresStep(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests, self._classifier = requests, NO_CLASSIFIER
        self.report: classification.EvaluationReport | None = None
        self._report_method: classification.PredictionMethod | None = None
        self.method = MethodChoice(requests)
        self._hint, self.headline, self.summary = QLabel(self), QLabel(self), QLabel(self)
        role(self.headline, "display")
        for label in (self._hint, self.summary):
            role(label, "soft")
            label.setWordWrap(True)
        buttons = (QPushButton(self) for _ in range(4))
        self.evaluate_button, self.split_button, self.retrain_button, self.export_button = buttons
        role(self.evaluate_button, "primary")
        self._hide_offers()
        self.matrix = ConfusionMatrix(self._theme)
        self.calibration, self.coverage = LinePlot(self._theme, diagonal=True), LinePlot(self._theme)
        self.threshold, self.threshold_effect = QSlider(Qt.Orientation.Horizontal, self), QLabel(self)
        self.threshold.setRange(0, THRESHOLD_STEPS - 1)
        self.threshold_effect.setWordWrap(True)
        self.figures = (
            PlotCard(self._theme, None, lambda: metrics.baseline_table(self._classifier.name, self.report)),
            PlotCard(self._theme, self.matrix, lambda: metrics.confusion_table(self.report)),
            PlotCard(self._theme, None, lambda: metrics.class_table(self.report)),
            PlotCard(self._theme, self.calibration, lambda: metrics.calibration_table(self.report)),
            PlotCard(self._theme, self.coverage, lambda: metrics.coverage_table(self.report)),
        )
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        """Show a classifier; the report is cleared when it belongs to another one or to another training."""
        if (classifier.id, classifier.training) != (self._classifier.id, self._classifier.training):
            self.report = None
            self._hide_offers()
        self._classifier = classifier
        self.method.show_classifier(classifier)
        self.retranslate()

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "classification",
                "The classifier answers for the examples set aside for testing, which it has not learned from.",
            )
        )
        self.evaluate_button.setText(tr("classification", "Find out how good it is"))
        self.split_button.setText(tr("classification", "Set a fifth aside for testing"))
        self.retrain_button.setText(tr("classification", "Train again, then find out"))
        self.export_button.setText(tr("classification", "Export the report…"))
        self.threshold.setAccessibleName(tr("classification", "How sure an answer must be"))
        has_report = self.report is not None
        for widget in (self.headline, self.summary, self.export_button, self._threshold_card, *self.figures):
            widget.setVisible(has_report)
        if self.report is not None:
            self._show_report(self.report)

    # requests

    def evaluate(self) -> None:
        self._report_method = self.method.value
        request = classification.Evaluate(self._classifier.id, method=self._report_method)
        name = self._classifier.name
        call = self._requests.run_job(
            classification.EVALUATE,
            request,
            lambda: tr("classification", "Finding out how good {name} is", name=name),
            self._on_report,
            self._on_failed,
        )
        self._requests.disable_during(self.evaluate_button, call)

    def retrain(self) -> None:
        """Train as the last time, without the examples that were set aside meanwhile, then evaluate."""
        record = self._classifier.training
        if record is None:
            return
        layers = record.fine_tuning.layers if record.fine_tuning else "all"
        request = classification.Train(self._classifier.id, record.requested_method, record.seed, layers)
        name = self._classifier.name
        call = self._requests.run_job(
            classification.TRAIN,
            request,
            lambda: tr("classification", "Training {name}", name=name),
            self._on_retrained,
        )
        self._requests.disable_during(self.retrain_button, call)

    def export_to(self, path: str) -> None:
        """Write the report to a file. The engine writes HTML; a PDF is drawn here from that."""
        is_pdf = path.lower().endswith(".pdf")
        folder = temporary_folder(self._requests.shell.paths.temporary) if is_pdf else None
        code: Literal["es", "en"] = "es" if QLocale().name().startswith("es") else "en"
        request = classification.ExportReport(
            self._classifier.id, folder.filePath("report.html") if folder else path, code, self._report_method
        )

        def finish(result: classification.ExportResult) -> None:
            is_written = write_pdf(Path(result.path).read_text("utf-8"), path) if folder else True
            self._requests.report_saved(path, written=is_written)

        self._requests.run_job(
            classification.EXPORT_REPORT, request, lambda: tr("classification", "Writing the report"), finish
        )

    def _on_method_changed(self) -> None:
        """Clear a report that another method made."""
        if self.method.value != self._report_method:
            self.report = None
            self.retranslate()

    def _on_report(self, report: classification.EvaluationReport) -> None:
        self.report = report
        self._hide_offers()
        self.retranslate()

    def _on_retrained(self, classifier: classification.Classifier) -> None:
        if classifier.id == self._classifier.id:
            self.show_classifier(classifier)
            self.evaluate()

    def _hide_offers(self) -> None:
        self.split_button.hide()
        self.retrain_button.hide()

    def _on_failed(self, fault: EngineFault) -> None:
        self.split_button.setVisible(fault.kind == classification.NoTestExamples.kind)
        self.retrain_button.setVisible(fault.kind == classification.HeldOutExamplesLearned.kind)
        self._requests.shell.report(fault)

    def _split_examples(self) -> None:
        request = classification.SplitExamples(self._classifier.id, TEST_SHARE)
        self._requests.send(classification.SPLIT_EXAMPLES, request, lambda _: self._on_split())

    def _on_split(self) -> None:
        self.split_button.hide()
        self.retrain_button.setVisible(self._classifier.training is not None and self.method.value is None)
        self._requests.shell.show_message(
            tr(
                "classification",
                "A fifth of each label's examples is set aside for testing. Train again, then ask how good it is.",
            )
        )

    def _open_cell(self, row: int, column: int) -> None:
        if self.report is None:
            return
        label, prediction = self.report.labels[row], self.report.labels[column]
        request = classification.ListConfusionExamples(
            self._classifier.id, label, prediction, method=self._report_method
        )
        title = tr("classification", "{label} taken for {guess}", label=label, guess=prediction)
        shell = self._requests.shell
        self._requests.send(
            classification.CONFUSION_EXAMPLES,
            request,
            lambda page: shell.show_in_inspector(title, ConfusionCellTexts(label, prediction, page)),
        )

    def _ask_where(self) -> None:
        kinds = {"html": tr("classification", "Web page (*.html)"), "pdf": "PDF (*.pdf)"}
        ask_where_to_save(self, self.export_button.text(), self._classifier.name, "html", self.export_to, kinds)

    # showing

    def _show_report(self, report: classification.EvaluationReport) -> None:
        accuracy = formatting.percent(report.accuracy, 1)
        self.headline.setText(tr("classification", "{accuracy} right", accuracy=accuracy))
        self.summary.setText(metrics.describe_test(report))
        self.summary.setToolTip(tr("classification", "If every label counts the same: macro F1"))
        self.matrix.show_counts(report.labels, report.confusion)
        self._show_plots(report)
        for figure in self.figures:
            figure.refresh()
        self._show_threshold()

    def _show_plots(self, report: classification.EvaluationReport) -> None:
        right = tr("classification", "Right")
        bins = [(bin.confidence, bin.accuracy) for bin in report.bins if bin.count]
        self.calibration.show_lines([PlotLine(right, bins)], tr("classification", "How sure it was"), right)
        lines = [
            PlotLine(right, [(point.threshold, point.accuracy) for point in report.coverage_curve]),
            PlotLine(
                tr("classification", "Answered"),
                [(point.threshold, point.coverage) for point in report.coverage_curve],
            ),
        ]
        self.coverage.show_lines(lines, tr("classification", "At least this sure"), right)

    def _show_threshold(self) -> None:
        threshold = self.threshold.value() / THRESHOLD_STEPS
        self.coverage.mark(threshold)
        if self.report is None:
            return
        below = [point for point in self.report.coverage_curve if point.threshold <= threshold + 1e-9]
        if below:
            self.threshold_effect.setText(
                tr(
                    "classification",
                    "If it only answers when it is at least {least} sure, it answers for {covered} of the texts and is right "
                    "in {accuracy} of them.",
                    least=formatting.percent(threshold),
                    covered=formatting.percent(below[-1].coverage),
                    accuracy=formatting.percent(below[-1].accuracy),
                )
            )

    def _connect(self) -> None:
        self.method.changed.connect(self._on_method_changed)
        self.evaluate_button.clicked.connect(self.evaluate)
        self.retrain_button.clicked.connect(self.retrain)
        self.split_button.clicked.connect(self._split_examples)
        self.export_button.clicked.connect(self._ask_where)
        self.matrix.opened.connect(self._open_cell)
        self.threshold.valueChanged.connect(lambda _: self._show_threshold())
        for figure in self.figures:
            figure.saved.connect(self._requests.report_saved)

    def _lay_out(self) -> None:
        buttons = FlowLayout()
        for button in (self.evaluate_button, self.split_button, self.retrain_button, self.export_button):
            buttons.addWidget(button)
        self._threshold_card = QFrame(self)
        role(self._threshold_card, "card")
        inside = QHBoxLayout(self._threshold_card)
        inside.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        inside.setSpacing(Space.L)
        inside.addWidget(self.threshold, 1)
        inside.addWidget(self.threshold_effect, 2)
        self.items.addWidget(self._hint)
        self.items.addWidget(self.method)
        self.items.addLayout(buttons)
        for widget in (self.headline, self.summary, *self.figures, self._threshold_card):
            self.items.addWidget(widget)
