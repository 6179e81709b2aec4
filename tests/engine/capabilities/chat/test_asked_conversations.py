"""Folders of conversations asked like collections: the answer cites messages, and not those it must not see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.models.interfaces import Embedder
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.errors import NotFound
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness
from tests.support.said import say

FACT = "La caldera de la casa la revisa Evaristo cada octubre y cobra cuarenta euros."


class Pool(FakeModelPool):
    """A fake text model beside the real embedder."""

    def __init__(self, model: FakeTextModel, models: Path) -> None:
        super().__init__(model)
        self._real = LazyModelPool(ModelRegistry([models]))

    @contextmanager
    def embedder(self, model: str | None = None) -> Iterator[Embedder]:
        with self._real.embedder(model) as embedder:
            yield embedder

    def embedder_id(self) -> str | None:
        return self._real.embedder_id()

    def close(self) -> None:
        self._real.close()


@pytest.fixture
def model() -> FakeTextModel:
    return FakeTextModel("La caldera la revisa Evaristo cada octubre.")


@pytest.fixture
def engine(home: Path, models: Path, model: FakeTextModel) -> Iterator[EngineHarness]:
    pool = Pool(model, models)
    engine = EngineHarness(home, models, "chat", pool=pool)
    yield engine
    engine.close()
    pool.close()


def ask(engine: EngineHarness, text: str, *folders: int, **fields: object) -> api.Reply:
    return engine.call(api.SEND, api.Send(text, folders=folders, **fields))  # type: ignore[arg-type]


def test_an_answer_from_a_folder_cites_the_message(engine: EngineHarness, model: FakeTextModel) -> None:
    folder = engine.call(api.ADD_FOLDER, api.AddFolder("Casa")).id
    told, ids = say(engine.store, "Averías", (FACT, "Anotado."), folder=folder)
    say(engine.store, "Otra", ("La caldera del pueblo la revisa Ramón.", "Vale."))
    say(
        engine.store, "Secreta", ("La caldera la revisa un primo sin factura.", "Vale."), folder=folder, is_private=True
    )
    engine.call(api.EMBED_MESSAGES, api.EmbedMessages())
    reply = ask(engine, "¿Quién revisa la caldera y cuándo?", folder)
    citation = reply.message.citations[0]
    assert (citation.conversation, citation.message, citation.title) == (told, ids[0], "Averías")
    assert citation.text in FACT
    assert FACT[citation.start : citation.end] == citation.text
    assert len(citation.label) == 10  # the day, 2026-11-12
    prompt = model.received[-1][-1].text
    assert FACT in prompt
    assert "Ramón" not in prompt
    assert "primo" not in prompt
    opened = engine.call(api.OPEN, api.OpenConversation(reply.conversation))
    assert opened.conversation.source_folders == (folder,)


def test_the_conversation_that_asks_is_no_source_of_its_own(engine: EngineHarness, model: FakeTextModel) -> None:
    folder = engine.call(api.ADD_FOLDER, api.AddFolder("Casa")).id
    told, _ = say(engine.store, "Averías", (FACT, "Anotado."), folder=folder)
    engine.call(api.EMBED_MESSAGES, api.EmbedMessages())
    reply = ask(engine, "¿Quién revisa la caldera y cuándo?", folder, conversation=told)
    assert reply.message.passages == ()
    assert reply.message.remarks.notices == ("nothing_found",)
    assert reply.message.text == "No he encontrado nada sobre esto en esas conversaciones."


def test_of_a_question_asked_before_the_answer_is_the_source(engine: EngineHarness, model: FakeTextModel) -> None:
    folder = engine.call(api.ADD_FOLDER, api.AddFolder("Casa")).id
    _, ids = say(engine.store, "Averías", ("¿Quién revisa la caldera?", FACT), folder=folder)
    engine.call(api.EMBED_MESSAGES, api.EmbedMessages())
    reply = ask(engine, "¿Quién revisa la caldera?", folder)
    assert {passage.message for passage in reply.message.passages} == {ids[1]}


def test_asking_again_asks_the_same_folder_and_a_missing_one_is_said(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    folder = engine.call(api.ADD_FOLDER, api.AddFolder("Casa")).id
    say(engine.store, "Averías", (FACT, "Anotado."), folder=folder)
    reply = ask(engine, "¿Quién revisa la caldera y cuándo?", folder)
    again = engine.call(api.RETRY, api.Retry(reply.message.id))
    assert again.message.passages == reply.message.passages != ()
    assert engine.call(api.RETRY, api.Retry(reply.message.id, documents=False)).message.passages == ()
    before = engine.rows("SELECT count(*) FROM messages")
    with pytest.raises(NotFound):
        ask(engine, "¿Quién?", 99)
    assert engine.rows("SELECT count(*) FROM messages") == before
