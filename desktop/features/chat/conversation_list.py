"""List of the conversations by day, with a search field; rows are renamed in place and deleted by key or menu."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.features.chat.conversation_delegate import ConversationDelegate, ConversationRow, Index
from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.lists.name_list import NameList
from desktop.widgets.lists.name_list_model import NameListModel, NameRow, RowKind
from engine.capabilities.chat.api import Conversation

SEARCH_DELAY_MS = 200
SPINNER_MS = 80
SPINNER_STEP = 24
"""Degrees that the spinner turns in SPINNER_MS."""
MILLISECONDS = 1000
ListEntry = ConversationRow | str
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


def by_day(rows: Sequence[ConversationRow], today: date) -> Iterator[ListEntry]:
    """Yield the conversations in the order given, with a heading before the first of each group."""
    last = ""
    for row in rows:
        if (text := heading(row.conversation, today)) != last:
            yield text
            last = text
        yield row


class ConversationRows(NameList):
    """The view of the rows. What is typed on it goes to the page, which passes it on to the composer."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)


class ConversationList(TranslatedWidget):
    """`renamed` carries the conversation and its new title, `deleted` the conversation, `opened` and `stopped` its id.

    `purged` carries a conversation that is to be deleted for good.
    `opened_at` carries the id of a conversation and the ConversationMatch that a search found in it.
    """

    new_clicked = Signal()
    opened = Signal(int)
    opened_at = Signal(int, object)
    searched = Signal(str)
    renamed = Signal(object, str)
    deleted = Signal(object)
    purged = Signal(object)
    stopped = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "list-panel")
        self._theme = theme
        self._new, self._search = QPushButton(self), QLineEdit(self)
        self._new.setIcon(theme.icon("plus", "accent"))
        self._search.setClearButtonEnabled(True)
        self._nothing = QLabel(self)
        role(self._nothing, "soft")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self._model = NameListModel[ListEntry](theme, _describe, self)
        self._view = ConversationRows(self._model, self)
        self._view.setUniformItemSizes(False)
        self._delegate = ConversationDelegate(theme, self._row_at, self._view)
        self._view.setItemDelegate(self._delegate)
        self._rows: Sequence[ConversationRow] = ()
        self._newer: Sequence[ConversationRow] | None = None
        """Rows that came while a title was being typed."""
        self._open_id, self._opens_first = 0, False
        self._search_soon = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._spin = QTimer(self, interval=SPINNER_MS)
        self._lay_out()
        self._connect()
        theme.changed.connect(self._set_width)
        self._set_width()
        self.retranslate()

    @property
    def query(self) -> str:
        return self._search.text().strip()

    def show_rows(self, rows: Sequence[ConversationRow], *, is_result: bool = False) -> None:
        """Show conversations; a title that is being typed is finished first. `is_result`: a search has just found them."""
        if self._view.is_editing:
            self._newer = rows
            return
        self._newer = None
        current = self._current_id()
        entries = list(by_day(rows, date.today()))
        self._rows = rows
        if entries != self._model.items:
            self._model.show_items(entries)
            self.select(self._open_id)
            if current is not None and current != self._open_id and self._view.hasFocus():
                self._view.setCurrentIndex(self._find(current))
        self._show_nothing()
        self._spin_while_answering()
        if self._opens_first and is_result:
            self._open_first()

    def select(self, conversation: int) -> None:
        """Show which conversation is open."""
        self._open_id = conversation
        index = self._find(conversation)
        if not index.isValid():
            self._view.clearSelection()
        self._view.setCurrentIndex(index)

    def search(self) -> None:
        """Put the cursor into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def end_search(self) -> bool:
        """Show all conversations again; return whether some were searched for."""
        had_query = bool(self.query)
        self._search.clear()
        return had_query

    def retranslate(self) -> None:
        self._new.setText(tr("chat", "New conversation"))
        self._new.setToolTip("Ctrl+N")
        self._search.setPlaceholderText(tr("chat", "Search conversations"))
        self._search.setAccessibleName(tr("chat", "Search in all conversations"))
        self._search.setToolTip("Ctrl+Shift+F")
        self._view.set_texts(tr("chat", "Conversations"), tr("chat", "Rename"), tr("chat", "Delete"))
        self._show_nothing()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        for widget in (self._new, self._search, self._nothing):
            column.addWidget(widget)
        column.addWidget(self._view, 1)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_clicked)
        self._search.textChanged.connect(lambda _: self._search_soon.start())
        self._search.returnPressed.connect(self._open_first)
        self._search_soon.timeout.connect(lambda: self.searched.emit(self.query))
        self._view.clicked.connect(self._on_activated)
        self._view.activated.connect(self._on_activated)
        self._view.doubleClicked.connect(self._view.edit)
        self._view.deleted.connect(self._on_deleted)
        self._view.menu_opened.connect(self._fill_menu)
        self._model.renamed.connect(lambda row, title: self.renamed.emit(row.conversation, title))
        self._delegate.closeEditor.connect(lambda *_: self._show_newer())
        self._spin.timeout.connect(self._turn_spinner)

    def _row_at(self, index: Index) -> ConversationRow | None:
        row = self._model.item(index)
        return row if isinstance(row, ConversationRow) else None

    def _find(self, conversation: int) -> QModelIndex:
        return self._model.find(lambda row: isinstance(row, ConversationRow) and row.conversation.id == conversation)

    def _current_id(self) -> int | None:
        row = self._row_at(self._view.currentIndex())
        return None if row is None else row.conversation.id

    def _on_activated(self, index: QModelIndex) -> None:
        if (row := self._row_at(index)) is None:
            return
        if row.conversation.match is not None:
            self.opened_at.emit(row.conversation.id, row.conversation.match)
        elif row.conversation.id:
            self.opened.emit(row.conversation.id)

    def _open_first(self) -> None:
        """Enter in the search field opens the first conversation that is found."""
        self._opens_first = False
        if self._search_soon.isActive():
            self._search_soon.stop()
            self._opens_first = True
            self.searched.emit(self.query)
        elif self.query and self._rows:
            self._on_activated(self._find(self._rows[0].conversation.id))

    def _on_deleted(self, index: QModelIndex) -> None:
        if (row := self._row_at(index)) is not None:
            self.deleted.emit(row.conversation)

    def _fill_menu(self, menu: QMenu, index: QModelIndex) -> None:
        if (row := self._row_at(index)) is None:
            return
        menu.addAction(tr("chat", "Open")).triggered.connect(lambda: self._on_activated(index))
        if row.activity == "answering":
            stop = menu.addAction(tr("chat", "Stop the answer"))
            stop.triggered.connect(lambda: self.stopped.emit(row.conversation.id))
        menu.addSeparator()
        menu.aboutToShow.connect(lambda: self._add_purge(menu, row.conversation))  # below renaming and deleting

    def _add_purge(self, menu: QMenu, conversation: Conversation) -> None:
        menu.addSeparator()
        menu.addAction(tr("chat", "Delete for good…")).triggered.connect(lambda: self.purged.emit(conversation))

    def _show_newer(self) -> None:
        """Show the rows that came while a title was typed, once the editor is closed."""
        if self._newer is not None:
            QTimer.singleShot(0, self, lambda: self.show_rows(self._newer or self._rows))

    def _show_nothing(self) -> None:
        is_empty = bool(self.query) and not self._rows
        sentence = tr("chat", "No conversation has “{words}”. Try other words, or fewer.", words=self.query)
        self._nothing.setText(sentence if is_empty else "")
        self._nothing.setVisible(is_empty)

    def _spin_while_answering(self) -> None:
        is_answering = any(row.activity == "answering" for row in self._rows)
        if is_answering and not self._theme.reduce_motion:
            self._spin.start()
        else:
            self._spin.stop()

    def _turn_spinner(self) -> None:
        self._delegate.angle = (self._delegate.angle + SPINNER_STEP) % 360
        for row in self._rows:
            if row.activity == "answering" and self._view.isVisible():
                self._view.update(self._find(row.conversation.id))

    def _set_width(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))


def waiting_counts(places: Sequence[int]) -> Mapping[int, int]:
    """Return how many questions wait at each place."""
    return {place: places.count(place) for place in places}


def _describe(row: ListEntry) -> NameRow:
    if isinstance(row, str):
        return NameRow(tr("chat", row), kind=RowKind.HEADING)
    title = row.conversation.title or tr("chat", "New conversation")
    going_on = _going_on(row)
    kind = RowKind.NAME if row.conversation.id else RowKind.FIXED
    return NameRow(title, tooltip=f"{title}\n{going_on}" if going_on else title, description=going_on, kind=kind)


def _going_on(row: ConversationRow) -> str:
    if row.activity == "answering":
        return tr("chat", "Being answered")
    return tr("chat", "%n question(s) waiting", row.waiting) if row.activity == "waiting" else ""
