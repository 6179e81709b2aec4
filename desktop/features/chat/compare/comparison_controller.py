"""Begins, runs, opens and saves comparisons. The answers go on being written when another page is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.feature import JobHandle, Shell
from desktop.features.chat.compare.comparison_view import ComparisonView
from desktop.i18n import tr
from desktop.link.call import Call, EngineFault
from desktop.link.client import is_cancelled
from desktop.widgets.forms.file_dialog import ask_where_to_save
from engine.capabilities.chat.api import AnswerDelta, AnswerReplaced, ConversationSettings
from engine.capabilities.chat.api import comparisons as api

LONGEST_FILE_NAME = 40


class ComparisonController(QObject):
    """`shown` asks the page to show the view, `closed` to leave it; `went_on` carries the UsedAnswer of one that was chosen."""

    shown = Signal()
    closed = Signal()
    went_on = Signal(object)

    def __init__(
        self, shell: Shell, view: ComparisonView, settings: Callable[[], ConversationSettings], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._shell, self._view, self._settings = shell, view, settings
        self._question: int | None = None
        self._call: Call[api.ComparisonEvent, api.Comparison] | None = None
        self._job: JobHandle | None = None
        self._left: list[int] = []
        """Positions of the answers that are still to be written."""
        self._total = 0
        view.begun.connect(self._begin)
        view.stopped.connect(self.stop)
        view.closed.connect(self.closed)
        view.new_clicked.connect(self.show_new)
        view.opened.connect(self.open)
        view.used.connect(self._use)
        view.again.connect(lambda position: self._run(positions=(position,)))
        view.all_again.connect(lambda: self._run(again=True))
        view.exported.connect(self._ask_where_to_export)
        view.deleted.connect(self._delete)
        shell.client.changed.connect(self._on_changed)
        shell.client.state_changed.connect(lambda state: self.load() if state == "ready" else None)

    @property
    def is_running(self) -> bool:
        return self._call is not None

    def load(self) -> None:
        """Read the list of saved comparisons."""
        call = self._shell.client.call(api.LIST_COMPARISONS, api.ListComparisons(), self)
        call.on_result(lambda listed: self._view.show_entries(listed.comparisons))

    def show_new(self, text: str = "", question: int | None = None) -> None:
        """Show the form, for a prompt of its own or for a question of a conversation."""
        if self.is_running:
            self.shown.emit()
            return
        self._question = question
        self._view.form.show_question(text if isinstance(text, str) else "", can_change=question is None)
        self._view.show_comparison(None)
        self.shown.emit()
        self._view.form.focus()

    def open(self, comparison: int) -> None:
        """Show a saved comparison."""
        call = self._shell.client.call(api.OPEN_COMPARISON, api.OpenComparison(comparison), self)
        call.on_result(self._on_opened)
        call.on_failed(self._shell.report)

    def stop(self) -> None:
        """Stop the answer being written, and those after it; what was written is kept."""
        self._left = []
        if self._call is not None:
            self._call.cancel()

    def _begin(self) -> None:
        request = api.BeginComparison(self._view.form.prompt, self._view.form.axes, self._settings(), self._question)
        call = self._shell.client.call(api.BEGIN_COMPARISON, request, self)
        call.on_result(self._on_begun)
        call.on_failed(self._shell.report)

    def _on_begun(self, comparison: api.Comparison) -> None:
        self._view.show_comparison(comparison)
        self._run()

    def _on_opened(self, comparison: api.Comparison) -> None:
        self._view.form.show_question(comparison.prompt, can_change=comparison.question is None)
        self._view.form.show_axes(comparison.axes)
        self._question = comparison.question
        self._view.show_comparison(comparison)
        self.shown.emit()

    def _run(self, *, again: bool = False, positions: tuple[int, ...] = ()) -> None:
        """Write answers: those named, all again, or those that are missing."""
        comparison = self._view.comparison
        if comparison is None or self.is_running:
            return
        wanted = [a for a in comparison.answers if again or a.position in positions]
        if not again and not positions:
            wanted = [answer for answer in comparison.answers if answer.state != "complete"]
        models = list(dict.fromkeys(answer.settings.model for answer in wanted))
        wanted.sort(key=lambda answer: (models.index(answer.settings.model), answer.position))
        self._left, self._total = [answer.position for answer in wanted], len(wanted)
        if self._left:
            self._job = self._shell.jobs.add(tr("chat", "Answering in several ways"), self.stop)
            self._run_next(comparison.id)
            self._view.show_busy(True)

    def _run_next(self, comparison: int) -> None:
        """Write the next answer. Each is a request of its own, so that a question asked meanwhile waits for one answer only."""
        if self._job is not None:
            self._job.show_progress(self._total - len(self._left), self._total)
        request = api.RunComparison(comparison, positions=(self._left.pop(0),))
        self._call = self._shell.client.call(api.RUN_COMPARISON, request, self)
        self._call.on_event(self._on_event)
        self._call.on_result(self._on_result)
        self._call.on_failed(lambda fault: self._on_failed(fault, comparison))
        self._call.on_ended(lambda: self._on_ended(comparison))

    def _on_event(self, event: api.ComparisonEvent) -> None:
        if isinstance(event, api.CellStarted):
            self._show_started(event.position)
        elif isinstance(event, api.CellFinished):
            self._keep(event.answer)
        elif isinstance(event.event, AnswerDelta):
            self._view.grid.append(event.position, event.event.text)
        elif isinstance(event.event, AnswerReplaced):
            self._show_text(event.position, event.event.text)

    def _on_result(self, comparison: api.Comparison) -> None:
        self._view.comparison = comparison

    def _show_started(self, position: int) -> None:
        if (answer := self._answer(position)) is not None:
            self._keep(api.ComparedAnswer(position, answer.settings, state="writing"))

    def _show_text(self, position: int, text: str) -> None:
        if (answer := self._answer(position)) is not None:
            self._view.show_answer(msgspec.structs.replace(answer, text=text, state="writing"))

    def _keep(self, answer: api.ComparedAnswer) -> None:
        """Take over an answer into the comparison on the screen."""
        comparison = self._view.comparison
        if comparison is not None:
            answers = tuple(answer if old.position == answer.position else old for old in comparison.answers)
            self._view.comparison = msgspec.structs.replace(comparison, answers=answers)
            self._view.show_answer(answer)

    def _answer(self, position: int) -> api.ComparedAnswer | None:
        comparison = self._view.comparison
        return next((a for a in comparison.answers if a.position == position), None) if comparison else None

    def _on_failed(self, fault: EngineFault, comparison: int) -> None:
        """The engine keeps what was written: read it again."""
        self._left = []
        if not is_cancelled(fault):
            self._shell.report(fault)
        call = self._shell.client.call(api.OPEN_COMPARISON, api.OpenComparison(comparison), self)
        call.on_result(self._view.show_comparison)

    def _on_ended(self, comparison: int) -> None:
        if self._left:
            self._run_next(comparison)
            return
        self._call = None
        if self._job is not None:
            self._job.finish()
            self._job = None
        self._view.show_busy(False)

    def _use(self, position: int) -> None:
        if (comparison := self._view.comparison) is None:
            return
        request = api.UseComparedAnswer(comparison.id, position)
        call = self._shell.client.call(api.USE_COMPARED_ANSWER, request, self)
        call.on_result(self.went_on.emit)
        call.on_failed(self._shell.report)

    def _ask_where_to_export(self) -> None:
        comparison = self._view.comparison
        if comparison is None:
            return
        filters = {
            "md": tr("chat", "Markdown (*.md)"),
            "html": tr("chat", "Web page (*.html)"),
            "csv": tr("chat", "Table (*.csv)"),
        }
        words = "".join(c if c.isalnum() else " " for c in comparison.prompt).split()
        name = " ".join(words)[:LONGEST_FILE_NAME].strip() or tr("chat", "Comparison")
        ask_where_to_save(self._view, tr("chat", "Export the comparison"), name, "md", self._export, filters)

    def _export(self, path: str) -> None:
        comparison = self._view.comparison
        suffix = Path(path).suffix.lower().removeprefix(".")
        format: api.ComparisonFormat = "csv" if suffix == "csv" else "html" if suffix in ("html", "htm") else "md"
        if comparison is None:
            return
        request = api.ExportComparison(comparison.id, path, format)
        call = self._shell.client.call(api.EXPORT_COMPARISON, request, self)
        call.on_result(lambda _: self._shell.show_message(tr("chat", "Saved: {path}", path=path)))
        call.on_failed(self._shell.report)

    def _delete(self) -> None:
        comparison = self._view.comparison
        if comparison is None:
            return
        call = self._shell.client.call(api.DELETE_COMPARISON, api.DeleteComparison(comparison.id), self)
        call.on_failed(self._shell.report)
        call.on_result(lambda _: self._on_deleted(comparison.id))

    def _on_deleted(self, comparison: int) -> None:
        self.show_new()
        self._shell.show_message(tr("chat", "The comparison was deleted."), undo=lambda: self._restore(comparison))

    def _restore(self, comparison: int) -> None:
        call = self._shell.client.call(api.RESTORE_COMPARISON, api.RestoreComparison(comparison), self)
        call.on_result(lambda _: self.open(comparison))
        call.on_failed(self._shell.report)

    def _on_changed(self, nouns: frozenset[str]) -> None:
        if api.COMPARISONS in nouns:
            self.load()
