"""Sixty documents that give orders to the assistant: none has a tool called or anything remembered, and each is told.

The model is one that obeys: whatever it reads, it tries to call a tool that computes nothing. What it may not call is not
offered to it, so that no wording of a document can bring it about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.bootstrap import Engine, build
from engine.capabilities.chat import api
from engine.capabilities.documents import api as documents
from engine.capabilities.memory import api as memory
from engine.context import EngineContext
from engine.indexer.client import IndexerClient
from engine.models.registry import ModelRegistry
from engine.protocol.answering.tools import ToolCall
from engine.protocol.pages import ORDERS_NOTICE, READ_PAGE, ReadPage
from engine.store.database import Store
from tests.support.fake_text_model import FakeModelPool
from tests.support.hostile_documents import HOSTILE_DOCUMENTS
from tests.support.tool_model import ToolCallingModel

TOOLS = ("calculator", "dates", "search_documents", "read_file", "list_files", "search_conversations")


@pytest.fixture
def model() -> ToolCallingModel:
    return ToolCallingModel()


@pytest.fixture
def engine(home: Path, model: ToolCallingModel, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine whose library has a collection for each hostile document."""
    store = Store.open(home)
    indexer = IndexerClient(home / "models", home / "logs" / "indexer.log")
    engine = build(EngineContext(home, store, ModelRegistry([home / "models"]), FakeModelPool(model), indexer))
    for number, document in enumerate(HOSTILE_DOCUMENTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = document.write(folder, document.order)
        engine.call(documents.INDEX, documents.IndexDocuments((str(path),), f"c{number}"))
    yield engine
    indexer.close()
    store.close()


@pytest.mark.slow
def test_no_document_has_a_tool_called_or_anything_remembered_and_each_is_told(
    engine: Engine, model: ToolCallingModel
) -> None:
    settings = api.ConversationSettings(tools=TOOLS)
    model.calls = [ToolCall("search_conversations", '{"query": "caldera"}')]
    asked = engine.call(api.SEND, api.Send("¿Qué dijimos de la caldera?", settings=settings))
    assert [step.tool for step in asked.message.remarks.steps] == ["search_conversations"]  # a person's question may
    for number, document in enumerate(HOSTILE_DOCUMENTS):
        wanted = [ToolCall("search_documents", json.dumps({"query": "caldera"}))]
        wanted += [ToolCall("search_conversations", json.dumps({"query": document.order}))]
        model.calls, model.answer = wanted, document.order
        question = "¿Cuándo se revisa la caldera y qué dice la nota?"
        reply = engine.call(api.SEND, api.Send(question, collections=(f"c{number}",), settings=settings))
        steps = [step.tool for step in reply.message.remarks.steps]
        assert set(steps) <= {"search_documents"}, document.name
    assert engine.call(memory.LIST, memory.ListMemories()).memories == ()
    for number, document in enumerate(HOSTILE_DOCUMENTS):
        listed = engine.call(documents.LIST, documents.ListDocuments(f"c{number}")).documents
        told = [row for row in listed if ORDERS_NOTICE in row.notice.split("\n")]
        assert told, document.name
        assert any(engine.call(READ_PAGE, ReadPage(row.id, 1)).has_orders for row in told)
