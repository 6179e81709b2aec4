"""The work on whole documents that a person starts from the list: its entries in the menu, and the view in the list's place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from desktop.feature import Shell
from desktop.features.documents.comparison.comparison_controller import DocumentComparisonController
from desktop.features.documents.comparison.comparison_view import DocumentComparisonView
from desktop.features.documents.evaluation.measure_controller import MeasureController
from desktop.features.documents.evaluation.measure_view import MeasureView
from desktop.features.documents.extraction.facts_controller import FactsController
from desktop.features.documents.extraction.facts_view import FactsView
from desktop.features.documents.grading.grading_controller import GradingController
from desktop.features.documents.grading.grading_view import GradingView
from desktop.features.documents.summaries.summary_controller import DocumentSummaryController
from desktop.features.documents.summaries.summary_view import DocumentSummaryView
from desktop.features.documents.tasks.task_controller import TaskPlace, ViewT
from desktop.features.documents.tasks.task_view import TaskView
from desktop.i18n import tr
from desktop.widgets.cards.source_card import SourcePassage
from engine.capabilities.documents.api import Document

COMPARED = 2


class DocumentTasks(QObject):
    """Makes each view when it is first needed. `opened` and `closed` say that a view came into the list's place or went."""

    opened = Signal()
    closed = Signal()

    def __init__(
        self, shell: Shell, stack: QStackedWidget, show_passage: Callable[[SourcePassage], None], owner: QWidget
    ) -> None:
        super().__init__(owner)
        self._stack, self._place = stack, TaskPlace(shell, self._show, show_passage, owner)
        self._shown: TaskView | None = None
        self._collection = ""

    @property
    def is_open(self) -> bool:
        return self._shown is not None

    @cached_property
    def grading_view(self) -> GradingView:
        view = GradingView(self._place.shell.theme, self._place.owner)
        view.source_clicked.connect(self._place.show_passage)
        return self._add(view)

    @cached_property
    def grading(self) -> GradingController:
        return GradingController(self._place, self.grading_view)

    @cached_property
    def comparison_view(self) -> DocumentComparisonView:
        return self._add(DocumentComparisonView(self._place.shell.theme, self._place.owner))

    @cached_property
    def comparison(self) -> DocumentComparisonController:
        return DocumentComparisonController(self._place, self.comparison_view)

    @cached_property
    def summary_view(self) -> DocumentSummaryView:
        return self._add(DocumentSummaryView(self._place.shell.theme, self._place.owner))

    @cached_property
    def summary(self) -> DocumentSummaryController:
        return DocumentSummaryController(self._place, self.summary_view)

    @cached_property
    def facts_view(self) -> FactsView:
        return self._add(FactsView(self._place.shell.theme, self._place.owner))

    @cached_property
    def facts(self) -> FactsController:
        return FactsController(self._place, self.facts_view)

    @cached_property
    def measuring(self) -> MeasureController:
        return MeasureController(self._place, self._add(MeasureView(self._place.shell.theme, self._place.owner)))

    def measure(self) -> None:
        """Show how well search finds what is known to answer."""
        self._place.shell.show_page("documents")
        self.measuring.open()

    def fill_menu(self, menu: QMenu, chosen: Sequence[Document]) -> None:
        """Add what can be done with the chosen documents."""
        readable = [document for document in chosen if document.state != "failed"]
        if len(chosen) == 1 and readable:
            action = menu.addAction(tr("documents", "Summarise"))
            action.triggered.connect(lambda: self.summary.summarise(readable[0]))
            action = menu.addAction(tr("documents", "Grade with a rubric…"))
            action.triggered.connect(lambda: self.grading.grade(readable[0]))
        if len(chosen) == len(readable) == COMPARED:
            action = menu.addAction(tr("documents", "Compare these two"))
            action.triggered.connect(lambda: self.comparison.compare(*readable))
        if readable:
            action = menu.addAction(tr("documents", "Extract facts into a table…"))
            action.triggered.connect(lambda: self.facts.extract(readable))

    def close(self) -> None:
        """Show the list again; what runs goes on."""
        if self._shown is not None:
            self._shown = None
            self.closed.emit()

    def follow(self, collection: str) -> None:
        """Show the list when another collection is chosen; the same one is told again whenever the list is loaded."""
        if collection != self._collection:
            self.close()
        self._collection = collection

    def stop(self) -> bool:
        """Stop what the shown view runs, else close it. Return whether there was one."""
        if self._shown is None:
            return False
        if self._shown.is_running:
            self._shown.stopped.emit()
        else:
            self.close()
        return True

    def _add(self, view: ViewT) -> ViewT:
        self._stack.addWidget(view)
        view.closed.connect(self.close)
        return view

    def _show(self, view: TaskView) -> None:
        """Show a view in the list's place. What the inspector shows was chosen in the list and would cover it."""
        if view is not self._shown:
            self._place.shell.close_inspector()
        self._shown = view
        self._stack.setCurrentWidget(view)
        view.focus_first()
        self.opened.emit()
