"""Vectors of long documents, which the engine makes after it has stored the words of all: one run at a time in a window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.link.call import Call
from desktop.link.client import StartedCall, is_cancelled
from desktop.panels.long_calls import show_in_tray
from engine.capabilities.documents import api as documents
from engine.protocol.progress import Progress


class LongDocuments(QObject):
    """Starts the runs and shows them in the jobs tray. `started` carries the call of each."""

    started = Signal(object)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._running = 0
        self._is_stopped = self._made_way = False
        shell.client.call_started.connect(self._on_call)

    def embed(self) -> None:
        """Start a run unless one is running, of any page. A run that makes way for another request starts again."""
        if self._running:
            return
        self._is_stopped = self._made_way = False
        call = self._shell.client.call(documents.EMBED, documents.EmbedDocuments(), self)
        show_in_tray(self._shell, call, run_title(), partial(self.stop, call))
        call.on_failed(lambda fault: None if is_cancelled(fault) else self._shell.report(fault))
        call.on_result(self._on_result)
        call.on_ended(self._on_run_ended)
        self.started.emit(call)

    def stop(self, call: Call[Progress, documents.EmbeddingReport]) -> None:
        """Stop a run for good; the passages it has finished are kept."""
        self._is_stopped = True
        call.cancel()

    def _on_call(self, started: StartedCall) -> None:
        if isinstance(started.request, documents.EmbedDocuments):
            self._running += 1
            started.call.on_ended(self._on_any_ended)

    def _on_any_ended(self) -> None:
        self._running -= 1

    def _on_result(self, report: documents.EmbeddingReport) -> None:
        self._made_way = report.cancelled and not self._is_stopped

    def _on_run_ended(self) -> None:
        if self._made_way:
            self.embed()


def run_title() -> str:
    """Return what a run does, as its card and the jobs tray tell it."""
    return tr("panels", "Preparing long documents for search by meaning")
