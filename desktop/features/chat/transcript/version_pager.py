"""Pager between the versions of a message: "‹ 2/3 ›"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.features.chat.transcript.message_menu import MenuLine
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton
from engine.capabilities.chat.api import Message


class VersionPager(TranslatedWidget):
    """`chosen` carries the id of another version; `compared` asks for all of them side by side, `listed` for their names."""

    chosen = Signal(int)
    compared = Signal()
    listed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, can_compare: bool = True) -> None:
        super().__init__(parent)
        self._ids: Sequence[int] = ()
        self._index = 0
        self._previous = IconButton(theme, "caret-left", Size.ICON_SMALL, "faint", self)
        self._label = QLabel(self)
        role(self._label, "faint")
        self._next = IconButton(theme, "caret-right", Size.ICON_SMALL, "faint", self)
        self._list = IconButton(theme, "caret-down", Size.ICON_SMALL, "faint", self)
        self._compare = IconButton(theme, "columns", Size.ICON_SMALL, "faint", self)
        self._compare.setVisible(can_compare)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.NONE)
        for widget in (self._previous, self._label, self._next, self._list, self._compare):
            row.addWidget(widget)
        self._previous.clicked.connect(lambda: self.step(-1))
        self._next.clicked.connect(lambda: self.step(1))
        self._list.clicked.connect(lambda: self.listed.emit(self._list))
        self._compare.clicked.connect(self.compared)
        self.retranslate()

    def show_version(self, id: int, ids: Sequence[int]) -> None:
        """Show which of the versions `id` is; hidden where there is only one."""
        self._ids = ids
        self._index = ids.index(id) if id in ids else 0
        self.setVisible(len(ids) > 1)
        self.retranslate()

    def can_step(self, by: int) -> bool:
        """Whether there is a version so many places on."""
        return 0 <= self._index + by < len(self._ids)

    def step(self, by: int) -> None:
        """Go to the version so many places on, where there is one and no answer is being written."""
        if self.can_step(by) and self.isEnabled():
            self.chosen.emit(self._ids[self._index + by])

    def retranslate(self) -> None:
        self._label.setText(f"{self._index + 1}/{len(self._ids)}")
        self._label.setAccessibleName(tr("chat", "Version {n} of {all}", n=self._index + 1, all=len(self._ids)))
        self._previous.set_name(tr("chat", "Previous version"))
        self._next.set_name(tr("chat", "Next version"))
        self._list.set_name(tr("chat", "List the versions"))
        self._compare.set_name(tr("chat", "Versions side by side"))
        self._previous.setEnabled(self.can_step(-1))
        self._next.setEnabled(self.can_step(1))


def version_lines(pager: VersionPager, message: Message, *, is_busy: bool) -> Sequence[MenuLine]:
    """Return the lines of a message's menu that lead to its other versions; none where there is only one."""
    if len(message.siblings) < 2:
        return ()
    return (
        (tr("chat", "Previous version"), lambda: pager.step(-1), not is_busy and pager.can_step(-1)),
        (tr("chat", "Next version"), lambda: pager.step(1), not is_busy and pager.can_step(1)),
    )


def add_version_keys(view: QWidget, pager: VersionPager) -> None:
    """Let Alt and the arrows go to other versions while the focus is in a message."""
    for keys, by in (("Alt+Left", -1), ("Alt+Right", 1)):
        shortcut = QShortcut(QKeySequence(keys), view)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda by=by: pager.step(by))
