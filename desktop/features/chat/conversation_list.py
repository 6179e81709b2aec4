"""The conversations by day, searched, renamed in place, deleted with a way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space, Type
from desktop.widgets.lists.name_list import NameList
from engine.capabilities.chat.api import Conversation

SEARCH_DELAY_MS = 200
MILLISECONDS = 1000
Index = QModelIndex | QPersistentModelIndex
Row = Conversation | str
"""A conversation, or the heading of those that follow."""

_HEADINGS = (
    (0, tr_noop("chat", "Today")),
    (1, tr_noop("chat", "Yesterday")),
    (7, tr_noop("chat", "Last week")),
    (31, tr_noop("chat", "Last month")),
)
_OLDER = tr_noop("chat", "Older")


def heading(conversation: Conversation, today: date) -> str:
    """English; said by `tr`. A clock that was set back gives days in the future: they are today."""
    days = (today - datetime.fromtimestamp(conversation.changed_at / MILLISECONDS).date()).days
    return next((words for most, words in _HEADINGS if days <= most), _OLDER)


def by_day(conversations: Sequence[Conversation], today: date) -> Iterator[Row]:
    """In the order given, each heading once where it begins."""
    last = ""
    for conversation in conversations:
        if (words := heading(conversation, today)) != last:
            yield words
            last = words
        yield conversation


class ConversationModel(QAbstractListModel):
    renamed = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def conversation(self, index: Index) -> Conversation | None:
        row = self._rows[index.row()] if index.isValid() else None
        return row if isinstance(row, Conversation) else None

    def row_of(self, conversation: int) -> int:
        return next((at for at, r in enumerate(self._rows) if isinstance(r, Conversation) and r.id == conversation), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.conversation(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if isinstance(row, str):
            return self._heading(row, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return row.title or tr("chat", "New conversation")
        if role == Qt.ItemDataRole.SizeHintRole:
            return self._room()
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        conversation, title = self.conversation(index), str(value).strip()
        if conversation is None or not title or title == conversation.title:
            return False
        self.renamed.emit(conversation, title)
        return True

    def _heading(self, words: str, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return tr("chat", words)
        if role == Qt.ItemDataRole.FontRole:
            return self._theme.font(Type.SMALL, strong=True)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.colour("faint")
        if role == Qt.ItemDataRole.SizeHintRole:
            return self._room()
        return None

    def _room(self) -> QSize:
        return QSize(self._theme.px(Size.LIST) // 2, self._theme.px(Size.ROW))


class ConversationList(TranslatedWidget):
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
        self._model = ConversationModel(theme, self)
        self._view = NameList(self._model, self)
        self._view.setUniformItemSizes(True)
        self._conversations: Sequence[Conversation] = ()
        self._shown = 0
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        for widget in (self._new, self._search, self._view):
            column.addWidget(widget)
        self._connect()
        theme.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    @property
    def query(self) -> str:
        return self._search.text().strip()

    def show_conversations(self, conversations: Sequence[Conversation]) -> None:
        self._conversations = conversations
        self._model.show_rows(list(by_day(conversations, date.today())))
        self.mark(self._shown)

    def mark(self, conversation: int) -> None:
        """Show which one is open."""
        self._shown = conversation
        row = self._model.row_of(conversation)
        if row < 0:
            self._view.clearSelection()
            self._view.setCurrentIndex(QModelIndex())
        else:
            self._view.setCurrentIndex(self._model.index(row))

    def search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def retranslate(self) -> None:
        self._new.setText(tr("chat", "New conversation"))
        self._new.setToolTip("Ctrl+N")
        self._search.setPlaceholderText(tr("chat", "Search conversations"))
        self._search.setAccessibleName(tr("chat", "Search in all conversations"))
        self._search.setToolTip("Ctrl+Shift+F")
        self._view.say(tr("chat", "Conversations"), tr("chat", "Rename"), tr("chat", "Delete"))
        self.show_conversations(self._conversations)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_clicked)
        self._search.textChanged.connect(lambda _: self._pause.start())
        self._pause.timeout.connect(lambda: self.searched.emit(self.query))
        self._view.clicked.connect(self._open)
        self._view.activated.connect(self._open)
        self._view.doubleClicked.connect(self._view.edit)
        self._view.deleted.connect(self._delete)
        self._model.renamed.connect(self.renamed)

    def _open(self, index: QModelIndex) -> None:
        if (conversation := self._model.conversation(index)) is not None:
            self.opened.emit(conversation.id)

    def _delete(self, index: QModelIndex) -> None:
        if (conversation := self._model.conversation(index)) is not None:
            self.deleted.emit(conversation)

    def _fit(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))
