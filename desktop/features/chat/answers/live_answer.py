"""The answer being written, of whatever conversation, as far as it has come."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from desktop.features.chat.acting.steps import with_step
from desktop.link.call import Call
from engine.capabilities.chat import api as chat
from engine.protocol.answering.passage import Passage
from engine.protocol.answering.personas import HandOver
from engine.protocol.answering.tools import ToolStep

UNSAVED_QUESTION, UNSAVED_ANSWER = -1, -2
"""Ids of a question and an answer that the engine has not saved yet."""


class LiveAnswer(msgspec.Struct):
    """`place` is the conversation as ChatSession counts them, `before` its messages above the question.

    `before` is None for a conversation that has not been opened in this window. `question` is None where an earlier one is
    answered again. `continued` is the answer that is being continued.
    """

    place: int
    before: tuple[chat.Message, ...] | None
    question: chat.Message | None = None
    continued: chat.Message | None = None
    request: chat.Send | None = None
    call: Call[chat.ReplyEvent, chat.Reply] | None = None
    answer: int = UNSAVED_ANSWER
    text: str = ""
    thinking: str = ""
    steps: tuple[ToolStep, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    on_hand_over: Callable[[int, chat.HandedOver], object] = lambda conversation, event: None
    """Called with the conversation when another persona goes on with the answer."""
    passages: tuple[Passage, ...] = ()
    is_started: bool = False
    is_stopped: bool = False
    """Whether the person stopped it."""

    @property
    def path(self) -> tuple[chat.Message, ...]:
        """The conversation before the answer, the question included."""
        return (*(self.before or ()), self.question) if self.question is not None else self.before or ()

    def message(self) -> chat.Message:
        """The answer so far."""
        path = self.path
        base = self.continued or chat.Message(
            self.answer, max(self.place, 0), "assistant", "", "writing", 0, path[-1].id if path else None
        )
        remarks = base.remarks
        if self.thinking or self.steps or self.hand_overs:
            persona = self.hand_overs[-1].persona if self.hand_overs else ""
            remarks = chat.AnswerRemarks(
                thinking=self.thinking,
                steps=self.steps or remarks.steps,
                persona=persona,
                hand_overs=self.hand_overs,
            )
        passages = self.passages or base.passages
        return msgspec.structs.replace(
            base, id=self.answer, text=self.text, state="writing", passages=passages, remarks=remarks, citations=()
        )

    def start(self, event: chat.ReplyStarted) -> None:
        """Take over the ids of the messages, which are on the disk now."""
        self.is_started, self.place, self.answer = True, event.conversation, event.answer
        self.text = event.text
        if self.question is not None:
            self.question = msgspec.structs.replace(
                self.question,
                id=event.question,
                conversation=event.conversation,
                pictures=event.pictures,
                label=event.label,
            )

    def add(self, event: chat.ReplyEvent) -> None:
        """Add what an event brings."""
        if isinstance(event, chat.SourcesFound):
            self.passages = event.passages
        elif isinstance(event, chat.ThinkingDelta):
            self.thinking += event.text
        elif isinstance(event, chat.ToolUsed):
            self.steps = with_step(self.steps, event.number, event.step)
        elif isinstance(event, chat.HandedOver):
            self.hand_overs = (*self.hand_overs, event.hand_over)
            self.on_hand_over(self.place, event)
        elif isinstance(event, chat.AnswerDelta):
            self.text += event.text
        elif isinstance(event, chat.AnswerReplaced):
            self.text, self.thinking = event.text, event.thinking or self.thinking

    def adopt(self, messages: tuple[chat.Message, ...]) -> None:
        """Take over the messages of its conversation, which was opened while the answer is being written."""
        if not self.is_started:
            edits = self.request.edits if self.request is not None else None
            if self.question is not None:
                self.before = _above(messages, edits) if edits is not None else messages
            return
        above = _above(messages, self.answer)
        self.before = above[:-1] if self.question is not None and above else above


def _above(messages: tuple[chat.Message, ...], id: int) -> tuple[chat.Message, ...]:
    """The messages above the one with this id; all where there is none."""
    return messages[: next((at for at, message in enumerate(messages) if message.id == id), len(messages))]
