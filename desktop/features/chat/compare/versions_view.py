"""The versions of one answer side by side, of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.features.chat.compare.axis_texts import settings_text
from desktop.features.chat.compare.side_bar import SideBar
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.comparison.side_by_side import SideBySide, SideText
from desktop.widgets.text import formatting
from engine.capabilities.chat.api.lab import MessageVersion, MessageVersions

MOST_IN_A_ROW = 3


class VersionsView(TranslatedWidget):
    """`chosen` carries the id of the version to go on with, `closed` follows the back button."""

    closed = Signal()
    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "page")
        self._versions: Sequence[MessageVersion] = ()
        self._question, self._current = "", 0
        self.bar, self.grid = SideBar(theme, self), SideBySide(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.M, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.bar)
        column.addWidget(self.grid, 1)
        self.bar.closed.connect(self.closed)
        self.bar.marking_changed.connect(self.grid.set_marking)
        self.grid.used.connect(lambda index: self.chosen.emit(self._versions[index].message.id))
        self.retranslate()

    def show_versions(self, versions: MessageVersions, current: int) -> None:
        """Show all versions; `current` is the id of the one in the conversation."""
        self._versions, self._question, self._current = versions.versions, versions.question, current
        self.retranslate()

    def retranslate(self) -> None:
        self.bar.set_title(" ".join(self._question.split()) or tr("chat", "Versions"))
        texts = [self._side_text(number, version) for number, version in enumerate(self._versions, 1)]
        self.grid.show_texts(texts, min(len(texts), MOST_IN_A_ROW))

    def _side_text(self, number: int, version: MessageVersion) -> SideText:
        message, is_current = version.message, version.message.id == self._current
        figures = [message.model]
        if message.seconds:
            figures.append(tr("chat", "{n} s", n=formatting.number(message.seconds, 1)))
        settings = settings_text(version.settings) if message.role == "assistant" else ""
        heading = tr("chat", "Version {n} of {all}", n=number, all=len(self._versions))
        return SideText(
            heading=f"{heading} · {settings}" if settings else heading,
            text=message.text,
            figures=" · ".join(filter(None, figures)),
            use="" if is_current else tr("chat", "Choose this one"),
            problem=tr("chat", "This one is in the conversation.") if is_current else "",
            is_chosen=is_current,
            is_open=message.state == "writing",
        )
