"""Grading of chat models from the window: unasked when nobody waits for a model, and at once when the person wants it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.link.call import Call, EngineFault
from desktop.link.client import is_cancelled
from desktop.panels.long_calls import show_in_tray
from engine.capabilities.models.api import GRADE_MODEL, GradeModel, ModelInfo
from engine.protocol.progress import Progress

QUIET_MS = 60_000
"""How long a model that is not graded waits after the start, and after the grading gave way to a question."""


class GradeRuns(QObject):
    """Grades one model at a time. One that the person stopped, or that failed, is left alone until it is asked for.

    The engine gives way to any question at once; the run then goes on after `quiet_ms`.
    """

    def __init__(self, shell: Shell, parent: QObject | None = None, quiet_ms: int = QUIET_MS) -> None:
        super().__init__(parent)
        self._shell = shell
        self._waiting: list[ModelInfo] = []
        self._left_alone: set[str] = set()
        self._running: Call[Progress, ModelInfo] | None = None
        self._is_paused = False
        self._timer = QTimer(self, singleShot=True, interval=quiet_ms)
        self._timer.timeout.connect(self._run_next)

    def show_models(self, models: Sequence[ModelInfo]) -> None:
        """Take note of the installed models; those that need a grade get one when it has been quiet, the one in use first."""
        waiting = [model for model in models if model.needs_grade and model.id not in self._left_alone]
        self._waiting = sorted(waiting, key=lambda model: not model.chosen)
        if self._waiting and self._running is None and not self._timer.isActive() and not self._is_paused:
            self._timer.start()

    def pause(self) -> None:
        """Grade no model unasked any more."""
        self._is_paused = True
        self._timer.stop()

    def grade(
        self,
        model: ModelInfo,
        *,
        again: bool = False,
        asked_for: bool = False,
        on_graded: Callable[[ModelInfo], object] = lambda graded: None,
    ) -> None:
        """Grade a model now, unless one is being graded; `again` asks everything anew. `on_graded` is told of the end.

        A failure is reported only where the person `asked_for` the grade.
        """
        if self._running is not None:
            if asked_for:
                self._shell.show_message(tr("models", "A test is running already; the bar at the bottom shows it."))
            return
        self._timer.stop()
        self._left_alone.discard(model.id)
        call = self._running = self._shell.client.call(GRADE_MODEL, GradeModel(model.id, again), self)
        title = tr("models", "Testing {name} with short questions", name=model.name)
        show_in_tray(self._shell, call, title, lambda: self._stop(model))
        call.on_result(lambda result: self._end(result, on_graded))
        call.on_failed(lambda fault: self._fail(model, fault, asked_for))

    def _run_next(self) -> None:
        if self._waiting:
            self.grade(self._waiting[0])

    def _stop(self, model: ModelInfo) -> None:
        self._left_alone.add(model.id)
        if self._running is not None:
            self._running.cancel()

    def _end(self, graded: ModelInfo, on_graded: Callable[[ModelInfo], object]) -> None:
        self._running = None
        others = [model for model in self._waiting if model.id != graded.id]
        self.show_models([graded, *others])
        if not graded.needs_grade:
            on_graded(graded)

    def _fail(self, model: ModelInfo, fault: EngineFault, is_asked_for: bool) -> None:
        """A model that cannot be loaded is reported by whoever needs it; here only to the person who asked for its grade."""
        self._running = None
        if not is_cancelled(fault):
            self._left_alone.add(model.id)
            if is_asked_for:
                self._shell.report(fault)
        self.show_models(self._waiting)
