"""Requests of one page to the engine: short ones, and jobs that show their progress and can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.link.call import Call, EngineFault
from desktop.panels.long_calls import make_run_card, show_in_tray
from desktop.panels.run_cards import RunCards
from desktop.widgets.cards.run_card import RunCard
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")
CARD_DELAY_MS = 200


class EngineRequests:
    """Results are delivered while `owner` exists; `cards` shows the running jobs."""

    def __init__(self, shell: Shell, owner: QWidget, cards: RunCards) -> None:
        self.shell, self._owner, self._run_cards = shell, owner, cards
        self._cards: list[RunCard] = []

    @property
    def is_busy(self) -> bool:
        return bool(self._cards)

    def send(
        self,
        method: Method[RequestT, EventT, ResultT],
        request: RequestT,
        on_result: Callable[[ResultT], object],
        on_failed: Callable[[EngineFault], object] | None = None,
    ) -> Call[EventT, ResultT]:
        """Call the engine; without `on_failed` an error is shown in the message bar."""
        call = self.shell.client.call(method, request, self._owner)
        call.on_result(on_result)
        call.on_failed(on_failed or self.shell.report)
        return call

    def run_job(
        self,
        method: Method[RequestT, EventT, ResultT],
        request: RequestT,
        title: Callable[[], str],
        on_result: Callable[[ResultT], object],
        on_failed: Callable[[EngineFault], object] | None = None,
        on_event: Callable[[EventT], object] | None = None,
    ) -> Call[EventT, ResultT]:
        """Call the engine for work that may take long: after CARD_DELAY_MS a card and the jobs tray show its progress.

        `on_event` gets every event of the call, progress included.
        """
        call = self.shell.client.call(method, request, self._owner)
        card = make_run_card(call, title, self._owner)
        card.hide()
        self._cards.append(card)
        delay = QTimer(card, singleShot=True, interval=CARD_DELAY_MS)
        delay.timeout.connect(lambda: self._show_job(card, call, title()))
        delay.start()
        if on_event is not None:
            call.on_event(on_event)
        call.on_result(on_result)
        call.on_failed(on_failed or self.shell.report)
        call.on_ended(delay.stop)
        call.on_ended(lambda: self._remove(card))
        return call

    def disable_during(self, button: QPushButton, call: Call[object, object]) -> None:
        """Disable the button until the call ends, then give it back the focus unless the user has moved it."""
        had_focus = button.hasFocus()
        button.setEnabled(False)
        next_focus = QApplication.focusWidget()

        def enable() -> None:
            button.setEnabled(True)
            if had_focus and QApplication.focusWidget() is next_focus:
                button.setFocus()

        call.on_ended(enable)

    def stop(self) -> None:
        """Stop the job that was started last."""
        if self._cards:
            self._cards[-1].stop()

    def report_saved(self, path: str, written: bool) -> None:
        """Tell the user that a file was saved, or that it could not be."""
        name = Path(path).name
        if written:
            self.shell.show_message(tr("panels", "{name} was saved.", name=name))
        else:
            self.shell.show_message(
                tr("panels", "{name} could not be saved. Choose another folder.", name=name), detail=path
            )

    def _show_job(self, card: RunCard, call: Call[object, object], title: str) -> None:
        self._run_cards.add(card)
        show_in_tray(self.shell, call, title, card.stop)

    def _remove(self, card: RunCard) -> None:
        self._cards.remove(card)
        self._run_cards.remove(card)
