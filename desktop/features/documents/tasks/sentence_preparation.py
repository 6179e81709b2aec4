"""Vectors of the sentences of documents, made while nothing else is to be done; shown in the jobs tray alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.link.call import Call
from desktop.panels.long_calls import show_in_tray
from engine.capabilities.documents.api.sentences import EMBED_SENTENCES, EmbedSentences, SentencesEmbedded
from engine.protocol.progress import Progress

DELAY_MS = 20_000
"""After the last change of the documents, and after the start."""


class SentencePreparation(QObject):
    """Asks for them when it is quiet. A run that makes way is asked for again; one that the person stops waits for a change."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._soon = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._soon.timeout.connect(self.start)
        self._call: Call[Progress, SentencesEmbedded] | None = None
        self._is_stopped = self._is_shown = False

    @property
    def is_planned(self) -> bool:
        """Whether a run is to start by itself."""
        return self._soon.isActive()

    def plan(self) -> None:
        """Have them made a while after the last call of this."""
        self._soon.start()

    def start(self) -> None:
        """Start a run, unless one is under way. It waits until the engine has nothing else to read or to embed."""
        if self._call is not None or self._shell.client.state != "ready":
            return
        self._soon.stop()
        self._is_stopped = self._is_shown = False
        self._call = self._shell.client.call(EMBED_SENTENCES, EmbedSentences(), self)
        self._call.on_event(self._on_event)
        self._call.on_result(self._on_result)
        self._call.on_ended(self._on_ended)

    def stop(self) -> None:
        """Stop the run; what it has made is kept."""
        self._is_stopped = True
        self._soon.stop()
        if self._call is not None:
            self._call.cancel()

    def _on_event(self, event: Progress) -> None:
        """Show the run once it has something to do: mostly all is there."""
        if not self._is_shown and self._call is not None:
            self._is_shown = True
            title = tr("documents", "Preparing documents for a more exact search")
            show_in_tray(self._shell, self._call, title, self.stop, is_awaited=False)

    def _on_result(self, report: SentencesEmbedded) -> None:
        if report.cancelled and not self._is_stopped:
            self.plan()

    def _on_ended(self) -> None:
        self._call = None
