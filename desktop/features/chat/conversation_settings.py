"""Settings of each conversation: shown and changed in the inspector, saved once the conversation has begun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.chat.chat_requests import ChatRequests
from desktop.features.chat.session import NEW, ChatSession
from desktop.i18n import tr
from engine.capabilities.chat.api import ConversationSettings

if TYPE_CHECKING:
    from desktop.features.chat.settings.example_distribution import ExampleChoice
    from desktop.features.chat.settings.settings_pane import ConversationSettingsPane

SAVE_DELAY_MS = 500
KEPT_FOR_NEW = (
    "sampling", "system", "passages", "thinking", "history", "exchanges", "recall", "context", "tools", "tool_steps",
    "persona", "examples", "allowed_tools", "hands_to", "model",
)  # fmt: skip
"""Settings of a conversation that new ones may begin with; desktop.settings has them under the same names."""


class ConversationSettingsController(QObject):
    """Keeps the settings of the conversations seen in this window."""

    changed = Signal()

    def __init__(self, shell: Shell, session: ChatSession, requests: ChatRequests, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._session, self._requests = shell, session, requests
        self._by_conversation: dict[int, ConversationSettings] = {}
        self._pane: ConversationSettingsPane | None = None
        self.make_parts: Callable[[ConversationSettings], Sequence[QWidget]] = lambda settings: ()
        """Makes the further widgets of the pane: the page sets it."""
        self.find_place: Callable[[], ExampleChoice | None] = lambda: None
        """Returns the place last looked at in the sampling lab: the page sets it."""
        self._save_soon = QTimer(self, singleShot=True, interval=SAVE_DELAY_MS)
        self._save_soon.timeout.connect(self._save)

    @property
    def current(self) -> ConversationSettings:
        """The settings of the open conversation; those for new conversations where it has none."""
        kept = self._shell.settings.value
        default = ConversationSettings(**{name: getattr(kept, name) for name in KEPT_FOR_NEW})
        return self._by_conversation.get(self._session.id, default)

    def show(self) -> None:
        """Show them in the inspector."""
        from desktop.features.chat.settings.settings_pane import ConversationSettingsPane

        settings = self.current
        parts = self.make_parts(settings)
        pane = self._pane = ConversationSettingsPane(self._shell.theme, settings, self.find_place(), parts)
        pane.changed.connect(self._on_changed)
        pane.default_clicked.connect(self._use_for_new)
        pane.schema_typed.connect(lambda schema: self._requests.check_schema(schema, pane, pane.show_schema_problem))
        self._requests.describe_model(self.current.model, pane, pane.show_model)
        self._shell.show_in_inspector(tr("chat", "Settings of this conversation"), pane)

    def refresh(self) -> None:
        """Update the inspector, if it shows settings, for the conversation that is open now."""
        if self._pane is not None and shiboken6.isValid(self._pane) and self._pane.isVisible():
            self.show()

    def add_saved(self, conversation: int, settings: ConversationSettings) -> None:
        """Take over the settings that the engine has; those changed in this window since are kept."""
        self._by_conversation.setdefault(conversation, settings)

    def forget(self, conversation: int) -> None:
        """Drop the settings kept in this window: what is saved counts again, or the defaults for a new conversation."""
        self._by_conversation.pop(conversation, None)

    def keep_for_begun(self) -> None:
        """Give the settings chosen before the first question to the conversation that began with it."""
        if (settings := self._by_conversation.pop(NEW, None)) is not None:
            self._by_conversation[self._session.id] = settings
            self._save()

    def change(self, settings: ConversationSettings) -> None:
        """Take over settings that were changed elsewhere than in their pane."""
        self._on_changed(settings)
        self.refresh()

    def take_over(self, conversation: int, settings: ConversationSettings) -> None:
        """Take over settings that the engine has changed and saved: those of a conversation never opened here are read later."""
        if conversation != self._session.id and conversation not in self._by_conversation:
            return
        self._by_conversation[conversation] = settings
        if conversation == self._session.id:
            self._save_soon.start()  # what was changed here meanwhile and is still to be saved gives way
            self.changed.emit()
            self.refresh()

    def flush(self) -> None:
        """Save at once what would be saved soon."""
        if self._save_soon.isActive():
            self._save()

    def _on_changed(self, settings: ConversationSettings) -> None:
        self._by_conversation[self._session.id] = settings
        self.changed.emit()
        self._save_soon.start()

    def _save(self) -> None:
        """Save the current settings. Those of a new conversation are saved once it has begun."""
        self._save_soon.stop()
        conversation = self._session.id
        if conversation != NEW and (settings := self._by_conversation.get(conversation)) is not None:
            self._requests.save_settings(conversation, settings)

    def _use_for_new(self, settings: ConversationSettings) -> None:
        self._shell.settings.change(**{name: getattr(settings, name) for name in KEPT_FOR_NEW})
        self._shell.show_message(tr("chat", "New conversations begin with these settings."))
