"""How each conversation wants its answers drawn up: chosen in the inspector, saved with it once it has begun."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, QTimer

from desktop.features.chat.chat_requests import Errands
from desktop.features.chat.session import NEW, ChatDesk
from desktop.features.chat.settings_pane import MannerPane
from desktop.features.feature import Shell
from desktop.i18n import tr
from engine.capabilities.chat.api import Manner

SAVE_MS = 500


class Manners(QObject):
    def __init__(self, shell: Shell, desk: ChatDesk, errands: Errands, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._desk, self._errands = shell, desk, errands
        self._chosen: dict[int, Manner] = {}
        self._pane: MannerPane | None = None
        self._save_soon = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._save_soon.timeout.connect(self._save)

    @property
    def now(self) -> Manner:
        """That of the conversation on the desk."""
        chosen = self._shell.settings.value
        return self._chosen.get(self._desk.id, Manner(chosen.sampling, chosen.system, chosen.passages))

    def show(self) -> None:
        pane = self._pane = MannerPane(self._shell.theme, self.now)
        pane.changed.connect(self._change)
        pane.kept_as_default.connect(self._keep)
        self._shell.inspect(tr("chat", "Settings of this conversation"), pane)

    def refresh(self) -> None:
        """What is open in the inspector belongs to the conversation that is open."""
        if self._pane is not None and shiboken6.isValid(self._pane) and self._pane.isVisible():
            self.show()

    def learn(self, conversation: int, manner: Manner) -> None:
        """What is saved with it; a choice made since stays."""
        self._chosen.setdefault(conversation, manner)

    def forget_new(self) -> None:
        self._chosen.pop(NEW, None)

    def begun(self) -> None:
        """What was chosen before the first question goes with the conversation that began with it."""
        if (manner := self._chosen.pop(NEW, None)) is not None:
            self._chosen[self._desk.id] = manner
            self._save()

    def flush(self) -> None:
        if self._save_soon.isActive():
            self._save()

    def _change(self, manner: Manner) -> None:
        self._chosen[self._desk.id] = manner
        self._save_soon.start()

    def _save(self) -> None:
        """That of a conversation not begun yet goes with it once it is."""
        self._save_soon.stop()
        if self._desk.id != NEW and (manner := self._chosen.get(self._desk.id)) is not None:
            self._errands.save_manner(self._desk.id, manner)

    def _keep(self, manner: Manner) -> None:
        self._shell.settings.change(sampling=manner.sampling, system=manner.system, passages=manner.passages)
        self._shell.tell(tr("chat", "New conversations begin with these settings."))
