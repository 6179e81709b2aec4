"""Ctrl+K: everything that can be done and every thing by its name, found by a few letters in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space

SHOWN = 60
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class Line:
    title: str
    run: Callable[[], None]
    shortcut: str = ""


def fold(text: str) -> str:
    """Lower case without accents, so that "revision" finds "Revisión"."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def score(typed: str, title: str) -> int | None:
    """How well folded `typed` fits folded `title`; None when its letters do not occur in order. Higher is better."""
    at, total, last = 0, 0, -2
    for letter in typed:
        found = title.find(letter, at)
        if found < 0:
            return None
        total += 4 * (found == last + 1) + 3 * (found == 0 or not title[found - 1].isalnum()) - (found - at > 0)
        at, last = found + 1, found
    return total + 8 * (typed in title) - len(title) // 20


def ranked(typed: str, lines: Sequence[Line]) -> list[Line]:
    """The lines that fit, best first; all of them, as they come, when nothing is typed."""
    wanted = fold("".join(typed.split()))
    scored = [(score(wanted, fold(line.title)), line) for line in lines]
    fitting = [(points, line) for points, line in scored if points is not None]
    return [line for _, line in sorted(fitting, key=lambda pair: -pair[0])] if wanted else list(lines)


class CommandPalette(QDialog):
    """Made afresh each time it is opened; closes itself."""

    def __init__(self, theme: Theme, lines: Sequence[Line], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lines = lines
        self._shown: list[Line] = []
        self.field = QLineEdit(self)
        self.list = QListWidget(self)
        self._none = QLabel(tr("shell", "Nothing by that name."), self)
        self._dress(theme, parent.width() - Space.XXL)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._run)
        self.list.itemActivated.connect(lambda _: self._run())
        self.list.itemClicked.connect(lambda _: self._run())
        self.field.installEventFilter(self)
        self._search("")
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys in the field move through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _dress(self, theme: Theme, widest: int) -> None:
        width, height = Size.PALETTE
        self.setFixedSize(min(theme.px(width), widest), height)
        self.setWindowTitle(tr("shell", "Search for anything"))
        self.field.setPlaceholderText(tr("shell", "Type an action, a conversation or a document…"))
        self.field.setAccessibleName(tr("shell", "Search for anything"))
        self.list.setAccessibleName(tr("shell", "Results"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        role(self, "overlay")
        role(self.field, "bare")
        role(self.list, "plain")
        role(self._none, "soft")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self._none, 1)

    def _search(self, typed: str) -> None:
        self._shown = ranked(typed, self._lines)[:SHOWN]
        self.list.clear()
        for line in self._shown:
            self.list.addItem(QListWidgetItem(f"{line.title}    {line.shortcut}" if line.shortcut else line.title))
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(self._shown))
        self._none.setVisible(not self._shown)

    def _run(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._shown):
            self.close()
            self._shown[row].run()
