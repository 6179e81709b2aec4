"""The Chat page: the list of conversations, the open one, and the composer. It connects them; the session holds the state."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.chat.attached.attached_files import AttachedFiles
from desktop.features.chat.attached.paste_offer import PasteController
from desktop.features.chat.attached.readings import Readings
from desktop.features.chat.chat_requests import ChatRequests
from desktop.features.chat.composing import ComposerController, typed_text
from desktop.features.chat.context.context_controller import ContextController
from desktop.features.chat.context.fitting_context import FittingContext
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.conversations.background_work import BackgroundWork
from desktop.features.chat.conversations.conversation_list import ConversationList
from desktop.features.chat.conversations.folder_requests import FolderRequests
from desktop.features.chat.conversations.list_controller import ConversationListController
from desktop.features.chat.conversations.rows import Folding
from desktop.features.chat.navigation import ConversationNavigation
from desktop.features.chat.other_answers import OtherAnswers
from desktop.features.chat.page_parts.list_clicks import ListClicks
from desktop.features.chat.page_parts.message_clicks import MessageClicks
from desktop.features.chat.page_parts.page_actions import PageActions
from desktop.features.chat.page_parts.page_changes import PageChanges
from desktop.features.chat.page_parts.settings_parts import settings_parts
from desktop.features.chat.page_parts.source_reasons import SourceReasons
from desktop.features.chat.prompting.persona_choice import PersonaChoice
from desktop.features.chat.prompting.prompting_controller import PromptingController
from desktop.features.chat.queue.question_queue import QuestionQueue
from desktop.features.chat.queue_controller import QueueController
from desktop.features.chat.remembering.memory_controller import MemoryController
from desktop.features.chat.session import NEW, ChatSession
from desktop.features.chat.transcript.answer import speed_of
from desktop.features.chat.transfer.transfers import Transfers
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.model_hint import ModelHint
from desktop.theme.tokens import Space
from desktop.widgets.layout.list_pane import ListPane
from engine.capabilities.chat import api as chat
from engine.capabilities.prompts.api import ComposedPersona, SavedPrompt


class ChatPage(TranslatedMixin, Page):
    """Builds the parts of the page and connects them."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.session, self.requests = ChatSession(shell.client, self), ChatRequests(shell, self)
        readings = Readings(shell.client, self)
        self.queue = QuestionQueue(shell.client, self.session, readings, self)
        self.attached = AttachedFiles(shell.client, readings, self)
        self.conversation_settings = ConversationSettingsController(shell, self.session, self.requests, self)
        self._fitting_context = FittingContext(shell, self.conversation_settings)
        folding = Folding(frozenset(shell.settings.value.open_folders), shell.settings.value.is_archive_open)
        self._list, self._view = ConversationList(shell.theme, folding), ConversationView(shell.theme)
        self.other_answers = OtherAnswers(shell, self._view, self.session, self.conversation_settings, self)
        self.conversation_settings.find_place = lambda: self.other_answers.lab.last_place
        self._pane = ListPane(shell.theme, self._list, self.other_answers.stack, self)
        self._transcript, self._composer = self._view.transcript, self._view.composer
        self._find_bar = self._view.find_bar
        self.composing = ComposerController(
            shell, self._view, self.session, self.queue, self.attached, self.requests, self.conversation_settings, self
        )
        self.context = self._make_context()
        self._navigation = ConversationNavigation(
            shell, self._view, self.session, self.composing, self.conversation_settings, self
        )
        self._list_controller = self._make_list_controller()
        self._background_work = BackgroundWork(shell, self.session, self.queue, self)
        clicks = MessageClicks(shell, self._view, self.session, self.conversation_settings, self._navigation, self)
        SourceReasons(shell, self._transcript, self.session, self.composing, self)  # lives with the page
        self.remembering = MemoryController(shell, self._transcript, self.session, clicks.open_message, self)
        self._queue_controller = QueueController(
            shell, self._view, self.session, self.queue, self.composing, self.new, self
        )
        self._transfers = Transfers(shell, self, self.session, self._transcript, self._list.menu, self.open)
        self._pasting = PasteController(shell, self._view.paste_offer, self._composer, self.attached, self)
        self.prompting = PromptingController(shell, self._view, self.session, self.conversation_settings, self)
        self.conversation_settings.make_parts = lambda settings: (
            PersonaChoice(shell, settings, self.prompting.choose),
            *settings_parts(shell)(settings),
        )
        self._actions = PageActions(
            self.composing, self.conversation_settings, self.context, self._transfers, self.other_answers,
            self.prompting.question_check.check,
        )  # fmt: skip
        self._list_clicks = ListClicks(
            shell, self._list, self._navigation, self.composing, self.other_answers, self.new_private, self
        )
        self._changes = PageChanges(
            shell, self.session, self.queue, self.requests, self._list_controller, self._navigation, self
        )
        hint = ModelHint(shell.client)
        hint.bigger_clicked.connect(lambda: shell.show_page("models", "bigger"))
        self._view.add_below_composer(hint)
        self.setFocusProxy(self._composer)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.addWidget(self._pane)
        self._connect()
        self.retranslate()
        self._begin()

    # called by the window

    @property
    def room_for_writing(self) -> int:
        return self._view.room_for_writing

    def palette_actions(self) -> Sequence[Action]:
        return self._actions.palette(self.new, self.new_private, self._go_and_search)

    def palette_entries(self) -> Sequence[Action]:
        kind = tr("chat", "Conversation")
        return [Action(c.title, partial(self.open, c.id), kind=kind) for c in self._list_controller.conversations]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        return self._actions.drops(files)

    def perform(self, action: str, argument: object = None) -> None:
        match action, argument:
            case "new", _:
                self.new()
            case "open", int():
                self.open(argument)
            case "ask", _:
                self.new()
                names = argument if isinstance(argument, tuple) else (argument,)
                self._composer.choose_collections([name for name in names if isinstance(name, str)])
            case "ask_files", tuple():
                self.new()
                self.composing.attach([Path(str(file)) for file in argument])
            case "look" | "describe", str():
                self.new()
                (self.composing.describe if action == "describe" else self.composing.look)(Path(argument))
            case "persona", ComposedPersona():
                self.new()
                self.prompting.answer_as(argument)
            case "prompt", SavedPrompt():
                self._shell.show_page("chat")
                self.prompting.use(argument)
            case "settings", _:
                self.conversation_settings.show()
            case "open_at", (int() as conversation, int() as message, str() as words):
                self._navigation.open_at(conversation, chat.ConversationMatch(message, words, ()))

    def find_in_page(self) -> None:
        """Find in the open conversation; search all conversations where none has begun."""
        if self.session.messages:
            self._find_bar.start_search()
        else:
            self._search()

    def stop(self) -> None:
        self._navigation.hit.clear()
        if self._pane.close_list() or self._list.end_search():
            return
        if self.other_answers.show_conversation():
            return
        if self._find_bar.isAncestorOf(self.focusWidget() or self):
            self._find_bar.end_search()
        elif self.session.shows_live_answer:
            self.session.stop()
        elif self.composing.is_editing:
            self.composing.end_edit()
        elif self._find_bar.isVisible():
            self._find_bar.end_search()

    def new(self, *, is_private: bool = False) -> None:
        """Show the page with a conversation that has not begun."""
        self._shell.show_page("chat")
        self.other_answers.show_conversation()
        self._navigation.new(is_private=is_private)

    def new_private(self) -> None:
        """Show the page with a private conversation that has not begun."""
        self.new(is_private=True)

    def open(self, conversation: int) -> None:
        """Show the page and a conversation, ready to be written in."""
        self._shell.show_page("chat")
        self.other_answers.show_conversation()
        self._navigation.open(conversation)
        self._composer.focus_text()

    @property
    def can_rename_title(self) -> bool:
        return self.session.id != NEW

    @property
    def title_badge(self) -> str:
        return tr("chat", "Private") if self.session.is_private else ""

    def rename_title(self, title: str) -> None:
        if self.session.conversation is not None:
            self._list_controller.rename(self.session.conversation, title)

    def retranslate(self) -> None:
        self._update_title()

    def hideEvent(self, event: QHideEvent) -> None:
        self._navigation.save_state()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._composer.focus_text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass what is typed beside the text fields, on the list or on a message, to the composer."""
        if text := "" if self.other_answers.is_shown else typed_text(event):
            self._composer.type_text(text)
        else:
            super().keyPressEvent(event)

    # building

    def _make_context(self) -> ContextController:
        return ContextController(
            self._shell,
            self._view,
            self.session,
            self.conversation_settings,
            lambda: self.composing.request(self._composer.text.strip()),
            self,
        )

    def _make_list_controller(self) -> ConversationListController:
        return ConversationListController(
            self._list,
            self.session,
            self.queue,
            self.requests,
            FolderRequests(self._shell, self),
            open=self.open,
            new=self.new,
            parent=self,
        )

    def _connect(self) -> None:
        session = self.session
        self._navigation.shown.connect(self._on_shown)
        session.event_received.connect(self._transcript.show_event)
        self._transcript.live_message = lambda: session.messages[-1] if session.shows_live_answer else None
        session.busy_changed.connect(lambda _: self._show_busy())
        session.failed.connect(self._fitting_context.report)
        session.answered.connect(lambda reply: self._shell.show_speed(speed_of(reply.message)))
        self._list_controller.title_changed.connect(self._update_title)
        self._list_controller.folders_changed.connect(self.composing.sources.set_folders)
        self._composer.stopped.connect(self.session.stop)
        self._composer.draft_changed.connect(lambda _: self.context.measure())
        self._composer.collections_changed.connect(self.context.measure_soon)
        self.attached.changed.connect(self.context.measure_again)
        self.conversation_settings.changed.connect(self.context.measure_again)
        self._composer.settings_clicked.connect(self.conversation_settings.show)
        self._find_bar.closed.connect(self._composer.focus_text)
        for keys, act in (("Ctrl+Shift+F", self._search), ("Ctrl+Shift+N", self.new_private)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.other_answers.retried.connect(self._composer.focus_text)
        self.other_answers.opened.connect(self.open)
        self.requests.models_found.connect(self.other_answers.show_models)

    def _begin(self) -> None:
        self._list_controller.refresh()
        self.requests.find_choices()
        self.queue.load()
        self._navigation.begin()

    # showing

    def _on_shown(self) -> None:
        self._list.select(self.session.id)
        self._show_busy()
        self._update_title()

    def _show_busy(self) -> None:
        self._queue_controller.show()
        self._transcript.show_busy(self.session.shows_live_answer)

    def _update_title(self) -> None:
        self.title_changed.emit(_title(self.session) or tr("chat", "New conversation"))

    def _go_and_search(self) -> None:
        self._shell.show_page("chat")
        self._search()

    def _search(self) -> None:
        self._pane.open_list()
        self._list.search()


def _title(session: ChatSession) -> str:
    """Return the title of the open conversation: its first question, until the engine has given it one."""
    title = session.conversation.title if session.conversation else ""
    return title or (" ".join(session.messages[0].text.split()) if session.messages else "")
