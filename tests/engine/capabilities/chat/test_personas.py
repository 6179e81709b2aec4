"""A question that names a persona only is answered with its settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api.context import MEASURE, MeasureContext
from engine.protocol.answering.personas import PersonaSettings
from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.errors import ModelMissing, NotFound
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer

CAPTAIN = PersonaSettings("Captain", "You are a captain.", (), (), None, "ship-model")
PIRATE = PersonaSettings("Pirate", "You are a pirate.", (PromptExample("Hi", "Ahoy"),), (), "precise", "")


@pytest.fixture
def engine(home: Path, model: FakeTextModel) -> Iterator[EngineHarness]:
    engine = EngineHarness(
        home,
        home / "models",
        "chat",
        pool=FakeModelPool(model),
        indexer=NoIndexer(),
        find_persona={"pirate": PIRATE, "captain": CAPTAIN}.get,
    )
    yield engine
    engine.close()


def test_the_persona_answers_and_its_examples_come_first(engine: EngineHarness, model: FakeTextModel) -> None:
    reply = engine.call(chat.SEND, chat.Send("Who are you?", settings=chat.ConversationSettings(persona="pirate")))
    prompt = [(message.role, message.text) for message in model.received[0]]
    assert prompt == [
        ("system", "You are a pirate."),
        ("user", "Hi"),
        ("assistant", "Ahoy"),
        ("user", "Who are you?"),
    ]
    assert reply.message.remarks.persona == "Pirate"
    again = engine.call(chat.RETRY, chat.Retry(reply.message.id, chat.ConversationSettings()))
    assert again.message.remarks.persona == ""


def test_a_persona_that_does_not_exist_is_refused_before_anything_is_written(engine: EngineHarness) -> None:
    with pytest.raises(NotFound):
        engine.call(chat.SEND, chat.Send("Hello", settings=chat.ConversationSettings(persona="nobody")))
    assert engine.call(chat.LIST, chat.ListConversations()).total == 0


def test_a_system_prompt_that_was_made_already_is_kept(engine: EngineHarness, model: FakeTextModel) -> None:
    settings = chat.ConversationSettings(system="You are a captain.", persona="Captain")
    reply = engine.call(chat.SEND, chat.Send("Hello", settings=settings))
    assert model.received[0][0].text == "You are a captain." and reply.message.remarks.persona == "Captain"


def test_a_preferred_model_that_is_not_installed_gives_way_and_it_is_said(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    pool = engine.pool
    assert isinstance(pool, FakeModelPool)
    pool.absent = ("ship-model",)
    settings = chat.ConversationSettings(persona="captain")
    reply = engine.call(chat.SEND, chat.Send("Who are you?", settings=settings))
    assert reply.message.remarks.notices == ("model_missing",) and reply.message.model == "fake"
    made = chat.ConversationSettings(persona="Captain", system="You are a captain.", model="ship-model")
    again = engine.call(chat.RETRY, chat.Retry(reply.message.id, made))
    assert again.message.remarks.notices == ("model_missing",)
    assert engine.call(chat.READ_AHEAD, chat.ReadAhead("Who", 1, settings=made)).tokens > 0
    assert engine.call(MEASURE, MeasureContext("Who", 1, settings=made)).prompt > 0
    pool.absent = ()
    assert not engine.call(chat.RETRY, chat.Retry(reply.message.id, made)).message.remarks.notices


def test_a_model_that_a_person_named_without_a_persona_must_be_there(engine: EngineHarness) -> None:
    pool = engine.pool
    assert isinstance(pool, FakeModelPool)
    pool.absent = ("ship-model",)
    with pytest.raises(ModelMissing):
        engine.call(chat.SEND, chat.Send("Hello", settings=chat.ConversationSettings(model="ship-model")))


def test_only_the_tools_that_the_persona_allows_count(engine: EngineHarness) -> None:
    settings = chat.ConversationSettings(tools=("add", "find"), allowed_tools=("find", "other"))
    assert settings.callable_tools == ("find",)
    assert chat.ConversationSettings(tools=("add", "find")).callable_tools == ("add", "find")
    assert chat.ConversationSettings(allowed_tools=("add",)).callable_tools == ()
