"""Asks one question after another, in the order in which they were written, over all conversations.

A question that cannot be asked at once is saved by the engine before it counts as waiting, and taken from there when it is
asked: neither a page change nor a crash loses one.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.features.chat.answers.live_answer import LiveAnswer
from desktop.features.chat.attached.readings import Readings
from desktop.features.chat.queue.waiting_question import PAUSES, Wait, WaitingQuestion
from desktop.features.chat.session import ChatSession
from desktop.i18n.faults import fault_sentence
from desktop.link.call import EngineFault, EngineStopped
from desktop.link.client import Client
from engine.capabilities.chat import api as chat

LONGEST_TITLE = 60
"""Characters of a question that stand for its conversation's title."""


class _Unsaved(msgspec.Struct, eq=False):
    """A question that the engine has not acknowledged. One to a conversation that is just beginning waits for its id."""

    id: int
    place: int
    request: chat.Send
    is_sent: bool = False


class _Pauses(msgspec.Struct):
    """Why questions do not go ahead by themselves, by their ids, and which the person let go ahead."""

    waits: dict[int, Wait] = msgspec.field(default_factory=dict)
    reasons: dict[int, str] = msgspec.field(default_factory=dict)
    asked_now: set[int] = msgspec.field(default_factory=set)

    def pause(self, id: int, wait: Wait, reason: str = "") -> None:
        self.waits[id], self.reasons[id] = wait, reason
        self.asked_now.discard(id)

    def let_go(self, id: int) -> None:
        self.waits.pop(id, None)
        self.asked_now.add(id)


class QuestionQueue(QObject):
    """`changed`: other questions wait, or for something else. `refused` carries the Send of one that could not be saved.

    `dropped` carries the WaitingQuestion that was taken out, `failed` the fault of a change.
    """

    changed = Signal()
    refused = Signal(object)
    dropped = Signal(object)
    failed = Signal(object)

    def __init__(self, client: Client, session: ChatSession, readings: Readings, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._session, self._readings = client, session, readings
        self._questions: tuple[chat.QueuedQuestion, ...] = ()
        self._unsaved: list[_Unsaved] = []
        self._newest_id = 0
        self._pauses = _Pauses()
        self._gone: set[int] = set()
        """Ids of the questions that were asked or dropped; a list that was read before may still hold them."""
        self._seen: set[int] = set()
        """Ids of the questions that this window knows; others were left by an earlier one or by a crash."""
        self._was_loaded = False
        self.titles: dict[int, str] = {}
        """Titles of the conversations, by id."""
        self.changing = 0
        """Id of the question that the person is changing; it is not asked meanwhile."""
        session.begun.connect(self._on_begun)
        session.answer_started.connect(self._on_started)
        session.answer_ended.connect(self._on_ended)
        readings.changed.connect(self._advance)

    # what waits

    @property
    def waiting(self) -> list[WaitingQuestion]:
        """All waiting questions in their order."""
        position, listed = 0, []
        for question in self._in_order():
            wait = self._wait_of(question)
            position += wait == "turn"
            listed.append(self._describe(question, wait, position))
        return [*listed, *(WaitingQuestion(new.id, new.place, new.request.text, "saving") for new in self._unsaved)]

    def waiting_at(self, place: int) -> list[WaitingQuestion]:
        """The waiting questions of one conversation."""
        return [question for question in self.waiting if question.place == place]

    def load(self) -> None:
        """Read the queue. Questions that this window has never seen do not go ahead by themselves."""
        call = self._client.call(chat.LIST_QUEUE, chat.ListQueue(), self)
        call.on_result(self._on_listed)

    # what a person does

    def ask(self, request: chat.Send) -> None:
        """Ask a question of the open conversation now, or let it wait where another is being answered."""
        if self._can_ask(request):
            self._session.send(request)
        else:
            self._newest_id -= 1
            self._unsaved.append(_Unsaved(self._newest_id, self._session.place, request))
            self._save_unsaved()

    def ask_now(self, id: int) -> None:
        """Let a question go ahead that was paused or waits for files; one that is being answered still ends first."""
        self._pauses.let_go(id)
        self._advance()

    def change(self, id: int, text: str) -> None:
        """Give a waiting question another text; it keeps its place in the line."""
        self.changing = 0
        if self._pauses.waits.get(id) == "refused":
            self._pauses.let_go(id)
        self._questions = tuple(
            msgspec.structs.replace(q, request=msgspec.structs.replace(q.request, text=text)) if q.id == id else q
            for q in self._questions
        )
        call = self._client.call(chat.CHANGE_QUEUED, chat.ChangeQueued(id, text), self)
        call.on_failed(self.failed.emit)
        call.on_ended(self._advance)
        self.changed.emit()

    def hold(self, id: int) -> None:
        """Keep a question while the person changes it; 0 lets all go ahead again."""
        self.changing = id
        self._advance()

    def drop(self, id: int) -> None:
        """Take a question out of the queue; `restore` undoes it."""
        question = next((q for q in self.waiting if q.id == id), None)
        if question is None:
            return
        self._remove(id)
        call = self._client.call(chat.DROP_QUEUED, chat.DropQueued(id), self)
        call.on_result(lambda _: self.dropped.emit(question))
        call.on_failed(self.failed.emit)
        self._advance()

    def restore(self, id: int) -> None:
        """Let a dropped question wait again at its old place."""
        self._gone.discard(id)
        call = self._client.call(chat.RESTORE_QUEUED, chat.RestoreQueued(id), self)
        call.on_result(lambda _: self.load())
        call.on_failed(self.failed.emit)

    # saving

    def _save_unsaved(self) -> None:
        beginning = {new.place for new in self._unsaved if new.is_sent and new.place < 0}
        if self._session.live is not None:
            beginning.add(self._session.live.place)
        for new in self._unsaved:
            if not new.is_sent and not (new.place < 0 and new.place in beginning):
                self._save(new)
                beginning.add(new.place)
        self.changed.emit()

    def _save(self, new: _Unsaved) -> None:
        new.is_sent = True
        request = msgspec.structs.replace(new.request, conversation=new.place if new.place > 0 else None)
        call = self._client.call(chat.ENQUEUE, chat.Enqueue(request), self)
        call.on_result(lambda saved: self._on_saved(new, saved))
        call.on_failed(lambda fault: self._on_not_saved(new, fault))

    def _on_saved(self, new: _Unsaved, saved: chat.QueuedQuestion) -> None:
        self._unsaved.remove(new)
        self._seen.add(saved.id)
        if all(question.id != saved.id for question in self._questions):
            self._questions = (*self._questions, saved)
        if new.place < 0:
            self._rename_place(new.place, saved.conversation)
            self._session.begin(chat.Conversation(saved.conversation, saved.title, 0, 0), new.place)
        self._save_unsaved()
        self._advance()

    def _on_not_saved(self, new: _Unsaved, fault: EngineFault) -> None:
        self._unsaved.remove(new)
        self.refused.emit(new.request)
        self.failed.emit(fault)
        self._save_unsaved()

    def _rename_place(self, place: int, conversation: int) -> None:
        for new in self._unsaved:
            if new.place == place:
                new.place = conversation

    def _on_listed(self, listed: chat.QuestionQueueList) -> None:
        for question in listed.questions:
            if question.id not in self._seen:
                self._pauses.pause(question.id, "engine" if self._was_loaded else "closed")
        self._was_loaded = True
        self._seen.update(question.id for question in listed.questions)
        self._questions = tuple(question for question in listed.questions if question.id not in self._gone)
        self._advance()

    # whose turn it is

    def _in_order(self) -> list[chat.QueuedQuestion]:
        """The questions that wait, without the one that is on its way: first those that the person let go ahead."""
        live = self._session.live
        on_its_way = live.request.queued if live is not None and live.request is not None else None
        waiting = (question for question in self._questions if question.id != on_its_way)
        return sorted(waiting, key=lambda q: (q.id not in self._pauses.asked_now, q.id))

    def _wait_of(self, question: chat.QueuedQuestion) -> Wait:
        if question.id == self.changing:
            return "changed"
        if wait := self._pauses.waits.get(question.id):
            return wait
        return "files" if self._reads_for(question) else "turn"

    def _reads_for(self, question: chat.QueuedQuestion) -> bool:
        request = question.request
        return (
            question.id not in self._pauses.asked_now
            and self._readings.find(request.collections, request.files) is not None
        )

    def _can_ask(self, request: chat.Send) -> bool:
        """Whether a new question need not wait: nothing is being answered, read for it, or before it in the line."""
        return (
            not self._session.is_busy
            and not self._unsaved
            and self._readings.find(request.collections, request.files) is None
            and all(self._wait_of(question) != "turn" for question in self._questions)
        )

    def _advance(self) -> None:
        """Ask the next question, if it is its turn, and show how the others move up."""
        if not self._session.is_busy and self._client.state == "ready":
            held: set[int] = set()
            for question in self._in_order():
                if self._wait_of(question) == "turn" and question.conversation not in held:
                    request = msgspec.structs.replace(question.request, queued=question.id)
                    self._session.send(request, question.conversation)
                    break
                held.add(question.conversation)
        self.changed.emit()

    def _on_started(self, live: LiveAnswer) -> None:
        """The question is a message now, and its conversation has an id."""
        if live.request is not None and live.request.queued is not None:
            self._remove(live.request.queued)
        self._save_unsaved()

    def _remove(self, id: int) -> None:
        self._gone.add(id)
        self._questions = tuple(question for question in self._questions if question.id != id)

    def _on_begun(self, place: int, conversation: int) -> None:
        self._rename_place(place, conversation)
        self._save_unsaved()

    def _on_ended(self, live: LiveAnswer, fault: EngineFault | None) -> None:
        """Pause what should not go ahead by itself, then ask the next question."""
        queued = live.request.queued if live.request is not None else None
        if fault is not None and fault.kind == EngineStopped.kind:
            self._pause_at(None, "engine")
        elif live.is_stopped:
            self._pause_at(live.place, "stopped")
        elif fault is not None:
            self._pause_at(live.place, "failed")
        if queued is not None and not live.is_started and fault is not None and not live.is_stopped:
            self._pauses.pause(queued, "refused", fault_sentence(fault))
        self._save_unsaved()
        self._advance()

    def _pause_at(self, place: int | None, wait: Wait) -> None:
        """Pause the questions of one conversation, or of all."""
        for question in self._questions:
            if place in (None, question.conversation):
                self._pauses.pause(question.id, wait)

    def _describe(self, question: chat.QueuedQuestion, wait: Wait, position: int) -> WaitingQuestion:
        live, request = self._session.live, question.request
        elsewhere = live is not None and live.place != question.conversation
        return WaitingQuestion(
            question.id,
            question.conversation,
            request.text,
            wait,
            position if wait == "turn" else 0,
            _title(live, self.titles) if live is not None and elsewhere else "",
            self._readings.find(request.collections, request.files) if wait == "files" else None,
            self._pauses.reasons.get(question.id, "") if wait in PAUSES else "",
        )


def _title(live: LiveAnswer, titles: Mapping[int, str]) -> str:
    """Return the title of the conversation that is being answered; the question that begins it has none yet."""
    asked = live.request.text if live.request is not None else ""
    return titles.get(live.place) or " ".join(asked.split())[:LONGEST_TITLE]
