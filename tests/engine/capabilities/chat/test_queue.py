"""Questions that wait for their turn: saved before they are acknowledged, and asked once."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import Send
from engine.protocol.errors import BadRequest, FileVanished, NotFound
from tests.support.damage import unchecked
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer


def enqueue(engine: EngineHarness, text: str, conversation: int | None = None, **fields: object) -> api.QueuedQuestion:
    request = Send(text, conversation, **fields)  # type: ignore[arg-type]  # fields of Send, named by the tests
    return engine.call(api.ENQUEUE, api.Enqueue(request))


def waiting(engine: EngineHarness) -> list[str]:
    return [question.request.text for question in engine.call(api.LIST_QUEUE, api.ListQueue()).questions]


def titles(engine: EngineHarness) -> list[str]:
    return [c.title for c in engine.call(api.LIST, api.ListConversations()).conversations]


def test_a_waiting_question_begins_its_conversation_at_once(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("First."))
    question = enqueue(engine, "What comes next? And then?")
    assert question.request.conversation == question.conversation == 2
    assert titles(engine) == ["What comes next?", "First."]
    opened = engine.call(api.OPEN, api.OpenConversation(2))
    assert opened.messages == () and waiting(engine) == ["What comes next? And then?"]


def test_a_waiting_question_survives_a_killed_engine(engine: EngineHarness, home: Path) -> None:
    enqueue(engine, "Still here?")
    engine.close()
    after = EngineHarness(home, home / "models", "chat", pool=FakeModelPool(FakeTextModel()), indexer=NoIndexer())
    assert waiting(after) == ["Still here?"]
    after.close()


def test_asking_takes_a_question_from_the_queue_once(engine: EngineHarness) -> None:
    question = enqueue(engine, "Only once")
    request = Send("Only once", question.conversation, queued=question.id)
    engine.call(api.SEND, request)
    assert waiting(engine) == []
    with pytest.raises(NotFound):
        engine.call(api.SEND, request)
    opened = engine.call(api.OPEN, api.OpenConversation(question.conversation))
    assert [message.text for message in opened.messages if message.role == "user"] == ["Only once"]


def test_a_question_that_is_refused_goes_on_waiting(engine: EngineHarness) -> None:
    question = enqueue(engine, "Label me", classifier="none of that name")
    with pytest.raises(NotFound):
        engine.call(
            api.SEND, Send("Label me", question.conversation, classifier="none of that name", queued=question.id)
        )
    assert waiting(engine) == ["Label me"]


def test_questions_wait_in_the_order_in_which_they_were_asked(engine: EngineHarness) -> None:
    for text in ("one", "two", "three"):
        enqueue(engine, text)
    dropped = engine.call(api.LIST_QUEUE, api.ListQueue()).questions[1]
    engine.call(api.DROP_QUEUED, api.DropQueued(dropped.id))
    assert waiting(engine) == ["one", "three"]
    engine.call(api.RESTORE_QUEUED, api.RestoreQueued(dropped.id))
    assert waiting(engine) == ["one", "two", "three"]


def test_dropping_the_only_question_removes_its_conversation_and_undo_brings_it_back(engine: EngineHarness) -> None:
    question = enqueue(engine, "Never mind")
    engine.call(api.DROP_QUEUED, api.DropQueued(question.id))
    assert titles(engine) == [] and waiting(engine) == []
    engine.call(api.RESTORE_QUEUED, api.RestoreQueued(question.id))
    assert titles(engine) == ["Never mind"] and waiting(engine) == ["Never mind"]


def test_dropping_a_question_keeps_a_conversation_that_has_messages(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Begun."))
    question = enqueue(engine, "More?", 1)
    engine.call(api.DROP_QUEUED, api.DropQueued(question.id))
    assert titles(engine) == ["Begun."]


def test_a_changed_question_gives_its_empty_conversation_another_title(engine: EngineHarness) -> None:
    question = enqueue(engine, "Teh boiler")
    engine.call(api.CHANGE_QUEUED, api.ChangeQueued(question.id, "The boiler"))
    assert waiting(engine) == ["The boiler"] and titles(engine) == ["The boiler"]
    engine.call(api.RENAME, api.RenameConversation(question.conversation, "Heating"))
    engine.call(api.CHANGE_QUEUED, api.ChangeQueued(question.id, "The old boiler"))
    assert titles(engine) == ["Heating"]


def test_questions_of_a_deleted_conversation_wait_until_it_is_restored(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Begun."))
    enqueue(engine, "More?", 1)
    engine.call(api.DELETE, api.DeleteConversation(1))
    assert waiting(engine) == []
    engine.call(api.RESTORE, api.RestoreConversation(1))
    assert waiting(engine) == ["More?"]


def test_what_was_dropped_is_gone_after_the_next_start(engine: EngineHarness) -> None:
    question = enqueue(engine, "Never mind")
    engine.call(api.DROP_QUEUED, api.DropQueued(question.id))
    engine.rebuild()
    with pytest.raises(NotFound):
        engine.call(api.RESTORE_QUEUED, api.RestoreQueued(question.id))


def test_pictures_are_copied_and_their_copies_go_with_the_question(
    engine: EngineHarness, home: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "pasted.png"
    picture.write_bytes(b"not drawn here")
    question = enqueue(engine, "What is this?", pictures=(str(picture),))
    picture.unlink()
    (copy,) = question.request.pictures
    assert Path(copy).name == "pasted.png" and Path(copy).read_bytes() == b"not drawn here"
    engine.call(api.PURGE, api.PurgeConversation(question.conversation))
    assert not Path(copy).exists() and not list((home / "queued").iterdir())


def test_a_picture_that_is_not_there_is_refused_and_nothing_waits(engine: EngineHarness, tmp_path: Path) -> None:
    with pytest.raises(FileVanished):
        enqueue(engine, "What is this?", pictures=(str(tmp_path / "gone.png"),))
    assert waiting(engine) == [] and titles(engine) == []


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_question_is_refused(engine: EngineHarness, text: str) -> None:
    with pytest.raises(BadRequest):
        enqueue(engine, text)
    question = enqueue(engine, "Full")
    with pytest.raises(BadRequest):
        engine.call(api.CHANGE_QUEUED, api.ChangeQueued(question.id, text))
    assert waiting(engine) == ["Full"]


def test_questions_that_do_not_exist_are_refused(engine: EngineHarness) -> None:
    with pytest.raises(NotFound):
        enqueue(engine, "Where?", 99)
    for method, request in (
        (api.CHANGE_QUEUED, api.ChangeQueued(7, "x")),
        (api.DROP_QUEUED, api.DropQueued(7)),
        (api.RESTORE_QUEUED, api.RestoreQueued(7)),
    ):
        with pytest.raises(NotFound):
            engine.call(method, request)  # type: ignore[arg-type]  # each with its own request


def test_a_damaged_request_costs_only_itself(engine: EngineHarness) -> None:
    first, second = enqueue(engine, "one"), enqueue(engine, "two")
    with unchecked(engine.store) as connection:
        connection.execute("UPDATE queued_questions SET request = 'no JSON' WHERE id = ?", (first.id,))
    assert waiting(engine) == ["two"] and second.id > first.id


def test_a_text_that_is_no_unicode_waits_all_the_same(engine: EngineHarness) -> None:
    enqueue(engine, "half \ud800 pair")
    assert waiting(engine) == ["half ? pair"]
