"""Questions and answers: what is saved when, streaming, stopping, failing, retries and branches."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.acting.frames import FRAME_SECONDS
from engine.capabilities.chat.answering.generation_run import FLUSH_SECONDS
from engine.capabilities.chat.api import (
    AnswerDelta,
    ModelLoading,
    OpenConversation,
    PromptProgress,
    ReplyStarted,
    Retry,
    Send,
)
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import BadRequest, ModelMissing, NotFound, PromptTooLong
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer


def words(count: int) -> str:
    """So many different words: the same one over and over would be taken for a loop."""
    return " ".join(f"palabra{n}" for n in range(count))


def texts(opened: api.OpenedConversation) -> list[str]:
    return [message.text for message in opened.messages]


def test_question_and_answer_are_on_disk_before_the_first_event(engine: EngineHarness) -> None:
    reply = engine.start(api.SEND, Send("¿Qué es el Ateneo?"))
    started = next(reply)
    assert isinstance(started, ReplyStarted)
    rows = engine.rows("SELECT id, role, text, state, parent FROM messages")
    assert rows == [
        (started.question, "user", "¿Qué es el Ateneo?", "complete", None),
        (started.answer, "assistant", "", "writing", started.question),
    ]
    reply.close()


def test_the_answer_streams_and_is_kept(engine: EngineHarness, model: FakeTextModel) -> None:
    reply = engine.call(api.SEND, Send("¿Qué es el Ateneo?"))
    kinds = [type(event) for event in engine.events]
    assert kinds[:3] == [ReplyStarted, ModelLoading, PromptProgress] and set(kinds[3:]) == {AnswerDelta}
    assert "".join(event.text for event in engine.events[3:]) == reply.message.text
    assert (reply.finish, reply.message.state, reply.message.model) == ("stop", "complete", "fake")
    assert reply.title == "¿Qué es el Ateneo?"
    opened = engine.call(api.OPEN, OpenConversation(reply.conversation))
    assert opened.messages[-1] == reply.message
    assert texts(opened) == ["¿Qué es el Ateneo?", "Una respuesta corta. "]


def test_a_loaded_model_is_not_reported_as_loading(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Hola"))
    engine.call(api.SEND, Send("Hola"))
    assert ModelLoading not in [type(event) for event in engine.events]


def test_tokens_reach_the_disk_while_the_model_still_writes(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer, model.seconds_a_token = words(100), FLUSH_SECONDS / 50
    lengths: list[int] = []
    model.on_token = lambda number: lengths.append(
        len(str(engine.rows("SELECT text FROM messages WHERE id = 2")[0][0]))
    )
    engine.call(api.SEND, Send("Hola"))
    assert lengths == sorted(lengths) and lengths[-1] > 0


def test_tokens_of_a_fast_model_are_sent_in_frames_and_none_is_lost(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    model.answer = words(100)
    reply = engine.call(api.SEND, Send("Hola"))
    deltas = [event.text for event in engine.events if isinstance(event, AnswerDelta)]
    assert len(deltas) < 100 and "".join(deltas) == reply.message.text


def test_the_whole_conversation_is_read_again_and_the_system_prompt_never_changes(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    first = engine.call(api.SEND, Send("¿Qué es un ateneo?"))
    engine.call(api.SEND, Send("¿Y quién lo fundó?", conversation=first.conversation))
    before, after = model.received
    assert before[0] == after[0] and before[0].role == "system"
    assert [turn.text for turn in after[1:]] == ["¿Qué es un ateneo?", "Una respuesta corta. ", "¿Y quién lo fundó?"]


def test_the_system_prompt_asks_for_the_language_of_the_question(engine: EngineHarness, model: FakeTextModel) -> None:
    engine.call(api.SEND, Send("¿Cuál es la capital de Francia?"))
    engine.call(api.SEND, Send("What is the capital of France?"))
    engine.call(api.SEND, Send("42", conversation=2))
    spanish, english, unclear = (prompt[0].text for prompt in model.received)
    assert "español" in spanish and "English" in english and unclear == english


def test_the_system_prompt_of_the_conversation_replaces_ours(engine: EngineHarness, model: FakeTextModel) -> None:
    engine.call(api.SEND, Send("Hola", settings=api.ConversationSettings(system="Habla como un pirata.")))
    assert model.received[0][0].text == "Habla como un pirata."


def test_cancel_keeps_the_text_and_says_stopped(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer, model.seconds_a_token = words(50), FRAME_SECONDS
    events: list[object] = []
    reply = engine.call(api.SEND, Send("Hola"), events.append, lambda: len(events) > 10)
    assert (reply.finish, reply.message.state) == ("cancelled", "stopped")
    assert reply.message.text.startswith("palabra0 palabra1 ")
    assert engine.rows("SELECT text FROM messages WHERE id = 2") == [(reply.message.text,)]


def test_cancel_while_the_model_loads_ends_in_a_reply(engine: EngineHarness) -> None:
    reply = engine.call(api.SEND, Send("Hola"), is_cancelled=lambda: True)
    assert (reply.finish, reply.message.state, reply.message.text) == ("cancelled", "stopped", "")


def test_a_closed_reply_keeps_the_text_and_says_stopped(engine: EngineHarness) -> None:
    reply = engine.start(api.SEND, Send("Hola"))
    while not isinstance(next(reply), AnswerDelta):
        pass
    reply.close()
    assert engine.rows("SELECT text, state FROM messages WHERE id = 2") == [("Una ", "stopped")]


def test_an_error_keeps_the_text_and_says_failed(engine: EngineHarness, model: FakeTextModel) -> None:
    def fail(number: int) -> None:
        if number == 2:
            raise MemoryError

    model.on_token = fail
    with pytest.raises(MemoryError):
        engine.call(api.SEND, Send("Hola"))
    assert engine.rows("SELECT text, state FROM messages WHERE id = 2") == [("Una respuesta ", "failed")]
    assert engine.call(api.LIST, api.ListConversations("respuesta")).total == 1


def test_without_a_model_the_question_is_kept(home: Path) -> None:
    engine = EngineHarness(home, home / "models", "chat", pool=FakeModelPool(None), indexer=NoIndexer())
    with pytest.raises(ModelMissing):
        engine.call(api.SEND, Send("Hola"))
    assert engine.rows("SELECT text, state FROM messages") == [("Hola", "complete"), ("", "failed")]
    engine.close()


def test_an_answer_left_half_written_by_a_crash_is_marked_as_interrupted(home: Path, model: FakeTextModel) -> None:
    engine = EngineHarness(home, home / "models", "chat", pool=FakeModelPool(model), indexer=NoIndexer())
    model.answer, model.seconds_a_token = "esdrújula " * 40, FRAME_SECONDS
    reply = engine.start(api.SEND, Send("Hola"))
    for _ in range(30):
        next(reply)
    saved = engine.rows("SELECT text FROM messages WHERE state = 'writing'")
    engine.close()  # the engine is gone: the reply is never continued
    again = EngineHarness(home, home / "models", "chat", pool=FakeModelPool(model), indexer=NoIndexer())
    opened = again.call(api.OPEN, OpenConversation(1))
    assert (opened.messages[-1].state, opened.messages[-1].text) == ("interrupted", saved[0][0])
    assert again.call(api.LIST, api.ListConversations("esdrujula")).total == 1
    reply = again.call(api.SEND, Send("¿Sigues?", conversation=1))
    assert reply.message.state == "complete"
    again.close()


def test_an_answer_that_was_never_begun_is_left_out_of_the_history(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = ""
    engine.call(api.SEND, Send("Primera"))
    model.answer = "Sí."
    engine.call(api.SEND, Send("Segunda", conversation=1))
    assert [turn.text for turn in model.received[-1][1:]] == ["Segunda"]


def test_a_question_longer_than_the_window_is_refused_and_kept(engine: EngineHarness, model: FakeTextModel) -> None:
    for text in ("palabra " * 3000, "x" * 5_000_000):
        with pytest.raises(PromptTooLong):
            engine.call(api.SEND, Send(text))
    assert model.prompts == []
    assert [state for (state,) in engine.rows("SELECT state FROM messages WHERE role = 'assistant'")] == ["failed"] * 2


def test_an_empty_question_is_refused_before_anything_is_written(engine: EngineHarness) -> None:
    with pytest.raises(BadRequest):
        engine.call(api.SEND, Send("  \n"))
    assert engine.rows("SELECT * FROM conversations") == []


@pytest.mark.parametrize("request_", [Send("a", conversation=9), Send("a", collections=("x",))])
def test_an_unknown_conversation_or_collection_raises_not_found_and_nothing_is_written(
    engine: EngineHarness, request_: Send
) -> None:
    with pytest.raises(NotFound):
        engine.call(api.SEND, request_)
    assert engine.rows("SELECT * FROM messages") == []


def test_half_a_surrogate_pair_is_replaced(engine: EngineHarness) -> None:
    reply = engine.call(api.SEND, Send("hola \ud83d mundo"))
    assert engine.call(api.OPEN, OpenConversation(reply.conversation)).messages[0].text == "hola ? mundo"


def test_the_answer_never_outgrows_the_window(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = words(5000)
    reply = engine.call(api.SEND, Send("Hola", settings=api.ConversationSettings(Sampling(max_tokens=100_000))))
    assert reply.finish == "length"
    assert len(model.prompts[-1]) + reply.message.tokens <= model.context


def test_a_long_history_is_cut_in_large_steps_so_that_the_prompts_beginning_stays(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    model.answer = words(60)
    truncated = []
    for number in range(60):
        request = Send(f"pregunta {number} " + "x " * 40, conversation=1 if number else None)
        truncated.append(engine.call(api.SEND, request).truncated)
    assert truncated[0] == 0 and truncated == sorted(truncated) and truncated[-1] > 60
    assert all(count % 2 == 0 for count in truncated)
    assert len(set(truncated)) <= 8  # 60 turns, and the prefix was lost only so often
    reused = sum(
        after[: len(before)] == before for before, after in zip(model.prompts, model.prompts[1:], strict=False)
    )
    assert reused >= 50
    assert all(len(prompt) < model.context for prompt in model.prompts)
    assert all(prompt[0] == model.received[0][0] and prompt[1].role == "user" for prompt in model.received)


def test_the_reply_carries_both_messages_as_they_are_stored(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Uno"))
    reply = engine.call(api.SEND, Send("Uno, mejor", conversation=1, edits=1))
    opened = engine.call(api.OPEN, OpenConversation(1))
    assert opened.messages == (reply.question, reply.message)
    assert reply.question.siblings == (1, reply.question.id)
    again = engine.call(api.RETRY, Retry(reply.message.id))
    assert engine.call(api.OPEN, OpenConversation(1)).messages == (again.question, again.message)


def test_the_end_of_an_answer_reads_no_other_message(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Uno"))
    for number in range(40):
        engine.call(api.SEND, Send(f"Pregunta {number}", conversation=1))
    reply = engine.start(api.SEND, Send("La última", conversation=1))
    next(reply)  # the history was read before this event
    texts_read: list[object] = []

    def note(cursor: apsw.Cursor, row: tuple[object, ...]) -> tuple[object, ...]:
        texts_read.extend(value for value in row if isinstance(value, bytes) and b"Pregunta" in value)
        return row

    with engine.store.read() as connection:
        connection.row_trace = note
    try:
        for _ in reply:
            pass
    finally:
        connection.row_trace = None
    assert texts_read == []


def test_another_answer_is_written_with_the_same_settings(engine: EngineHarness, model: FakeTextModel) -> None:
    settings = api.ConversationSettings(Sampling(max_tokens=1), "Habla como un pirata.")
    first = engine.call(api.SEND, Send("Hola", settings=settings))
    again = engine.call(api.RETRY, Retry(first.message.id, settings))
    assert (again.finish, again.message.text) == ("length", first.message.text)
    assert model.received[0] == model.received[1]


def test_an_edit_is_a_sibling_and_so_is_a_second_answer(engine: EngineHarness, model: FakeTextModel) -> None:
    engine.call(api.SEND, Send("Uno"))
    engine.call(api.SEND, Send("Dos", conversation=1))
    edited = engine.call(api.SEND, Send("Dos, mejor", conversation=1, edits=3))
    opened = engine.call(api.OPEN, OpenConversation(1))
    assert texts(opened) == ["Uno", "Una respuesta corta. ", "Dos, mejor", "Una respuesta corta. "]
    assert opened.messages[2].siblings == (3, 5)
    assert [turn.text for turn in model.received[-1][1:]] == ["Uno", "Una respuesta corta. ", "Dos, mejor"]

    model.answer = "Otra."
    again = engine.call(api.RETRY, Retry(edited.message.id))
    assert again.message.siblings == (edited.message.id, again.message.id)
    assert again.message.text == "Otra. "

    back = engine.call(api.CHOOSE, api.ChooseLeaf(1, 3))
    assert texts(back)[2] == "Dos"
    assert texts(engine.call(api.OPEN, OpenConversation(1)))[2] == "Dos"


def test_editing_the_first_question_begins_a_second_root(engine: EngineHarness, model: FakeTextModel) -> None:
    engine.call(api.SEND, Send("Uno"))
    engine.call(api.SEND, Send("Otro uno", conversation=1, edits=1))
    opened = engine.call(api.OPEN, OpenConversation(1))
    assert texts(opened)[0] == "Otro uno" and opened.messages[0].siblings == (1, 3)
    assert [turn.text for turn in model.received[-1][1:]] == ["Otro uno"]


def test_naming_a_parent_continues_there(engine: EngineHarness, model: FakeTextModel) -> None:
    engine.call(api.SEND, Send("Uno"))
    engine.call(api.SEND, Send("Dos", conversation=1))
    engine.call(api.SEND, Send("Tres", conversation=1, parent=2))
    assert [turn.text for turn in model.received[-1][1:]] == ["Uno", "Una respuesta corta. ", "Tres"]
    with pytest.raises(NotFound):
        engine.call(api.SEND, Send("Cuatro", conversation=1, parent=99))


def test_only_an_answer_can_be_tried_again(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Uno"))
    with pytest.raises(BadRequest):
        engine.call(api.RETRY, Retry(1))
    with pytest.raises(NotFound):
        engine.call(api.RETRY, Retry(77))
