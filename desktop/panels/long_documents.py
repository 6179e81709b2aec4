"""Runs after the words of all documents are stored: vectors of long ones, OCR of scanned ones. One run of each at a time."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.link.call import Call
from desktop.link.client import StartedCall, is_cancelled
from desktop.panels.long_calls import show_in_tray
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api.chunking import RechunkReport
from engine.protocol.progress import Progress

FollowUpReport = documents.EmbeddingReport | documents.ScanReport | RechunkReport
FollowUpCall = (
    Call[Progress, documents.EmbeddingReport] | Call[Progress, documents.ScanReport] | Call[Progress, RechunkReport]
)


class FollowUpRun(QObject):
    """A run that completes what the indexing runs left for later; shown in the jobs tray. `started` carries the call of each."""

    started = Signal(object)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._running = 0
        self._is_stopped = self._made_way = False
        shell.client.call_started.connect(self._on_call)

    @property
    def is_running(self) -> bool:
        """Whether a run is under way, of any page."""
        return self._running > 0

    def start(self) -> None:
        """Start a run unless one is running, of any page. A run that makes way for another request starts again."""
        if self._running:
            return
        self._is_stopped = self._made_way = False
        call = self._call()
        show_in_tray(self._shell, call, self.title(), partial(self.stop, call))
        call.on_failed(lambda fault: None if is_cancelled(fault) else self._shell.report(fault))
        call.on_result(self._on_result)
        call.on_ended(self._on_run_ended)
        self.started.emit(call)

    def stop(self, call: FollowUpCall) -> None:
        """Stop a run for good; what it has finished is kept."""
        self._is_stopped = True
        call.cancel()

    def title(self) -> str:
        """Return what a run does, as its card and the jobs tray tell it."""
        raise NotImplementedError

    def _call(self) -> FollowUpCall:
        raise NotImplementedError

    def _is_own(self, request: object) -> bool:
        raise NotImplementedError

    def _on_call(self, started: StartedCall) -> None:
        if self._is_own(started.request):
            self._running += 1
            started.call.on_ended(self._on_any_ended)

    def _on_any_ended(self) -> None:
        self._running -= 1

    def _on_result(self, report: FollowUpReport) -> None:
        self._made_way = report.cancelled and not self._is_stopped

    def _on_run_ended(self) -> None:
        if self._made_way:
            self.start()


class LongDocuments(FollowUpRun):
    """Makes the vectors of long documents."""

    def embed(self) -> None:
        """Start a run."""
        self.start()

    def title(self) -> str:
        return tr("panels", "Preparing documents for search by meaning")

    def _call(self) -> FollowUpCall:
        return self._shell.client.call(documents.EMBED, documents.EmbedDocuments(), self)

    def _is_own(self, request: object) -> bool:
        return isinstance(request, documents.EmbedDocuments)


class ScannedDocuments(FollowUpRun):
    """Reads by OCR the pages that are pictures of text."""

    def title(self) -> str:
        return tr("panels", "Reading the text of scanned pages")

    def _call(self) -> FollowUpCall:
        return self._shell.client.call(documents.READ_SCANS, documents.ReadScans(), self)

    def _is_own(self, request: object) -> bool:
        return isinstance(request, documents.ReadScans)
