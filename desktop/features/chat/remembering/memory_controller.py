"""Shows memories in the open conversation: a line under the question that told one, a chip on the answer that was given one."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.chat.remembering.memory_line import MemoryLine
from desktop.features.chat.session import ChatSession
from desktop.features.chat.transcript.answer import AnswerView
from desktop.features.chat.transcript.message_column import MessageView
from desktop.features.chat.transcript.transcript import Transcript
from desktop.i18n import tr
from desktop.panels.memory.memory_requests import MemoryRequests
from engine.capabilities.chat import api as chat
from engine.capabilities.memory import api as memory
from engine.capabilities.memory.api import MEMORIES
from engine.protocol.answering.memories import MemoryNote


class MemoryController(QObject):
    """Reads the memories of a conversation's messages once it is shown, and again when memories change.

    A proposal stays below the answer until the person decides; what was kept at once is told while the conversation is open.
    """

    def __init__(
        self,
        shell: Shell,
        transcript: Transcript,
        session: ChatSession,
        open_message: Callable[[memory.Memory], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._shell, self._transcript, self._session = shell, transcript, session
        self._open_message = open_message
        self._requests = MemoryRequests(shell, parent)
        self._notes: dict[int, MemoryNote] = {}
        self._memories: dict[int, memory.Memory] = {}
        self._conversation = 0
        self._newest = 0
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read)
        session.event_received.connect(self._on_event)
        session.answered.connect(self._on_answered)
        session.conversation_changed.connect(self._on_conversation)
        shell.client.changed.connect(self._on_changed)
        transcript.added.connect(self._show_on)
        transcript.recalled_clicked.connect(self.show_why)

    def _on_event(self, event: chat.ReplyEvent) -> None:
        if isinstance(event, chat.MemoriesNoted):
            self._notes.update({note.memory: note for note in event.notes})
            self._soon.start()

    def _on_answered(self, reply: chat.Reply) -> None:
        if reply.message.remarks.recalled and reply.conversation == self._session.id:
            self._soon.start()

    def _on_conversation(self) -> None:
        """Read the memories of another conversation; of the same one show what is known on messages that are new."""
        if self._session.id != self._conversation:
            self._conversation = self._session.id
            self._notes = {id: note for id, note in self._notes.items() if note.message in self._messages("user")}
            self._soon.start()
        else:
            self._show()

    def _on_changed(self, nouns: Collection[str]) -> None:
        if MEMORIES in nouns:
            self._soon.start()

    def _messages(self, role: str) -> list[int]:
        return [message.id for message in self._session.messages if message.role == role and message.id > 0]

    def _read(self) -> None:
        questions = tuple(self._messages("user"))
        recalled = tuple({mark.memory for message in self._session.messages for mark in message.remarks.recalled})
        noted = tuple(self._notes)
        if not questions and not recalled:
            return
        self._newest += 1
        number = self._newest

        def on_result(listed: memory.MemoryList) -> None:
            if number == self._newest:
                self._memories = {m.id: m for m in listed.memories}
                self._show()

        self._requests.list(memory.ListMemories(messages=questions, ids=(*recalled, *noted)), on_result)

    def _show(self) -> None:
        for view in self._transcript.views:
            self._show_on(view)

    def _show_on(self, view: MessageView) -> None:
        told = self._told_at(view)
        if [line.memory for line in view.lines.widgets if isinstance(line, MemoryLine)] != told:
            view.lines.show_widgets([self._line(m) for m in told])
        if isinstance(view, AnswerView):
            self._show_chip(view)

    def _told_at(self, view: MessageView) -> list[memory.Memory]:
        """Return what a message shows: below its answer, where no line that comes or goes moves what is read."""
        if isinstance(view, AnswerView):
            return [] if view.message.state == "writing" else self._told_in(view.message.parent or 0)
        is_answered = any(message.parent == view.message.id for message in self._session.messages)
        return [] if is_answered else self._told_in(view.message.id)

    def _told_in(self, message: int) -> list[memory.Memory]:
        told = (m for m in self._memories.values() if m.message == message)
        return [m for m in told if m.state == "proposed" or (m.state == "kept" and m.id in self._notes)]

    def _line(self, shown: memory.Memory) -> MemoryLine:
        note = self._notes.get(shown.id)
        replaces = ", ".join(note.replaces) if note else ""
        line = MemoryLine(shown, replaces, was_forgotten=bool(note and note.was_forgotten))
        line.kept.connect(self._requests.keep)
        line.declined.connect(self._requests.decline)
        line.edited.connect(self._requests.keep_as)
        return line

    def _show_chip(self, view: AnswerView) -> None:
        marks = view.message.remarks.recalled
        known = [self._memories[mark.memory] for mark in marks if mark.memory in self._memories]
        if not marks:
            view.show_recalled("")
        elif len(known) == len(marks) == 1:
            view.show_recalled(tr("chat", "Remembered: {text}", text=known[0].text))
        else:
            view.show_recalled(tr("chat", "%n thing(s) remembered", len(marks)))

    def show_why(self, answer: chat.Message) -> None:
        """Show in the inspector why the memories of an answer were recalled."""
        from desktop.features.chat.remembering.recall_reasons import RecallReasons

        question = next((m.text for m in self._session.messages if m.id == answer.parent), "")
        ids = [mark.memory for mark in answer.remarks.recalled]
        self._shell.show_in_inspector(
            tr("chat", "Why was this remembered?"), RecallReasons(self._shell, ids, question, self._open_message)
        )
