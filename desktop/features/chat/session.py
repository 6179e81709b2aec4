"""The conversation on the desk and the answer being written. Knows the protocol; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.link.call import Call, EngineFault, EngineStopped
from desktop.link.client import Client, is_cancelled
from engine.capabilities.chat import api as chat
from engine.protocol.passage import Passage

NEW = 0
ASKED, ANSWERED = -1, -2
"""Ids of a question and an answer that the engine has not written down yet."""


@dataclass
class Live:
    """The answer being written. `path` is the conversation up to it, question included."""

    conversation: int
    path: tuple[chat.Message, ...]
    asked: str
    call: Call[chat.ReplyEvent, chat.Reply] | None = None
    answer: int = ANSWERED
    text: str = ""
    passages: tuple[Passage, ...] = ()
    phase: chat.ReplyEvent | None = None
    started: bool = False
    stopping: bool = field(default=False)

    def message(self) -> chat.Message:
        return chat.Message(
            self.answer, self.conversation, "assistant", self.text, "writing", 0, self.path[-1].id if self.path else None,
            passages=self.passages,
        )  # fmt: skip


class ChatDesk(QObject):
    """`shown`: the conversation or its messages are others. `happened`: an event of the live answer that is shown."""

    shown = Signal()
    opened = Signal(object)
    happened = Signal(object)
    busy_changed = Signal(bool)
    refused = Signal(str)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self.conversation: chat.Conversation | None = None
        self._messages: tuple[chat.Message, ...] = ()
        self._wanted = NEW
        """Where the person went last: what arrives of another conversation is not shown any more."""
        self.live: Live | None = None

    @property
    def id(self) -> int:
        return self.conversation.id if self.conversation else NEW

    @property
    def busy(self) -> bool:
        return self.live is not None

    @property
    def live_is_shown(self) -> bool:
        return self.live is not None and self.live.conversation == self.id

    @property
    def messages(self) -> tuple[chat.Message, ...]:
        """What is to be seen, the answer being written included."""
        if self.live is not None and self.live_is_shown:
            return (*self.live.path, self.live.message())
        return self._messages

    # moving about

    def new(self) -> None:
        self.conversation, self._messages, self._wanted = None, (), NEW
        self.shown.emit()

    def open(self, conversation: int) -> Call[None, chat.OpenedConversation]:
        self._wanted = conversation
        call = self._load(conversation)
        call.on_failed(lambda _: self._stay())
        return call

    def _stay(self) -> None:
        self._wanted = self.id

    def _load(self, conversation: int) -> Call[None, chat.OpenedConversation]:
        call = self._client.call(chat.OPEN, chat.OpenConversation(conversation), self)
        call.on_result(self._show)
        call.on_result(self.opened.emit)
        call.on_failed(self.failed.emit)
        return call

    def choose(self, message: int) -> None:
        call = self._client.call(chat.CHOOSE, chat.ChooseLeaf(self.id, message), self)
        call.on_result(self._show)
        call.on_failed(self.failed.emit)

    def retitle(self, title: str) -> None:
        if self.conversation is not None and title:
            self.conversation = msgspec.structs.replace(self.conversation, title=title)

    # asking

    def send(
        self,
        text: str,
        collections: tuple[str, ...],
        manner: chat.ConversationSettings,
        edits: int | None = None,
        pictures: tuple[str, ...] = (),
        classifier: str = "",
    ) -> None:
        before = self._messages
        if edits is not None:
            before = before[: next((at for at, m in enumerate(before) if m.id == edits), len(before))]
        question = chat.Message(ASKED, self.id, "user", text, "complete", 0)
        request = chat.Send(
            text, self.id or None, edits=edits, collections=collections, passages=manner.passages,
            sampling=manner.sampling, system=manner.system, model=manner.model, pictures=pictures,
            classifier=classifier,
        )  # fmt: skip
        self._follow(Live(self.id, (*before, question), text), self._client.call(chat.SEND, request, self))

    def retry(self, message: int, manner: chat.ConversationSettings) -> None:
        at = next((at for at, m in enumerate(self._messages) if m.id == message), None)
        if at is None or self.busy:
            return
        request = chat.Retry(message, manner.sampling, manner.system, manner.model)
        self._follow(Live(self.id, self._messages[:at], ""), self._client.call(chat.RETRY, request, self))

    def stop(self) -> None:
        if self.live is not None and self.live.call is not None:
            self.live.stopping = True
            self.live.call.cancel()

    def _follow(self, live: Live, call: Call[chat.ReplyEvent, chat.Reply]) -> None:
        live.call = call
        self.live = live
        call.on_event(lambda event: self._hear(live, event))
        call.on_result(lambda replied: self._replied(live, replied))
        call.on_failed(lambda fault: self._broken(live, fault))
        self.busy_changed.emit(True)
        self.shown.emit()

    def _hear(self, live: Live, event: chat.ReplyEvent) -> None:
        if isinstance(event, chat.ReplyStarted):
            self._started(live, event)
        elif isinstance(event, chat.SourcesFound):
            live.passages = event.passages
        elif isinstance(event, chat.AnswerDelta):
            live.text += event.text
        live.phase = event
        if self.live_is_shown:
            self.happened.emit(event)

    def _started(self, live: Live, event: chat.ReplyStarted) -> None:
        here = self.live_is_shown
        live.started, live.conversation, live.answer = True, event.conversation, event.answer
        if live.path and live.path[-1].id == ASKED:
            question = msgspec.structs.replace(
                live.path[-1],
                id=event.question,
                conversation=event.conversation,
                pictures=event.pictures,
                labelled=event.labelled,
            )
            live.path = (*live.path[:-1], question)
        if here and self.conversation is None:
            self.conversation = chat.Conversation(event.conversation, "", 0, 0)
            self._wanted = event.conversation if self._wanted == NEW else self._wanted
        if here:
            self.shown.emit()

    def _replied(self, live: Live, replied: chat.Reply) -> None:
        here = self.live_is_shown
        self._end()
        if here:
            self._messages = (*live.path, replied.message)
            self.retitle(replied.title)
            self.shown.emit()
            self._load(replied.conversation)
        self.finished.emit(replied)

    def _broken(self, live: Live, fault: EngineFault) -> None:
        """The engine keeps what was written; what is on the screen stays there, marked."""
        here = self.live_is_shown
        self._end()
        if live.started and here:
            state: chat.MessageState = "stopped" if is_cancelled(fault) else "failed"
            state = "interrupted" if fault.kind == EngineStopped.kind else state
            self._messages = (*live.path, msgspec.structs.replace(live.message(), state=state))
            self.shown.emit()
            self._load(live.conversation)
        elif here:
            self.shown.emit()
            self.refused.emit(live.asked)
        if not is_cancelled(fault):
            self.failed.emit(fault)

    def _end(self) -> None:
        self.live = None
        self.busy_changed.emit(False)

    def _show(self, opened: chat.OpenedConversation) -> None:
        if opened.conversation.id != self._wanted:
            return
        seen = {m.id: m.text for m in self._messages if opened.conversation.id == self.id}
        self.conversation = opened.conversation
        self._messages = tuple(_not_shorter(m, seen.get(m.id, "")) for m in opened.messages)
        self.shown.emit()


def _not_shorter(message: chat.Message, seen: str) -> chat.Message:
    """An interrupted answer keeps the words that were on the screen and not yet on the disk."""
    if message.state != "complete" and len(seen) > len(message.text) and seen.startswith(message.text):
        return msgspec.structs.replace(message, text=seen)
    return message
