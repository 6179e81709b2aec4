"""An export that is imported again gives the same trees, in another library and after they were purged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.capabilities.chat import api
from engine.capabilities.chat.api import transfer
from engine.capabilities.chat.api.context import PinMessage
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.children.conversation_file import ConversationRecord, RecordedMessage
from engine.protocol.classification import PredictedLabel
from tests.engine.capabilities.chat.transfer.conftest import OpenLibrary
from tests.support.conversation_exports import png
from tests.support.harness import EngineHarness


def export(engine: EngineHarness, path: Path, format: transfer.ExportFormat = "json", *ids: int) -> transfer.Exported:
    return engine.call(transfer.EXPORT, transfer.Export(str(path), format, ids))


def bring_in(engine: EngineHarness, path: Path) -> transfer.Imported:
    return engine.call(transfer.IMPORT, transfer.Import(str(path)))


def tree(engine: EngineHarness, conversation: int) -> tuple[object, ...]:
    """Return a conversation with everything that a person can see of it, its ids numbered from 1."""
    read = engine.call(transfer.READ_TREE, transfer.ReadTree(conversation))
    opened = engine.call(api.OPEN, api.OpenConversation(conversation))
    ids = {message.id: at for at, message in enumerate(read.messages, 1)}
    messages = [
        msgspec.structs.replace(
            message,
            id=ids[message.id],
            conversation=0,
            parent=None if message.parent is None else ids[message.parent],
            is_typed=True,  # what is imported counts as somebody's text
            pictures=tuple(
                api.Attachment(Path(p.path).read_bytes().hex(), Path(p.thumbnail).name, p.name)
                for p in message.pictures
            ),
        )
        for message in read.messages
    ]
    shown = [ids[message.id] for message in opened.messages]
    conversation_ = msgspec.structs.replace(read.conversation, id=0, position=0, folder=None)
    return messages, shown, conversation_, opened.settings, ids.get(read.leaf)


def conversations(engine: EngineHarness) -> Sequence[int]:
    return [c.id for c in engine.call(api.LIST, api.ListConversations()).conversations]


def ask(engine: EngineHarness, text: str, **more: object) -> api.Reply:
    return engine.call(api.SEND, api.Send(text, **more))  # type: ignore[arg-type]


def test_a_real_conversation_with_branches_pictures_and_settings(open_library: OpenLibrary, tmp_path: Path) -> None:
    engine = open_library("home")
    first = ask(engine, "¿Qué hora es? 🕒")
    id = first.conversation
    ask(engine, "¿Y ahora?", conversation=id)
    ask(engine, "¿Y mañana? \u05e9\u05dc\u05d5\u05dd", conversation=id, edits=first.question.id)
    again = engine.call(api.RETRY, api.Retry(first.message.id))
    engine.call(api.CHOOSE, api.ChooseLeaf(id, again.message.id))
    chosen = api.ConversationSettings(system="Sé breve.", passages=7, history="last", exchanges=2)
    engine.call(api.SAVE_SETTINGS, api.SaveConversationSettings(id, chosen))
    engine.call(api.RENAME, api.RenameConversation(id, "La hora <b>"))
    engine.call(api.PIN, PinMessage(first.question.id))
    (tmp_path / "a.png").write_bytes(png())
    _attach(engine, first.question.id, tmp_path / "a.png")
    assert export(engine, tmp_path / "e.json") == transfer.Exported(str(tmp_path / "e.json"), 1, 7)
    other = open_library("other")
    done = bring_in(other, tmp_path / "e.json")
    assert (done.source, done.messages, done.known, done.missing_pictures) == ("ateneo", 7, 0, 0)
    assert tree(other, done.conversations[0]) == tree(engine, id)
    opened = other.call(api.OPEN, api.OpenConversation(done.conversations[0]))
    assert [message.text for message in opened.messages if message.is_pinned] == [first.question.text]
    found = other.call(api.LIST, api.ListConversations("mañana")).conversations
    assert [c.id for c in found] == list(done.conversations)


def _attach(engine: EngineHarness, message: int, picture: Path) -> None:
    """Attach a picture to a question: the scripted model sees none."""
    from engine.capabilities.chat.attachments import AttachmentStore, attach
    from tests.support.harness import never

    stored = AttachmentStore(engine.store, engine.interactive_indexer).add([str(picture)], never)
    with engine.store.write() as connection:
        attach(connection, message, stored)


def test_citations_passages_labels_thinking_and_states_come_back(open_library: OpenLibrary, tmp_path: Path) -> None:
    passage = Passage(3, 4, "/d/póliza.pdf", "Póliza", 2, 0, 9, "Cubre agua", 0.5, "hoja")
    citation = Citation(1, 3, "/d/póliza.pdf", "Póliza", 2, 0, 9, "Cubre agua", 0, 5, "hoja")
    remarks = msgspec.Raw(
        msgspec.json.encode(api.AnswerRemarks((api.UnsupportedSentence(0, 5, ("9",)),), ("length",), 2, 0, 5))
    )
    messages = (
        RecordedMessage(1, "user", "¿Cubre?", created_at=5, label=PredictedLabel("c", "seguros", 0.75)),
        RecordedMessage(
            2,
            "assistant",
            "Sí, agua.",
            1,
            "stopped",
            6,
            "m",
            7,
            1.5,
            0.25,
            "mmm",
            2.5,
            (citation,),
            (passage,),
            remarks=remarks,
        ),
        RecordedMessage(3, "assistant", "", 1, "failed", 7),
        RecordedMessage(4, "assistant", "No", 1, "interrupted", 8),
    )
    given_places = {"folder": "Casa", "is_pinned": True, "is_archived": True, "title_source": "model"}
    record = msgspec.structs.replace(ConversationRecord("T", messages, 2, 1000, 2000), **given_places)
    engine, other = open_library("home"), open_library("other")
    (made,) = bring_in(engine, write(tmp_path / "a.json", record)).conversations
    export(engine, tmp_path / "b.json")
    (copied,) = bring_in(other, tmp_path / "b.json").conversations
    assert tree(engine, made) == tree(other, copied)
    exported = json.loads((tmp_path / "b.json").read_text("utf-8"))["conversations"][0]
    assert without_zeros(exported) == without_zeros(json.loads(msgspec.json.encode(record)))
    folders = other.rows("SELECT f.name FROM conversations c JOIN conversation_folders f ON f.id = c.folder")
    assert folders == [("Casa",)]


def without_zeros(value: object) -> object:
    """Return JSON without members that are 0: a reader takes the same default for those that are missing."""
    if isinstance(value, list):
        return [without_zeros(item) for item in value]
    if isinstance(value, dict):
        return {name: without_zeros(member) for name, member in value.items() if member != 0.0}
    return value


def write(path: Path, *records: ConversationRecord) -> Path:
    value = {"format": "ateneo-conversations", "version": 1, "conversations": list(records)}
    path.write_bytes(msgspec.json.encode(value))
    return path


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@st.composite
def trees(draw: st.DrawFn) -> ConversationRecord:
    """Return a random tree in which questions and answers take turns."""
    messages: list[RecordedMessage] = []
    for id in range(1, draw(st.integers(1, 12)) + 1):
        parents = [None, *(message.id for message in messages)]
        parent = draw(st.sampled_from(parents))
        is_question = parent is None or messages[parent - 1].role == "assistant"
        messages.append(
            RecordedMessage(
                id,
                "user" if is_question else "assistant",
                draw(texts),
                parent,
                "complete" if is_question else draw(st.sampled_from(["complete", "stopped", "failed", "interrupted"])),
                draw(st.integers(1, 2**45)),
                "" if is_question else draw(texts),
                draw(st.integers(0, 2**31)),
                draw(st.floats(0, 1e6)),
                draw(st.floats(0, 1e6)),
                "" if is_question else draw(texts),
                is_pinned=draw(st.booleans()),
            )
        )
    leaf = draw(st.sampled_from([message.id for message in messages]))
    title = " ".join(draw(texts).split())
    return ConversationRecord(
        title or "t", tuple(messages), leaf, draw(st.integers(1, 2**45)), draw(st.integers(1, 2**45))
    )


@given(records=st.lists(trees(), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_trees_come_back_as_they_were(
    open_library: OpenLibrary, tmp_path_factory: pytest.TempPathFactory, records: list[ConversationRecord]
) -> None:
    folder = tmp_path_factory.mktemp("trees")
    engine = open_library(str(folder / "library"))
    given_ids = bring_in(engine, write(folder / "a.json", *records)).conversations
    before = sorted(map(repr, (tree(engine, id) for id in given_ids)))
    export(engine, folder / "b.json")
    for id in given_ids:
        engine.call(api.PURGE, api.PurgeConversation(id))
    done = bring_in(engine, folder / "b.json")
    assert sorted(map(repr, (tree(engine, id) for id in done.conversations))) == before
    again = bring_in(engine, folder / "b.json")
    assert (again.conversations, again.known) == ((), len(given_ids))


def test_markdown_comes_back_with_what_was_said(open_library: OpenLibrary, tmp_path: Path) -> None:
    """Also where a message looks like one of our own marks, or like a heading that names a speaker."""
    said = (
        '## You\n\n<!-- ateneo:message role="user" -->\nx',
        "# Título\n\n\\<!-- ateneo:conversation -->\n\n**User:** no\n\n```\n## Assistant\n```",
        "Fin",
    )
    messages = tuple(
        RecordedMessage(
            at,
            "user" if at % 2 else "assistant",
            text,
            at - 1 or None,
            created_at=1000 * at,
            model="" if at % 2 else "m",
            is_pinned=at == 2,
        )
        for at, text in enumerate(said, 1)
    )
    record = ConversationRecord('A "title" --> <b>', messages, 3, 5000, 9000, msgspec.Raw(b'{"system": "Be\\nbrief"}'))
    engine, other = open_library("home"), open_library("other")
    bring_in(
        engine,
        write(tmp_path / "a.json", record, msgspec.structs.replace(record, title="B", messages=messages[:2], leaf=2)),
    )
    export(engine, tmp_path / "e.md")
    done = bring_in(other, tmp_path / "e.md")
    trees_ = sorted((tree(other, id) for id in done.conversations), key=lambda t: repr(t[2]))
    assert trees_ == sorted((tree(engine, id) for id in conversations(engine)), key=lambda t: repr(t[2]))


def said_message(at: int, text: str) -> RecordedMessage:
    role, model = ("user", "") if at % 2 else ("assistant", "m")
    return RecordedMessage(at, role, text, at - 1 or None, created_at=1000 * at, model=model)  # type: ignore[arg-type]
