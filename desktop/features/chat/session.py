"""The open conversation and the answer being written. Knows the protocol; knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.features.chat.answers.answers_in_turn import AnswersInTurn
from desktop.features.chat.answers.live_answer import UNSAVED_QUESTION, LiveAnswer
from desktop.link.call import Call, EngineFault, EngineStopped
from desktop.link.client import Client, is_cancelled
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import lab

AnswerCall = Call[chat.ReplyEvent, chat.Reply]
OpenCall = Call[chat.EarlierMessages, chat.OpenedConversation]
NEW = 0
"""The id of a conversation that has not begun."""


class ChatSession(QObject):
    """Opens conversations, sends questions and follows the one answer that is being written.

    A `place` is the id of a conversation, or a negative number for one that has not begun: each new one has its own.
    `conversation_changed`: another conversation, or other messages. `begun`: the new conversation of a place has an id.
    `event_received`: an event of the live answer, when it is the one on the screen. `answer_started` carries the LiveAnswer
    once both messages are on the disk, `answer_ended` the LiveAnswer and its fault or None, `answered` the Reply.
    `refused` carries the Send of a question that was not saved. `postponed` carries a function that drops what was to be
    answered again, or continued, once the answer in another conversation has ended.
    """

    conversation_changed = Signal()
    begun = Signal(int, int)
    opened = Signal(object)
    event_received = Signal(object)
    busy_changed = Signal(bool)
    answer_started = Signal(object)
    answer_ended = Signal(object, object)
    refused = Signal(object)
    answered = Signal(object)
    failed = Signal(object)
    postponed = Signal(object)

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self.conversation: chat.Conversation | None = None
        self._messages: tuple[chat.Message, ...] = ()
        self.place = -1
        self._newest_place = -1
        self.new_folder: int | None = None
        """The folder in which the new conversation will begin."""
        self._is_new_private = False
        self._target = NEW
        """The conversation that the person went to last. A result about another one is not shown."""
        self.live: LiveAnswer | None = None
        self._waiting = AnswersInTurn()

    @property
    def id(self) -> int:
        """The id of the open conversation, or NEW."""
        return self.conversation.id if self.conversation else NEW

    @property
    def is_private(self) -> bool:
        """Whether the open conversation is private, or the new one will be."""
        return self._is_new_private if self.conversation is None else self.conversation.is_private

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being written, in any conversation."""
        return self.live is not None

    @property
    def shows_live_answer(self) -> bool:
        """Whether the answer being written belongs to the open conversation."""
        return self.live is not None and self.live.place == self.place

    @property
    def messages(self) -> tuple[chat.Message, ...]:
        """The messages to show, the answer being written included."""
        if self.live is not None and self.shows_live_answer:
            return (*self.live.path, self.live.message())
        return self._messages

    # opening

    def new(self, *, folder: int | None = None, is_private: bool = False) -> None:
        """Show a conversation that has not begun, and will begin in a folder, or be private."""
        self._newest_place -= 1
        self.new_folder, self._is_new_private = folder, is_private
        self.conversation, self._messages, self._target, self.place = None, (), NEW, self._newest_place
        self.conversation_changed.emit()

    def open(self, conversation: int) -> OpenCall:
        """Show another conversation once the engine has read it."""
        self._target = conversation
        call = self._load(conversation)
        call.on_failed(lambda _: self._keep_current())
        return call

    def begin(self, conversation: chat.Conversation, place: int) -> None:
        """The new conversation of this place has an id."""
        if self.place == place:
            is_private = self._is_new_private
            conversation = msgspec.structs.replace(conversation, folder=self.new_folder, is_private=is_private)
            self.conversation, self.place = conversation, conversation.id
            self._target = conversation.id if self._target == NEW else self._target
        self.begun.emit(place, conversation.id)
        if self.place == conversation.id:
            self.conversation_changed.emit()

    def choose(self, message: int) -> OpenCall:
        """Show the branch that holds a message."""
        call = self._client.call(chat.CHOOSE, chat.ChooseLeaf(self.id, message, in_parts=True), self)
        _pass_whole(call, self._show)
        call.on_failed(self.failed.emit)
        return call

    def take_over(self, message: chat.Message) -> None:
        """Show a message of the open conversation as it is now."""
        self._messages = tuple(message if shown.id == message.id else shown for shown in self._messages)
        self.conversation_changed.emit()

    def set_title(self, title: str) -> None:
        """Change the title of the open conversation on the screen."""
        if self.conversation is not None and title:
            self.conversation = msgspec.structs.replace(self.conversation, title=title)

    def update_conversation(self, listed: chat.Conversation) -> None:
        """Take over the title and the state of the open conversation from the list."""
        if self.conversation is not None and self.conversation.id == listed.id:
            title = listed.title or self.conversation.title
            self.conversation = msgspec.structs.replace(listed, title=title, match=None)

    def _load(self, conversation: int) -> OpenCall:
        call = self._client.call(chat.OPEN, chat.OpenConversation(conversation, in_parts=True), self)
        _pass_whole(call, self._show)
        call.on_result(self.opened.emit)
        call.on_failed(self.failed.emit)
        return call

    def _keep_current(self) -> None:
        self._target = self.id

    def _show(self, opened: chat.OpenedConversation) -> None:
        id = opened.conversation.id
        if id != self._target:
            return
        texts = {m.id: m.text for m in self._messages if m.state != "complete"} if id == self.id else {}
        self.conversation, self.place = opened.conversation, id
        self._messages = tuple(_with_longer_text(m, texts) for m in opened.messages) if texts else opened.messages
        if self.live is not None and self.live.place == id and self.live.before is None:
            self.live.adopt(self._messages)
        self.conversation_changed.emit()

    # asking

    def send(self, request: chat.Send, place: int | None = None) -> None:
        """Ask a question, in the open conversation unless another `place` is named. No other answer may be running."""
        place = self.place if place is None else place
        before = _before_question(self._messages, request.edits) if place == self.place else None
        question = chat.Message(UNSAVED_QUESTION, max(place, 0), "user", request.text, "complete", 0)
        live = LiveAnswer(place, before, question, request=request)
        self._follow(live, self._client.call(chat.SEND, request, self))

    def retry(self, message: int, settings: chat.ConversationSettings, *, documents: bool = True) -> None:
        """Ask for another answer beside `message`, from the documents or without them; where another is written, later."""
        at = _position(self._messages, message)
        if at is not None:
            live, request = LiveAnswer(self.place, self._messages[:at]), chat.Retry(message, settings, documents)
            self._follow_in_turn(live, lambda: self._client.call(chat.RETRY, request, self))

    def branch(self, message: int, offset: int, token: str, settings: chat.ConversationSettings) -> None:
        """Ask for another version of `message` that goes on from one place with a token; where another is written, later."""
        at = _position(self._messages, message)
        if at is not None:
            live = LiveAnswer(self.place, self._messages[:at], text=self._messages[at].text[:offset] + token)
            request = lab.BranchAnswer(message, offset, token, settings)
            self._follow_in_turn(live, lambda: self._client.call(lab.BRANCH, request, self))

    def continue_answer(self, message: int, settings: chat.ConversationSettings) -> None:
        """Have the model go on with `message`, in place; where another answer is written, later."""
        at = _position(self._messages, message)
        if at is not None:
            answer = self._messages[at]
            live = LiveAnswer(self.place, self._messages[:at], continued=answer, answer=answer.id, text=answer.text)
            request = chat.ContinueAnswer(message, settings)
            self._follow_in_turn(live, lambda: self._client.call(chat.CONTINUE, request, self))

    def stop(self) -> None:
        """Stop the answer of the open conversation; what was written is kept. One in another conversation goes on."""
        if self.live is not None and self.shows_live_answer:
            self.stop_live()

    def stop_live(self) -> None:
        """Stop the answer being written, wherever it is."""
        if self.live is not None and self.live.call is not None:
            self.live.is_stopped = True
            self.live.call.cancel()

    def _follow_in_turn(self, live: LiveAnswer, call: Callable[[], AnswerCall]) -> None:
        """Follow an answer now, or when the one in another conversation has ended: each conversation has one that waits."""
        if not self.is_busy:
            self._follow(live, call())
        elif not self.shows_live_answer:
            self.postponed.emit(self._waiting.add(live, call))

    def _follow(self, live: LiveAnswer, call: AnswerCall) -> None:
        live.call = call
        self.live = live
        call.on_event(lambda event: self._on_event(live, event))
        call.on_result(lambda reply: self._on_reply(live, reply))
        call.on_failed(lambda fault: self._on_failed(live, fault))
        self.busy_changed.emit(True)
        if self.shows_live_answer:
            self.conversation_changed.emit()

    def _on_event(self, live: LiveAnswer, event: chat.ReplyEvent) -> None:
        if isinstance(event, chat.ReplyStarted):
            self._on_started(live, event)
        else:
            live.add(event)
        if self.shows_live_answer:
            self.event_received.emit(event)

    def _on_started(self, live: LiveAnswer, event: chat.ReplyStarted) -> None:
        place = live.place
        live.start(event)
        if place < 0:
            self.begin(chat.Conversation(event.conversation, "", 0, 0), place)
        elif self.shows_live_answer:
            self.conversation_changed.emit()
        self.answer_started.emit(live)

    def _on_reply(self, live: LiveAnswer, reply: chat.Reply) -> None:
        """The reply carries both messages as they were saved, so nothing is read again."""
        is_shown = self.shows_live_answer
        self.live = None
        if is_shown:
            self._messages = (*live.path[:-1], reply.question, reply.message)
            self.set_title(reply.title)
        self._end(live, None, is_shown)
        self.answered.emit(reply)

    def _on_failed(self, live: LiveAnswer, fault: EngineFault) -> None:
        """The engine keeps what was written; the words on the screen stay, marked, until it is read again."""
        is_shown = self.shows_live_answer
        self.live = None
        if live.is_started and is_shown:
            state: chat.MessageState = "stopped" if is_cancelled(fault) else "failed"
            state = "interrupted" if fault.kind == EngineStopped.kind else state
            self._messages = (*live.path, msgspec.structs.replace(live.message(), state=state))
        self._end(live, fault, is_shown)
        if live.is_started and is_shown:
            self._load(live.place)
        elif not live.is_started and live.request is not None:
            self.refused.emit(live.request)
        if not is_cancelled(fault):
            self.failed.emit(fault)

    def _end(self, live: LiveAnswer, fault: EngineFault | None, is_shown: bool) -> None:
        """Tell that the answer has ended; what listens to `answer_ended` may send the next question at once."""
        self.busy_changed.emit(False)
        if is_shown:
            self.conversation_changed.emit()
        if (following := self._waiting.take_next(fault)) is not None:
            live_next, start = following
            self._follow(live_next, start())
        self.answer_ended.emit(live, fault)


def is_written_elsewhere(session: ChatSession) -> bool:
    """Return whether the open conversation has an answer that another program is writing through the same engine."""
    return not session.shows_live_answer and any(message.state == "writing" for message in session.messages)


def _pass_whole(call: OpenCall, show: Callable[[chat.OpenedConversation], object]) -> None:
    """Pass an opened conversation on with the messages that came in parts before it."""
    earlier: list[chat.Message] = []
    call.on_event(lambda part: earlier.extend(part.messages))
    call.on_result(lambda opened: show(msgspec.structs.replace(opened, messages=(*earlier, *opened.messages))))


def _position(messages: tuple[chat.Message, ...], id: int) -> int | None:
    return next((at for at, message in enumerate(messages) if message.id == id), None)


def _before_question(messages: tuple[chat.Message, ...], edited: int | None) -> tuple[chat.Message, ...]:
    """The messages before a new question, which takes the place of the one that it edits."""
    return messages if edited is None else messages[: _position(messages, edited)]


def _with_longer_text(message: chat.Message, texts: Mapping[int, str]) -> chat.Message:
    """An interrupted answer keeps the words that were on the screen and not yet on the disk."""
    text = "" if message.state == "complete" else texts.get(message.id, "")
    if len(text) > len(message.text) and text.startswith(message.text):
        return msgspec.structs.replace(message, text=text)
    return message
