"""Command palette (Ctrl+K): every action and item by name, found by typing a few of its letters in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space

MAX_SHOWN = 60
_NAVIGATION_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class PaletteEntry(Protocol):
    """One line; `title` is in the user's language."""

    @property
    def title(self) -> str: ...
    @property
    def run(self) -> Callable[[], None]: ...
    @property
    def shortcut(self) -> str: ...


EntryT = TypeVar("EntryT", bound=PaletteEntry)


def fold(text: str) -> str:
    """Return lower case without accents, so that "revision" finds "Revisión"."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def match_score(query: str, title: str) -> int | None:
    """Score how well a title matches, both folded; higher is better. None when the letters do not occur in order.

    Letters in a row and at the beginning of words count most; long titles a little less.
    """
    position, total, last = 0, 0, -2
    for letter in query:
        index = title.find(letter, position)
        if index < 0:
            return None
        starts_word = index == 0 or not title[index - 1].isalnum()
        total += 4 * (index == last + 1) + 3 * starts_word - (index > position)
        position, last = index + 1, index
    return total + 8 * (query in title) - len(title) // 20


def ranked_entries(typed: str, entries: Sequence[EntryT]) -> list[EntryT]:
    """Return the entries that match, best first; all in their order when nothing is typed."""
    query = fold("".join(typed.split()))
    if not query:
        return list(entries)
    scored = [(match_score(query, fold(entry.title)), entry) for entry in entries]
    matches = [(score, entry) for score, entry in scored if score is not None]
    return [entry for _, entry in sorted(matches, key=lambda pair: -pair[0])]


class CommandPalette(QDialog):
    """Made anew each time it is opened; closes itself."""

    def __init__(self, theme: Theme, entries: Sequence[PaletteEntry], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = entries
        self._matches: list[PaletteEntry] = []
        self.field = QLineEdit(self)
        self.list = QListWidget(self)
        self._empty_label = QLabel(tr("shell", "Nothing has that name."), self)
        self._lay_out(theme, parent.width() - Space.XXL)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._run)
        self.list.itemActivated.connect(lambda _: self._run())
        self.list.itemClicked.connect(lambda _: self._run())
        self.field.installEventFilter(self)
        self._search("")
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys in the field move through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _NAVIGATION_KEYS:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self, theme: Theme, max_width: int) -> None:
        width, height = Size.PALETTE
        self.setFixedSize(min(theme.px(width), max_width), height)
        self.setWindowTitle(tr("shell", "Search everything"))
        self.field.setPlaceholderText(tr("shell", "Type an action, a conversation or a document…"))
        self.field.setAccessibleName(tr("shell", "Search everything"))
        self.list.setAccessibleName(tr("shell", "Results"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        role(self, "overlay")
        role(self.field, "bare")
        role(self.list, "plain")
        role(self._empty_label, "soft")
        self._empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty_label, 1)

    def _search(self, typed: str) -> None:
        self._matches = ranked_entries(typed, self._entries)[:MAX_SHOWN]
        self.list.clear()
        for entry in self._matches:
            text = f"{entry.title}    {entry.shortcut}" if entry.shortcut else entry.title
            self.list.addItem(QListWidgetItem(text))
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(self._matches))
        self._empty_label.setVisible(not self._matches)

    def _run(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._matches):
            self.close()
            self._matches[row].run()
