"""The Chat page: the conversations, the one that is open, and the composer. Forwards; the desk holds what is true."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from desktop.features.chat.answer import speed_of
from desktop.features.chat.chat_requests import Errands
from desktop.features.chat.composing import Writing, is_picture
from desktop.features.chat.conversation_list import ConversationList
from desktop.features.chat.conversation_settings import Manners
from desktop.features.chat.conversation_view import Room
from desktop.features.chat.find_in_conversation import Finding
from desktop.features.chat.session import NEW, ChatDesk
from desktop.features.feature import Action, DropAction, Page, Shell
from desktop.i18n import TranslatedMixin, tr
from desktop.link.call import EngineFault
from desktop.panels.page_preview import PagePreview
from desktop.theme.tokens import Space
from desktop.widgets.shell.open_link_dialog import ask_before_opening
from desktop.widgets.layout.list_pane import ListPane
from desktop.widgets.lists.source_card import Source
from engine.capabilities.chat import api as chat
from engine.protocol.changes import CLASSIFIERS, CONVERSATIONS, DOCUMENTS, MODELS
from engine.protocol.errors import NotFound

GATHER_MS = 100
"""Several changes shortly after each other ask for one new list."""


class ChatPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._desk, self._errands = ChatDesk(shell.client, self), Errands(shell, self)
        self._manners = Manners(shell, self._desk, self._errands, self)
        self._list, self._room = ConversationList(shell.theme), Room(shell.theme)
        self._pane = ListPane(shell.theme, self._list, self._room, self)
        self._transcript, self._composer = self._room.transcript, self._room.composer
        self._find_bar = self._room.find_bar
        self._writing = Writing(shell, self._room, self._desk, self._errands, self._manners, self)
        self._finding = Finding(self._find_bar, self._transcript, shell.theme, self)
        self._conversations: Sequence[chat.Conversation] = ()
        self._scrolls: dict[int, int] = {}
        """Where each was read when it was left, in pixels from its end."""
        self._shown, self._moving_to = -1, -1
        self._begins_again = False
        self._lay_out()
        self._list_soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._connect()
        self.retranslate()
        self._begin()

    # what the window asks for

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        return (
            Action(tr("chat", "New conversation"), self.new, "Ctrl+N"),
            Action(tr("chat", "Search in all conversations"), self._go_and_search, "Ctrl+Shift+F"),
            Action(tr("chat", "Settings of this conversation"), self._manners.show),
        )

    def entries(self) -> Sequence[Action]:
        return [Action(c.title, lambda id=c.id: self.open(id)) for c in self._conversations]  # type: ignore[misc]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        pictures = sum(is_picture(file) for file in files)
        if pictures == len(files) and files:
            return (DropAction(tr("chat", "Ask about %n picture(s)", pictures), self._writing.attach),)
        return (DropAction(tr("chat", "Ask about these files"), self._writing.attach),)

    def perform(self, action: str, argument: object = None) -> None:
        if action == "new":
            self.new()
        elif action == "open" and isinstance(argument, int):
            self.open(argument)
        elif action == "ask":
            self.new()
            names = argument if isinstance(argument, tuple) else (argument,)
            self._composer.choose([name for name in names if isinstance(name, str)])
        elif action in ("look", "describe") and isinstance(argument, str):
            self.new()
            (self._writing.describe if action == "describe" else self._look)(Path(argument))
        elif action == "settings":
            self._manners.show()

    def find(self) -> None:  # type: ignore[override]
        """In what is open; where nothing is, in all conversations."""
        if self._desk.messages:
            self._find_bar.begin()
        else:
            self._search()

    def stop(self) -> None:
        if self._pane.close_list():
            return
        if self._find_bar.isAncestorOf(self.focusWidget() or self):
            self._find_bar.leave()
        elif self._desk.live_is_shown:
            self._desk.stop()
        elif self._writing.edits:
            self._writing.end_edit()
        elif self._find_bar.isVisible():
            self._find_bar.leave()

    def new(self) -> None:
        self._leave()
        self._shell.go("chat")
        self._start_new()
        self._composer.write()

    def open(self, conversation: int) -> None:
        self._shell.go("chat")
        if conversation == self._desk.id and self._shown == conversation:
            return
        self._leave()
        self._moving_to = conversation
        self._desk.open(conversation)

    def retranslate(self) -> None:
        self._say_title()

    def hideEvent(self, event: QHideEvent) -> None:
        self._remember()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._composer.write)

    # building

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.setSpacing(Space.NONE)
        whole.addWidget(self._pane)

    def _connect(self) -> None:
        desk = self._desk
        desk.shown.connect(self._show)
        desk.opened.connect(self._opened)
        desk.happened.connect(self._transcript.happened)
        desk.busy_changed.connect(self._busy)
        desk.failed.connect(self._shell.report)
        desk.finished.connect(lambda replied: self._shell.show_speed(speed_of(replied.message)))
        self._errands.listed.connect(self._show_list)
        self._list_soon.timeout.connect(lambda: self._errands.list_conversations(self._list.query))
        self._shell.client.changed.connect(self._changed)
        self._shell.client.state_changed.connect(self._engine_is)
        self._list.new_clicked.connect(self.new)
        self._list.opened.connect(self.open)
        self._list.searched.connect(self._errands.list_conversations)
        self._list.renamed.connect(self._rename)
        self._list.deleted.connect(self._delete)
        self._composer.stopped.connect(self._desk.stop)
        self._composer.settings_clicked.connect(self._manners.show)
        self._find_bar.closed.connect(self._composer.write)
        everywhere = QShortcut(QKeySequence("Ctrl+Shift+F"), self)
        everywhere.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        everywhere.activated.connect(self._search)
        self._transcript.retry_clicked.connect(lambda message: self._desk.retry(message.id, self._manners.now))
        self._transcript.chosen.connect(self._desk.choose)
        self._transcript.source_clicked.connect(self._inspect)
        self._transcript.picture_clicked.connect(lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(path)))
        self._transcript.link_clicked.connect(lambda address: ask_before_opening(address, self))

    def _begin(self) -> None:
        self._errands.list_conversations("")
        self._errands.find_collections()
        self._errands.find_classifiers()
        self._errands.find_context()
        if last := self._shell.settings.value.conversation:
            self._moving_to = last
            self._desk.open(last).on_failed(self._not_opened)
        else:
            self._start_new()

    def _not_opened(self, fault: EngineFault) -> None:
        """One that is gone; where no engine serves, it is opened once one does."""
        if fault.kind == NotFound.kind:
            self._start_new()
        else:
            self._begins_again = True

    def _start_new(self) -> None:
        self._moving_to = NEW
        self._manners.forget_new()
        self._desk.new()
        self._manners.refresh()
        self._writing.load_new()

    # showing

    def _show(self) -> None:
        messages = self._desk.messages
        begun = self._shown == NEW and self._desk.id != NEW and self._desk.live_is_shown
        if begun:
            self._manners.begun()
        moved = self._desk.id != self._shown and not begun
        at = self._scrolls.get(self._desk.id, 0)
        if moved and self._shown < 0:
            at = self._shell.settings.value.conversation_scroll
        self._shown = self._desk.id
        self._transcript.show_messages(messages, fresh=moved, from_the_end=at)
        self._finding.show_messages(messages, fresh=moved)
        self._room.show_welcome(not messages)
        self._list.mark(self._desk.id)
        self._composer.show_busy(self._desk.busy)
        self._say_title()
        self._shell.settings.change(conversation=self._desk.id)

    def _opened(self, opened: chat.OpenedConversation) -> None:
        """The draft only where the person went there; not under the hands of who types."""
        if opened.manner is not None:
            self._manners.learn(opened.conversation.id, opened.manner)
        if self._moving_to == opened.conversation.id:
            self._moving_to = -1
            self._writing.show(opened)
            self._manners.refresh()

    def _busy(self, busy: bool) -> None:
        self._composer.show_busy(busy)
        self._transcript.show_busy(busy)

    def _show_list(self, conversations: Sequence[chat.Conversation]) -> None:
        self._conversations = conversations
        self._list.show_conversations(conversations)
        title = next((c.title for c in conversations if c.id == self._desk.id), "")
        self._desk.retitle(title)
        self._say_title()

    def _say_title(self) -> None:
        title = self._desk.conversation.title if self._desk.conversation else ""
        self.title_changed.emit(title or tr("chat", "New conversation"))

    def _inspect(self, source: Source) -> None:
        self._shell.inspect(source.name, PagePreview(self._shell.client, self._shell.theme, source))

    def _look(self, picture: Path) -> None:
        self._writing.look_at([picture])

    # lists

    def _leave(self) -> None:
        self._writing.end_edit()
        self._remember()
        self._writing.clear()

    def _remember(self) -> None:
        self._composer.flush()
        self._manners.flush()
        self._scrolls[self._shown] = self._transcript.from_the_end
        self._shell.settings.change(conversation_scroll=self._transcript.from_the_end)

    def _rename(self, conversation: chat.Conversation, title: str) -> None:
        if conversation.id == self._desk.id:
            self._desk.retitle(title)
            self._say_title()
        self._errands.rename(conversation, title)

    def _delete(self, conversation: chat.Conversation) -> None:
        if conversation.id == self._desk.id:
            if self._desk.live_is_shown:
                self._desk.stop()
            self.new()
        self._errands.delete(conversation, lambda: self.open(conversation.id))

    def _changed(self, nouns: frozenset[str]) -> None:
        if CONVERSATIONS in nouns:
            self._list_soon.start()
        if DOCUMENTS in nouns:
            self._errands.find_collections()
        if CLASSIFIERS in nouns:
            self._errands.find_classifiers()
        if MODELS in nouns:
            self._errands.find_context()

    def _engine_is(self, state: str) -> None:
        """After a new start everything is asked for again."""
        if state != "ready":
            return
        self._list_soon.start()
        if self._begins_again:
            self._begins_again = False
            self._begin()
        if self._desk.id != NEW and not self._desk.busy:
            self._desk.open(self._desk.id)

    def _go_and_search(self) -> None:
        self._shell.go("chat")
        self._search()

    def _search(self) -> None:
        self._pane.open_list()
        self._list.search()
