"""Titles that the model writes after the first answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.titles import clean_title
from engine.protocol.errors import BadRequest, Cancelled, NotFound
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer

QUESTION = "¿Cuándo hay que sembrar los tomates en el sur?"


@pytest.fixture
def weak() -> list[str]:
    """The languages in which the model is weak."""
    return []


@pytest.fixture
def engine(home: Path, model: FakeTextModel, weak: list[str]) -> Iterator[EngineHarness]:
    pool = FakeModelPool(model)
    is_weak = lambda _, language: language in weak  # noqa: E731
    engine = EngineHarness(home, home / "models", "chat", pool=pool, indexer=NoIndexer(), is_weak=is_weak)
    yield engine
    engine.close()


def begin(engine: EngineHarness) -> int:
    return engine.call(api.SEND, api.Send(QUESTION)).conversation


def title(engine: EngineHarness, id: int) -> str:
    return next(c.title for c in engine.call(api.LIST, api.ListConversations()).conversations if c.id == id)


def test_the_model_writes_a_title_in_the_language_of_the_conversation(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    id = begin(engine)
    model.answers = ["«Siembra de tomates.»"]
    assert engine.call(api.WRITE_TITLE, api.WriteTitle(id)).title == "Siembra de tomates"
    assert title(engine, id) == "Siembra de tomates"
    assert "título" in model.received[-1][-1].text
    assert engine.call(api.LIST, api.ListConversations("siembra")).total == 1


def test_the_prompt_of_the_title_begins_as_the_next_question_does(engine: EngineHarness, model: FakeTextModel) -> None:
    id = begin(engine)
    engine.call(api.WRITE_TITLE, api.WriteTitle(id))
    asked = [(message.role, message.text) for message in model.received[-1][:-1]]
    engine.call(api.SEND, api.Send("¿Y los pimientos?", id))
    assert [(message.role, message.text) for message in model.received[-1][:-1]] == asked


def test_a_title_of_the_person_is_kept_and_a_second_one_is_not_written(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    id = begin(engine)
    engine.call(api.RENAME, api.RenameConversation(id, "Mi huerto"))
    assert engine.call(api.WRITE_TITLE, api.WriteTitle(id)).title == ""
    model.answers = ["Huerto del sur"]
    assert engine.call(api.WRITE_TITLE, api.WriteTitle(id, is_asked=True)).title == "Huerto del sur"
    assert engine.call(api.WRITE_TITLE, api.WriteTitle(id)).title == ""
    assert title(engine, id) == "Huerto del sur"


def test_a_weak_model_leaves_the_first_words(engine: EngineHarness, weak: list[str]) -> None:
    id = begin(engine)
    weak.append("es")
    assert engine.call(api.WRITE_TITLE, api.WriteTitle(id)).title == ""
    assert title(engine, id) == QUESTION
    with pytest.raises(api.ModelWeak):
        engine.call(api.WRITE_TITLE, api.WriteTitle(id, is_asked=True))


def test_a_small_model_writes_no_title(
    engine: EngineHarness, model: FakeTextModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = begin(engine)
    monkeypatch.setattr(engine.pool, "size", lambda model=None: 100_000_000)
    assert engine.call(api.WRITE_TITLE, api.WriteTitle(id)).title == ""
    assert len(model.received) == 1


def test_a_model_that_writes_a_sentence_leaves_the_first_words(engine: EngineHarness, model: FakeTextModel) -> None:
    id = begin(engine)
    model.answers = ["Esta conversación trata de cuándo conviene sembrar los tomates en el sur de España"]
    assert engine.call(api.WRITE_TITLE, api.WriteTitle(id)).title == ""
    assert title(engine, id) == QUESTION


def test_a_title_ends_when_something_else_wants_the_model(engine: EngineHarness, model: FakeTextModel) -> None:
    id = begin(engine)
    assert engine.call(api.WRITE_TITLE, api.WriteTitle(id), is_cancelled=lambda: True).title == ""
    with pytest.raises(Cancelled):
        engine.call(api.WRITE_TITLE, api.WriteTitle(id, is_asked=True), is_cancelled=lambda: True)
    model.answers = ["Tomates"]
    assert engine.call(api.WRITE_TITLE, api.WriteTitle(id)).title == "Tomates"


def test_no_title_without_a_conversation_or_an_answer(engine: EngineHarness) -> None:
    with pytest.raises(NotFound):
        engine.call(api.WRITE_TITLE, api.WriteTitle(5, is_asked=True))
    waiting = engine.call(api.ENQUEUE, api.Enqueue(api.Send("Later")))
    with pytest.raises(BadRequest):
        engine.call(api.WRITE_TITLE, api.WriteTitle(waiting.conversation, is_asked=True))
    assert engine.call(api.WRITE_TITLE, api.WriteTitle(5)).title == ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("**Title: Sowing tomatoes**", "Sowing tomatoes"),
        ("\n“sowing tomatoes”\nIt is about gardens.", "Sowing tomatoes"),
        ("- Título - El huerto", "El huerto"),
        ("", ""),
        ("?!", ""),
        ("x" * 61, ""),
        ("No, no, no! No, no, no!", ""),
        ("I cannot write a title for this conversation because there is nothing", ""),
    ],
)
def test_what_the_model_wrote_is_cleaned(written: str, expected: str) -> None:
    assert clean_title(written) == expected
