"""Questions about a whole collection in chat and on the command line: no model is asked, and the rows come with the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat import handlers as chat_handlers
from engine.capabilities.documents import api as documents
from tests.support.command_line import run_command
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness

TABLE = "Factura;Proveedor;Importe\n1;Acme;1.234,50 €\n2;Globex;65,50 €\n"


@pytest.fixture
def reader(home: Path, model: FakeTextModel, tmp_path: Path) -> Iterator[EngineHarness]:
    """An engine that reads documents and answers from them, without an embedder."""
    engine = EngineHarness(home, home / "models", "documents", pool=FakeModelPool(model))
    exported = {name: engine.exports[name] for name in chat_handlers.INJECTED if name in engine.exports}
    answering = chat_handlers.build(engine.context, **exported)
    engine.routes.update({route.method.name: route for route in answering.routes})
    (tmp_path / "facturas.csv").write_text(TABLE, "utf-8")
    engine.call(documents.INDEX, documents.IndexDocuments((str(tmp_path / "facturas.csv"),)))
    yield engine
    engine.close()


def test_a_whole_collection_is_counted_without_the_model(reader: EngineHarness, model: FakeTextModel) -> None:
    reply = reader.call(api.SEND, api.Send("¿Cuál es el total de todas las facturas?", collections=("default",)))
    message = reply.message
    assert "**1.300,00 €**" in message.text
    assert (message.state, message.model, message.remarks.unsupported) == ("complete", "", ())
    assert message.remarks.coverage is not None
    assert (message.remarks.coverage.files, message.remarks.coverage.read) == (1, 1)
    assert [row.value for row in message.remarks.counted] == ["1234.50", "65.50"]
    assert [citation.number for citation in message.citations] == [1, 2]
    assert any(isinstance(event, api.AnswerDelta) and event.text == message.text for event in reader.events)
    opened = reader.call(api.OPEN, api.OpenConversation(reply.conversation))
    assert opened.messages[-1].remarks == message.remarks


def test_follow_ups_keep_what_was_asked_and_its_files(reader: EngineHarness, model: FakeTextModel) -> None:
    first = reader.call(api.SEND, api.Send("How many invoices are there?", collections=("default",)))

    def follow(question: str) -> api.Message:
        request = api.Send(question, first.conversation, collections=("default",))
        message: api.Message = reader.call(api.SEND, request).message
        return message

    assert [row.value for row in follow("And from Acme?").remarks.counted] == ["1234.50"]
    assert "**1,234.50 €**" in follow("What do they add up to?").text
    assert [row.value for row in follow("And Globex?").remarks.counted] == ["65.50"]
    assert follow("And who sent the first one?").remarks.coverage is None
    assert follow("And from Acme?").remarks.coverage is None  # the question before it was an ordinary one


def test_an_ordinary_question_still_goes_to_the_passages(reader: EngineHarness) -> None:
    reply = reader.call(api.SEND, api.Send("¿Qué proveedor envió la factura 1?", collections=("default",)))
    assert reply.message.remarks.coverage is None
    assert reply.message.passages


def test_an_amount_that_no_file_has_is_told_and_asked_the_ordinary_way(reader: EngineHarness) -> None:
    reply = reader.call(api.SEND, api.Send("¿Cuál es la suma de los kilómetros?", collections=("default",)))
    assert reply.message.remarks.coverage is None
    assert "uncounted" in reply.message.remarks.notices
    assert not reply.message.text.startswith("Filas")


def test_a_private_question_without_documents_is_not_counted(reader: EngineHarness) -> None:
    reply = reader.call(api.SEND, api.Send("¿Cuántas facturas hay?"))
    assert reply.message.remarks.coverage is None


def test_ask_prints_the_coverage_and_the_rows(home: Path, tmp_path: Path) -> None:
    (tmp_path / "facturas.csv").write_text(TABLE, "utf-8")
    options = ("--home", str(home), "--models", str(tmp_path / "no-models"), "--language", "es")
    assert run_command(["index", str(tmp_path / "facturas.csv"), *options]).returncode == 0
    done = run_command(["ask", "¿Cuántas", "facturas", "hay?", *options, "--json"])
    answer = json.loads(done.stdout)
    assert answer["text"].startswith("Facturas: **2**.")
    assert answer["coverage"] == {"files": 1, "read": 1, "unread": [], "partly_read": [], "waiting": 0}
    assert [(Path(row["path"]).name, row["page"]) for row in answer["rows"]] == [("facturas.csv", 1)] * 2
    assert {"text", "citations", "conversation", "finish", "truncated", "notices", "unsupported"} < answer.keys()
    spoken = run_command(["ask", "total", "de", "las", "facturas", *options])
    assert "**1.300,00 €**" in spoken.stdout
    assert "He leído 1 de 1 archivos." in spoken.stdout
