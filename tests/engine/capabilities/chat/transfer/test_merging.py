"""An export of a conversation that went on since: an older one adds nothing, a newer one adds its branches to the same one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from engine.capabilities.chat import api
from engine.capabilities.chat.api import transfer
from engine.protocol.children.conversation_file import ConversationRecord, RecordedMessage, RecordedPicture
from tests.engine.capabilities.chat.transfer.conftest import OpenLibrary
from tests.engine.capabilities.chat.transfer.test_round_trip import ask, bring_in, conversations, export, tree, write
from tests.support import conversation_exports as exports
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness


def said(id: int, text: str, parent: int | None = None, at: int = 0, **more: Any) -> RecordedMessage:
    role = "user" if parent is None or parent % 2 == 0 else "assistant"
    return RecordedMessage(id, role, text, parent, created_at=at or 1000 * id, **more)  # type: ignore[arg-type]


def texts(engine: EngineHarness, conversation: int) -> list[str]:
    """Return the branch that is shown."""
    return [message.text for message in engine.call(api.OPEN, api.OpenConversation(conversation)).messages]


def size(engine: EngineHarness, conversation: int) -> int:
    return len(engine.call(transfer.READ_TREE, transfer.ReadTree(conversation)).messages)


BEGUN = ConversationRecord(
    "Trip", (said(1, "Where to?"), said(2, "To Lugo.", 1), said(3, "And when?", 2), said(4, "In May.", 3)), 4
)
GONE_ON = msgspec.structs.replace(
    BEGUN,
    messages=(*BEGUN.messages, said(5, "By train?", 4), said(6, "Yes.", 5), said(7, "To Vigo.", 1, at=7000)),
    leaf=6,
    changed_at=9000,
)


def test_an_export_that_was_continued_since_adds_nothing(open_library: OpenLibrary, tmp_path: Path) -> None:
    model = FakeTextModel()
    engine = open_library("home", pool=FakeModelPool(model))
    first = ask(engine, "¿Qué hora es?")
    id = first.conversation
    export(engine, tmp_path / "e.json")
    ask(engine, "¿Y ahora?", conversation=id)
    model.answer = " Y mucho más."
    engine.call(
        api.CONTINUE, api.ContinueAnswer(first.message.id)
    )  # in place: the text of the exported answer has grown
    engine.call(api.RETRY, api.Retry(first.message.id))
    before = tree(engine, id)
    done = bring_in(engine, tmp_path / "e.json")
    assert (done.conversations, done.merged, done.known, done.messages) == ((), (), 1, 0)
    assert conversations(engine) == [id] and tree(engine, id) == before


def test_a_newer_export_adds_what_is_new_as_branches_and_goes_on_where_it_did(
    open_library: OpenLibrary, tmp_path: Path
) -> None:
    engine, other = open_library("home"), open_library("other")
    (id,) = bring_in(engine, write(tmp_path / "old.json", BEGUN)).conversations
    (whole,) = bring_in(other, write(tmp_path / "new.json", GONE_ON)).conversations
    done = bring_in(engine, tmp_path / "new.json")
    (merged,) = done.merged
    assert (merged.conversation, merged.title, len(merged.messages)) == (id, "Trip", 3)
    assert (done.conversations, done.known, done.messages) == ((), 0, 3)
    assert conversations(engine) == [id]
    assert tree(engine, id)[:2] == tree(other, whole)[:2]
    assert texts(engine, id)[-2:] == ["By train?", "Yes."]
    assert engine.call(api.LIST, api.ListConversations("train")).total == 1
    for name in ("new.json", "old.json"):
        again = bring_in(engine, tmp_path / name)
        assert (again.merged, again.known) == ((), 1)


def test_what_both_went_on_with_stays_and_the_branch_that_is_read_is_still_shown(
    engine: EngineHarness, tmp_path: Path
) -> None:
    (id,) = bring_in(engine, write(tmp_path / "old.json", BEGUN)).conversations
    ask(engine, "With whom?", conversation=id)
    shown = texts(engine, id)
    bring_in(engine, write(tmp_path / "new.json", GONE_ON))
    assert texts(engine, id) == shown and size(engine, id) == 9


def test_an_answer_that_grew_elsewhere_comes_as_another_version(engine: EngineHarness, tmp_path: Path) -> None:
    (id,) = bring_in(engine, write(tmp_path / "old.json", BEGUN)).conversations
    grown = tuple(said(4, "In May, or June.", 3) if m.id == 4 else m for m in BEGUN.messages)
    newer = write(tmp_path / "new.json", msgspec.structs.replace(BEGUN, messages=grown))
    assert [len(merged.messages) for merged in bring_in(engine, newer).merged] == [1]
    assert bring_in(engine, newer).known == 1 and size(engine, id) == 5


def test_without_times_only_the_same_or_an_older_one_is_known(engine: EngineHarness, tmp_path: Path) -> None:
    def untimed(record: ConversationRecord) -> ConversationRecord:
        messages = tuple(msgspec.structs.replace(message, created_at=0) for message in record.messages)
        return msgspec.structs.replace(record, messages=messages)

    bring_in(engine, write(tmp_path / "new.json", untimed(GONE_ON)))
    assert bring_in(engine, write(tmp_path / "old.json", untimed(BEGUN))).known == 1
    another = (said(1, "Where to?"), said(2, "To the sea.", 1))
    done = bring_in(engine, write(tmp_path / "another.json", untimed(ConversationRecord("Other", another))))
    assert len(done.conversations) == 1 and not done.merged


def test_a_newer_export_of_another_program_adds_its_new_messages(engine: EngineHarness, tmp_path: Path) -> None:
    for count, start in ((2, 0), (6, 0)):
        item = exports.chatgpt_plain("t", count, 1_600_000_000.0 + start)
        done = bring_in(engine, exports.write_json(tmp_path / f"{count}.json", [item]))
    assert [len(merged.messages) for merged in done.merged] == [4]
    (id,) = conversations(engine)
    assert texts(engine, id) == [f"t {n}" for n in range(1, 7)]


def test_merged_messages_are_taken_off_again_with_their_pictures(engine: EngineHarness, tmp_path: Path) -> None:
    (id,) = bring_in(engine, write(tmp_path / "old.json", BEGUN)).conversations
    before = tree(engine, id)
    picture = (RecordedPicture("a.png", exports.png()),)
    messages = tuple(
        msgspec.structs.replace(message, pictures=picture) if message.id == 5 else message
        for message in GONE_ON.messages
    )
    newer = write(tmp_path / "new.json", msgspec.structs.replace(GONE_ON, messages=messages))
    done = bring_in(engine, newer)
    engine.call(transfer.UNDO_IMPORT, transfer.UndoImport(done.conversations, done.merged))
    assert tree(engine, id)[:2] == before[:2]
    assert not [path for path in (engine.home / "attachments").rglob("*") if path.is_file()]
    assert engine.call(api.LIST, api.ListConversations("train")).total == 0
    with engine.store.write() as connection:
        connection.execute("INSERT INTO messages_fts(messages_fts) VALUES('integrity-check')")
    assert [len(merged.messages) for merged in bring_in(engine, newer).merged] == [3]


def test_messages_on_which_something_was_built_are_not_taken_off(engine: EngineHarness, tmp_path: Path) -> None:
    (id,) = bring_in(engine, write(tmp_path / "old.json", BEGUN)).conversations
    done = bring_in(engine, write(tmp_path / "new.json", GONE_ON))
    ask(engine, "And back?", conversation=id)
    engine.call(transfer.UNDO_IMPORT, transfer.UndoImport(done.conversations, done.merged))
    assert texts(engine, id)[4:7] == ["By train?", "Yes.", "And back?"]
    assert size(engine, id) == 8  # without the other version of the first answer


def test_a_deleted_conversation_comes_back_with_what_is_new(engine: EngineHarness, tmp_path: Path) -> None:
    (id,) = bring_in(engine, write(tmp_path / "old.json", BEGUN)).conversations
    engine.call(api.DELETE, api.DeleteConversation(id))
    done = bring_in(engine, write(tmp_path / "new.json", GONE_ON))
    assert (done.conversations, done.merged, done.messages) == ((id,), (), 7)
    assert size(engine, id) == 7
