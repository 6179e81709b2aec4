"""The open conversation and the answer being written. Knows the protocol; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.link.call import Call, EngineFault, EngineStopped
from desktop.link.client import Client, is_cancelled
from engine.capabilities.chat import api as chat
from engine.protocol.passage import Passage

NEW = 0
"""The id of a conversation that has not begun."""
UNSAVED_QUESTION, UNSAVED_ANSWER = -1, -2
"""Ids of a question and an answer that the engine has not saved yet."""


@dataclass
class LiveAnswer:
    """The answer being written. `path` is the conversation before it, the question included."""

    conversation: int
    path: tuple[chat.Message, ...]
    sent_text: str
    call: Call[chat.ReplyEvent, chat.Reply] | None = None
    answer: int = UNSAVED_ANSWER
    text: str = ""
    passages: tuple[Passage, ...] = ()
    is_started: bool = False

    def message(self) -> chat.Message:
        """The answer so far."""
        return chat.Message(
            self.answer, self.conversation, "assistant", self.text, "writing", 0, self.path[-1].id if self.path else None,
            passages=self.passages,
        )  # fmt: skip


class ChatSession(QObject):
    """Opens conversations, sends questions and follows the answer.

    `conversation_changed`: another conversation, or other messages. `event_received`: an event of the live answer, when it is
    the one on the screen. `answered`: the Reply. `refused`: the text of a question that could not be sent.
    """

    conversation_changed = Signal()
    opened = Signal(object)
    event_received = Signal(object)
    busy_changed = Signal(bool)
    refused = Signal(str)
    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self.conversation: chat.Conversation | None = None
        self._messages: tuple[chat.Message, ...] = ()
        self._target = NEW
        """The conversation that the person went to last. A result about another one is not shown."""
        self.live: LiveAnswer | None = None

    @property
    def id(self) -> int:
        """The id of the open conversation, or NEW."""
        return self.conversation.id if self.conversation else NEW

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being written, in any conversation."""
        return self.live is not None

    @property
    def shows_live_answer(self) -> bool:
        """Whether the answer being written belongs to the open conversation."""
        return self.live is not None and self.live.conversation == self.id

    @property
    def messages(self) -> tuple[chat.Message, ...]:
        """The messages to show, the answer being written included."""
        if self.live is not None and self.shows_live_answer:
            return (*self.live.path, self.live.message())
        return self._messages

    # opening

    def new(self) -> None:
        """Show a conversation that has not begun."""
        self.conversation, self._messages, self._target = None, (), NEW
        self.conversation_changed.emit()

    def open(self, conversation: int) -> Call[None, chat.OpenedConversation]:
        """Show another conversation once the engine has read it."""
        self._target = conversation
        call = self._load(conversation)
        call.on_failed(lambda _: self._keep_current())
        return call

    def choose(self, message: int) -> None:
        """Show the branch that holds a message."""
        call = self._client.call(chat.CHOOSE, chat.ChooseLeaf(self.id, message), self)
        call.on_result(self._show)
        call.on_failed(self.failed.emit)

    def set_title(self, title: str) -> None:
        """Change the title of the open conversation on the screen."""
        if self.conversation is not None and title:
            self.conversation = msgspec.structs.replace(self.conversation, title=title)

    def _load(self, conversation: int) -> Call[None, chat.OpenedConversation]:
        call = self._client.call(chat.OPEN, chat.OpenConversation(conversation), self)
        call.on_result(self._show)
        call.on_result(self.opened.emit)
        call.on_failed(self.failed.emit)
        return call

    def _keep_current(self) -> None:
        self._target = self.id

    def _show(self, opened: chat.OpenedConversation) -> None:
        if opened.conversation.id != self._target:
            return
        texts = {m.id: m.text for m in self._messages if opened.conversation.id == self.id}
        self.conversation = opened.conversation
        self._messages = tuple(_with_longer_text(m, texts.get(m.id, "")) for m in opened.messages)
        self.conversation_changed.emit()

    # asking

    def send(
        self,
        text: str,
        collections: tuple[str, ...],
        settings: chat.ConversationSettings,
        edits: int | None = None,
        pictures: tuple[str, ...] = (),
        classifier: str = "",
    ) -> None:
        """Ask a question in the open conversation; with `edits` in the place of that question."""
        before = self._messages
        if edits is not None:
            before = before[: next((at for at, m in enumerate(before) if m.id == edits), len(before))]
        question = chat.Message(UNSAVED_QUESTION, self.id, "user", text, "complete", 0)
        request = chat.Send(
            text,
            self.id or None,
            edits=edits,
            collections=collections,
            settings=settings,
            pictures=pictures,
            classifier=classifier,
        )
        self._follow(LiveAnswer(self.id, (*before, question), text), self._client.call(chat.SEND, request, self))

    def retry(self, message: int, settings: chat.ConversationSettings) -> None:
        """Ask for another answer beside `message`."""
        at = next((at for at, m in enumerate(self._messages) if m.id == message), None)
        if at is None or self.is_busy:
            return
        call = self._client.call(chat.RETRY, chat.Retry(message, settings), self)
        self._follow(LiveAnswer(self.id, self._messages[:at], ""), call)

    def stop(self) -> None:
        """Stop the answer being written; what was written is kept."""
        if self.live is not None and self.live.call is not None:
            self.live.call.cancel()

    def _follow(self, live: LiveAnswer, call: Call[chat.ReplyEvent, chat.Reply]) -> None:
        live.call = call
        self.live = live
        call.on_event(lambda event: self._on_event(live, event))
        call.on_result(lambda reply: self._on_reply(live, reply))
        call.on_failed(lambda fault: self._on_failed(live, fault))
        self.busy_changed.emit(True)
        self.conversation_changed.emit()

    def _on_event(self, live: LiveAnswer, event: chat.ReplyEvent) -> None:
        if isinstance(event, chat.ReplyStarted):
            self._on_started(live, event)
        elif isinstance(event, chat.SourcesFound):
            live.passages = event.passages
        elif isinstance(event, chat.AnswerDelta):
            live.text += event.text
        if self.shows_live_answer:
            self.event_received.emit(event)

    def _on_started(self, live: LiveAnswer, event: chat.ReplyStarted) -> None:
        is_shown = self.shows_live_answer
        live.is_started, live.conversation, live.answer = True, event.conversation, event.answer
        if live.path and live.path[-1].id == UNSAVED_QUESTION:
            question = msgspec.structs.replace(
                live.path[-1],
                id=event.question,
                conversation=event.conversation,
                pictures=event.pictures,
                label=event.label,
            )
            live.path = (*live.path[:-1], question)
        if is_shown and self.conversation is None:
            self.conversation = chat.Conversation(event.conversation, "", 0, 0)
            self._target = event.conversation if self._target == NEW else self._target
        if is_shown:
            self.conversation_changed.emit()

    def _on_reply(self, live: LiveAnswer, reply: chat.Reply) -> None:
        """The reply carries both messages as they were saved, so nothing is read again."""
        is_shown = self.shows_live_answer
        self._end()
        if is_shown:
            self._messages = (*live.path[:-1], reply.question, reply.message)
            self.set_title(reply.title)
            self.conversation_changed.emit()
        self.answered.emit(reply)

    def _on_failed(self, live: LiveAnswer, fault: EngineFault) -> None:
        """The engine keeps what was written; the words on the screen stay, marked, until it is read again."""
        is_shown = self.shows_live_answer
        self._end()
        if live.is_started and is_shown:
            state: chat.MessageState = "stopped" if is_cancelled(fault) else "failed"
            state = "interrupted" if fault.kind == EngineStopped.kind else state
            self._messages = (*live.path, msgspec.structs.replace(live.message(), state=state))
            self.conversation_changed.emit()
            self._load(live.conversation)
        elif is_shown:
            self.conversation_changed.emit()
            self.refused.emit(live.sent_text)
        if not is_cancelled(fault):
            self.failed.emit(fault)

    def _end(self) -> None:
        self.live = None
        self.busy_changed.emit(False)


def _with_longer_text(message: chat.Message, text: str) -> chat.Message:
    """An interrupted answer keeps the words that were on the screen and not yet on the disk."""
    if message.state != "complete" and len(text) > len(message.text) and text.startswith(message.text):
        return msgspec.structs.replace(message, text=text)
    return message
