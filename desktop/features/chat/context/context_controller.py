"""Measures the context while a question is written, shows it, and has the summary brought up to date after an answer."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import shiboken6
from PySide6.QtCore import QObject, QTimer

from desktop.feature import Shell
from desktop.features.chat.context.context_meter import ContextMeter
from desktop.features.chat.context.context_pane import ContextPane
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.session import NEW, ChatSession
from desktop.i18n import tr
from desktop.i18n.faults import fault_sentence
from desktop.link.call import Call, EngineFault
from desktop.link.client import is_cancelled
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import context as api

MEASURE_DELAY_MS = 400
"""After the last key."""
TOO_LONG = ("prompt_too_long", "pictures_too_long")
"""Faults that the meter shows; any other leaves it empty."""
LONGEST_BEGINNING = 80
"""Characters."""


class ContextController(QObject):
    """`question` returns what would be sent now. A message that is kept from its menu is read with every question."""

    def __init__(
        self,
        shell: Shell,
        view: ConversationView,
        session: ChatSession,
        settings: ConversationSettingsController,
        question: Callable[[], chat.Send],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shell, self._meter, self._session = shell, ContextMeter(shell.theme), session
        self._settings, self._question = settings, question
        self._pane: ContextPane | None = None
        self._call: Call[None, api.MeasuredContext] | None = None
        self._measure_soon = QTimer(self, singleShot=True, interval=MEASURE_DELAY_MS)
        self._measure_soon.timeout.connect(self.measure)
        view.composer.set_meter(self._meter)
        self._meter.clicked.connect(self.show_pane)
        view.composer.pictures.changed.connect(self.measure_again)
        view.transcript.pin_wanted.connect(self._pin)
        view.transcript.pins_clicked.connect(self.show_pane)
        session.conversation_changed.connect(self._on_conversation_changed)
        session.answered.connect(self._on_answered)
        self._shown = NEW

    def measure_soon(self) -> None:
        """Count again once nothing was typed or changed for a moment."""
        self._measure_soon.start()

    def measure_again(self) -> None:
        """Count again what is shown; before the first count nothing is, which may have to load a model."""
        if self._meter.measured is not None:
            self.measure_soon()

    def measure(self) -> None:
        """Count what would be sent now. The meter is not waited for: an answer goes first."""
        self._measure_soon.stop()
        if self._shell.client.state != "ready" or self._session.is_busy:
            return
        if self._call is not None:
            self._call.cancel()
        send = self._question()
        request = api.MeasureContext(
            send.text,
            send.conversation,
            edits=send.edits,
            collections=send.collections,
            files=send.files,
            folders=send.folders,
            settings=send.settings,
            folder=send.folder,
            is_private=send.is_private,
            classifier=send.classifier,
            pictures=send.pictures,
        )
        call = self._call = self._shell.client.call(api.MEASURE, request, self)
        call.on_result(lambda measured: self._show(call, measured))
        call.on_failed(lambda fault: self._show_fault(call, fault))

    def show_pane(self) -> None:
        """Show the figures in the inspector."""
        pane = self._pane = ContextPane(self._shell.theme, self._settings.current)
        pane.pinned.connect(self._pin_by_id)
        pane.reached.connect(self._reach)
        pane.settings_changed.connect(self._on_settings_changed)
        pane.summary.saved.connect(lambda upto, text: self._save_summary(pane, upto, text))
        pane.show_messages(self._beginnings(), self._kept())
        pane.show_measured(self._meter.measured)
        self._shell.show_in_inspector(tr("chat", "What the model reads"), pane)
        self._read_summary()
        self.measure()

    def _show(self, call: Call[None, api.MeasuredContext], measured: api.MeasuredContext) -> None:
        if call is not self._call:
            return
        self._meter.show_measured(measured)
        if (pane := self._shown_pane()) is not None:
            pane.show_messages(self._beginnings(), self._kept())
            pane.show_measured(measured)

    def _show_fault(self, call: Call[None, api.MeasuredContext], fault: EngineFault) -> None:
        if call is not self._call or is_cancelled(fault):
            return
        sentence = fault_sentence(fault) if fault.kind in TOO_LONG else ""
        self._meter.show_problem(sentence)
        if (pane := self._shown_pane()) is not None:
            pane.show_problem(sentence)

    def _shown_pane(self) -> ContextPane | None:
        pane = self._pane
        return pane if pane is not None and shiboken6.isValid(pane) and pane.isVisible() else None

    def _beginnings(self) -> dict[int, str]:
        return {
            m.id: " ".join(m.text[: 2 * LONGEST_BEGINNING].split())[:LONGEST_BEGINNING] for m in self._session.messages
        }

    def _kept(self) -> list[int]:
        return [message.id for message in self._session.messages if message.is_pinned]

    def _pin_by_id(self, id: int, is_pinned: bool) -> None:
        message = next((message for message in self._session.messages if message.id == id), None)
        if message is not None:
            self._pin(message, is_pinned)

    def _pin(self, message: chat.Message, is_pinned: bool) -> None:
        call = self._shell.client.call(api.PIN, api.PinMessage(message.id, is_pinned), self)
        call.on_result(lambda _: self._on_pinned(msgspec.structs.replace(message, is_pinned=is_pinned)))
        call.on_failed(self._shell.report)

    def _on_pinned(self, message: chat.Message) -> None:
        self._session.take_over(message)
        if (pane := self._shown_pane()) is not None:
            pane.show_messages(self._beginnings(), self._kept())
            self.measure()
        else:
            self.measure_again()

    def _reach(self, message: int) -> None:
        """Go to a message of the open conversation."""
        self._shell.show_page("chat", "open_at", (self._session.id, message, ""))

    def _on_settings_changed(self, settings: chat.ConversationSettings) -> None:
        self._settings.change(settings)
        self._read_summary()
        self.measure()
        self._summarise()

    def _on_conversation_changed(self) -> None:
        """Empty the meter for another conversation: counting it would load a model that nobody asked for yet."""
        if self._session.id == self._shown:
            return
        self._shown = self._session.id
        self._call = None
        self._meter.show_measured(None)
        if self._shown_pane() is not None:
            self.show_pane()

    def _on_answered(self, reply: chat.Reply) -> None:
        if reply.conversation == self._session.id:
            self._shown = self._session.id
            self.measure()
            self._summarise()

    def _summarise(self) -> None:
        """Have the summary brought up to date where one is read; a question ends that, and the next answer goes on with it."""
        if self._settings.current.history != "summary" or self._session.id == NEW:
            return
        request = api.UpdateSummary(self._session.id, self._settings.current)
        call = self._shell.client.call(api.SUMMARISE, request, self)
        call.on_result(lambda summary: self._on_summarised(request.conversation, summary))

    def _on_summarised(self, conversation: int, summary: api.ConversationSummary) -> None:
        if conversation != self._session.id:
            return
        if (pane := self._shown_pane()) is not None:
            pane.summary.show_summary(summary)
        self.measure_soon()

    def _read_summary(self) -> None:
        if self._session.id == NEW or (pane := self._shown_pane()) is None:
            return
        request = api.ReadSummary(self._session.id, self._settings.current)
        self._shell.client.call(api.READ_SUMMARY, request, pane).on_result(pane.summary.show_summary)

    def _save_summary(self, pane: ContextPane, upto: int, text: str) -> None:
        request = api.SaveSummary(self._session.id, upto, text)
        call = self._shell.client.call(api.SAVE_SUMMARY, request, pane)
        call.on_result(pane.summary.show_saved)
        call.on_result(lambda _: self.measure())
        call.on_failed(self._shell.report)
        if not text:
            self._summarise()
