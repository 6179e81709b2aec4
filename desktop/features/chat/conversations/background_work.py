"""Work for conversations while nobody waits: a title after the first answer, and vectors of new messages."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from desktop.feature import Shell
from desktop.features.chat.queue.question_queue import QuestionQueue
from desktop.features.chat.session import ChatSession
from engine.capabilities.chat import api as chat

TITLE_DELAY_MS = 1_500
"""After an answer: whoever asks on at once waits for nothing."""
EMBED_DELAY_MS = 20_000
"""After the last answer, and after the start."""


class BackgroundWork(QObject):
    """Asks for it when it is quiet. A fault is no one's business: it is tried again after the next answer."""

    def __init__(self, shell: Shell, session: ChatSession, queue: QuestionQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._session, self._queue = shell, session, queue
        self._untitled = 0
        """The conversation whose first answer was written last."""
        self._title_soon = QTimer(self, singleShot=True, interval=TITLE_DELAY_MS)
        self._embed_soon = QTimer(self, singleShot=True, interval=EMBED_DELAY_MS)
        self._title_soon.timeout.connect(self._write_title)
        self._embed_soon.timeout.connect(self._embed)
        session.answered.connect(self._on_answered)
        shell.client.state_changed.connect(self._on_engine_state)

    def _on_answered(self, reply: chat.Reply) -> None:
        if reply.finish != "cancelled" and reply.question.parent is None:
            self._untitled = reply.conversation
            self._title_soon.start()
        self._embed_soon.start()

    def _on_engine_state(self, state: str) -> None:
        if state == "ready":
            self._embed_soon.start()

    @property
    def _is_quiet(self) -> bool:
        return self._shell.client.state == "ready" and not self._session.is_busy and not self._queue.waiting

    def _write_title(self) -> None:
        if self._is_quiet:
            self._shell.client.call(chat.WRITE_TITLE, chat.WriteTitle(self._untitled), self)

    def _embed(self) -> None:
        if self._is_quiet:
            self._shell.client.call(chat.EMBED_MESSAGES, chat.EmbedMessages(), self)
        else:
            self._embed_soon.start()
