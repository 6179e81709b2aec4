"""The Memory page: what is remembered and what is proposed, with search, kinds, and a field to add something."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QTabBar, QVBoxLayout

from desktop.feature import Action, Page, Shell
from desktop.features.memory.empty_memory import EmptyMemory
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.panels.memory.memory_card import MemoryCard
from desktop.panels.memory.memory_requests import MemoryRequests
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import CONVERSATIONS
from engine.capabilities.memory import api as memory
from engine.capabilities.memory.api import MEMORIES

FILTERS: tuple[tuple[memory.MemoryFilter, str], ...] = (
    ("all", tr_noop("memory", "All")),
    ("proposed", tr_noop("memory", "Proposed")),
    ("kept", tr_noop("memory", "Remembered")),
    ("off", tr_noop("memory", "Not used")),
    ("history", tr_noop("memory", "History")),
)
SHOWN_AT_ONCE = 50
"""Cards that are built; a button builds more."""
TYPING_MS = 150


class MemoryPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell, self.requests = shell, MemoryRequests(shell, self)
        self._memories: tuple[memory.Memory, ...] = ()
        self._replacements: dict[int, str] = {}
        self._folders: dict[int, str] = {}
        self._counts: dict[str, int] = {}
        self._most = SHOWN_AT_ONCE
        self._newest = 0
        self.search, self.new, self.add = QLineEdit(self), QLineEdit(self), QPushButton(self)
        self.tabs, self.more, self._nothing = QTabBar(self), QPushButton(self), QLabel(self)
        self.empty = EmptyMemory(shell.theme)
        self._column = ReadingColumn(shell.theme)
        self._cards = QVBoxLayout()
        self._typed = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.reload()

    def palette_actions(self) -> Sequence[Action]:
        return (Action(tr("memory", "What Ateneo remembers about you"), lambda: self._shell.show_page("memory")),)

    def perform(self, action: str, argument: object = None) -> None:
        """`show` shows the memories of a filter, or the one whose words are searched for."""
        if action == "show" and argument in [name for name, _ in FILTERS]:
            self.tabs.setCurrentIndex([name for name, _ in FILTERS].index(argument))

    def find_in_page(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def stop(self) -> None:
        if self.search.text():
            self.search.clear()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()

    def reload(self) -> None:
        """Ask for the memories and for the folders of conversations."""
        self._newest += 1
        number = self._newest
        name = FILTERS[self.tabs.currentIndex()][0]
        request = memory.ListMemories(self.search.text(), name)
        self.requests.list(request, lambda listed: self._show(listed) if number == self._newest else None)

    @property
    def cards(self) -> list[MemoryCard]:
        """The cards from top to bottom."""
        items = (self._cards.itemAt(index) for index in range(self._cards.count()))
        return [card for item in items if item is not None and isinstance(card := item.widget(), MemoryCard)]

    def retranslate(self) -> None:
        self.search.setPlaceholderText(tr("memory", "Search in what is remembered"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.new.setPlaceholderText(tr("memory", "Something Ateneo should remember, such as: I am allergic to nuts"))
        self.new.setAccessibleName(tr("memory", "Something to remember"))
        self.add.setText(tr("memory", "Remember"))
        self.tabs.setAccessibleName(tr("memory", "Which memories"))
        self._label_tabs()
        self.more.setText(tr("memory", "Show more"))
        self._nothing.setText(tr("memory", "There is nothing here."))

    def _lay_out(self) -> None:
        role(self.add, "primary")
        role(self._nothing, "soft")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for _ in FILTERS:
            self.tabs.addTab("")
        adding = QHBoxLayout()
        adding.setSpacing(Space.S)
        adding.addWidget(self.new, 1)
        adding.addWidget(self.add)
        self._cards.setSpacing(Space.S)
        items = self._column.items
        items.addLayout(adding)
        items.addWidget(self.search)
        items.addWidget(self.tabs)
        items.addWidget(self._nothing)
        items.addWidget(self.empty)
        items.addLayout(self._cards)
        items.addWidget(self.more)
        self._nothing.hide()
        self.empty.hide()
        self.more.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.NONE, Space.S, Space.NONE, Space.NONE)
        layout.addWidget(self._column)
        self._column.update_tab_order()

    def _connect(self) -> None:
        self.add.clicked.connect(self._add)
        self.new.returnPressed.connect(self._add)
        self.new.textChanged.connect(lambda text: self.add.setEnabled(bool(text.strip())))
        self.add.setEnabled(False)
        self._typed.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _: self._typed.start())
        self.tabs.currentChanged.connect(lambda _: self._change_filter())
        self.more.clicked.connect(self._show_more)
        self._shell.client.changed.connect(self._on_changed)
        self._shell.client.state_changed.connect(lambda state: self.reload() if state == "ready" else None)

    def _add(self) -> None:
        text = self.new.text().strip()
        if text:
            self.requests.add(text, lambda _: self.new.clear())
            self.new.setFocus()

    def _change_filter(self) -> None:
        self._most = SHOWN_AT_ONCE
        self.reload()

    def _on_changed(self, nouns: Collection[str]) -> None:
        if MEMORIES in nouns or CONVERSATIONS in nouns:
            self.reload()

    def _show(self, listed: memory.MemoryList) -> None:
        """Show the list once the words of what replaced others, and the names of folders, are known too."""
        self._counts = listed.counts
        self._label_tabs()
        newer = tuple({m.replaced_by for m in listed.memories if m.replaced_by is not None})
        number = self._newest

        def on_folders(found: chat.ConversationFolders) -> None:
            self._folders = {folder.id: folder.name for folder in found.folders}
            if number == self._newest:
                self._show_cards(listed.memories)

        def on_newer(replacing: memory.MemoryList) -> None:
            self._replacements = {m.id: m.text for m in replacing.memories}
            call = self._shell.client.call(chat.LIST_FOLDERS, chat.ListFolders(), self)
            call.on_result(on_folders)
            call.on_failed(self._shell.report)

        if newer:
            self.requests.list(memory.ListMemories(ids=newer), on_newer)
        else:
            on_newer(memory.MemoryList((), {}))

    def _show_cards(self, memories: tuple[memory.Memory, ...]) -> None:
        self._memories = memories
        kept = {card.memory.id: card for card in self.cards}
        shown = memories[: self._most]
        for id, card in kept.items():
            if id not in {m.id for m in shown}:
                self._cards.removeWidget(card)
                card.hide()
                card.deleteLater()
        for at, one in enumerate(shown):
            old = kept.get(one.id)
            if old is None:
                self._cards.insertWidget(at, self._make_card(one))
            elif old.memory != one:
                old.show_memory(one, self._folders, self._replacement(one))
        is_untouched = not self._counts.get("all") and not self._counts.get("history") and not self.search.text()
        self.empty.setVisible(is_untouched)
        self._nothing.setVisible(not memories and not is_untouched)
        self.more.setVisible(len(memories) > self._most)
        self._column.update_tab_order()

    def _show_more(self) -> None:
        self._most += SHOWN_AT_ONCE
        self._show_cards(self._memories)

    def _make_card(self, shown: memory.Memory) -> MemoryCard:
        card = MemoryCard(self._shell.theme, shown, self._folders, self._replacement(shown), self)
        card.kept.connect(self.requests.keep)
        card.declined.connect(self.requests.decline)
        card.forgotten.connect(self.requests.forget)
        card.changed.connect(lambda old, changes: self.requests.change(old, **changes))
        card.opened.connect(self._open)
        return card

    def _replacement(self, shown: memory.Memory) -> str:
        """Return the words of the memory that took its place."""
        return self._replacements.get(shown.replaced_by or 0, "")

    def _open(self, shown: memory.Memory) -> None:
        """Show the conversation at the message in which it was told."""
        if shown.conversation is not None:
            self._shell.show_page("chat", "open_at", (shown.conversation, shown.message or 0, shown.text))

    def _label_tabs(self) -> None:
        for at, (name, title) in enumerate(FILTERS):
            count = self._counts.get(name, 0)
            self.tabs.setTabText(at, f"{tr('memory', title)} {count}" if count else tr("memory", title))
