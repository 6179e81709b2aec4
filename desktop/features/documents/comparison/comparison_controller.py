"""Has two documents compared, asks the model for a summary, and exports the comparison."""

from __future__ import annotations

from pathlib import PurePath

from desktop.features.documents.comparison.comparison_view import DocumentComparisonView
from desktop.features.documents.tasks.report_export import ReportExport
from desktop.features.documents.tasks.task_controller import TaskController, TaskPlace
from desktop.i18n import tr
from desktop.i18n.translate import window_language
from desktop.link.call import Call, EngineFault
from desktop.panels.long_calls import show_in_tray
from desktop.widgets.cards.source_card import SourcePassage
from engine.capabilities.documents.api import Document
from engine.capabilities.documents.api import comparison as api
from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.protocol.done import Done
from engine.protocol.progress import Progress


class DocumentComparisonController(TaskController[DocumentComparisonView]):
    """One comparison at a time."""

    def __init__(self, place: TaskPlace, view: DocumentComparisonView) -> None:
        super().__init__(place, view)
        self._export = ReportExport(place.shell, place.owner)
        self._running: Call[Progress, api.DocumentComparison] | Call[Progress, api.DifferencesSummary] | None = None
        view.exported.connect(self._ask_where_to_export)
        self._documents: tuple[Document, Document] | None = None
        view.summary_clicked.connect(self._summarise)
        view.swap_clicked.connect(self._swap)
        view.passage_clicked.connect(self._on_passage)

    def compare(self, first: Document, second: Document) -> None:
        """Compare two documents and show what differs."""
        self.stop()
        self._documents = (first, second)
        self._view.show_waiting(first.path, second.path)
        self._show(self._view)
        call = self._shell.client.call(api.COMPARE, api.CompareDocuments(first.id, second.id), self)
        title = tr("documents", "Comparing two documents")
        self._begin(call, title)
        call.on_event(lambda event: self._view.show_progress(event.done, event.total, title))
        call.on_result(lambda result: self._on_compared(call, result))
        call.on_failed(lambda fault: self._on_failed(call, fault))

    def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _swap(self) -> None:
        if self._documents is not None:
            first, second = self._documents
            self.compare(second, first)

    def _summarise(self) -> None:
        comparison = self._view.comparison
        if comparison is None or self._running is not None:
            return
        request = api.SummariseDifferences(comparison, window_language())
        call = self._shell.client.call(api.SUMMARISE_DIFFERENCES, request, self)
        self._begin(call, tr("documents", "Saying what changed"))
        call.on_result(lambda result: self._on_summary(call, result))
        call.on_failed(lambda fault: self._on_failed(call, fault))

    def _begin(
        self, call: Call[Progress, api.DocumentComparison] | Call[Progress, api.DifferencesSummary], title: str
    ) -> None:
        self._running = call
        self._view.show_running(True)
        self._view.show_progress(0, 0, title)
        show_in_tray(self._shell, call, title, call.cancel)

    def _on_compared(self, call: object, result: api.DocumentComparison) -> None:
        if call is self._running:
            self._end()
            self._view.show_comparison(result)

    def _on_summary(self, call: object, result: api.DifferencesSummary) -> None:
        if call is self._running:
            self._end()
            self._view.show_summary(result)

    def _on_failed(self, call: object, fault: EngineFault) -> None:
        if call is self._running:
            self._end()
        if fault.kind != "cancelled":
            self._shell.report(fault)

    def _end(self) -> None:
        self._running = None
        self._view.show_running(False)

    def _on_passage(self, is_second: bool, passage: api.ComparedPassage) -> None:
        comparison = self._view.comparison
        if comparison is None:
            return
        file = comparison.second if is_second else comparison.first
        source = SourcePassage(
            0,
            file.document,
            file.path,
            file.title,
            passage.page,
            passage.start,
            passage.end,
            passage.text,
            passage.label,
        )
        self._show_passage(source)

    def _ask_where_to_export(self) -> None:
        comparison, summary = self._view.comparison, self._view.summary
        if comparison is None:
            return
        names = [PurePath(file.path.replace("\\", "/")).stem for file in (comparison.first, comparison.second)]
        name = tr("documents", "{first} and {second}", first=names[0], second=names[1])

        def write(path: str, format: ReportFormat) -> Call[None, Done]:
            text = summary.text if summary else ""
            request = api.ExportComparedDocuments(comparison, path, format, window_language(), text)
            return self._shell.client.call(api.EXPORT_COMPARED, request, self)

        self._export.ask(name, write, ("docx", "pdf", "md", "csv"))
