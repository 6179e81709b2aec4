"""Has search measured with files or with the person's own questions, and exports figures and questions."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from desktop.features.documents.evaluation.figure_tables import FIGURE_NAMES, figures_of
from desktop.features.documents.evaluation.measure_view import MODES, MeasureView
from desktop.features.documents.tasks.task_controller import TaskController, TaskPlace
from desktop.i18n import tr
from desktop.i18n.faults import error_sentence
from desktop.link.call import Call, EngineFault
from desktop.panels.long_calls import show_in_tray
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder, ask_where_to_save
from desktop.widgets.forms.save_file import save_text
from engine.capabilities.documents.api import evaluation as api
from engine.protocol.progress import Progress

WANTED = 3
QUESTIONS = ("quer", "quest", "pregunt", "topic")
"""Parts of the names of files with questions."""


class MeasureController(TaskController[MeasureView]):
    """One measurement at a time."""

    def __init__(self, place: TaskPlace, view: MeasureView) -> None:
        super().__init__(place, view)
        self._call: Call[Progress, api.RetrievalFigures] | None = None
        view.files_clicked.connect(self._ask_for_files)
        view.set_chosen.connect(self._measure_set)
        view.set_exported.connect(self._ask_where_to_export_set)
        view.exported.connect(self._ask_where_to_export)

    def open(self) -> None:
        """Show the view with the question sets as they are now."""
        self._show(self._view)
        call = self._shell.client.call(api.LIST_QUESTION_SETS, api.ListQuestionSets(), self)
        call.on_result(lambda listed: self._view.show_sets(listed.sets))
        call.on_failed(self._shell.report)

    @property
    def view(self) -> MeasureView:
        return self._view

    def stop(self) -> None:
        if self._call is not None:
            self._call.cancel()

    def measure_files(self, paths: Sequence[Path]) -> None:
        """Measure with three files, which are told apart by their names and sizes."""
        request = request_of(paths)
        if request is None:
            self._shell.show_message(tr("documents", "Choose three files together: two .jsonl and one .tsv."))
            return
        self._begin(self._shell.client.call(api.EVALUATE_RETRIEVAL, request, self))

    def _ask_for_files(self) -> None:
        filters = tr("documents", "Test collections (*.jsonl *.tsv *.txt *.qrels)")
        ask_for_files(self._owner, tr("documents", "Choose three files"), self.measure_files, filters)

    def _measure_set(self, name: str) -> None:
        if name:
            self._begin(self._shell.client.call(api.EVALUATE_QUESTION_SET, api.EvaluateQuestionSet(name), self))

    def _begin(self, call: Call[Progress, api.RetrievalFigures]) -> None:
        self.stop()
        self._call = call
        self._view.show_waiting()
        self._view.show_running(True)
        show_in_tray(self._shell, call, tr("documents", "Measuring search"), call.cancel)
        call.on_event(self._on_event)
        call.on_result(lambda figures: self._on_result(call, figures))
        call.on_failed(lambda fault: self._on_failed(call, fault))

    def _on_event(self, event: Progress) -> None:
        note = tr("documents", "{done} of {total}", done=event.done, total=event.total) if event.total else ""
        stage = tr("documents", "Asking the questions") if event.unit == "question" else tr("documents", "Reading")
        self._view.show_progress(event.done, event.total, " · ".join(filter(None, (stage, note))))

    def _on_result(self, call: object, figures: api.RetrievalFigures) -> None:
        if call is self._call:
            self._call = None
            self._view.show_running(False)
            notices = [error_sentence(notice.kind, notice.values) for notice in figures.notices]
            self._view.show_figures(figures, notices)

    def _on_failed(self, call: object, fault: EngineFault) -> None:
        if call is self._call:
            self._call = None
            self._view.show_running(False)
        if fault.kind != "cancelled":
            self._shell.report(fault)

    def _ask_where_to_export(self) -> None:
        figures = self._view.figures
        if figures is not None:
            title = tr("documents", "Export the figures")
            ask_where_to_save(self._owner, title, "search", "csv", lambda path: self.export(path, figures))

    def export(self, path: str, figures: api.RetrievalFigures) -> None:
        """Write the figures and the questions as a table."""
        name = Path(path).name
        written = save_text(path, csv_of(figures), "utf-8-sig")
        text = tr("documents", "Written to {name}.", name=name)
        self._shell.show_message(text if written else tr("documents", "{name} could not be written.", name=name))

    def _ask_where_to_export_set(self, name: str) -> None:
        def export(folders: Sequence[Path]) -> None:
            request = api.ExportQuestionSet(name, str(folders[0]))
            call = self._shell.client.call(api.EXPORT_QUESTION_SET, request, self)
            call.on_result(lambda _: self._shell.show_message(tr("documents", "Three files written.")))
            call.on_failed(self._shell.report)

        ask_for_folder(self._owner, tr("documents", "Export my questions"), export)


def request_of(paths: Sequence[Path]) -> api.EvaluateRetrieval | None:
    """Return which of three files holds what; None where that cannot be told."""
    lines = [path for path in paths if path.suffix.lower() in (".jsonl", ".json", ".ndjson")]
    others = [path for path in paths if path not in lines]
    if len(paths) != WANTED or len(others) != 1:
        return None
    asked = [path for path in lines if any(part in path.name.lower() for part in QUESTIONS)]
    queries = asked[0] if len(asked) == 1 else min(lines, key=lambda path: path.stat().st_size)
    corpus = next(path for path in lines if path != queries)
    return api.EvaluateRetrieval(str(corpus), str(queries), str(others[0]))


def csv_of(figures: api.RetrievalFigures) -> str:
    """Return the figures with their intervals, and below them every question with its place in each way to search."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["mode", *(f"{name}{part}" for name in FIGURE_NAMES for part in ("", " low", " high"))])
    for mode in figures.modes:
        writer.writerow([mode.mode, *(v for f in figures_of(mode) for v in (f.mean, f.low, f.high))])
    modes = [mode for mode in MODES if mode in {measured.mode for measured in figures.modes}]
    writer.writerow([])
    writer.writerow(
        ["id", "question", "right document", *(f"{mode} {part}" for mode in modes for part in ("place", "first"))]
    )
    for query in figures.queries:
        places = (v for mode in modes for v in (query.ranks[mode], query.first[mode]))
        writer.writerow([query.id, query.text, query.expected, *places])
    return text.getvalue()
