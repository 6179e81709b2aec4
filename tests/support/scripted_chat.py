"""The scripted child with conversations: it answers "echo: …", or does what the question says.

"hold …" writes two words and then waits to be stopped; "read" reads its prompt and waits; "cite" cites a source; "die"
writes some words and dies; "refuse" fails before anything is written; "long" answers in forty paragraphs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import msgspec

from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.protocol.classification import PredictedLabel
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Notification, Result
from engine.protocol.passage import Citation, Passage
from tests.support import scripted_engine
from tests.support.scripted_engine import HANDLERS, send

QUOTE = "The boiler is serviced every October."
PASSAGE = Passage(7, 1, "/home/ana/house-manual.pdf", "House manual", 3, 0, len(QUOTE), QUOTE, 0.9)
MANY = 200


class Desk:
    """What a library holds, in memory: every message by its id, the chosen leaf of each conversation."""

    def __init__(self) -> None:
        self.conversations: dict[int, chat.Conversation] = {}
        self.deleted: dict[int, chat.Conversation] = {}
        self.messages: dict[int, chat.Message] = {}
        self.leaves: dict[int, int] = {}
        self.drafts: dict[int, str] = {}
        self.manners: dict[int, chat.ConversationSettings | None] = {}

    def begin(self, title: str, changed_at: int = 0) -> int:
        id = len(self.conversations) + len(self.deleted) + 1
        self.conversations[id] = chat.Conversation(id, title, changed_at, id)
        return id

    def add(self, conversation: int, role: Any, text: str, parent: int | None, **fields: Any) -> chat.Message:
        id = len(self.messages) + 1
        state = fields.pop("state", "complete")
        message = chat.Message(id, conversation, role, text, state, 0, parent, **fields)
        self.messages[id] = message
        self.leaves[conversation] = id
        return message

    def path(self, leaf: int | None) -> list[chat.Message]:
        found: list[chat.Message] = []
        while leaf is not None:
            found.insert(0, self.shown(self.messages[leaf]))
            leaf = found[0].parent
        return found

    def shown(self, message: chat.Message) -> chat.Message:
        beside = [
            m.id for m in self.messages.values() if (m.conversation, m.parent) == (message.conversation, message.parent)
        ]
        return msgspec.structs.replace(message, siblings=tuple(beside))

    def opened(self, conversation: int) -> chat.OpenedConversation:
        path = self.path(self.leaves.get(conversation))
        draft, manner = self.drafts.get(conversation, ""), self.manners.get(conversation)
        return chat.OpenedConversation(self.conversations[conversation], tuple(path), draft, manner)


DESK = Desk()


def event(id: int, what: object) -> None:
    send(Notification("event", EventParams(id, what)))


def changed(id: int) -> None:
    send(Notification("changed", {"conversations": True, "by": id}))


def refuse(id: int, kind: str) -> None:
    send(Failure(id, ErrorBody(-32000, "Not found.", ErrorData(kind))))


def list_conversations(id: int, params: Any) -> None:
    found = [c for c in DESK.conversations.values() if params["query"].lower() in c.title.lower()]
    newest = sorted(found, key=lambda c: (-c.changed_at, -c.id))
    send(Result(id, chat.Conversations(tuple(newest), len(newest))))


def list_classifiers(id: int, params: Any) -> None:
    """One can be used; the other has nothing to choose between."""
    both = (classification.Label("heating <b>"), classification.Label("garden"))
    shown = ((1, "Topics & more", both), (2, "Empty", ()))
    found = tuple(classification.Classifier(n, name, labels, 0, "", None, False) for n, name, labels in shown)
    send(Result(id, classification.Classifiers(found)))


def open_conversation(id: int, params: Any) -> None:
    if params["conversation"] in DESK.conversations:
        send(Result(id, DESK.opened(params["conversation"])))
    else:
        refuse(id, "not_found")


def ask(id: int, params: Any) -> None:
    text = params["text"]
    if text == "refuse":
        refuse(id, "model_missing")
        return
    conversation = params.get("conversation") or DESK.begin(text)
    parent = DESK.leaves.get(conversation)
    if edits := params.get("edits"):
        parent = DESK.messages[edits].parent
    name = params.get("classifier")
    labelled = PredictedLabel(name, "heating <b>", 0.934) if name else None
    answer(id, DESK.add(conversation, "user", text, parent, labelled=labelled))


def retry(id: int, params: Any) -> None:
    parent = DESK.messages[params["message"]].parent
    assert parent is not None
    answer(id, DESK.messages[parent])


def answer(id: int, question: chat.Message) -> None:
    """A held answer is finished by `cancel`; any other at once."""
    wish = question.text.split()[0]
    made = DESK.add(question.conversation, "assistant", "", question.id, state="writing")
    event(id, chat.ReplyStarted(question.conversation, question.id, made.id, labelled=question.labelled))
    HELD[id] = made.id
    WISHES.get(wish, echo)(id, question)


def echo(id: int, question: chat.Message) -> None:
    event(id, chat.AnswerDelta("echo: "))
    event(id, chat.AnswerDelta(question.text))
    finish(id, f"echo: {question.text}", tokens=50, seconds=2.1, first_token_seconds=0.1)


def hold(id: int, question: chat.Message) -> None:
    event(id, chat.AnswerDelta("Two "))
    event(id, chat.AnswerDelta("words"))
    made = HELD[id]
    DESK.messages[made] = msgspec.structs.replace(DESK.messages[made], text="Two words")


def read(id: int, question: chat.Message) -> None:
    event(id, chat.SourcesFound((PASSAGE,)))
    event(id, chat.ModelLoading("SmolLM2"))
    event(id, chat.PromptProgress(40, 120, 10))


def cite(id: int, question: chat.Message) -> None:
    text = "It is serviced every October. Nothing else is known."
    event(id, chat.SourcesFound((PASSAGE,)))
    event(id, chat.AnswerDelta(text))
    cited = Citation(1, 7, PASSAGE.path, PASSAGE.title, 3, 0, len(QUOTE), QUOTE, 0, 29)
    finish(id, text, citations=(cited,), passages=(PASSAGE,), tokens=12, seconds=1.0, first_token_seconds=0.5)


def die(id: int, question: chat.Message) -> None:
    event(id, chat.AnswerDelta("Half an answer"))
    os._exit(9)


def long(id: int, question: chat.Message) -> None:
    text = "\n\n".join(f"Paragraph {n} of a long answer." for n in range(40))
    event(id, chat.AnswerDelta(text))
    finish(id, text)


WISHES: dict[str, Callable[[int, chat.Message], None]] = {
    "hold": hold, "read": read, "cite": cite, "die": die, "long": long
}  # fmt: skip
HELD: dict[int, int] = {}
"""The answer each call is writing."""


def finish(id: int, text: str, state: chat.MessageState = "complete", **fields: Any) -> None:
    made = HELD.pop(id)
    DESK.messages[made] = msgspec.structs.replace(DESK.messages[made], text=text, state=state, **fields)
    message = DESK.shown(DESK.messages[made])
    end: chat.FinishReason = "stop" if state == "complete" else "cancelled"
    title = DESK.conversations[message.conversation].title
    send(Result(id, chat.Reply(message.conversation, message, title, end, 100, 0)))
    changed(id)


def cancel(id: int) -> None:
    if id in HELD:
        finish(id, DESK.messages[HELD[id]].text, "stopped")
    else:
        refuse(id, "cancelled")


def choose(id: int, params: Any) -> None:
    leaf = params["message"]
    while children := [m.id for m in DESK.messages.values() if m.parent == leaf]:
        leaf = children[-1]
    DESK.leaves[params["conversation"]] = leaf
    send(Result(id, DESK.opened(params["conversation"])))


def rename(id: int, params: Any) -> None:
    before = DESK.conversations[params["conversation"]]
    DESK.conversations[before.id] = msgspec.structs.replace(before, title=params["title"])
    send(Result(id, chat.Done()))
    changed(id)


def delete(id: int, params: Any) -> None:
    DESK.deleted[params["conversation"]] = DESK.conversations.pop(params["conversation"])
    send(Result(id, chat.Done()))
    changed(id)


def restore(id: int, params: Any) -> None:
    DESK.conversations[params["conversation"]] = DESK.deleted.pop(params["conversation"])
    send(Result(id, chat.Done()))
    changed(id)


def save_draft(id: int, params: Any) -> None:
    DESK.drafts[params["conversation"]] = params["text"]
    send(Result(id, chat.Done()))


def save_manner(id: int, params: Any) -> None:
    DESK.manners[params["conversation"]] = msgspec.convert(params["manner"], chat.ConversationSettings | None)
    send(Result(id, chat.Done()))


def load_draft(id: int, params: Any) -> None:
    send(Result(id, chat.Draft(DESK.drafts.get(params["conversation"], ""))))


def fill(desk: Desk) -> None:
    """Two conversations, one of them with five hundred messages."""
    garden = desk.begin("The garden", 1_700_000_000_000)
    parent = desk.add(garden, "user", "When are tomatoes sown?", None).id
    desk.add(garden, "assistant", "In **February**, indoors.", parent)
    novel = desk.begin("A very long conversation", 1_600_000_000_000)
    last: int | None = None
    for n in range(MANY):
        role = "assistant" if n % 2 else "user"
        last = desk.add(novel, role, f"Message {n}: " + "and so on, " * (n % 7 + 1), last).id


if __name__ == "__main__":
    fill(DESK)
    HANDLERS.update(
        {
            "chat.list": list_conversations,
            "classification.list": list_classifiers,
            "classification.examples": lambda id, params: send(Result(id, classification.ExamplePage((), 0))),
            "chat.open": open_conversation,
            "chat.send": ask,
            "chat.retry": retry,
            "chat.choose": choose,
            "chat.rename": rename,
            "chat.delete": delete,
            "chat.restore": restore,
            "chat.save_draft": save_draft,
            "chat.load_draft": load_draft,
            "chat.save_manner": save_manner,
        }
    )
    scripted_engine.main(cancel=cancel)
