"""Moving between conversations: opening, leaving, beginning a new one, and showing the one that is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.feature import Shell
from desktop.features.chat.composing import ComposerController
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.session import NEW, ChatSession, is_written_elsewhere
from desktop.features.chat.transcript.find_in_conversation import FindInConversation
from desktop.features.chat.transcript.search_hit import SearchHit
from desktop.link.call import EngineFault
from engine.capabilities.chat import api as chat
from engine.protocol.errors import NotFound

RELOAD_MS = 1000
"""How often an answer is read again that another program is writing through the same engine."""


class ConversationNavigation(QObject):
    """Keeps where each conversation was left. `shown` follows once the open conversation or its messages are on the screen."""

    shown = Signal()

    def __init__(
        self,
        shell: Shell,
        view: ConversationView,
        session: ChatSession,
        composing: ComposerController,
        settings: ConversationSettingsController,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shell, self._session, self._composing, self._settings = shell, session, composing, settings
        self._view, self._transcript, self._composer = view, view.transcript, view.composer
        self._find_in_conversation = FindInConversation(view.find_bar, view.transcript, shell.theme, self)
        self.hit = SearchHit(view.transcript, shell.theme, self)
        self._scroll_positions: dict[int, int] = {}
        """Distance from the end at which each conversation was left, in pixels."""
        self._shown_id, self._opening_id = -1, -1
        self._sought: tuple[int, chat.ConversationMatch] | None = None
        """The conversation that is being opened at the sentence a search found, until it is shown."""
        self._begins_again = False
        self._reload_soon = QTimer(self, singleShot=True, interval=RELOAD_MS)
        self._reload_soon.timeout.connect(self._reload)
        session.conversation_changed.connect(self._show)
        session.begun.connect(self._on_begun)
        session.opened.connect(self._on_opened)

    def begin(self) -> None:
        """Open the conversation of the last session, or a new one."""
        if last := self._shell.settings.value.conversation:
            self._opening_id = last
            self._session.open(last).on_failed(self._on_not_opened)
        else:
            self._start_new()

    def new(self, *, folder: int | None = None, is_private: bool = False) -> None:
        """Leave the open conversation for one that has not begun."""
        self._leave()
        self._start_new(folder=folder, is_private=is_private)
        self._composer.focus_text()

    def open(self, conversation: int) -> None:
        """Show a conversation. The focus stays where it is: what is typed on the list goes to the composer."""
        self._sought = None
        if conversation == self._session.id and self._shown_id == conversation:
            return
        self._leave()
        self._opening_id = conversation
        self._session.open(conversation)

    def open_at(self, conversation: int, match: chat.ConversationMatch) -> None:
        """Show a conversation at the sentence that a search found."""
        self.open(conversation)
        self._sought = conversation, match
        self._show_sought()

    def save_state(self) -> None:
        """Save what is not saved yet, and where the conversation is scrolled to."""
        self._composer.flush()
        self._settings.flush()
        self._scroll_positions[self._shown_id] = self._transcript.distance_from_end
        self._shell.settings.change(conversation_scroll=self._transcript.distance_from_end)

    def on_engine_ready(self) -> None:
        """Read the conversation again after the engine was restarted."""
        if self._begins_again:
            self._begins_again = False
            self.begin()
        if self._session.id != NEW and not self._session.is_busy:
            self._session.open(self._session.id)

    def _leave(self) -> None:
        self._composing.end_edit()
        self.hit.clear()
        self.save_state()
        self._composing.clear()

    def _start_new(self, *, folder: int | None = None, is_private: bool = False) -> None:
        self._opening_id = NEW
        self._settings.forget(NEW)
        self._session.new(folder=folder, is_private=is_private)
        self._settings.refresh()
        self._composing.show_new()

    def _on_not_opened(self, fault: EngineFault) -> None:
        """The last conversation may have been deleted. Without an engine it is opened once there is one."""
        if fault.kind == NotFound.kind:
            self._start_new()
        else:
            self._begins_again = True

    def _on_opened(self, opened: chat.OpenedConversation) -> None:
        """Show the draft only after the person opened the conversation, never while somebody is typing."""
        if opened.settings is not None:
            self._settings.add_saved(opened.conversation.id, opened.settings)
        if self._opening_id == opened.conversation.id:
            self._opening_id = -1
            self._composing.show(opened)
            self._settings.refresh()

    def _on_begun(self, place: int, conversation: int) -> None:
        """The new conversation on the screen has an id: what was chosen for it belongs to it now."""
        if self._shown_id == NEW and self._session.id == conversation:
            self._shown_id = conversation
            self._settings.keep_for_begun()

    def _show(self) -> None:
        messages = self._session.messages
        is_other = self._session.id != self._shown_id or (self._session.id == NEW and not messages)
        distance = self._scroll_positions.get(self._session.id, 0)
        if is_other and self._shown_id < 0:
            distance = self._shell.settings.value.conversation_scroll
        self._shown_id = self._session.id
        if messages:
            self._view.show_welcome(False)  # first: the messages are measured at the width that they get then
        self._transcript.show_messages(messages, fresh=is_other, distance_from_end=distance)
        self._find_in_conversation.show_messages(messages, fresh=is_other)
        self._shell.settings.change(conversation=self._session.id)
        self.shown.emit()
        self._show_sought()
        if is_written_elsewhere(self._session):
            self._reload_soon.start()

    def _reload(self) -> None:
        if self._session.id != NEW and is_written_elsewhere(self._session):
            self._session.open(self._session.id)

    def _show_sought(self) -> None:
        """Show the sentence once its conversation is open, in another branch where it stands there."""
        if self._sought is None or self._sought[0] != self._session.id:
            return
        match = self._sought[1]
        if any(message.id == match.message for message in self._session.messages):
            self._sought = None
            self.hit.show(match)
        elif not self._session.shows_live_answer:
            self._sought = None
            self._session.choose(match.message).on_result(lambda _: self.hit.show(match))
