"""Lets the person choose a rubric, has the document graded, and keeps the levels that the person changes."""

from __future__ import annotations

from pathlib import Path, PurePath

from desktop.features.documents.grading.grading_view import GradingView
from desktop.features.documents.tasks.report_export import ReportExport
from desktop.features.documents.tasks.task_controller import TaskController, TaskPlace
from desktop.i18n import tr
from desktop.i18n.translate import window_language
from desktop.link.call import Call, EngineFault
from desktop.panels.long_calls import show_in_tray
from desktop.widgets.forms.file_dialog import ask_for_files
from engine.capabilities.documents.api import Document
from engine.capabilities.documents.api import grading as api
from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.protocol.done import Done
from engine.protocol.progress import Progress

RUBRIC_FILES = "*.docx *.docm *.xlsx *.xlsm *.xls *.ods *.csv *.tsv"


class GradingController(TaskController[GradingView]):
    """One document at a time; a run goes on while another page is shown."""

    def __init__(self, place: TaskPlace, view: GradingView) -> None:
        super().__init__(place, view)
        self._export = ReportExport(place.shell, place.owner)
        self._document, self._path, self._rubric = 0, "", ""
        self._call: Call[api.GradingEvent, api.Grading] | None = None
        view.begun.connect(self._begin)
        view.rubric_clicked.connect(self._ask_for_rubric)
        view.exported.connect(self._ask_where_to_export)
        view.removed.connect(self._remove)
        view.opened.connect(self._open)
        view.level_chosen.connect(self._choose_level)

    @property
    def is_running(self) -> bool:
        return self._call is not None

    def grade(self, document: Document) -> None:
        """Show the last grading of a document; where there is none, let the person choose a rubric."""
        if self.is_running:
            self._show(self._view)
            return
        self._document, self._path = document.id, document.path
        call = self._shell.client.call(api.LIST_GRADINGS, api.ListGradings(document.path), self)
        call.on_result(self._on_listed)
        call.on_failed(self._shell.report)

    def use_rubric(self, path: Path) -> None:
        """Read a rubric and show it before anything is graded."""
        self._rubric = str(path)
        call = self._shell.client.call(api.READ_RUBRIC, api.ReadRubric(self._rubric), self)
        call.on_result(self._on_rubric)
        call.on_failed(self._shell.report)

    def stop(self) -> None:
        if self._call is not None:
            self._call.cancel()

    def _on_listed(self, listed: api.Gradings) -> None:
        self._view.show_entries(listed.gradings)
        if listed.gradings:
            self._view.show_grading(listed.gradings[0])
            self._show(self._view)
        else:
            self._ask_for_rubric()

    def _ask_for_rubric(self) -> None:
        kinds = tr("documents", "Rubrics: Word, Excel or CSV ({patterns})", patterns=RUBRIC_FILES)
        title = tr("documents", "Choose a rubric")
        ask_for_files(self._owner, title, lambda paths: self.use_rubric(paths[0]), kinds, single=True)

    def _on_rubric(self, rubric: api.Rubric) -> None:
        call = self._shell.client.call(api.DESCRIBE_JUDGE, api.DescribeJudge(window_language()), self)
        call.on_result(lambda judge: self._show_rubric(rubric, judge))
        call.on_failed(self._shell.report)

    def _show_rubric(self, rubric: api.Rubric, judge: api.JudgingModel) -> None:
        if self.is_running:
            return
        name = PurePath(self._path.replace("\\", "/")).name
        self._view.show_rubric(name, rubric, judge.is_weak)
        self._show(self._view)
        self._view.begin_button.setFocus()

    def _begin(self) -> None:
        if self.is_running:
            return
        grading = self._view.grading
        request = (
            api.GradeDocument(grading=grading.id)
            if grading is not None
            else api.GradeDocument(self._rubric, self._document)
        )
        call = self._call = self._shell.client.call(api.GRADE, request, self)
        self._view.show_running(True)
        show_in_tray(self._shell, call, tr("documents", "Grading {name}", name=PurePath(self._path).name), self.stop)
        call.on_event(self._on_event)
        call.on_result(self._on_graded)
        call.on_failed(self._on_failed)

    def _on_event(self, event: api.GradingEvent) -> None:
        if isinstance(event, Progress):
            note = tr("documents", "{done} of {total}", done=event.done, total=event.total)
            self._view.show_progress(event.done, event.total, f"{note} · {event.note}" if event.note else note)
        else:
            self._view.show_graded(event, self._document, self._path)

    def _on_graded(self, grading: api.Grading) -> None:
        self._end()
        self._view.show_grading(grading)
        self._reload_entries()
        if grading.cancelled:
            self._shell.show_message(tr("documents", "Stopped. The criteria that were graded are kept."))

    def _on_failed(self, fault: EngineFault) -> None:
        self._end()
        self._shell.report(fault)

    def _end(self) -> None:
        self._call = None
        self._view.show_running(False)

    def _reload_entries(self) -> None:
        call = self._shell.client.call(api.LIST_GRADINGS, api.ListGradings(self._path), self)
        call.on_result(lambda listed: self._view.show_entries(listed.gradings))

    def _open(self, id: int) -> None:
        call = self._shell.client.call(api.LIST_GRADINGS, api.ListGradings(self._path), self)

        def on_result(listed: api.Gradings) -> None:
            for grading in listed.gradings:
                if grading.id == id:
                    self._view.show_grading(grading)

        call.on_result(on_result)
        call.on_failed(self._shell.report)

    def _choose_level(self, position: int, level: str) -> None:
        if self._view.grading is None:
            return
        request = api.ChooseLevel(self._view.grading.id, position, level)
        call = self._shell.client.call(api.CHOOSE_LEVEL, request, self)
        call.on_result(self._view.show_grading)
        call.on_failed(self._shell.report)

    def _remove(self) -> None:
        grading = self._view.grading
        if grading is None:
            return
        call = self._shell.client.call(api.REMOVE_GRADING, api.RemoveGrading(grading.id), self)
        call.on_result(lambda _: self._on_removed(grading))
        call.on_failed(self._shell.report)

    def _on_removed(self, grading: api.Grading) -> None:
        self._view.closed.emit()
        restore = api.RestoreGrading(grading.id)
        message = tr("documents", "The grading was removed.")

        def undo() -> None:
            call = self._shell.client.call(api.RESTORE_GRADING, restore, self)
            call.on_result(lambda _: self._reload_entries())

        self._shell.show_message(message, undo=undo)

    def _ask_where_to_export(self) -> None:
        grading = self._view.grading
        if grading is None:
            return
        name = tr("documents", "Grading of {name}", name=PurePath(grading.path.replace("\\", "/")).stem)

        def write(path: str, format: ReportFormat) -> Call[None, Done]:
            request = api.ExportGrading(grading.id, path, format, window_language())
            return self._shell.client.call(api.EXPORT_GRADING, request, self)

        self._export.ask(name, write)
