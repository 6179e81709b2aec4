"""Copies the whole conversation, some messages at a time, so that a long one does not block the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.widgets.text.plain_markdown import plain_text
from engine.capabilities.chat import api as chat

MESSAGES_A_TURN = 20
"""Messages for each turn of the event loop."""


class ConversationCopier(QObject):
    """A copy that is asked for while one is under way takes its place."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._left: list[chat.Message] = []
        self._parts: list[str] = []
        self._is_markdown = True
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def copy(self, messages: Sequence[chat.Message], *, as_markdown: bool) -> None:
        """Put the messages into the clipboard, each under the name of who speaks, and say so."""
        self._left, self._parts, self._is_markdown = list(messages), [], as_markdown
        self._go_on()

    def _go_on(self) -> None:
        self._parts += [self._text(message) for message in self._left[:MESSAGES_A_TURN]]
        del self._left[:MESSAGES_A_TURN]
        if self._left:
            self._next.start()
            return
        QGuiApplication.clipboard().setText("\n\n".join(self._parts))
        self._shell.show_message(tr("chat", "%n message(s) copied.", len(self._parts)))

    def _text(self, message: chat.Message) -> str:
        name = tr("chat", "You") if message.role == "user" else message.model or tr("chat", "Assistant")
        if self._is_markdown:
            return f"**{name}:**\n\n{message.text}"
        return f"{name}:\n{message.text if message.role == 'user' else plain_text(message.text)}"
