"""The Chat page: the list of conversations, the open one, and the composer. It connects them; the session holds the state."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.chat.chat_requests import ChatRequests
from desktop.features.chat.composing import ComposerController, is_picture
from desktop.features.chat.conversation_list import ConversationList
from desktop.features.chat.conversation_list_controller import ConversationListController
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.session import NEW, ChatSession
from desktop.features.chat.transcript.answer import speed_of
from desktop.features.chat.transcript.find_in_conversation import FindInConversation
from desktop.i18n import TranslatedMixin, tr
from desktop.link.call import EngineFault
from desktop.panels.page_preview import PagePreview
from desktop.theme.tokens import Space
from desktop.widgets.cards.source_card import SourcePassage
from desktop.widgets.layout.list_pane import ListPane
from desktop.widgets.shell.open_link_dialog import ask_before_opening
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import CONVERSATIONS
from engine.capabilities.classification.api import CLASSIFIERS
from engine.capabilities.documents.api import DOCUMENTS
from engine.capabilities.models.api import MODELS
from engine.protocol.errors import NotFound


class ChatPage(TranslatedMixin, Page):
    """Builds the parts of the page and connects them."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.session, self.requests = ChatSession(shell.client, self), ChatRequests(shell, self)
        self.conversation_settings = ConversationSettingsController(shell, self.session, self.requests, self)
        self._list, self._view = ConversationList(shell.theme), ConversationView(shell.theme)
        self._pane = ListPane(shell.theme, self._list, self._view, self)
        self._transcript, self._composer = self._view.transcript, self._view.composer
        self._find_bar = self._view.find_bar
        self.composing = ComposerController(
            shell, self._view, self.session, self.requests, self.conversation_settings, self
        )
        self._find_in_conversation = FindInConversation(self._find_bar, self._transcript, shell.theme, self)
        self._list_controller = ConversationListController(
            self._list, self.session, self.requests, open=self.open, new=self.new, parent=self
        )
        self._scroll_positions: dict[int, int] = {}
        """Distance from the end at which each conversation was left, in pixels."""
        self._shown_id, self._opening_id = -1, -1
        self._retry_begin = False
        self._lay_out()
        self._connect()
        self.retranslate()
        self._begin()

    # called by the window

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("chat", "New conversation"), self.new, "Ctrl+N"),
            Action(tr("chat", "Search in all conversations"), self._go_and_search, "Ctrl+Shift+F"),
            Action(tr("chat", "Settings of this conversation"), self.conversation_settings.show),
        )

    def palette_entries(self) -> Sequence[Action]:
        return [Action(c.title, partial(self.open, c.id)) for c in self._list_controller.conversations]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        pictures = sum(is_picture(file) for file in files)
        if pictures == len(files) and files:
            return (DropAction(tr("chat", "Ask about %n picture(s)", pictures), self.composing.attach),)
        return (DropAction(tr("chat", "Ask about these files"), self.composing.attach),)

    def perform(self, action: str, argument: object = None) -> None:
        if action == "new":
            self.new()
        elif action == "open" and isinstance(argument, int):
            self.open(argument)
        elif action == "ask":
            self.new()
            names = argument if isinstance(argument, tuple) else (argument,)
            self._composer.choose_collections([name for name in names if isinstance(name, str)])
        elif action in ("look", "describe") and isinstance(argument, str):
            self.new()
            (self.composing.describe if action == "describe" else self._look)(Path(argument))
        elif action == "settings":
            self.conversation_settings.show()

    def find_in_page(self) -> None:
        """Find in the open conversation; search all conversations where none has begun."""
        if self.session.messages:
            self._find_bar.start_search()
        else:
            self._search()

    def stop(self) -> None:
        if self._pane.close_list():
            return
        if self._find_bar.isAncestorOf(self.focusWidget() or self):
            self._find_bar.end_search()
        elif self.session.shows_live_answer:
            self.session.stop()
        elif self.composing.is_editing:
            self.composing.end_edit()
        elif self._find_bar.isVisible():
            self._find_bar.end_search()

    def new(self) -> None:
        self._leave()
        self._shell.show_page("chat")
        self._start_new()
        self._composer.focus_text()

    def open(self, conversation: int) -> None:
        self._shell.show_page("chat")
        if conversation == self.session.id and self._shown_id == conversation:
            return
        self._leave()
        self._opening_id = conversation
        self.session.open(conversation)

    def retranslate(self) -> None:
        self._update_title()

    def hideEvent(self, event: QHideEvent) -> None:
        self._save_state()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._composer.focus_text)

    # building

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.setSpacing(Space.NONE)
        whole.addWidget(self._pane)

    def _connect(self) -> None:
        session = self.session
        session.conversation_changed.connect(self._show)
        session.opened.connect(self._on_opened)
        session.event_received.connect(self._transcript.show_event)
        session.busy_changed.connect(self._show_busy)
        session.failed.connect(self._shell.report)
        session.answered.connect(lambda reply: self._shell.show_speed(speed_of(reply.message)))
        self._list_controller.title_changed.connect(self._update_title)
        self._shell.client.changed.connect(self._on_library_changed)
        self._shell.client.state_changed.connect(self._on_engine_state)
        self._composer.stopped.connect(self.session.stop)
        self._composer.settings_clicked.connect(self.conversation_settings.show)
        self._find_bar.closed.connect(self._composer.focus_text)
        search_shortcut = QShortcut(QKeySequence("Ctrl+Shift+F"), self)
        search_shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        search_shortcut.activated.connect(self._search)
        self._transcript.retry_clicked.connect(
            lambda message: self.session.retry(message.id, self.conversation_settings.current)
        )
        self._transcript.chosen.connect(self.session.choose)
        self._transcript.source_clicked.connect(self._inspect)
        self._transcript.picture_clicked.connect(lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(path)))
        self._transcript.link_clicked.connect(lambda address: ask_before_opening(address, self))

    def _begin(self) -> None:
        self.requests.list_conversations("")
        self.requests.find_collections()
        self.requests.find_classifiers()
        self.requests.find_context()
        if last := self._shell.settings.value.conversation:
            self._opening_id = last
            self.session.open(last).on_failed(self._on_not_opened)
        else:
            self._start_new()

    def _on_not_opened(self, fault: EngineFault) -> None:
        """The last conversation may have been deleted. Without an engine it is opened once there is one."""
        if fault.kind == NotFound.kind:
            self._start_new()
        else:
            self._retry_begin = True

    def _start_new(self) -> None:
        self._opening_id = NEW
        self.conversation_settings.forget(NEW)
        self.session.new()
        self.conversation_settings.refresh()
        self.composing.show_new()

    # showing

    def _show(self) -> None:
        messages = self.session.messages
        has_begun = self._shown_id == NEW and self.session.id != NEW and self.session.shows_live_answer
        if has_begun:
            self.conversation_settings.keep_for_begun()
        is_other = self.session.id != self._shown_id and not has_begun
        distance = self._scroll_positions.get(self.session.id, 0)
        if is_other and self._shown_id < 0:
            distance = self._shell.settings.value.conversation_scroll
        self._shown_id = self.session.id
        self._transcript.show_messages(messages, fresh=is_other, distance_from_end=distance)
        self._find_in_conversation.show_messages(messages, fresh=is_other)
        self._view.show_welcome(not messages)
        self._list.select(self.session.id)
        self._composer.show_busy(self.session.is_busy)
        self._update_title()
        self._shell.settings.change(conversation=self.session.id)

    def _on_opened(self, opened: chat.OpenedConversation) -> None:
        """Show the draft only after the person opened the conversation, never while somebody is typing."""
        if opened.settings is not None:
            self.conversation_settings.add_saved(opened.conversation.id, opened.settings)
        if self._opening_id == opened.conversation.id:
            self._opening_id = -1
            self.composing.show(opened)
            self.conversation_settings.refresh()

    def _show_busy(self, busy: bool) -> None:
        self._composer.show_busy(busy)
        self._transcript.show_busy(busy)

    def _update_title(self) -> None:
        title = self.session.conversation.title if self.session.conversation else ""
        self.title_changed.emit(title or tr("chat", "New conversation"))

    def _inspect(self, source: SourcePassage) -> None:
        self._shell.show_in_inspector(source.name, PagePreview(self._shell.client, self._shell.theme, source))

    def _look(self, picture: Path) -> None:
        self.composing.attach_pictures([picture])

    # leaving and changes

    def _leave(self) -> None:
        self.composing.end_edit()
        self._save_state()
        self.composing.clear()

    def _save_state(self) -> None:
        self._composer.flush()
        self.conversation_settings.flush()
        self._scroll_positions[self._shown_id] = self._transcript.distance_from_end
        self._shell.settings.change(conversation_scroll=self._transcript.distance_from_end)

    def _on_library_changed(self, nouns: frozenset[str]) -> None:
        if CONVERSATIONS in nouns:
            self._list_controller.refresh_soon()
        if DOCUMENTS in nouns:
            self.requests.find_collections()
        if CLASSIFIERS in nouns:
            self.requests.find_classifiers()
        if MODELS in nouns:
            self.requests.find_context()

    def _on_engine_state(self, state: str) -> None:
        """Ask for everything again after the engine was restarted."""
        if state != "ready":
            return
        self._list_controller.refresh_soon()
        if self._retry_begin:
            self._retry_begin = False
            self._begin()
        if self.session.id != NEW and not self.session.is_busy:
            self.session.open(self.session.id)

    def _go_and_search(self) -> None:
        self._shell.show_page("chat")
        self._search()

    def _search(self) -> None:
        self._pane.open_list()
        self._list.search()
