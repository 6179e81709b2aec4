"""Answers made of sentences of the documents alone, and the nearest passages where these do not answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import ConversationSettings, ReadAhead, Send, SourcesFound
from tests.engine.capabilities.chat.test_sources import PAGE, QUESTION, ScriptedRetrieval, passage
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer

EXTRACTIVE = msgspec.structs.replace(QUESTION, settings=ConversationSettings(extractive=True))


@pytest.fixture
def retrieval() -> ScriptedRetrieval:
    return ScriptedRetrieval()


@pytest.fixture
def engine(home: Path, model: FakeTextModel, retrieval: ScriptedRetrieval) -> Iterator[EngineHarness]:
    nearest = ScriptedRetrieval()
    nearest.passages = (passage("El ayuntamiento abre los lunes.", chunk=9),)
    engine = EngineHarness(
        home,
        home / "models",
        "chat",
        pool=FakeModelPool(model),
        indexer=NoIndexer(),
        retrieve=retrieval,
        nearest=nearest,
    )
    yield engine
    engine.close()


def test_sentences_of_the_documents_answer_and_no_model_is_used(engine: EngineHarness, model: FakeTextModel) -> None:
    message = engine.call(api.SEND, EXTRACTIVE).message
    assert "El coste del carné es de doce euros." in message.text
    assert message.citations[0].page == 3
    assert all(citation.text in PAGE for citation in message.citations)
    assert (model.received, message.model, message.remarks.unsupported) == ([], "", ())


def test_without_documents_the_model_answers_whatever_the_setting(engine: EngineHarness, model: FakeTextModel) -> None:
    engine.call(api.SEND, Send("¿Qué es un carné?", settings=EXTRACTIVE.settings))
    assert len(model.received) == 1


def test_the_next_question_goes_to_the_model_again_when_the_setting_is_off(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    engine.call(api.SEND, EXTRACTIVE)
    engine.call(api.SEND, msgspec.structs.replace(QUESTION, conversation=1))
    assert len(model.received) == 1


def test_nothing_is_read_ahead_for_a_model_that_will_not_be_asked(engine: EngineHarness, model: FakeTextModel) -> None:
    request = ReadAhead("¿Cuánto cuesta", collections=("tasas",), settings=EXTRACTIVE.settings)
    assert engine.call(api.READ_AHEAD, request).tokens == 0


@pytest.mark.parametrize("request_", [QUESTION, EXTRACTIVE], ids=["model", "extractive"])
def test_where_the_documents_do_not_say_the_nearest_passages_are_shown_as_no_answer(
    engine: EngineHarness, model: FakeTextModel, retrieval: ScriptedRetrieval, request_: Send
) -> None:
    retrieval.passages = ()
    message = engine.call(api.SEND, request_).message
    assert message.text == (
        "No he encontrado nada sobre esto en tus documentos. Se muestran los pasajes más cercanos, que no la responden."
    )
    assert [p.text for p in message.passages] == ["El ayuntamiento abre los lunes."]
    assert message.remarks.notices == ("nothing_found",) and not message.citations and not model.received
    assert [len(event.passages) for event in engine.events if isinstance(event, SourcesFound)] == [0, 1]
