"""Why memories were recalled for an answer, for the inspector: each with its words, its message, and off, edit and delete."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.i18n import TranslatedWidget, tr
from desktop.panels.memory.memory_card import MemoryCard
from desktop.panels.memory.memory_requests import MemoryRequests
from desktop.theme.style import role
from desktop.theme.tokens import Space
from engine.capabilities.chat import api as chat
from engine.capabilities.memory import api as memory
from engine.capabilities.memory.api import MEMORIES


class RecallReasons(TranslatedWidget):
    """Asks the engine for the reasons, and again when memories change. `open_message` shows where a memory was told."""

    def __init__(
        self,
        shell: Shell,
        memories: Sequence[int],
        question: str,
        open_message: Callable[[memory.Memory], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self._ids, self._question, self._open_message = shell, tuple(memories), question, open_message
        self.requests = MemoryRequests(shell, self)
        self._reasons: dict[int, memory.RecallReason | None] = {}
        self._folders: dict[int, str] = {}
        self._intro = QLabel(self)
        self._intro.setWordWrap(True)
        role(self._intro, "soft")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.M)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        column.setSpacing(Space.M)
        column.addWidget(self._intro)
        column.addLayout(self._rows)
        column.addStretch(1)
        shell.client.changed.connect(self._on_changed)
        self.retranslate()
        self.reload()

    @property
    def sentences(self) -> list[str]:
        """The sentences that are shown, in order."""
        return [label.text() for label in self.findChildren(QLabel) if label.property("reason")]

    def retranslate(self) -> None:
        self._intro.setText(
            tr("chat", "The model was given this, because you told it in a conversation or wrote it down.")
        )
        self._show()

    def reload(self) -> None:
        """Ask for the folders of conversations and for each reason anew."""
        call = self._shell.client.call(chat.LIST_FOLDERS, chat.ListFolders(), self)
        call.on_result(self._on_folders)
        for id in self._ids:
            self._ask(id)

    def _ask(self, id: int) -> None:
        call = self._shell.client.call(memory.WHY, memory.WhyRecalled(id, self._question), self)
        call.on_result(lambda reason: self._take(id, reason))
        call.on_failed(lambda _: self._take(id, None))

    def _take(self, id: int, reason: memory.RecallReason | None) -> None:
        self._reasons[id] = reason
        self._show()

    def _on_folders(self, found: chat.ConversationFolders) -> None:
        self._folders = {folder.id: folder.name for folder in found.folders}

    def _on_changed(self, nouns: Collection[str]) -> None:
        if MEMORIES in nouns:
            self.reload()

    def _show(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for id in self._ids:
            if id in self._reasons:
                reason = self._reasons[id]
                self._rows.addWidget(self._label(reason_text(reason)))
                if reason is not None:
                    self._rows.addWidget(self._card(reason.memory))

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("reason", True)
        return label

    def _card(self, shown: memory.Memory) -> MemoryCard:
        card = MemoryCard(self._shell.theme, shown, self._folders, parent=self)
        card.kept.connect(self.requests.keep)
        card.declined.connect(self.requests.decline)
        card.forgotten.connect(self.requests.forget)
        card.changed.connect(lambda old, changes: self.requests.change(old, **changes))
        card.opened.connect(self._open_message)
        return card


def reason_text(reason: memory.RecallReason | None) -> str:
    """Return the reason in plain words."""
    if reason is None:
        return tr("chat", "This memory has been deleted since.")
    if reason.words:
        words = ", ".join(tr("chat", "“{sentence}”", sentence=word.lower()) for word in reason.words)
        return tr("chat", "Your question is about {words}, and so is this:", words=words)
    if reason.is_near:
        return tr("chat", "Your question and this mean something similar:")
    return tr("chat", "Your question asks for something about you, and this was the nearest:")
