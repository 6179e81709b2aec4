"""Indexing runs started from the Documents page: a card for each, an entry in the jobs tray, a message at the end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.feature import Shell
from desktop.features.documents.collection_settings.dividing import DividingRun
from desktop.i18n import tr
from desktop.link.call import Call
from desktop.panels.long_calls import make_run_card, show_in_tray
from desktop.panels.long_documents import FollowUpCall, FollowUpRun, LongDocuments, ScannedDocuments
from desktop.panels.run_cards import RunCards
from desktop.widgets.cards.run_card import RunCard
from engine.capabilities.documents import api as documents
from engine.protocol.file_run import FileRunEvent
from engine.protocol.progress import Progress


class IndexingRuns(QObject):
    """Starts runs and shows their cards; `progressed` is emitted while files are read, `ended` after each run."""

    progressed = Signal()
    ended = Signal()

    def __init__(self, shell: Shell, cards: RunCards) -> None:
        super().__init__(cards)
        self._shell, self._cards = shell, cards
        self._long_documents, self._scans = LongDocuments(shell, self), ScannedDocuments(shell, self)
        self._dividing = DividingRun(shell, self)
        for run in (self._long_documents, self._scans, self._dividing):
            run.started.connect(partial(self._on_follow_up_started, run))
        self._is_embedding_due = self._is_reading_due = self._is_dividing_due = True

    def index(self, paths: Sequence[Path], collection: str) -> None:
        """Read files and folders into a collection; folders are walked."""
        request = documents.IndexDocuments(tuple(str(path) for path in paths), collection)
        self._follow(self._shell.client.call(documents.INDEX, request, self), collection)

    def refresh(self, collection: str, folders: Sequence[str]) -> None:
        """Read folders of a collection in which something changed, all its own where none is named; told only if it did."""
        request = documents.IndexDocuments(tuple(folders), collection, is_refresh=True)
        self._follow(self._shell.client.call(documents.INDEX, request, self), collection, is_quiet=True)

    def retry(self, collection: str, ids: Sequence[int]) -> None:
        """Read failed documents again, all of the collection's when `ids` is empty."""
        request = documents.RetryFailedDocuments(collection, tuple(ids))
        self._follow(self._shell.client.call(documents.RETRY_FAILED, request, self), collection)

    def resume_embedding(self) -> None:
        """Have long documents embedded: at the start, and after each run that read files, but not after it was stopped."""
        if self._is_embedding_due:
            self._is_embedding_due = False
            self._long_documents.start()

    def note_other_models(self) -> None:
        """Another model may be in use from now on: documents may need its vectors, and scanned pages its reading."""
        self._is_embedding_due = self._is_reading_due = True

    def resume_reading(self) -> None:
        """Have scanned pages read, at the same times."""
        if self._is_reading_due:
            self._is_reading_due = False
            self._scans.start()

    def divide(self) -> None:
        """Have documents divided again: a collection has another choice."""
        self._is_dividing_due = True
        self.resume_dividing()

    def resume_dividing(self) -> None:
        """Have documents divided that still wait for it, at the start and after each change; one run comes after the other."""
        if self._is_dividing_due and not self._dividing.is_running:
            self._is_dividing_due = False
            self._dividing.start()

    def _on_follow_up_started(self, run: FollowUpRun, call: FollowUpCall) -> None:
        card = make_run_card(call, run.title, self._cards, partial(run.stop, call))
        self._cards.add(card)
        call.on_event(lambda _: self.progressed.emit())
        call.on_ended(lambda: self._remove(card))

    def _follow(
        self, call: Call[FileRunEvent, documents.DocumentIndexReport], collection: str, is_quiet: bool = False
    ) -> None:
        """Show a run. A quiet one is shown once it has something to read: mostly nothing changed."""

        def title() -> str:
            return tr("documents", "Reading documents for “{collection}”", collection=collection)

        card = make_run_card(call, title, self._cards)
        shown: list[RunCard] = []

        def show(event: FileRunEvent | None = None) -> None:
            reads = isinstance(event, Progress) and event.done < event.total
            if not shown and (reads or not is_quiet):
                shown.append(card)
                self._cards.add(card)
                show_in_tray(self._shell, call, title(), card.stop)

        show()
        call.on_event(show)
        call.on_event(lambda _: self.progressed.emit())
        call.on_result(partial(self._on_result, is_quiet))
        call.on_failed(self._shell.report)
        call.on_ended(lambda: self._remove(card))

    def _on_result(self, is_quiet: bool, report: documents.DocumentIndexReport) -> None:
        self._is_embedding_due = self._is_embedding_due or not report.cancelled
        self._is_reading_due = self._is_reading_due or not report.cancelled
        if not is_quiet or report.added or report.updated or report.removed:
            self._shell.show_message(report_sentence(report))

    def _remove(self, card: RunCard) -> None:
        self._cards.remove(card)
        self.ended.emit()


def report_sentence(report: documents.DocumentIndexReport) -> str:
    """Return the outcome of a run as one sentence."""
    parts = [tr("documents", "%n document(s) read", report.added + report.updated)]
    if report.unchanged:
        parts.append(tr("documents", "%n unchanged", report.unchanged))
    if report.removed:
        parts.append(tr("documents", "%n no longer there", report.removed))
    if report.failed:
        parts.append(tr("documents", "%n could not be read", report.failed))
    sentence = f"{report.collection}: {', '.join(parts)}."
    if report.unread:
        kinds = ", ".join(f"{kind.count} × {kind.suffix or '?'}" for kind in report.unread)
        sentence += " " + tr("documents", "Not read, because of their kind: {names}.", names=kinds)
    return f"{tr('documents', 'Stopped.')} {sentence}" if report.cancelled else sentence
