"""List of the conversations by day, with a search field; rows are renamed in place and deleted by key or menu."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.lists.name_list import NameList
from desktop.widgets.lists.name_list_model import NameListModel, NameRow, RowKind
from engine.capabilities.chat.api import Conversation

SEARCH_DELAY_MS = 200
MILLISECONDS = 1000
ConversationRow = Conversation | str
"""A conversation, or the heading (in English) of those that follow."""

_HEADINGS = (
    (0, tr_noop("chat", "Today")),
    (1, tr_noop("chat", "Yesterday")),
    (7, tr_noop("chat", "Last week")),
    (31, tr_noop("chat", "Last month")),
)
_OLDER = tr_noop("chat", "Older")


def heading(conversation: Conversation, today: date) -> str:
    """Return the English heading of a conversation. A day in the future (the clock was set back) counts as today."""
    days = (today - datetime.fromtimestamp(conversation.changed_at / MILLISECONDS).date()).days
    return next((text for most, text in _HEADINGS if days <= most), _OLDER)


def by_day(conversations: Sequence[Conversation], today: date) -> Iterator[ConversationRow]:
    """Yield the conversations in the order given, with a heading before the first of each group."""
    last = ""
    for conversation in conversations:
        if (text := heading(conversation, today)) != last:
            yield text
            last = text
        yield conversation


class ConversationList(TranslatedWidget):
    """`renamed` carries the conversation and its new title, `deleted` the conversation."""

    new_clicked = Signal()
    opened = Signal(int)
    searched = Signal(str)
    renamed = Signal(object, str)
    deleted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "list-panel")
        self._theme = theme
        self._new, self._search = QPushButton(self), QLineEdit(self)
        self._new.setIcon(theme.icon("plus", "accent"))
        self._search.setClearButtonEnabled(True)
        self._model = NameListModel[ConversationRow](theme, _describe, self)
        self._view = NameList(self._model, self)
        self._conversations: Sequence[Conversation] = ()
        self._open_id = 0
        self._search_soon = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        for widget in (self._new, self._search, self._view):
            column.addWidget(widget)
        self._connect()
        theme.changed.connect(self._set_width)
        self._set_width()
        self.retranslate()

    @property
    def query(self) -> str:
        return self._search.text().strip()

    def show_conversations(self, conversations: Sequence[Conversation]) -> None:
        self._conversations = conversations
        self._model.show_items(list(by_day(conversations, date.today())))
        self.select(self._open_id)

    def select(self, conversation: int) -> None:
        """Show which conversation is open."""
        self._open_id = conversation
        index = self._model.find(lambda row: isinstance(row, Conversation) and row.id == conversation)
        if not index.isValid():
            self._view.clearSelection()
        self._view.setCurrentIndex(index)

    def search(self) -> None:
        """Put the cursor into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def retranslate(self) -> None:
        self._new.setText(tr("chat", "New conversation"))
        self._new.setToolTip("Ctrl+N")
        self._search.setPlaceholderText(tr("chat", "Search conversations"))
        self._search.setAccessibleName(tr("chat", "Search in all conversations"))
        self._search.setToolTip("Ctrl+Shift+F")
        self._view.set_texts(tr("chat", "Conversations"), tr("chat", "Rename"), tr("chat", "Delete"))
        self.show_conversations(self._conversations)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_clicked)
        self._search.textChanged.connect(lambda _: self._search_soon.start())
        self._search_soon.timeout.connect(lambda: self.searched.emit(self.query))
        self._view.clicked.connect(self._on_activated)
        self._view.activated.connect(self._on_activated)
        self._view.doubleClicked.connect(self._view.edit)
        self._view.deleted.connect(self._on_deleted)
        self._model.renamed.connect(self.renamed)

    def _on_activated(self, index: QModelIndex) -> None:
        if isinstance(conversation := self._model.item(index), Conversation):
            self.opened.emit(conversation.id)

    def _on_deleted(self, index: QModelIndex) -> None:
        if isinstance(conversation := self._model.item(index), Conversation):
            self.deleted.emit(conversation)

    def _set_width(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))


def _describe(row: ConversationRow) -> NameRow:
    if isinstance(row, str):
        return NameRow(tr("chat", row), kind=RowKind.HEADING)
    title = row.title or tr("chat", "New conversation")
    return NameRow(title, tooltip=title)
