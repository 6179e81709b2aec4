"""The view of a measurement: what to measure with, the figures with their intervals, and the questions that miss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.features.documents.evaluation.figure_tables import (
    FIGURE_NAMES,
    MOST_MISSES,
    PlainTable,
    figure_rows,
    miss_row,
    misses,
    mode_name,
)
from desktop.features.documents.tasks.task_view import TaskView
from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.text import formatting
from engine.capabilities.documents.api.evaluation import EvaluationMode, QuestionSet, RetrievalFigures

MODES: tuple[EvaluationMode, ...] = get_args(EvaluationMode)


class MeasureView(TaskView):
    """`files_clicked` asks for the three files, `set_chosen` carries the name of a question set."""

    files_clicked = Signal()
    set_chosen = Signal(str)
    set_exported = Signal(str)
    exported = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.figures: RetrievalFigures | None = None
        self._sets: Sequence[QuestionSet] = ()
        self._notices: Sequence[str] = ()
        self.files = self.add_button()
        self.sets = ComboField(("",), "", lambda _: None)
        self._buttons.addWidget(self.sets)
        self.measure, self.export_set, self.export = self.add_button(), self.add_button(), self.add_button()
        self._about, self._summary, self._missed = QLabel(self), QLabel(self), QLabel(self)
        for label in (self._about, self._summary, self._missed):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        role(self._about, "soft")
        role(self._summary, "soft")
        role(self._missed, "strong")
        self.table, self.misses = PlainTable(self), PlainTable(self)
        self.table.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.mode = ComboField(MODES, "hybrid", lambda _: self._show_misses())
        for widget in (self._about, self._summary, self.table, self._missed, self.mode):
            self.column.addWidget(widget)
        self.column.addWidget(self.misses, 1000)
        self.column.addStretch(1)  # while there are no figures, the words stand below the buttons
        self.files.clicked.connect(self.files_clicked)
        self.measure.clicked.connect(lambda: self.set_chosen.emit(self.set_name))
        self.export_set.clicked.connect(lambda: self.set_exported.emit(self.set_name))
        self.export.clicked.connect(self.exported)
        self.retranslate()

    @property
    def set_name(self) -> str:
        """The question set that is chosen."""
        at = self.sets.currentIndex()
        return self._sets[at].name if 0 <= at < len(self._sets) else ""

    @property
    def summary_text(self) -> str:
        return self._summary.text()

    def show_sets(self, sets: Sequence[QuestionSet]) -> None:
        """Offer the person's own question sets."""
        texts = [tr("documents", "{name} · %n question(s)", entry.questions, name=entry.name) for entry in sets]
        chosen = self.set_name
        names = [entry.name for entry in sets]
        self.sets.set_values(names or [""], texts or [""], chosen if chosen in names else (names or [""])[0])
        self._sets = sets
        self._update()

    def show_waiting(self) -> None:
        self.figures, self._notices = None, ()
        self.retranslate()

    def show_figures(self, figures: RetrievalFigures, notices: Sequence[str]) -> None:
        """Show a measurement; `notices` say what was left out."""
        self.figures, self._notices = figures, notices
        shown = [mode.mode for mode in figures.modes]
        self.mode.show_value("hybrid" if "hybrid" in shown else shown[0])
        self.retranslate()

    def focus_first(self) -> None:
        self.files.setFocus()

    def show_running(self, running: bool) -> None:
        super().show_running(running)
        if hasattr(self, "misses"):
            self._update()

    def retranslate(self) -> None:
        super().retranslate()
        self.set_title(tr("documents", "How well search finds"))
        self.files.setText(tr("documents", "Choose files…"))
        self.measure.setText(tr("documents", "Measure with my questions"))
        self.export_set.setText(tr("documents", "Export my questions…"))
        self.export.setText(tr("documents", "Export the figures…"))
        self.sets.setAccessibleName(tr("documents", "My questions"))
        self.mode.set_texts([mode_name(mode) for mode in MODES])
        self.mode.setAccessibleName(tr("documents", "Questions missed by"))
        self._about.setText(
            tr(
                "documents",
                "Mark passages in your own search results with “This passage answers my question”: here you see how many of "
                "them search finds. Or choose three files as BEIR has them: documents and questions (.jsonl) and the right "
                "documents of each question (.tsv).",
            )
        )
        self.table.setAccessibleName(tr("documents", "Figures"))
        self.misses.setAccessibleName(tr("documents", "Questions missed"))
        self.show_sets(self._sets)
        self._show_figures()

    def _show_figures(self) -> None:
        if self.figures is None:
            self._summary.setText("")
        else:
            counts = tr(
                "documents",
                "{documents} documents, {questions} questions; in brackets the 95 % interval.",
                documents=formatting.number(self.figures.documents),
                questions=formatting.number(len(self.figures.queries)),
            )
            self._summary.setText("\n".join([counts, *self._notices]))
            rows = figure_rows(self.figures.modes)
            self.table.show_rows([tr("documents", "How it searches"), *FIGURE_NAMES], rows, (0,))
            self.table.fit_height()
        self._show_misses()
        self._update()

    def _show_misses(self) -> None:
        if self.figures is None:
            return
        mode = MODES[self.mode.currentIndex()]
        measured = mode in [figures.mode for figures in self.figures.modes]
        missed = misses(self.figures.queries, mode) if measured else []
        headers = [
            tr("documents", "Question"),
            tr("documents", "Right document"),
            tr("documents", "Place"),
            tr("documents", "Came first"),
        ]
        self.misses.show_rows(headers, [miss_row(query, mode) for query in missed[:MOST_MISSES]], (0, 1, 3))
        text = tr("documents", "%n question(s) whose right document does not come first", len(missed))
        self._missed.setText(text if measured else tr("documents", "This way to search was not measured."))

    def _update(self) -> None:
        has_figures, free = self.figures is not None, not self.is_running
        for widget in (self.table, self._missed, self.mode, self.misses, self._summary):
            widget.setVisible(has_figures)
        self._about.setVisible(not has_figures)
        self.files.setEnabled(free)
        self.sets.setVisible(bool(self._sets))
        for button in (self.measure, self.export_set):
            button.setVisible(bool(self._sets))
            button.setEnabled(free)
        self.export.setEnabled(has_figures and free)
