"""Going on with an answer: in its own row, with the model's words so far as the beginning of its turn."""

from __future__ import annotations

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import AnswerDelta, ContinueAnswer, OpenConversation, ReplyStarted, Send
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import BadRequest, NotFound
from tests.support.fake_text_model import FakeTextModel
from tests.support.harness import EngineHarness

SHORT = api.ConversationSettings(Sampling(max_tokens=3))


def test_a_cut_answer_goes_on_in_place_and_no_message_is_made_up(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answers = ["Había una vez un", "rey que vivía lejos."]
    cut = engine.call(api.SEND, Send("Cuéntame un cuento", settings=SHORT))
    assert (cut.finish, cut.message.text, cut.message.remarks.notices) == ("length", "Había una vez ", ("length",))
    whole = engine.call(api.CONTINUE, ContinueAnswer(cut.message.id))
    assert whole.message.text == "Había una vez rey que vivía lejos. "
    assert (whole.finish, whole.message.id, whole.message.remarks.notices) == ("stop", cut.message.id, ())
    assert whole.message.tokens == 3 + 4 and whole.message.seconds == cut.message.seconds + 1
    opened = engine.call(api.OPEN, OpenConversation(1))
    assert [message.text for message in opened.messages] == ["Cuéntame un cuento", whole.message.text]


def test_the_words_so_far_begin_the_models_turn_after_the_same_prompt(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    model.answers = ["Había una vez un"]
    cut = engine.call(api.SEND, Send("Cuéntame un cuento", settings=SHORT))
    engine.call(api.CONTINUE, ContinueAnswer(cut.message.id))
    assert model.begun == "Había una vez"
    assert model.received[0] == model.received[1]
    assert model.prompts[1][: len(model.prompts[0])] == model.prompts[0]


def test_the_text_so_far_is_named_and_only_new_text_is_streamed(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answers = ["Había una vez un", "rey."]
    cut = engine.call(api.SEND, Send("Cuéntame un cuento", settings=SHORT))
    engine.call(api.CONTINUE, ContinueAnswer(cut.message.id))
    started = engine.events[0]
    assert isinstance(started, ReplyStarted) and started.text == cut.message.text
    assert "".join(event.text for event in engine.events if isinstance(event, AnswerDelta)) == "rey. "


def test_a_stopped_answer_is_found_by_its_new_words_and_not_twice(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answers = ["Había una vez un", "unicornio."]
    cut = engine.call(api.SEND, Send("Cuéntame un cuento", settings=SHORT))
    engine.call(api.CONTINUE, ContinueAnswer(cut.message.id))
    for word in ("unicornio", "una"):
        assert engine.call(api.LIST, api.ListConversations(word)).total == 1
    assert engine.rows("SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'vez'") == [(1,)]
    engine.call(api.PURGE, api.PurgeConversation(1))
    assert engine.rows("SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'vez'") == [(0,)]


def test_an_answer_that_is_stopped_again_keeps_all_its_words(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answers = ["Había una vez un", "rey que vivía en un castillo muy lejos de aquí."]
    cut = engine.call(api.SEND, Send("Cuéntame un cuento", settings=SHORT))
    words: list[int] = []
    model.on_token = words.append
    stopped = engine.call(api.CONTINUE, ContinueAnswer(cut.message.id), is_cancelled=lambda: len(words) >= 2)
    assert (stopped.finish, stopped.message.state) == ("cancelled", "stopped")
    assert stopped.message.text == "Había una vez rey que "
    assert stopped.message.model == "fake"


def test_an_answer_half_written_by_a_killed_engine_goes_on(engine: EngineHarness, model: FakeTextModel) -> None:
    reply = engine.start(api.SEND, Send("Cuéntame un cuento"))
    next(reply)
    with engine.store.write() as connection:
        connection.execute("UPDATE messages SET text = 'Había una' WHERE id = 2")
    engine.rebuild()
    whole = engine.call(api.CONTINUE, ContinueAnswer(2))
    assert whole.message.text == "Había unaUna respuesta corta. "
    reply.close()


def test_only_words_of_a_model_can_be_continued(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = ""
    empty = engine.call(api.SEND, Send("Hola"))
    assert empty.message.remarks.notices == ("nothing_written",)
    for message in (1, empty.message.id):
        with pytest.raises(BadRequest):
            engine.call(api.CONTINUE, ContinueAnswer(message))
    with pytest.raises(NotFound):
        engine.call(api.CONTINUE, ContinueAnswer(99))
    assert engine.rows("SELECT state FROM messages") == [("complete",), ("complete",)]
