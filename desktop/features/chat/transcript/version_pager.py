"""Pager between the versions of a message: "‹ 2/3 ›"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

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
    """Made of nothing while a message has one version, as nearly all have.

    `chosen` carries the id of another version; `compared` asks for all of them side by side, `listed` for their names.
    """

    chosen = Signal(int)
    compared = Signal()
    listed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, can_compare: bool = True) -> None:
        super().__init__(parent)
        self._ids: Sequence[int] = ()
        self._index = 0
        self._theme, self._can_compare = theme, can_compare
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.NONE)
        self._row = row
        self.hide()

    @cached_property
    def _parts(self) -> PagerParts:
        return PagerParts(self, self._theme, self._row, can_compare=self._can_compare)

    def show_version(self, id: int, ids: Sequence[int]) -> None:
        """Show which of the versions `id` is; hidden where there is only one."""
        self._ids = ids
        self._index = ids.index(id) if id in ids else 0
        self.retranslate()
        self.setVisible(len(ids) > 1)

    def can_step(self, by: int) -> bool:
        """Whether there is a version so many places on."""
        return 0 <= self._index + by < len(self._ids)

    def step(self, by: int) -> None:
        """Go to the version so many places on, where there is one and no answer is being written."""
        if self.can_step(by) and self.isEnabled():
            self.chosen.emit(self._ids[self._index + by])

    def retranslate(self) -> None:
        if len(self._ids) < 2:
            return
        parts = self._parts
        parts.label.setText(f"{self._index + 1}/{len(self._ids)}")
        parts.label.setAccessibleName(tr("chat", "Version {n} of {all}", n=self._index + 1, all=len(self._ids)))
        parts.previous.set_name(tr("chat", "Previous version"))
        parts.next.set_name(tr("chat", "Next version"))
        parts.list.set_name(tr("chat", "List the versions"))
        parts.compare.set_name(tr("chat", "Versions side by side"))
        parts.previous.setEnabled(self.can_step(-1))
        parts.next.setEnabled(self.can_step(1))


class PagerParts:
    """The buttons of a pager and the number between them."""

    def __init__(self, pager: VersionPager, theme: Theme, row: QHBoxLayout, *, can_compare: bool) -> None:
        names = ("caret-left", "caret-right", "caret-down", "columns")
        buttons = [IconButton(theme, name, Size.ICON_SMALL, "faint", pager) for name in names]
        self.previous, self.next, self.list, self.compare = buttons
        self.label = QLabel(pager)
        role(self.label, "faint")
        self.compare.setVisible(can_compare)
        for widget in (self.previous, self.label, self.next, self.list, self.compare):
            row.addWidget(widget)
        self.previous.clicked.connect(lambda: pager.step(-1))
        self.next.clicked.connect(lambda: pager.step(1))
        self.list.clicked.connect(lambda: pager.listed.emit(self.list))
        self.compare.clicked.connect(pager.compared)


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
