"""Scripted child with conversations: it answers "echo: …", or does what the first word of the question says.

"hold" writes two words and then waits to be stopped; "read" reads its prompt and waits; "cite" cites a source; "die" writes
some words and dies; "refuse" fails before anything is written; "long" answers in forty paragraphs; "nothing" finds nothing in
the documents; "think" thinks, takes its first words back and says something without support; "loop" repeats itself; "cut"
reaches the longest length; "preview" shows its sources and reads; "act" uses tools, "compute" one that does not end; "pass"
lets another persona answer. FINISH lets an answer that holds, and the reading of files, come to their ends. As in the real
engine, one answer is written at a time: SEND while one is written fails the test.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import msgspec

from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import ATTACHED
from engine.capabilities.documents.api.explanation import SearchExplanation, SearchStage, StageCandidate
from engine.capabilities.documents.api.related import FIND_RELATED, RelatedPassages
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.answering.personas import HandOver
from engine.protocol.answering.tools import ToolStep
from engine.protocol.classification import PredictedLabel
from engine.protocol.done import Done
from engine.protocol.file_run import FileOutcome
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Notification, Result
from engine.protocol.method import Method
from engine.protocol.progress import Progress
from tests.support import scripted_engine
from tests.support.scripted_context import ScriptedContext
from tests.support.scripted_engine import HANDLERS, Nothing, send
from tests.support.scripted_folders import ScriptedFolders
from tests.support.scripted_tools import ScriptedTools

QUOTE = "The boiler is serviced every October."
PASSAGE = Passage(7, 1, "/home/ana/house-manual.pdf", "House manual", 3, 0, len(QUOTE), QUOTE, 0.9)
GARDENER = chat.ConversationSettings(
    persona="Gardener", system="You dig.", allowed_tools=("calculator",), hands_to=("Reception",)
)
"""The settings of the persona that a question is passed on to."""
MANY, PART = 200, 60
"""Messages of the long conversation, and of a part of it in one line."""
FINISH: Method[Nothing, None, Nothing] = Method("test.finish", Nothing, None, Nothing)
"""Finish the answer that holds, and every reading of files."""
ADD_ELSEWHERE: Method[Nothing, None, Nothing] = Method("test.add_elsewhere", Nothing, None, Nothing)
"""Add a question and its answer to the first conversation, as a command does beside the window."""


class ScriptedConversations:
    """Conversations in memory: every message by its id, and the chosen leaf of each conversation."""

    def __init__(self) -> None:
        self.conversations: dict[int, chat.Conversation] = {}
        self.deleted: dict[int, chat.Conversation] = {}
        self.messages: dict[int, chat.Message] = {}
        self.leaves: dict[int, int] = {}
        self.drafts: dict[int, str] = {}
        self.settings: dict[int, chat.ConversationSettings | None] = {}
        self.files: dict[int, tuple[str, ...]] = {}
        self.queue: dict[int, chat.QueuedQuestion] = {}
        self.dropped: dict[int, chat.QueuedQuestion] = {}
        self.last_queued = 0

    def begin(self, title: str, changed_at: int = 0, request: Any = None) -> int:
        """Begin a conversation, now unless another time is given, as its first question asks. Returns its id."""
        changed_at = changed_at or time.time_ns() // 1_000_000
        id = len(self.conversations) + len(self.deleted) + 1
        folder, is_private = (request or {}).get("folder"), (request or {}).get("is_private", False)
        self.conversations[id] = chat.Conversation(id, title, changed_at, id, folder=folder, is_private=is_private)
        return id

    def add(self, conversation: int, role: Any, text: str, parent: int | None, **fields: Any) -> chat.Message:
        id = len(self.messages) + 1
        state = fields.pop("state", "complete")
        message = chat.Message(id, conversation, role, text, state, 0, parent, **fields)
        self.messages[id] = message
        self.leaves[conversation] = id
        return message

    def path(self, leaf: int | None) -> list[chat.Message]:
        path: list[chat.Message] = []
        while leaf is not None:
            path.insert(0, self.with_siblings(self.messages[leaf]))
            leaf = path[0].parent
        return path

    def with_siblings(self, message: chat.Message) -> chat.Message:
        siblings = [
            m.id for m in self.messages.values() if (m.conversation, m.parent) == (message.conversation, message.parent)
        ]
        return msgspec.structs.replace(message, siblings=tuple(siblings))

    def opened(self, conversation: int) -> chat.OpenedConversation:
        path = self.path(self.leaves.get(conversation))
        draft, settings = self.drafts.get(conversation, ""), self.settings.get(conversation)
        files = self.files.get(conversation, ())
        return chat.OpenedConversation(self.conversations[conversation], tuple(path), draft, settings, files)

    def attach(self, conversation: int, request: Any) -> None:
        """Attach the files of a question; those of the new conversation belong to the one that began."""
        if not request.get("conversation"):
            self.files.pop(0, None)
        self.files[conversation] = tuple(request.get("files", ()))

    def match(self, conversation: int, query: str) -> chat.ConversationMatch | None:
        """The newest message with the query, whole."""
        for message in sorted(self.messages.values(), key=lambda m: -m.id):
            at = message.text.lower().find(query)
            if query and message.conversation == conversation and at >= 0:
                return chat.ConversationMatch(message.id, message.text, ((at, at + len(query)),))
        return None


LIBRARY = ScriptedConversations()


def send_event(id: int, event: object) -> None:
    send(Notification("event", EventParams(id, event)))


def send_changed(id: int) -> None:
    send(Notification("changed", {"conversations": True, "by": id}))


def refuse(id: int, kind: str) -> None:
    send(Failure(id, ErrorBody(-32000, "Not found.", ErrorData(kind))))


def list_conversations(id: int, params: Any) -> None:
    query = params["query"].lower()
    found = [msgspec.structs.replace(c, match=LIBRARY.match(c.id, query)) for c in LIBRARY.conversations.values()]
    matches = [c for c in found if query in c.title.lower() or c.match is not None]
    for name in ("folder", "is_archived"):
        matches = [c for c in matches if params.get(name) in (None, getattr(c, name))]
    newest = sorted(matches, key=lambda c: (-c.changed_at, -c.id))
    page = newest[params["offset"] : params["offset"] + params["limit"]]
    send(Result(id, chat.Conversations(tuple(page), len(newest))))


def list_classifiers(id: int, params: Any) -> None:
    """One classifier has two labels, the other none."""
    both = (classification.Label("heating <b>"), classification.Label("garden"))
    rows = ((1, "Topics & more", both), (2, "Empty", ()))
    classifiers = tuple(classification.Classifier(n, name, labels, 0, "", None, False) for n, name, labels in rows)
    send(Result(id, classification.Classifiers(classifiers)))


def open_conversation(id: int, params: Any) -> None:
    if params["conversation"] in LIBRARY.conversations:
        send_opened(id, params)
    else:
        refuse(id, "not_found")


def send_opened(id: int, params: Any) -> None:
    """Send a conversation, a long one in parts."""
    opened = LIBRARY.opened(params["conversation"])
    messages = opened.messages
    while params.get("in_parts") and len(messages) > PART:
        send_event(id, chat.EarlierMessages(messages[:PART]))
        messages = messages[PART:]
    send(Result(id, msgspec.structs.replace(opened, messages=messages)))


def send_question(id: int, params: Any) -> None:
    assert not ANSWERS, "two answers at once"
    text = params["text"]
    if text == "refuse":
        refuse(id, "model_missing")
        return
    if (queued := params.get("queued")) and not LIBRARY.queue.pop(queued, None):
        refuse(id, "not_found")
        return
    conversation = params.get("conversation") or LIBRARY.begin(text, request=params)
    LIBRARY.attach(conversation, params)
    parent = LIBRARY.leaves.get(conversation)
    if edits := params.get("edits"):
        parent = LIBRARY.messages[edits].parent
    name = params.get("classifier")
    label = PredictedLabel(name, "heating <b>", 0.934) if name else None
    answer(id, LIBRARY.add(conversation, "user", text, parent, label=label))


def retry(id: int, params: Any) -> None:
    parent = LIBRARY.messages[params["message"]].parent
    assert parent is not None
    question = LIBRARY.messages[parent]
    if not params.get("documents", True):
        row = LIBRARY.add(question.conversation, "assistant", "", question.id, state="writing")
        send_event(id, chat.ReplyStarted(question.conversation, question.id, row.id))
        ANSWERS[id] = row.id
        finish(id, "From what the model knows.", model="smollm2")
    else:
        answer(id, question)


def continue_answer(id: int, params: Any) -> None:
    """Go on with an answer in place."""
    row = LIBRARY.messages[params["message"]]
    assert row.parent is not None
    ANSWERS[id] = row.id
    send_event(id, chat.ReplyStarted(row.conversation, row.parent, row.id, text=row.text))
    send_event(id, chat.AnswerDelta(" and more"))
    finish(id, f"{row.text} and more", remarks=chat.AnswerRemarks())


def enqueue(id: int, params: Any) -> None:
    request = msgspec.convert(params["request"], chat.Send)
    conversation = request.conversation or LIBRARY.begin(request.text, request=params["request"])
    LIBRARY.attach(conversation, params["request"])
    request = msgspec.structs.replace(request, conversation=conversation)
    number = LIBRARY.last_queued = LIBRARY.last_queued + 1
    title = LIBRARY.conversations[conversation].title
    LIBRARY.queue[number] = chat.QueuedQuestion(number, conversation, title, request)
    send(Result(id, LIBRARY.queue[number]))
    send_changed(id)


def list_queue(id: int, params: Any) -> None:
    waiting = (q for _, q in sorted(LIBRARY.queue.items()) if q.conversation in LIBRARY.conversations)
    send(Result(id, chat.QuestionQueueList(tuple(waiting))))


def change_queued(id: int, params: Any) -> None:
    question = LIBRARY.queue[params["question"]]
    request = msgspec.structs.replace(question.request, text=params["text"])
    LIBRARY.queue[question.id] = msgspec.structs.replace(question, request=request)
    send(Result(id, Done()))
    send_changed(id)


def drop_queued(id: int, params: Any) -> None:
    question = LIBRARY.dropped[params["question"]] = LIBRARY.queue.pop(params["question"])
    if question.conversation not in LIBRARY.leaves:
        LIBRARY.deleted[question.conversation] = LIBRARY.conversations.pop(question.conversation)
    send(Result(id, Done()))
    send_changed(id)


def restore_queued(id: int, params: Any) -> None:
    question = LIBRARY.queue[params["question"]] = LIBRARY.dropped.pop(params["question"])
    if question.conversation in LIBRARY.deleted:
        LIBRARY.conversations[question.conversation] = LIBRARY.deleted.pop(question.conversation)
    send(Result(id, Done()))
    send_changed(id)


def index(id: int, params: Any) -> None:
    """Begin to read files; FINISH ends it."""
    READINGS[id] = params
    send_event(id, Progress(0, len(params["paths"]), "file"))


def list_documents(id: int, params: Any) -> None:
    rows = (
        documents.Document(n, ATTACHED, path, path, "indexed", 1, 1, 1, 0) for n, path in enumerate(sorted(READ_PATHS))
    )
    send(Result(id, documents.Documents(tuple(rows), len(READ_PATHS))))


def finish_all(id: int, params: Any) -> None:
    """End the readings: a file whose name has "broken" in it cannot be read. End the answer that holds."""
    for reading, request in list(READINGS.items()):
        del READINGS[reading]
        broken = [path for path in request["paths"] if "broken" in path]
        for path in request["paths"]:
            outcome = FileOutcome(path, "failed", "file_empty", {"name": path}) if path in broken else None
            send_event(reading, outcome or FileOutcome(path, "added"))
        READ_PATHS.update(set(request["paths"]) - set(broken))
        done = len(request["paths"]) - len(broken)
        send(
            Result(reading, documents.DocumentIndexReport(request["collection"], done, 0, 0, len(broken), 0, done, 0.1))
        )
    for call, row in list(ANSWERS.items()):
        finish(call, LIBRARY.messages[row].text)
    send(Result(id, Nothing()))


def add_elsewhere(id: int, params: Any) -> None:
    question = LIBRARY.add(1, "user", "Asked in a terminal", LIBRARY.leaves[1])
    LIBRARY.add(1, "assistant", "Answered there", question.id)
    send(Result(id, Nothing()))
    send(Notification("changed", {"conversations": True}))


def answer(id: int, question: chat.Message) -> None:
    """Write an answer. A held one is finished by `cancel`, any other at once."""
    row = LIBRARY.add(question.conversation, "assistant", "", question.id, state="writing")
    send_event(id, chat.ReplyStarted(question.conversation, question.id, row.id, label=question.label))
    ANSWERS[id] = row.id
    SCRIPTS.get(question.text.split()[0], echo)(id, question)


def echo(id: int, question: chat.Message) -> None:
    send_event(id, chat.AnswerDelta("echo: "))
    send_event(id, chat.AnswerDelta(question.text))
    finish(id, f"echo: {question.text}", tokens=50, seconds=2.1, first_token_seconds=0.1)


def hold(id: int, question: chat.Message) -> None:
    send_event(id, chat.AnswerDelta("Two "))
    send_event(id, chat.AnswerDelta("words"))
    row = ANSWERS[id]
    LIBRARY.messages[row] = msgspec.structs.replace(LIBRARY.messages[row], text="Two words")


def read(id: int, question: chat.Message) -> None:
    send_event(id, chat.SourcesFound((PASSAGE,)))
    send_event(id, chat.ModelLoading("SmolLM2"))
    send_event(id, chat.PromptProgress(40, 120, 10))


def cite(id: int, question: chat.Message) -> None:
    text = "It is serviced every October. Nothing else is known."
    send_event(id, chat.SourcesFound((PASSAGE,)))
    send_event(id, chat.AnswerDelta(text))
    cited = Citation(1, 7, PASSAGE.path, PASSAGE.title, 3, 0, len(QUOTE), QUOTE, 0, 29)
    finish(id, text, citations=(cited,), passages=(PASSAGE,), tokens=12, seconds=1.0, first_token_seconds=0.5)


def follow(id: int, question: chat.Message) -> None:
    """Answer a follow-up question that was made to stand alone for the search."""
    text, searched = "It is serviced every October.", "Who services the boiler?"
    send_event(id, chat.SourcesFound((PASSAGE,), searched_for=searched))
    cited = Citation(1, 7, PASSAGE.path, PASSAGE.title, 3, 0, len(QUOTE), QUOTE, 0, len(text))
    remarks = chat.AnswerRemarks(searched_for=searched)
    finish(id, text, citations=(cited,), passages=(PASSAGE,), remarks=remarks)


def search_documents(id: int, params: Any) -> None:
    """Explain a search that found two passages, one of which was read."""
    near = (StageCandidate(PASSAGE.chunk, PASSAGE.path, 3, 0.9), StageCandidate(2, "/home/ana/bill.txt", 1, 0.5))
    stages = (SearchStage("meaning", 1.5, near), SearchStage("words", 0.5, near[:1]), SearchStage("fused", 0.1, near))
    explanation = SearchExplanation((params["query"],), (), "en", "e5", 40, stages) if params.get("explain") else None
    send(Result(id, documents.DocumentSearchResults((), {}, (), explanation)))


def find_related(id: int, params: Any) -> None:
    """Relate every page to one passage of another document."""
    other = msgspec.structs.replace(PASSAGE, chunk=9, document=8, path="/home/ana/bill.txt", title="Bill")
    send(Result(id, RelatedPassages((other,))))


def die(id: int, question: chat.Message) -> None:
    send_event(id, chat.AnswerDelta("Half an answer"))
    os._exit(9)


def nothing(id: int, question: chat.Message) -> None:
    send_event(id, chat.SourcesFound(()))
    remarks = chat.AnswerRemarks(notices=("nothing_found",))
    finish(id, "I found nothing about this in your documents.", remarks=remarks)


def long(id: int, question: chat.Message) -> None:
    text = "\n\n".join(f"Paragraph {n} of a long answer." for n in range(40))
    send_event(id, chat.AnswerDelta(text))
    finish(id, text)


def think(id: int, question: chat.Message) -> None:
    """Think, take the first answer back, and answer with a sentence without support."""
    text = "It is serviced every October. It costs 300 euros in Toledo."
    send_event(id, chat.SourcesFound((PASSAGE,), chat.BestSentence(0, 0, len(QUOTE))))
    send_event(id, chat.ThinkingDelta("They ask about "))
    send_event(id, chat.ThinkingDelta("the boiler."))
    send_event(id, chat.AnswerDelta("Se revisa cada octubre."))
    send_event(id, chat.AnswerReplaced("", "language"))
    send_event(id, chat.AnswerDelta(text))
    cited = Citation(1, 7, PASSAGE.path, PASSAGE.title, 3, 0, len(QUOTE), QUOTE, 0, 29)
    remarks = chat.AnswerRemarks(
        unsupported=(chat.UnsupportedSentence(30, len(text), ("Toledo", "300")),),
        truncated=4,
        written_end=len(text),
        thinking="They ask about the boiler.",
        thinking_seconds=12.4,
    )
    finish(id, text, citations=(cited,), passages=(PASSAGE,), tokens=12, seconds=1.0, remarks=remarks)


def loop(id: int, question: chat.Message) -> None:
    send_event(id, chat.AnswerDelta("Hello. Hello. Hello."))
    send_event(id, chat.AnswerReplaced("Hello.", "repetition"))
    finish(id, "Hello.", remarks=chat.AnswerRemarks(notices=("repetition",), written_end=6))


def cut(id: int, question: chat.Message) -> None:
    """Write an answer that reaches its longest length."""
    text = "Once upon a time"
    send_event(id, chat.AnswerDelta(text))
    finish(id, text, remarks=chat.AnswerRemarks(notices=("length",), written_end=len(text)))


def preview(id: int, question: chat.Message) -> None:
    """Show the sources and go on reading."""
    send_event(id, chat.SourcesFound((PASSAGE,), chat.BestSentence(0, 0, len(QUOTE))))
    send_event(id, chat.PromptProgress(40, 120, 10))


def act(id: int, question: chat.Message) -> None:
    """Use two tools, the second without a result, and answer."""
    call = ToolStep("calculator", '{"expression": "2 + 2"}')
    done = msgspec.structs.replace(call, result="2 + 2 = 4", state="done")
    failed = ToolStep("notes_find", '{"text": "four", "page": 2}', "There is none.", "failed")
    for number, step in enumerate((call, done, failed)):
        send_event(id, chat.ToolUsed(min(number, 1) if step is not done else 0, step))
    send_event(id, chat.AnswerDelta("It is 4."))
    finish(id, "It is 4.", remarks=chat.AnswerRemarks(steps=(done, failed), written_end=8))


def compute(id: int, question: chat.Message) -> None:
    """Use a tool that does not come to its end."""
    send_event(id, chat.ToolUsed(0, ToolStep("calculator", '{"expression": "2 + 2"}')))


def pass_on(id: int, question: chat.Message) -> None:
    """Let another persona answer, which answers from then on."""
    handed = HandOver("Gardener", "Reception", "It is about roses.")
    LIBRARY.settings[question.conversation] = GARDENER
    send_event(id, chat.HandedOver(handed, GARDENER))
    send_event(id, chat.AnswerDelta("In the evening."))
    if "slowly" not in question.text:
        remarks = chat.AnswerRemarks(persona="Gardener", hand_overs=(handed,), written_end=15)
        finish(id, "In the evening.", remarks=remarks)


SCRIPTS: dict[str, Callable[[int, chat.Message], None]] = {
    "hold": hold, "read": read, "cite": cite, "die": die, "long": long,
    "nothing": nothing, "think": think, "loop": loop, "cut": cut, "preview": preview,
    "act": act, "compute": compute, "pass": pass_on, "follow": follow,
}  # fmt: skip
ANSWERS: dict[int, int] = {}
"""Id of each call to the id of the answer it is writing."""
READINGS: dict[int, Any] = {}
"""Id of each call that reads files to its parameters."""
READ_PATHS: set[str] = set()
"""The attached files that were read."""


def finish(id: int, text: str, state: chat.MessageState = "complete", **fields: Any) -> None:
    row = ANSWERS.pop(id)
    LIBRARY.messages[row] = msgspec.structs.replace(LIBRARY.messages[row], text=text, state=state, **fields)
    message = LIBRARY.with_siblings(LIBRARY.messages[row])
    assert message.parent is not None
    question = LIBRARY.with_siblings(LIBRARY.messages[message.parent])
    reason: chat.FinishReason = "stop" if state == "complete" else "cancelled"
    title = LIBRARY.conversations[message.conversation].title
    send(Result(id, chat.Reply(message.conversation, question, message, title, reason, 100, 0)))
    send_changed(id)


def cancel(id: int) -> None:
    if id in ANSWERS:
        finish(id, LIBRARY.messages[ANSWERS[id]].text, "stopped")
    elif id in READINGS:
        request = READINGS.pop(id)
        send(Result(id, documents.DocumentIndexReport(request["collection"], 0, 0, 0, 0, 0, 0, 0.1, cancelled=True)))
    else:
        refuse(id, "cancelled")


def choose(id: int, params: Any) -> None:
    leaf = params["message"]
    while children := [m.id for m in LIBRARY.messages.values() if m.parent == leaf]:
        leaf = children[-1]
    LIBRARY.leaves[params["conversation"]] = leaf
    send_opened(id, params)


def rename(id: int, params: Any) -> None:
    before = LIBRARY.conversations[params["conversation"]]
    LIBRARY.conversations[before.id] = msgspec.structs.replace(before, title=params["title"])
    send(Result(id, Done()))
    send_changed(id)


def delete(id: int, params: Any) -> None:
    LIBRARY.deleted[params["conversation"]] = LIBRARY.conversations.pop(params["conversation"])
    send(Result(id, Done()))
    send_changed(id)


def purge(id: int, params: Any) -> None:
    del LIBRARY.conversations[params["conversation"]]
    send(Result(id, Done()))
    send_changed(id)


def restore(id: int, params: Any) -> None:
    LIBRARY.conversations[params["conversation"]] = LIBRARY.deleted.pop(params["conversation"])
    send(Result(id, Done()))
    send_changed(id)


def save_draft(id: int, params: Any) -> None:
    LIBRARY.drafts[params["conversation"]] = params["text"]
    send(Result(id, Done()))


def save_settings(id: int, params: Any) -> None:
    LIBRARY.settings[params["conversation"]] = msgspec.convert(params["settings"], chat.ConversationSettings | None)
    send(Result(id, Done()))


def load_draft(id: int, params: Any) -> None:
    conversation = params["conversation"]
    send(Result(id, chat.Draft(LIBRARY.drafts.get(conversation, ""), LIBRARY.files.get(conversation, ()))))


def save_files(id: int, params: Any) -> None:
    LIBRARY.files[params["conversation"]] = tuple(params["files"])
    send(Result(id, Done()))


def fill(library: ScriptedConversations) -> None:
    """Add two conversations, one of them with MANY messages."""
    garden = library.begin("The garden", 1_700_000_000_000)
    parent = library.add(garden, "user", "When are tomatoes sown?", None).id
    library.add(garden, "assistant", "In **February**, indoors.", parent)
    novel = library.begin("A very long conversation", 1_600_000_000_000)
    last: int | None = None
    for n in range(MANY):
        role = "assistant" if n % 2 else "user"
        last = library.add(novel, role, f"Message {n}: " + "and so on, " * (n % 7 + 1), last).id


if __name__ == "__main__":
    fill(LIBRARY)
    HANDLERS.update(
        {
            **ScriptedFolders(LIBRARY).handlers,
            **ScriptedTools().handlers,
            **ScriptedContext(lambda conversation: LIBRARY.path(LIBRARY.leaves.get(conversation))).handlers,
            chat.LIST.name: list_conversations,
            classification.LIST_CLASSIFIERS.name: list_classifiers,
            classification.LIST_EXAMPLES.name: lambda id, params: send(Result(id, classification.ExamplePage((), 0))),
            chat.OPEN.name: open_conversation,
            chat.SEND.name: send_question,
            chat.RETRY.name: retry,
            chat.CHOOSE.name: choose,
            chat.RENAME.name: rename,
            chat.DELETE.name: delete,
            chat.PURGE.name: purge,
            chat.RESTORE.name: restore,
            chat.SAVE_DRAFT.name: save_draft,
            chat.LOAD_DRAFT.name: load_draft,
            chat.SAVE_SETTINGS.name: save_settings,
            chat.SAVE_FILES.name: save_files,
            chat.CONTINUE.name: continue_answer,
            chat.DESCRIBE_MODEL.name: lambda id, params: send(Result(id, chat.AnsweringModel("optional", ()))),
            chat.ENQUEUE.name: enqueue,
            chat.LIST_QUEUE.name: list_queue,
            chat.CHANGE_QUEUED.name: change_queued,
            chat.DROP_QUEUED.name: drop_queued,
            chat.RESTORE_QUEUED.name: restore_queued,
            documents.INDEX.name: index,
            documents.LIST.name: list_documents,
            documents.SEARCH.name: search_documents,
            FIND_RELATED.name: find_related,
            FINISH.name: finish_all,
            ADD_ELSEWHERE.name: add_elsewhere,
        }
    )
    scripted_engine.main(cancel=cancel)
