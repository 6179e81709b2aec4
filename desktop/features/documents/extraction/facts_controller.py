"""Has facts extracted from chosen documents, shows each document's as they come, and keeps what the person writes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from desktop.features.documents.extraction.facts_view import FactsView
from desktop.features.documents.tasks.task_controller import TaskController, TaskPlace
from desktop.i18n import tr
from desktop.i18n.translate import window_language
from desktop.link.call import Call, EngineFault
from desktop.panels.long_calls import show_in_tray
from desktop.widgets.cards.source_card import SourcePassage
from desktop.widgets.forms.file_dialog import ask_where_to_save
from engine.capabilities.documents.api import Document
from engine.capabilities.documents.api import extraction as api
from engine.protocol.progress import Progress

_SEPARATORS = re.compile(r"[,;\n]")


class FactsController(TaskController[FactsView]):
    """One table at a time. A run that made way for a question is taken up again by itself."""

    def __init__(self, place: TaskPlace, view: FactsView) -> None:
        super().__init__(place, view)
        self._documents: tuple[int, ...] = ()
        self._call: Call[api.ExtractionEvent, api.FactTable] | None = None
        self._was_stopped = False
        self._early_rows: list[api.FactRow] = []
        view.begun.connect(self._begin)
        view.opened.connect(self._open)
        view.exported.connect(self._ask_where_to_export)
        view.removed.connect(self._remove)
        view.table.source_clicked.connect(self._on_source)
        view.table.facts.edited.connect(self._edit)

    def extract(self, documents: Sequence[Document]) -> None:
        """Show the view for these documents. While a table fills, that one is shown."""
        if self._call is None:
            self._documents = tuple(document.id for document in documents)
            self._view.show_chosen(len(documents))
            self._load_saved()
        self._show(self._view)

    def stop(self) -> None:
        if self._call is not None:
            self._was_stopped = True
            self._call.cancel()

    def export(self, path: str) -> None:
        """Write the shown table to a file, whose ending says the format."""
        if self._view.facts is None:
            return
        format: api.TableFormat = "csv" if Path(path).suffix.lower() == ".csv" else "xlsx"
        request = api.ExportFacts(self._view.facts.id, path, format, window_language())
        call = self._shell.client.call(api.EXPORT_FACTS, request, self)
        job = self._shell.jobs.add(tr("documents", "Exporting"), lambda: None)
        call.on_result(lambda _: job.finish(tr("documents", "Written: {name}.", name=Path(path).name)))
        call.on_failed(lambda _: job.finish())
        call.on_failed(self._shell.report)

    def _begin(self, text: str) -> None:
        if self._call is not None:
            return
        known = self._view.facts
        fields = fields_of(text)
        if known is not None and known.fields == fields and known.done < known.total:
            self._send(api.ExtractFacts(table=known.id))
            return
        documents = (
            self._documents or tuple(dict.fromkeys(row.document for row in known.rows)) if known else self._documents
        )
        self._send(api.ExtractFacts(fields, documents))

    def _send(self, request: api.ExtractFacts) -> None:
        self._was_stopped, self._early_rows = False, []
        call = self._call = self._shell.client.call(api.EXTRACT, request, self)
        self._view.show_running(True)
        show_in_tray(self._shell, call, tr("documents", "Extracting facts"), self.stop)
        call.on_event(self._on_event)
        call.on_result(self._on_result)
        call.on_failed(self._on_failed)

    def _on_event(self, event: api.ExtractionEvent) -> None:
        if isinstance(event, Progress):
            note = tr("documents", "{done} of {total}", done=event.done, total=event.total)
            self._view.show_progress(event.done, event.total, " · ".join(filter(None, (note, event.note))))
        elif self._view.facts is not None and self._view.facts.id == event.table:
            self._view.put_rows(event.rows)
        else:
            self._early_rows += event.rows
            if len(self._early_rows) == len(event.rows):
                call = self._shell.client.call(api.OPEN_FACTS, api.OpenFacts(event.table), self)
                call.on_result(self._show_begun)

    def _show_begun(self, facts: api.FactTable) -> None:
        """Show a table that has just been begun, with what was read before it came."""
        if self._call is not None:
            self._view.show_facts(facts)
            self._view.put_rows(self._early_rows)
        self._early_rows = []

    def _on_result(self, facts: api.FactTable) -> None:
        if facts.cancelled and not self._was_stopped:
            self._send(api.ExtractFacts(table=facts.id))
            return
        self._end()
        self._view.show_facts(facts)
        self._load_saved()
        if facts.cancelled:
            self._shell.show_message(tr("documents", "Stopped. The documents that were read are kept."))

    def _on_failed(self, fault: EngineFault) -> None:
        self._end()
        if fault.kind != "cancelled":
            self._shell.report(fault)
        if self._view.facts is not None:
            self._open(self._view.facts.id)

    def _end(self) -> None:
        self._call = None
        self._view.show_running(False)

    def _load_saved(self) -> None:
        call = self._shell.client.call(api.LIST_FACTS, api.ListFacts(), self)
        call.on_result(lambda listed: self._view.show_saved(listed.tables))
        call.on_failed(self._shell.report)

    def _open(self, table: int) -> None:
        call = self._shell.client.call(api.OPEN_FACTS, api.OpenFacts(table), self)
        call.on_result(self._on_opened)
        call.on_failed(self._shell.report)

    def _on_opened(self, facts: api.FactTable) -> None:
        self._documents = tuple(dict.fromkeys(row.document for row in facts.rows))
        self._view.show_facts(facts)

    def _edit(self, row: api.FactRow, field: int, text: str) -> None:
        if self._view.facts is None:
            return
        request = api.EditFact(self._view.facts.id, row.position, row.record, field, text)
        call = self._shell.client.call(api.EDIT_FACT, request, self)
        call.on_result(lambda changed: self._view.put_rows((changed,)))
        call.on_failed(self._shell.report)

    def _remove(self) -> None:
        facts = self._view.facts
        if facts is None:
            return
        call = self._shell.client.call(api.REMOVE_FACTS, api.RemoveFacts(facts.id), self)
        call.on_result(lambda _: self._on_removed(facts))
        call.on_failed(self._shell.report)

    def _on_removed(self, facts: api.FactTable) -> None:
        self._view.show_chosen(len(self._documents))
        self._load_saved()

        def undo() -> None:
            call = self._shell.client.call(api.RESTORE_FACTS, api.RestoreFacts(facts.id), self)
            call.on_result(lambda _: self._load_saved())

        self._shell.show_message(tr("documents", "The table was removed."), undo=undo)

    def _on_source(self, row: api.FactRow, cell: api.FactCell) -> None:
        source = SourcePassage(0, row.document, row.path, row.title, cell.page, cell.start, cell.end, cell.quote, "")
        self._show_passage(source)

    def _ask_where_to_export(self) -> None:
        filters = {"xlsx": tr("documents", "Excel workbook (*.xlsx)"), "csv": tr("documents", "Table (*.csv)")}
        title, name = tr("documents", "Export"), tr("documents", "Facts")
        ask_where_to_save(self._owner, title, name, "xlsx", self.export, filters)


def fields_of(text: str) -> tuple[api.FactField, ...]:
    """Return the fields of "supplier, deadline: the last day for claims"."""
    parts = (part.partition(":") for part in _SEPARATORS.split(text) if part.strip())
    return tuple(api.FactField(" ".join(name.split()), " ".join(about.split())) for name, _, about in parts)
