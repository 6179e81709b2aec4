"""Connect a long call of the engine to the widgets that show it: a card in the page and a line in the jobs tray."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.i18n.faults import error_sentence
from desktop.link.call import Call
from desktop.widgets.cards.run_card import RunCard
from engine.protocol.file_run import FileOutcome
from engine.protocol.progress import Progress


def make_run_card(
    call: Call[object, object], title: Callable[[], str], parent: QWidget, stop: Callable[[], None] | None = None
) -> RunCard:
    """Return a card that shows the call's progress and the files that failed; `stop` is the call's cancel by default."""
    card = RunCard(title, stop or call.cancel, parent)

    def show_event(event: object) -> None:
        if isinstance(event, Progress):
            card.show_progress(event)
        elif isinstance(event, FileOutcome) and event.outcome == "failed":
            card.add_failure(lambda: _failure_text(event))

    call.on_event(show_event)
    return card


def show_in_tray(
    shell: Shell,
    call: Call[object, object],
    title: str,
    stop: Callable[[], None] | None = None,
    *,
    is_awaited: bool = True,
) -> None:
    """Add a job to the tray and keep it up to date until the call ends; `stop` is the call's cancel by default."""
    job = shell.jobs.add(title, stop or call.cancel, is_awaited=is_awaited)

    def show_progress(event: object) -> None:
        if isinstance(event, Progress):
            job.show_progress(event.done, event.total, event.note, event.seconds_left)

    call.on_event(show_progress)
    call.on_ended(job.finish)


def _failure_text(file: FileOutcome) -> str:
    name = file.path.replace("\\", "/").rpartition("/")[2]
    return f"{name}: {error_sentence(file.reason, file.values) or file.detail or file.reason}"
