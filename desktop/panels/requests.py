"""What the page asks of the engine: short questions, and long runs that show how far they are and can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from desktop.features.feature import Shell
from desktop.i18n import tr
from desktop.link.call import Call, EngineFault
from desktop.widgets.lists.run_card import RunCard
from engine.protocol.method import Method
from engine.protocol.progress import Progress

Then = Callable[[Any], object]
SOON_MS = 200


def usual_wording() -> str:
    """In the user's language, since the texts mostly are."""
    return tr("language", "This text is about {}.")


class Errands:
    """Answers go when `owner` goes; run cards stand in `above`."""

    def __init__(self, shell: Shell, owner: QWidget, above: QVBoxLayout) -> None:
        self.shell, self._owner, self._above = shell, owner, above
        self._running: list[RunCard] = []

    @property
    def busy(self) -> bool:
        return bool(self._running)

    def ask(
        self,
        method: Method[Any, Any, Any],
        request: object,
        then: Then,
        failed: Callable[[EngineFault], object] | None = None,
    ) -> Call:
        call = self.shell.client.call(method, request, self._owner)
        call.result.connect(then)
        call.failed.connect(failed or self.shell.report)
        return call

    def run(
        self,
        method: Method[Any, Any, Any],
        request: object,
        title: Callable[[], str],
        then: Then,
        failed: Callable[[EngineFault], object] | None = None,
        hear: Then | None = None,
    ) -> Call:
        """Seen once it takes longer than SOON_MS. `hear` is told every event, of which only Progress is shown here."""
        call = self.shell.client.call(method, request, self._owner)
        card = RunCard(call, title, self._owner)
        card.hide()
        self._running.append(card)
        self._above.addWidget(card)
        soon = QTimer(card, singleShot=True, interval=SOON_MS)
        soon.timeout.connect(lambda: self._show(card, call, title()))
        soon.start()
        if hear is not None:
            call.event.connect(hear)
        call.result.connect(then)
        call.failed.connect(failed or self.shell.report)
        call.ended.connect(soon.stop)
        call.ended.connect(lambda: self._done(card))
        return call

    def _show(self, card: RunCard, call: Call, title: str) -> None:
        job = self.shell.jobs.add(title, card.stop)

        def hear(event: object) -> None:
            if isinstance(event, Progress):
                job.progress(event.done, event.total, event.note, event.seconds_left)

        card.show()
        call.event.connect(hear)
        call.ended.connect(job.finished)

    def hold(self, button: QPushButton, call: Call) -> None:
        """Not to be pressed again before the call ends; the focus that it loses by that comes back."""
        focused = button.hasFocus()
        button.setEnabled(False)
        passed_to = QApplication.focusWidget()

        def release() -> None:
            button.setEnabled(True)
            if focused and QApplication.focusWidget() is passed_to:
                button.setFocus()

        call.ended.connect(release)

    def stop(self) -> None:
        if self._running:
            self._running[-1].stop()

    def say_saved(self, path: str, written: bool) -> None:
        name = Path(path).name
        if written:
            self.shell.tell(tr("language", "{name} was saved.", name=name))
        else:
            self.shell.tell(tr("language", "{name} could not be saved. Choose another folder.", name=name), detail=path)

    def _done(self, card: RunCard) -> None:
        self._running.remove(card)
        card.hide()
        card.deleteLater()
