"""Connects the queue of questions to its panel, and offers to undo what was dropped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.feature import Shell
from desktop.features.chat.composing import ComposerController
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.queue.question_queue import QuestionQueue
from desktop.features.chat.queue.waiting_question import WaitingQuestion
from desktop.features.chat.session import ChatSession
from desktop.i18n import tr


class QueueController(QObject):
    """Shows what waits in the open conversation. `leave` is called when it is gone with its only question."""

    def __init__(
        self,
        shell: Shell,
        view: ConversationView,
        session: ChatSession,
        queue: QuestionQueue,
        composing: ComposerController,
        leave: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shell, self._view, self._session, self._queue = shell, view, session, queue
        self._leave = leave
        panel = view.queue_panel
        panel.ask_clicked.connect(self._ask_now)
        panel.change_clicked.connect(composing.change_waiting)
        panel.drop_clicked.connect(self._drop)
        queue.changed.connect(self.show)
        queue.dropped.connect(self._on_dropped)
        queue.failed.connect(shell.report)
        session.conversation_changed.connect(self.show)
        session.postponed.connect(self._on_postponed)

    def show(self) -> None:
        """Show the waiting questions of the open conversation, and whether another question would have to wait."""
        waiting = self._queue.waiting_at(self._session.place)
        self._view.queue_panel.show_questions(waiting)
        self._view.show_welcome(not self._session.messages and not waiting)
        self._view.composer.show_busy(self._session.shows_live_answer, self._session.is_busy)

    def _on_postponed(self, drop: Callable[[], None]) -> None:
        waits = tr("chat", "This goes on when the answer in the other conversation has ended.")
        self._shell.show_message(waits, undo=drop)

    def _ask_now(self, id: int) -> None:
        self._queue.ask_now(id)
        self._view.composer.focus_text()

    def _drop(self, id: int) -> None:
        self._queue.drop(id)
        self._view.composer.focus_text()

    def _on_dropped(self, question: WaitingQuestion) -> None:
        """A conversation in which nothing is left was removed with its only question."""
        is_open = self._session.id == question.place
        if is_open and not self._session.messages and not self._queue.waiting_at(question.place):
            self._leave()
        dropped = tr("chat", "The question will not be asked.")
        self._shell.show_message(dropped, undo=lambda: self._queue.restore(question.id))
