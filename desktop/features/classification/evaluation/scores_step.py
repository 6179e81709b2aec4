"""How good: the figures beside what needs no cleverness, what is taken for what, how far its own certainty can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QLocale, Qt, QTemporaryDir
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSlider

from desktop.features.classification.evaluation import metrics
from desktop.features.classification.examples.data_issues import CellTexts
from desktop.features.classification.use.method_choice import MeansChoice
from desktop.i18n import TranslatedMixin, tr
from desktop.link.call import EngineFault
from desktop.panels.requests import Errands
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.forms.file_dialog import ask_where_to_save
from desktop.widgets.layout.column_page import Column
from desktop.widgets.layout.flow import Flow
from desktop.widgets.plots.confusion_matrix import ConfusionMatrix
from desktop.widgets.plots.figure import Figure
from desktop.widgets.plots.line_plot import Line, LinePlot
from desktop.widgets.text import formatting
from desktop.widgets.text.pdf import write_pdf
from engine.capabilities.classification import api as classification
from engine.protocol.errors import NothingSetAside

STEPS = 20
"""Of the threshold: each is 5 %."""
TEST_SHARE = 0.2


class ScoresStep(TranslatedMixin, Column):
    def __init__(self, errands: Errands) -> None:
        super().__init__(errands.shell.theme)
        self._errands, self._classifier = errands, classification.Classifier(0, "", (), 0, "", None, False)
        self.report: classification.Report | None = None
        self._by: classification.By | None = None
        """What answered in the report."""
        self.way = MeansChoice(errands)
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
        if (classifier.id, classifier.card) != (self._classifier.id, self._classifier.card):
            self.report = None
            self.divide.hide()
        self._classifier = classifier
        self.way.show_classifier(classifier)
        self.retranslate()

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "language",
                "The classifier is asked about the examples set aside for testing, which it has not learned from.",
            )
        )
        self.evaluate.setText(tr("language", "Find out how good it is"))
        self.divide.setText(tr("language", "Set a fifth aside for testing"))
        self.export.setText(tr("language", "Export the report…"))
        self.threshold.setAccessibleName(tr("language", "How sure an answer must be"))
        shown = self.report is not None
        for widget in (self.headline, self.meaning, self.export, self._sure_card, *self.figures):
            widget.setVisible(shown)
        if self.report is not None:
            self._show(self.report)

    # asking

    def ask(self) -> None:
        self._by = self.way.by
        request = classification.Evaluate(self._classifier.id, by=self._by)
        self.evaluate.setEnabled(False)
        name = self._classifier.name
        title = lambda: tr("language", "Finding out how good {name} is", name=name)  # noqa: E731
        call = self._errands.run(classification.EVALUATE, request, title, self._take, self._report)
        call.ended.connect(lambda: self.evaluate.setEnabled(True))

    def _forget(self) -> None:
        """The report there is was another's."""
        if self.way.by != self._by:
            self.report = None
            self.retranslate()

    def _take(self, report: classification.Report) -> None:
        self.report = report
        self.divide.hide()
        self.retranslate()

    def _report(self, fault: EngineFault) -> None:
        self.divide.setVisible(fault.kind == NothingSetAside.kind)
        self._errands.shell.report(fault)

    def _divide(self) -> None:
        request = classification.Divide(self._classifier.id, TEST_SHARE)
        self._errands.ask(classification.DIVIDE, request, lambda _: self._divided())

    def _divided(self) -> None:
        self.divide.hide()
        self._errands.shell.tell(
            tr(
                "language",
                "A fifth of each label's examples is set aside for testing. Train again, then ask how good it is.",
            )
        )

    def _open(self, row: int, column: int) -> None:
        if self.report is None:
            return
        label, guess = self.report.labels[row], self.report.labels[column]
        request = classification.ReadCell(self._classifier.id, label, guess, by=self._by)
        title = tr("language", "{label} taken for {guess}", label=label, guess=guess)
        self._errands.ask(
            classification.READ_CELL,
            request,
            lambda found: self._errands.shell.inspect(title, CellTexts(label, guess, found)),
        )

    def _ask_where(self) -> None:
        kinds = {"html": tr("language", "Web page (*.html)"), "pdf": "PDF (*.pdf)"}
        ask_where_to_save(self, self.export.text(), self._classifier.name, "html", self.export_to, kinds)

    def export_to(self, path: str) -> None:
        """The engine writes HTML; what is to be a PDF is drawn here from it."""
        is_pdf = path.lower().endswith(".pdf")
        place = QTemporaryDir() if is_pdf else None
        code: Literal["es", "en"] = "es" if QLocale().name().startswith("es") else "en"
        request = classification.ExportReport(
            self._classifier.id, place.filePath("report.html") if place else path, code, self._by
        )

        def written(done: classification.Written) -> None:
            drawn = write_pdf(Path(done.path).read_text("utf-8"), path) if place else True
            self._errands.say_saved(path, written=drawn)

        self._errands.run(classification.EXPORT_REPORT, request, lambda: tr("language", "Writing the report"), written)

    # showing

    def _show(self, report: classification.Report) -> None:
        self.headline.setText(tr("language", "{accuracy} right", accuracy=formatting.percent(report.accuracy, 1)))
        self.meaning.setText(self._meaning(report))
        self.matrix.show_counts(report.labels, report.confusion)
        self._show_plots(report)
        for figure in self.figures:
            figure.refresh()
        self._say_threshold()

    def _show_plots(self, report: classification.Report) -> None:
        right = tr("language", "Right")
        bins = [(bin.confidence, bin.accuracy) for bin in report.bins if bin.count]
        self.calibration.show_lines([Line(right, bins)], tr("language", "How sure it was"), right)
        lines = [
            Line(right, [(a.threshold, a.accuracy) for a in report.abstention]),
            Line(tr("language", "Answered"), [(a.threshold, a.covered) for a in report.abstention]),
        ]
        self.abstention.show_lines(lines, tr("language", "Only from this certainty on"), right)

    def _meaning(self, report: classification.Report) -> str:
        said = [
            tr(
                "language",
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
        below = [a for a in self.report.abstention if a.threshold <= least + 1e-9]
        if below:
            at = below[-1]
            self.sure.setText(
                tr(
                    "language",
                    "Answering only when at least {least} sure: {covered} of the texts are answered, {accuracy} of them "
                    "rightly.",
                    least=formatting.percent(least),
                    covered=formatting.percent(at.covered),
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
            figure.saved.connect(self._errands.say_saved)

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
