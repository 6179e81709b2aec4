"""Has a document summarised section by section, shows each as it is finished, and exports the summary."""

from __future__ import annotations

from pathlib import PurePath
from typing import get_args

from desktop.features.documents.summaries.summary_view import DocumentSummaryView
from desktop.features.documents.tasks.report_export import ReportExport
from desktop.features.documents.tasks.task_controller import TaskController, TaskPlace
from desktop.i18n import tr
from desktop.i18n.translate import window_language
from desktop.link.call import Call, EngineFault
from desktop.panels.long_calls import show_in_tray
from desktop.widgets.cards.source_card import SourcePassage
from engine.capabilities.documents.api import Document
from engine.capabilities.documents.api import summaries as api
from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.protocol.done import Done
from engine.protocol.progress import Progress


class DocumentSummaryController(TaskController[DocumentSummaryView]):
    """One document at a time; a run goes on while another page is shown."""

    def __init__(self, place: TaskPlace, view: DocumentSummaryView) -> None:
        super().__init__(place, view)
        self._export = ReportExport(place.shell, place.owner)
        self._document: Document | None = None
        self._call: Call[api.SummaryEvent, api.DocumentSummary] | None = None
        view.begun.connect(self._begin)
        view.exported.connect(self._ask_where_to_export)
        view.sentence_clicked.connect(self._on_sentence)

    def summarise(self, document: Document) -> None:
        """Summarise a document. While another one is summarised, that one is shown."""
        self._show(self._view)
        if self._call is None:
            self._document = document
            self._view.method.show_value("auto")
            self._begin("auto")

    def stop(self) -> None:
        if self._call is not None:
            self._call.cancel()

    def _begin(self, method: str) -> None:
        document = self._document
        chosen = next((known for known in get_args(api.SummaryMethod) if known == method), None)
        if document is None or chosen is None or self._call is not None:
            return
        request = api.SummariseDocument(document.id, method=chosen)
        call = self._call = self._shell.client.call(api.SUMMARISE_DOCUMENT, request, self)
        self._view.show_waiting(document.path)
        self._view.show_running(True)
        name = PurePath(document.path.replace("\\", "/")).name
        show_in_tray(self._shell, call, tr("documents", "Summarising {name}", name=name), self.stop)
        call.on_event(self._on_event)
        call.on_result(self._on_result)
        call.on_failed(self._on_failed)

    def _on_event(self, event: api.SummaryEvent) -> None:
        if isinstance(event, Progress):
            at = min(event.done + 1, event.total)
            note = tr("documents", "Section {n} of {total}", n=at, total=event.total) if event.total else ""
            self._view.show_progress(event.done, event.total, " · ".join(filter(None, (note, event.note))))
        else:
            self._view.add_section(event)

    def _on_result(self, summary: api.DocumentSummary) -> None:
        self._end()
        self._view.show_summary(summary)
        if summary.cancelled:
            self._shell.show_message(tr("documents", "Stopped. The sections that were finished are kept."))

    def _on_failed(self, fault: EngineFault) -> None:
        self._end()
        if fault.kind != "cancelled":
            self._shell.report(fault)

    def _end(self) -> None:
        self._call = None
        self._view.show_running(False)

    def _on_sentence(self, sentence: api.SummarySentence) -> None:
        document = self._document
        if document is not None:
            place = (sentence.page, sentence.start, sentence.end, sentence.quote)
            self._show_passage(SourcePassage(0, document.id, document.path, document.title, *place))

    def _ask_where_to_export(self) -> None:
        summary = self._view.summary
        if summary is None:
            return
        name = tr("documents", "Summary of {name}", name=PurePath(summary.path.replace("\\", "/")).stem)

        def write(path: str, format: ReportFormat) -> Call[None, Done]:
            request = api.ExportSummary(summary, path, format, window_language())
            return self._shell.client.call(api.EXPORT_SUMMARY, request, self)

        self._export.ask(name, write)
