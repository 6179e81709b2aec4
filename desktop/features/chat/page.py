"""The Chat page: the conversations, the one that is open, and the composer. Forwards; the desk holds what is true."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.features.chat.answer import speed_of
from desktop.features.chat.conversation_list import ConversationList
from desktop.features.chat.desk import NEW, ChatDesk
from desktop.features.chat.errands import Errands
from desktop.features.chat.finding import Finding
from desktop.features.chat.manner_pane import MannerPane
from desktop.features.chat.transcript import Transcript
from desktop.features.chat.welcome import Welcome
from desktop.features.feature import Action, DropAction, Page, Shell
from desktop.link.call import Trouble
from desktop.paths import sample_files
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.composer import Composer
from desktop.widgets.find_bar import FindBar
from desktop.widgets.link_question import ask_before_opening
from desktop.widgets.page_preview import PagePreview
from desktop.widgets.source_card import Source
from desktop.words import Wording, tr
from engine.capabilities.chat import api as chat
from engine.protocol.changes import CONVERSATIONS, DOCUMENTS, MODELS
from engine.protocol.errors import NotFound

GATHER_MS = 100
"""Several changes shortly after each other ask for one new list."""
SAVE_MS = 500
NARROWEST_WITH_LIST = 2.6
"""Widths of the list that the page must have to show it."""


class ChatPage(Wording, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._desk, self._errands = ChatDesk(shell.client, self), Errands(shell, self)
        self._list, self._composer = ConversationList(shell.theme), Composer(shell.theme)
        self._welcome, self._transcript = Welcome(shell.theme), Transcript(shell.theme)
        self._find_bar = FindBar(shell.theme)
        self._finding = Finding(self._find_bar, self._transcript, shell.theme, self)
        self._conversations: Sequence[chat.Conversation] = ()
        self._manners: dict[int, chat.Manner] = {}
        self._scrolls: dict[int, int] = {}
        """Where each was read when it was left, in pixels from its end."""
        self._pane: MannerPane | None = None
        self._edited: chat.Message | None = None
        self._shown, self._moving_to = -1, -1
        self._then_ask = ""
        self._begins_again = False
        self._lay_out()
        self._list_soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._manner_soon = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._connect()
        self.retranslate()
        self._begin()

    # what the window asks for

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        return (
            Action(tr("chat", "New conversation"), self.new, "Ctrl+N"),
            Action(tr("chat", "Search in all conversations"), self._go_and_search, "Ctrl+Shift+F"),
            Action(tr("chat", "Settings of this conversation"), self.show_manner),
        )

    def entries(self) -> Sequence[Action]:
        return [Action(c.title, lambda id=c.id: self.open(id)) for c in self._conversations]  # type: ignore[misc]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        return (DropAction(tr("chat", "Ask about these files"), self.attach),)

    def perform(self, action: str, argument: object = None) -> None:
        if action == "new":
            self.new()
        elif action == "open" and isinstance(argument, int):
            self.open(argument)
        elif action == "ask":
            self.new()
            names = argument if isinstance(argument, tuple) else (argument,)
            self._composer.choose([name for name in names if isinstance(name, str)])
        elif action == "settings":
            self.show_manner()

    def find(self) -> None:  # type: ignore[override]
        """In what is open; where nothing is, in all conversations."""
        if self._desk.messages:
            self._find_bar.begin()
        else:
            self._list.search()

    def stop(self) -> None:
        if self._find_bar.isAncestorOf(self.focusWidget() or self):
            self._find_bar.leave()
        elif self._desk.live_is_shown:
            self._desk.stop()
        elif self._edited is not None:
            self._end_edit()
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

    def attach(self, files: Sequence[Path]) -> None:
        self._shell.go("chat")
        self._errands.index(files, tr("chat", "Attached files"))

    def show_manner(self) -> None:
        pane = self._pane = MannerPane(self._shell.theme, self._manner())
        pane.changed.connect(self._change_manner)
        pane.kept_as_default.connect(self._keep_manner)
        self._shell.inspect(tr("chat", "Settings of this conversation"), pane)

    def retranslate(self) -> None:
        self._edit_words.setText(tr("chat", "You are changing an earlier question; the old one is kept."))
        self._edit_end.setText(tr("chat", "Cancel"))
        self._say_title()

    def hideEvent(self, event: QHideEvent) -> None:
        self._remember()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where large text leaves the answer no room beside the list, the list gives way; Ctrl+K still reaches all of it."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self._list.setVisible(self.width() >= NARROWEST_WITH_LIST * self._list.minimumWidth())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._composer.write)

    # building

    def _lay_out(self) -> None:
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._welcome)
        self._stack.addWidget(self._transcript)
        self._edit_bar = QWidget(self)
        self._edit_words, self._edit_end = QLabel(self), QPushButton(self)
        role(self._edit_words, "soft")
        role(self._edit_end, "link")
        bar = QHBoxLayout(self._edit_bar)
        bar.setContentsMargins(Space.M, Space.NONE, Space.NONE, Space.NONE)
        bar.addWidget(self._edit_words, 1)
        bar.addWidget(self._edit_end)
        self._edit_bar.hide()
        self._low = QWidget(self)
        low = QVBoxLayout(self._low)
        low.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        low.setSpacing(Space.XS)
        low.addWidget(self._edit_bar)
        low.addWidget(self._composer)
        middle = self._below = QHBoxLayout()
        middle.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        middle.addStretch(1)
        middle.addWidget(self._low, 100)
        middle.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(Space.NONE)
        self._above = QWidget(self)  # its margins are seen only with the bar
        above = QHBoxLayout(self._above)
        above.setContentsMargins(Space.XL, Space.M, Space.XL, Space.S)
        above.addStretch(1)
        above.addWidget(self._find_bar, 100)
        above.addStretch(1)
        self._above.hide()
        right.addWidget(self._above)
        right.addWidget(self._stack, 1)
        right.addLayout(middle)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.setSpacing(Space.NONE)
        whole.addWidget(self._list)
        whole.addLayout(right, 1)
        self._fit()

    def _align(self, most: int) -> None:
        """The composer stands under the column, also beside a scroll bar."""
        bar = self._transcript.verticalScrollBar().sizeHint().width() if most else 0
        self._below.setContentsMargins(Space.XL, Space.S, Space.XL + bar, Space.L)

    def _fit(self) -> None:
        for widget in (self._low, self._find_bar):
            widget.setMaximumWidth(self._shell.theme.px(Size.READING_COLUMN))

    def _connect(self) -> None:
        desk, errands = self._desk, self._errands
        desk.shown.connect(self._show)
        desk.opened.connect(self._opened)
        desk.happened.connect(self._transcript.happened)
        desk.busy_changed.connect(self._busy)
        desk.refused.connect(self._give_back)
        desk.failed.connect(self._failed)
        desk.finished.connect(lambda replied: self._shell.show_speed(speed_of(replied.message)))
        errands.listed.connect(self._show_list)
        errands.collections_found.connect(self._composer.offer)
        errands.context_found.connect(self._composer.show_context)
        errands.indexed.connect(self._indexed)
        self._manner_soon.timeout.connect(self._save_manner)
        self._list_soon.timeout.connect(lambda: errands.list_conversations(self._list.query))
        self._shell.client.changed.connect(self._changed)
        self._shell.client.state_changed.connect(self._engine_is)
        self._shell.theme.changed.connect(self._fit)
        self._connect_widgets()

    def _connect_widgets(self) -> None:
        self._shell.theme.changed.connect(self._make_room)
        self._list.new_clicked.connect(self.new)
        self._list.opened.connect(self.open)
        self._list.searched.connect(self._errands.list_conversations)
        self._list.renamed.connect(self._rename)
        self._list.deleted.connect(self._delete)
        self._composer.sent.connect(self._send)
        self._composer.stopped.connect(self._desk.stop)
        self._composer.draft_changed.connect(self._save_draft)
        self._composer.attach_clicked.connect(self._ask_files)
        self._composer.settings_clicked.connect(self.show_manner)
        self._edit_end.clicked.connect(self._end_edit)
        self._find_bar.opened.connect(self._above.show)
        self._find_bar.closed.connect(self._above.hide)
        self._find_bar.closed.connect(self._composer.write)
        everywhere = QShortcut(QKeySequence("Ctrl+Shift+F"), self)
        everywhere.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        everywhere.activated.connect(self._list.search)
        self._transcript.edit_clicked.connect(self._edit)
        self._transcript.retry_clicked.connect(lambda message: self._desk.retry(message.id, self._manner()))
        self._transcript.verticalScrollBar().rangeChanged.connect(lambda _, most: self._align(most))
        self._transcript.go_on_clicked.connect(self._go_on)
        self._transcript.chosen.connect(self._desk.choose)
        self._transcript.source_clicked.connect(self._inspect)
        self._transcript.link_clicked.connect(lambda address: ask_before_opening(address, self))
        self._welcome.asked.connect(self._send)
        self._welcome.samples_clicked.connect(self.try_samples)

    def _begin(self) -> None:
        self._errands.list_conversations("")
        self._errands.find_collections()
        self._errands.find_context()
        if last := self._shell.settings.value.conversation:
            self._moving_to = last
            self._desk.open(last).failed.connect(self._not_opened)
        else:
            self._start_new()

    def _not_opened(self, trouble: Trouble) -> None:
        """One that is gone; where no engine serves, it is opened once one does."""
        if trouble.kind == NotFound.kind:
            self._start_new()
        else:
            self._begins_again = True

    def _start_new(self) -> None:
        self._moving_to = NEW
        self._manners.pop(NEW, None)
        self._desk.new()
        self._refresh_pane()
        self._errands.load_draft(self._show_new_draft)

    # the conversation

    def try_samples(self) -> None:
        self._then_ask = tr("chat", "When does the boiler have to be serviced, and whom do I call?")
        self._errands.index(sample_files(), tr("chat", "Samples"))

    def _send(self, text: str) -> None:
        if self._desk.busy:
            self._composer.show_draft(text)
            return
        edits = self._edited.id if self._edited else None
        self._end_edit(restore=False)
        self._errands.save_draft(self._desk.id, "")
        self._transcript.to_the_end()
        self._desk.send(text, self._composer.collections, self._manner(), edits)

    def _go_on(self) -> None:
        """From where the answer ended; its words are in the history, so no document is searched again."""
        if not self._desk.busy:
            self._transcript.to_the_end()
            self._desk.send(tr("chat", "Go on from where you stopped."), (), self._manner())

    def _edit(self, question: chat.Message) -> None:
        self._composer.flush()
        self._edited = question
        self._before_edit = self._composer.text
        self._composer.show_draft(question.text)
        self._edit_bar.show()
        self._composer.write()

    def _end_edit(self, *, restore: bool = True) -> None:
        if self._edited is None:
            return
        self._edited = None
        self._edit_bar.hide()
        if restore:
            self._composer.show_draft(self._before_edit)

    def _give_back(self, text: str) -> None:
        """The question was not taken: nothing that was written is lost."""
        if text and not self._composer.text:
            self._composer.show_draft(text)
            self._errands.save_draft(self._desk.id, text)

    def _failed(self, trouble: Trouble) -> None:
        self._shell.report(trouble)

    def _manner(self) -> chat.Manner:
        chosen = self._shell.settings.value
        return self._manners.get(self._desk.id, chat.Manner(chosen.sampling, chosen.system, chosen.passages))

    def _change_manner(self, manner: chat.Manner) -> None:
        self._manners[self._desk.id] = manner
        self._manner_soon.start()

    def _save_manner(self) -> None:
        """That of a conversation not begun yet goes with it once it is."""
        self._manner_soon.stop()
        if self._desk.id != NEW and (manner := self._manners.get(self._desk.id)) is not None:
            self._errands.save_manner(self._desk.id, manner)

    def _refresh_pane(self) -> None:
        """What is open in the inspector belongs to the conversation that is open."""
        if self._pane is not None and shiboken6.isValid(self._pane) and self._pane.isVisible():
            self.show_manner()

    def _keep_manner(self, manner: chat.Manner) -> None:
        self._shell.settings.change(sampling=manner.sampling, system=manner.system, passages=manner.passages)
        self._shell.tell(tr("chat", "New conversations begin with these settings."))

    # showing

    def _show(self) -> None:
        messages = self._desk.messages
        begun = self._shown == NEW and self._desk.id != NEW and self._desk.live_is_shown
        if begun and (manner := self._manners.pop(NEW, None)) is not None:
            self._manners[self._desk.id] = manner
            self._save_manner()
        moved = self._desk.id != self._shown and not begun
        at = self._scrolls.get(self._desk.id, 0)
        if moved and self._shown < 0:
            at = self._shell.settings.value.conversation_scroll
        self._shown = self._desk.id
        self._transcript.show_messages(messages, fresh=moved, from_the_end=at)
        self._finding.show_messages(messages, fresh=moved)
        self._stack.setCurrentWidget(self._transcript if messages else self._welcome)
        self._list.mark(self._desk.id)
        self._composer.show_busy(self._desk.busy)
        self._say_title()
        self._shell.settings.change(conversation=self._desk.id)

    def _opened(self, opened: chat.Opened) -> None:
        """The draft only where the person went there; not under the hands of who types."""
        if opened.manner is not None:
            self._manners.setdefault(opened.conversation.id, opened.manner)
        if self._moving_to == opened.conversation.id:
            self._moving_to = -1
            self._composer.show_draft(opened.draft)
            self._composer.choose(opened.conversation.collections)
            self._refresh_pane()

    def _show_new_draft(self, text: str) -> None:
        if self._desk.id == NEW and not self._composer.text:
            self._composer.show_draft(text)

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

    # lists, drafts, files

    def _leave(self) -> None:
        self._end_edit()
        self._remember()
        self._composer.show_draft("")
        self._composer.choose(())

    def _remember(self) -> None:
        self._composer.flush()
        if self._manner_soon.isActive():
            self._save_manner()
        self._scrolls[self._shown] = self._transcript.from_the_end
        self._shell.settings.change(conversation_scroll=self._transcript.from_the_end)

    def _save_draft(self, text: str) -> None:
        if self._edited is None:
            self._errands.save_draft(self._desk.id, text)

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

    def _indexed(self, collection: str) -> None:
        self._composer.choose(tuple(dict.fromkeys((*self._composer.collections, collection))))
        question, self._then_ask = self._then_ask, ""
        if question:
            self._send(question)
        else:
            self._composer.write()

    def _ask_files(self) -> None:
        dialog = QFileDialog(self.window(), tr("chat", "Files to ask about"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.attach([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def _go_and_search(self) -> None:
        self._shell.go("chat")
        self._list.search()
