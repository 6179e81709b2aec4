"""A question that names a persona only is answered with its settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api as chat
from engine.protocol.answering.personas import PersonaSettings
from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.errors import NotFound
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer

PIRATE = PersonaSettings("Pirate", "You are a pirate.", (PromptExample("Hi", "Ahoy"),), (), "precise", "")


@pytest.fixture
def engine(home: Path, model: FakeTextModel) -> Iterator[EngineHarness]:
    engine = EngineHarness(
        home,
        home / "models",
        "chat",
        pool=FakeModelPool(model),
        indexer=NoIndexer(),
        find_persona={"pirate": PIRATE}.get,
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
