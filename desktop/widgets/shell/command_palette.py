"""Command palette (Ctrl+K): every page, command, setting and item by name, found by parts of its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.shell.palette_delegate import SIDE_NOTE, SPANS, PaletteDelegate
from desktop.widgets.shell.palette_ranking import PaletteEntry, ranked_entries

MAX_SHOWN = 60
SHORTEST_SEARCH = 2
"""Documents are looked for from this many characters on."""
_NAVIGATION_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


Search = Callable[[str, Callable[[Sequence[PaletteEntry]], None]], None]
"""Looks for what was typed and hands over entries later, once or several times, such as documents from the engine."""


class CommandPalette(QDialog):
    """Made anew each time it is opened; closes itself. `search` adds entries after `entries`, for what was typed last."""

    def __init__(
        self, theme: Theme, entries: Sequence[PaletteEntry], parent: QWidget, search: Search | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries, self._search_for = entries, search
        self._added: list[PaletteEntry] = []
        self._matches: list[PaletteEntry] = []
        self.field = QLineEdit(self)
        self.list = QListWidget(self)
        self._empty_label = QLabel(tr("shell", "Nothing has that name."), self)
        self._lay_out(theme, parent.width() - Space.XXL)
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._run)
        self.list.itemActivated.connect(lambda _: self._run())
        self.list.itemClicked.connect(lambda _: self._run())
        self.field.installEventFilter(self)
        self._show_matches()
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
        self.list.setItemDelegate(PaletteDelegate(theme, self.list))
        role(self._empty_label, "soft")
        self._empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty_label, 1)

    def _on_typed(self, typed: str) -> None:
        self._added = []
        self._show_matches()
        if self._search_for is not None and len(typed.strip()) >= SHORTEST_SEARCH:
            self._search_for(typed, lambda entries: self._add(typed, entries))

    def _add(self, typed: str, entries: Sequence[PaletteEntry]) -> None:
        """Add entries that were found for `typed`, unless something else has been typed meanwhile."""
        if typed == self.field.text():
            self._added.extend(entries)
            self._show_matches(keep=True)

    def _show_matches(self, keep: bool = False) -> None:
        """List the matches. With `keep` the chosen line stays chosen, also when others come before it."""
        row = self.list.currentRow()
        chosen = self._matches[row] if keep and 0 < row < len(self._matches) else None
        ranked = ranked_entries(self.field.text(), [*self._entries, *self._added])[:MAX_SHOWN]
        self._matches = [entry for entry, _ in ranked]
        self.list.clear()
        for entry, match in ranked:
            kind = entry.kind or tr("shell", "Command")
            item = QListWidgetItem(entry.title)
            item.setData(SPANS, match.spans)
            item.setData(SIDE_NOTE, f"{entry.shortcut}    {kind}" if entry.shortcut else kind)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title}, {kind}")
            self.list.addItem(item)
        self.list.setCurrentRow(self._matches.index(chosen) if chosen in self._matches else 0)
        self.list.setVisible(bool(self._matches))
        self._empty_label.setVisible(not self._matches)

    def _run(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._matches):
            self.close()
            self._matches[row].run()
