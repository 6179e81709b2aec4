"""The row of the Settings page about what models have computed of conversations: how much is kept, and at most how much."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLabel

from desktop.feature import Shell
from desktop.i18n import tr, tr_noop
from desktop.theme.style import role
from desktop.widgets.cards.form_card import FormCard
from desktop.widgets.forms.fields import IntField
from engine.capabilities.system import api as system

MEGABYTE, MOST, STEP = 1_000_000, 100_000, 250


class KeptStatesRow:
    """Adds a number field and a sentence to a card."""

    def __init__(self, shell: Shell, card: FormCard) -> None:
        self._shell, self._card = shell, card
        self._kept: system.KeptStates | None = None
        self.limit, self.used = IntField(shell.theme, 0, MOST, STEP, 0, self._set_limit), QLabel()
        self.limit.setSuffix(" MB")
        role(self.used, "soft")
        card.add(
            tr_noop("settings", "Room for going on with conversations"),
            self.limit,
            tr_noop(
                "settings",
                "What the model has worked out of a conversation stays on this computer, so that after a restart it answers at "
                "once. The longest unused goes first; 0 keeps nothing.",
            ),
        )
        card.add_wide(tr_noop("settings", "Room used now"), self.used)

    def load(self) -> None:
        """Ask the engine how much is kept."""
        if self._shell.client.state == "ready":
            call = self._shell.client.call(system.KEPT_STATES, system.GetKeptStates(), self._card)
            call.on_result(self._show)

    def retranslate(self) -> None:
        if self._kept is not None:
            self.used.setText(tr("settings", "{used} MB", used=str(round(self._kept.used / MEGABYTE))))

    def _set_limit(self, megabytes: int) -> None:
        request = system.LimitKeptStates(megabytes * MEGABYTE)
        call = self._shell.client.call(system.LIMIT_KEPT_STATES, request, self._card)
        call.on_result(self._show)
        call.on_failed(self._shell.report)
        call.on_failed(lambda _: self.load())

    def _show(self, kept: system.KeptStates) -> None:
        self._kept = kept
        with QSignalBlocker(self.limit):
            self.limit.setValue(kept.limit // MEGABYTE)
        self.retranslate()
