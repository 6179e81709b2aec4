"""The Chat page: the list of conversations, the open one, and the composer. It connects them; the session holds the state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.chat.attached.attached_files import AttachedFiles
from desktop.features.chat.attached.paste_offer import PasteController
from desktop.features.chat.attached.readings import Readings
from desktop.features.chat.chat_requests import ChatRequests
from desktop.features.chat.composing import ComposerController, is_picture
from desktop.features.chat.context.context_controller import ContextController
from desktop.features.chat.context.context_meter import ContextMeter
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
from desktop.features.chat.prompting.persona_choice import PersonaChoice
from desktop.features.chat.prompting.prompting_controller import PromptingController
from desktop.features.chat.queue.question_queue import QuestionQueue
from desktop.features.chat.queue_controller import QueueController
from desktop.features.chat.remembering.memory_controller import MemoryController
from desktop.features.chat.session import NEW, ChatSession
from desktop.features.chat.settings_parts import settings_parts
from desktop.features.chat.transcript.answer import speed_of
from desktop.features.chat.transcript.version_list import VersionList
from desktop.features.chat.transfer.transfers import Transfers
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.model_hint import ModelHint
from desktop.panels.page_preview import PagePreview
from desktop.theme.tokens import Space
from desktop.widgets.cards.source_card import SourcePassage
from desktop.widgets.layout.list_pane import ListPane
from desktop.widgets.shell.open_link_dialog import ask_before_opening
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import CONVERSATIONS
from engine.capabilities.classification.api import CLASSIFIERS
from engine.capabilities.documents.api import DOCUMENTS
from engine.capabilities.memory import api as memory
from engine.capabilities.models.api import MODELS
from engine.capabilities.prompts.api import ComposedPersona, SavedPrompt


class ChatPage(TranslatedMixin, Page):
    """Builds the parts of the page and connects them."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
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
        meter = ContextMeter(shell.theme)
        self._composer.set_meter(meter)
        self.context = ContextController(
            shell,
            meter,
            self.session,
            self.conversation_settings,
            lambda: self.composing.request(self._composer.text.strip()),
            self,
        )
        self._navigation = ConversationNavigation(
            shell, self._view, self.session, self.composing, self.conversation_settings, self
        )
        self._list_controller = ConversationListController(
            self._list,
            self.session,
            self.queue,
            self.requests,
            FolderRequests(shell, self),
            open=self.open,
            new=self.new,
            parent=self,
        )
        self._background_work = BackgroundWork(shell, self.session, self.queue, self)
        self.remembering = MemoryController(shell, self._transcript, self.session, self._open_message, self)
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
        self._version_list = VersionList(shell, self.session.choose, self)
        hint = ModelHint(shell.client)
        hint.bigger_clicked.connect(lambda: shell.show_page("models", "bigger"))
        self._view.add_below_composer(hint)
        self.setFocusProxy(self._composer)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._begin()

    # called by the window

    @property
    def room_for_writing(self) -> int:
        return self._view.room_for_writing

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("chat", "New conversation"), self.new, "Ctrl+N"),
            Action(tr("chat", "New private conversation"), self.new_private, "Ctrl+Shift+N"),
            Action(tr("chat", "Search in all conversations"), self._go_and_search, "Ctrl+Shift+F"),
            Action(tr("chat", "Settings of this conversation"), self.conversation_settings.show),
            Action(tr("chat", "What the model reads"), self.context.show_pane),
            Action(tr("chat", "Attach files to this conversation"), self.composing.choose_files),
            *self._transfers.palette_actions(),
            *self.other_answers.palette_actions(),
        )

    def palette_entries(self) -> Sequence[Action]:
        kind = tr("chat", "Conversation")
        return [Action(c.title, partial(self.open, c.id), kind=kind) for c in self._list_controller.conversations]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        pictures = sum(is_picture(file) for file in files)
        if pictures == len(files) and files:
            return (DropAction(tr("chat", "Ask about %n picture(s)", pictures), self.composing.attach),)
        ask = DropAction(tr("chat", "Ask about these files"), self.composing.attach)
        return (ask, *self._transfers.drop_actions(files))

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
        elif action == "persona" and isinstance(argument, ComposedPersona):
            self.new()
            self.prompting.answer_as(argument)
        elif action == "prompt" and isinstance(argument, SavedPrompt):
            self._shell.show_page("chat")
            self.prompting.use(argument)
        elif action == "settings":
            self.conversation_settings.show()
        elif action == "open_at" and isinstance(argument, tuple):
            conversation, message, words = argument
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

    def new(self) -> None:
        """Show the page with a conversation that has not begun."""
        self._shell.show_page("chat")
        self.other_answers.show_conversation()
        self._navigation.new()

    def new_private(self) -> None:
        """Show the page with a private conversation that has not begun."""
        self._shell.show_page("chat")
        self.other_answers.show_conversation()
        self._navigation.new(is_private=True)

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
        commands = (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        )
        text = "" if self.other_answers.is_shown else event.text()
        if text.strip() and text.isprintable() and not event.modifiers() & commands:
            self._composer.type_text(text)
        else:
            super().keyPressEvent(event)

    # building

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.setSpacing(Space.NONE)
        whole.addWidget(self._pane)

    def _connect(self) -> None:
        session = self.session
        self._navigation.shown.connect(self._on_shown)
        session.event_received.connect(self._transcript.show_event)
        self._transcript.live_message = lambda: session.messages[-1] if session.shows_live_answer else None
        session.busy_changed.connect(lambda _: self._show_busy())
        session.postponed.connect(self._on_postponed)
        session.failed.connect(self._fitting_context.report)
        session.answered.connect(lambda reply: self._shell.show_speed(speed_of(reply.message)))
        self._list_controller.title_changed.connect(self._update_title)
        self._list.opened.connect(self._navigation.open)
        self._list.opened_at.connect(self._navigation.open_at)
        self._list.new_private_clicked.connect(self.new_private)
        self._list.folding_changed.connect(self._save_folding)
        self._list.menu.begun_in_folder.connect(lambda folder: self._navigation.new(folder=folder.id))
        self._list.menu.folder_asked.connect(self._ask_folder)
        self._list_controller.folders_changed.connect(self.composing.sources.set_folders)
        self._shell.client.changed.connect(self._on_library_changed)
        self._shell.client.changed_elsewhere.connect(self._on_changed_elsewhere)
        self._shell.client.state_changed.connect(self._on_engine_state)
        self._composer.stopped.connect(self.session.stop)
        self._composer.draft_changed.connect(lambda _: self.context.measure())
        self._composer.collections_changed.connect(self.context.measure_soon)
        self.attached.changed.connect(self.context.measure_again)
        self.conversation_settings.changed.connect(self.context.measure_again)
        self._composer.settings_clicked.connect(self.conversation_settings.show)
        self._find_bar.closed.connect(self._composer.focus_text)
        search_shortcut = QShortcut(QKeySequence("Ctrl+Shift+F"), self)
        search_shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        search_shortcut.activated.connect(self._search)
        private_shortcut = QShortcut(QKeySequence("Ctrl+Shift+N"), self)
        private_shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        private_shortcut.activated.connect(self.new_private)
        self._transcript.retry_clicked.connect(self._retry)
        self._transcript.without_documents_clicked.connect(partial(self._retry, documents=False))
        self._transcript.chosen.connect(self.session.choose)
        self._transcript.quoted.connect(self._composer.quote)
        self._transcript.versions_listed.connect(self._version_list.show)
        self.other_answers.retried.connect(self._composer.focus_text)
        self.other_answers.opened.connect(self.open)
        self.requests.models_found.connect(self.other_answers.show_models)
        self._list.opened.connect(lambda _: self.other_answers.show_conversation())
        self._list.opened_at.connect(lambda *_: self.other_answers.show_conversation())
        self._transcript.source_clicked.connect(self._inspect)
        self._transcript.picture_clicked.connect(lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(path)))
        self._transcript.link_clicked.connect(lambda address: ask_before_opening(address, self))

    def _begin(self) -> None:
        self._list_controller.refresh()
        self.requests.find_collections()
        self.requests.find_classifiers()
        self.requests.find_context()
        self.queue.load()
        self._navigation.begin()

    # showing

    def _on_shown(self) -> None:
        self._list.select(self.session.id)
        self._show_busy()
        self._update_title()

    def _retry(self, message: chat.Message, *, documents: bool = True) -> None:
        self._transcript.scroll_to_end()
        self.session.retry(message.id, self.conversation_settings.current, documents=documents)
        self._composer.focus_text()

    def _show_busy(self) -> None:
        self._queue_controller.show()
        self._transcript.show_busy(self.session.shows_live_answer)

    def _on_postponed(self, drop: Callable[[], None]) -> None:
        waits = tr("chat", "This goes on when the answer in the other conversation has ended.")
        self._shell.show_message(waits, undo=drop)

    def _update_title(self) -> None:
        title = self.session.conversation.title if self.session.conversation else ""
        self.title_changed.emit(title or tr("chat", "New conversation"))

    def _save_folding(self, folding: Folding) -> None:
        self._shell.settings.change(open_folders=tuple(sorted(folding.folders)), is_archive_open=folding.archive)

    def _ask_folder(self, folder: chat.ConversationFolder) -> None:
        """Begin a conversation whose questions are put to those of a folder."""
        self._navigation.new()
        self.composing.sources.choose((), (folder.id,))

    def _inspect(self, source: SourcePassage) -> None:
        """Show a source in the inspector; one that is a message, in its conversation."""
        if source.message:
            match = chat.ConversationMatch(source.message, " ".join(source.text.split()), ())
            self._navigation.open_at(source.conversation, match)
            return
        self._shell.show_in_inspector(source.name, PagePreview(self._shell.client, self._shell.theme, source))

    def _open_message(self, told: memory.Memory) -> None:
        if told.conversation is not None:
            self._navigation.open_at(told.conversation, chat.ConversationMatch(told.message or 0, told.text, ()))

    def _look(self, picture: Path) -> None:
        self.composing.attach_pictures([picture])

    # changes

    def _on_library_changed(self, nouns: frozenset[str]) -> None:
        if CONVERSATIONS in nouns:
            self._list_controller.refresh_soon()
            self.queue.load()
        if DOCUMENTS in nouns:
            self.requests.find_collections()
        if CLASSIFIERS in nouns:
            self.requests.find_classifiers()
        if MODELS in nouns:
            self.requests.find_context()

    def _on_changed_elsewhere(self, nouns: frozenset[str]) -> None:
        """Read the conversation again to which a command may have added, such as `ateneo chat`."""
        if CONVERSATIONS in nouns and self.session.id != NEW and not self.session.shows_live_answer:
            self.session.open(self.session.id)

    def _on_engine_state(self, state: str) -> None:
        """Ask for everything again after the engine was restarted."""
        if state != "ready":
            return
        self._list_controller.refresh_soon()
        self.queue.load()
        self._navigation.on_engine_ready()

    def _go_and_search(self) -> None:
        self._shell.show_page("chat")
        self._search()

    def _search(self) -> None:
        self._pane.open_list()
        self._list.search()
