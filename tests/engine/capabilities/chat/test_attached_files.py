"""Files attached to a conversation: each conversation has its own, and only those are searched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat import handlers as chat_handlers
from engine.capabilities.chat.api import Retry, Send, SourcesFound
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import ATTACHED
from engine.protocol.errors import NotFound
from engine.protocol.file_run import FileOutcome
from tests.support.damage import unchecked
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness

WORDS = {"boiler.txt": "The boiler is serviced every October.", "garden.txt": "Tomatoes are sown in February."}


@pytest.fixture
def reader(home: Path, model: FakeTextModel) -> Iterator[EngineHarness]:
    """An engine that reads documents and answers from them, without an embedder."""
    engine = EngineHarness(home, home / "models", "documents", pool=FakeModelPool(model))
    exported = {name: engine.exports[name] for name in chat_handlers.INJECTED if name in engine.exports}
    answering = chat_handlers.build(engine.context, **exported)
    engine.routes.update({route.method.name: route for route in answering.routes})
    yield engine
    engine.close()


def found(engine: EngineHarness, request: Send | Retry) -> list[str]:
    """The names of the documents whose passages an answer reads."""
    if isinstance(request, Retry):
        engine.call(api.RETRY, request)
    else:
        engine.call(api.SEND, request)
    return [Path(p.path).name for e in engine.events if isinstance(e, SourcesFound) for p in e.passages]


def opened_files(engine: EngineHarness, conversation: int) -> list[str]:
    return [Path(path).name for path in engine.call(api.OPEN, api.OpenConversation(conversation)).files]


def test_attached_files_belong_to_their_conversation(engine: EngineHarness) -> None:
    engine.call(api.SAVE_FILES, api.SaveFiles(0, ("/docs/a.txt",)))
    assert engine.call(api.LOAD_DRAFT, api.LoadDraft()).files == ("/docs/a.txt",)
    question = engine.call(api.ENQUEUE, api.Enqueue(Send("What is in it?", files=("/docs/a.txt",))))
    assert engine.call(api.LOAD_DRAFT, api.LoadDraft()).files == ()
    assert opened_files(engine, question.conversation) == ["a.txt"]
    engine.call(api.SAVE_FILES, api.SaveFiles(question.conversation, ()))
    assert opened_files(engine, question.conversation) == []


def test_files_are_attached_only_to_a_conversation_that_exists(engine: EngineHarness) -> None:
    with pytest.raises(NotFound):
        engine.call(api.SAVE_FILES, api.SaveFiles(99, ("/docs/a.txt",)))


def test_attached_files_need_the_documents(engine: EngineHarness) -> None:
    with pytest.raises(NotFound):
        engine.call(api.SEND, Send("What is in it?", files=("/docs/a.txt",)))


def test_damaged_attachments_cost_only_themselves(engine: EngineHarness) -> None:
    engine.call(api.SAVE_FILES, api.SaveFiles(0, ("/docs/a.txt",)))
    with unchecked(engine.store) as connection:
        connection.execute("UPDATE conversation_files SET files = '[1, \"/docs/b.txt\"'")
    assert engine.call(api.LOAD_DRAFT, api.LoadDraft()).files == ()


def test_only_the_files_of_the_conversation_are_searched(reader: EngineHarness, tmp_path: Path) -> None:
    others = {f"other{number}.txt": f"Nothing of the kind, page {number}." for number in range(20)}
    for name, text in (WORDS | others).items():
        (tmp_path / name).write_text(text, "utf-8")
    reader.call(documents.INDEX, documents.IndexDocuments((str(tmp_path),), ATTACHED))
    boiler, garden = (str(tmp_path / name) for name in WORDS)
    assert found(reader, Send("When is the boiler serviced, in October?", files=(boiler,))) == ["boiler.txt"]
    assert found(reader, Send("When is the boiler serviced, in October?", files=(garden,))) == []
    assert found(reader, Send("When is the boiler serviced, in October?", files=(str(tmp_path),))) == ["boiler.txt"]


def test_a_file_that_is_not_read_yet_finds_nothing_and_searches_nothing_else(
    reader: EngineHarness, tmp_path: Path
) -> None:
    (tmp_path / "boiler.txt").write_text(WORDS["boiler.txt"], "utf-8")
    reader.call(documents.INDEX, documents.IndexDocuments((str(tmp_path / "boiler.txt"),), "Casa"))
    request = Send("When is the boiler serviced, in October?", files=(str(tmp_path / "new.txt"),))
    assert found(reader, request) == []


def test_an_answer_can_be_asked_for_without_the_documents(
    reader: EngineHarness, tmp_path: Path, model: FakeTextModel
) -> None:
    (tmp_path / "garden.txt").write_text(WORDS["garden.txt"], "utf-8")
    reader.call(documents.INDEX, documents.IndexDocuments((str(tmp_path / "garden.txt"),), ATTACHED))
    reply = reader.call(api.SEND, Send("What is an index fund?", files=(str(tmp_path / "garden.txt"),)))
    assert not model.received and not reply.message.model
    again = reader.call(api.RETRY, Retry(reply.message.id, documents=False))
    assert again.message.model and again.message.siblings == (reply.message.id, again.message.id)
    assert found(reader, Retry(reply.message.id)) == []


def index(engine: EngineHarness, *files: Path) -> tuple[str, ...]:
    paths = tuple(str(file) for file in files)
    engine.call(documents.INDEX, documents.IndexDocuments(paths, ATTACHED))
    return paths


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Resume esto", "La caldera se revisa cada octubre."),
        ("¿De qué trata este documento?", "La caldera se revisa cada octubre."),
        ("Summarise this, please.", "The boiler is serviced every October."),
    ],
)
def test_a_request_about_the_whole_file_reads_its_beginning(
    reader: EngineHarness, tmp_path: Path, model: FakeTextModel, question: str, text: str
) -> None:
    (tmp_path / "boiler.txt").write_text(text, "utf-8")
    model.answer = text
    message = reader.call(api.SEND, Send(question, files=index(reader, tmp_path / "boiler.txt"))).message
    assert text in model.received[-1][-1].text
    assert message.text.strip() == text and message.remarks.notices == () and message.citations


def test_of_long_files_the_first_passages_are_read_and_that_is_told(
    reader: EngineHarness, tmp_path: Path, model: FakeTextModel
) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file in files:
        paragraphs = (f"Paragraph {number} of {file.stem}: " + "words and more words " * 60 for number in range(9))
        file.write_text("\n\n".join(paragraphs), "utf-8")
    message = reader.call(api.SEND, Send("Summarise this", files=index(reader, *files))).message
    assert "beginning" in message.remarks.notices
    first = [(Path(passage.path).stem, passage.text.split(":")[0]) for passage in message.passages]
    assert first[0] == ("a", "Paragraph 0 of a") and ("b", "Paragraph 0 of b") in first
    assert all(passage.text in model.received[-1][-1].text for passage in message.passages)


def test_nothing_found_says_how_many_files_are_still_to_be_read(
    reader: EngineHarness, tmp_path: Path, model: FakeTextModel
) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(WORDS["garden.txt"], "utf-8")
    run = reader.start(documents.INDEX, documents.IndexDocuments((str(tmp_path),), "Casa"))
    question = Send("¿Cuándo se revisa la caldera de la casa?", collections=("Casa",))
    texts = []
    for event in run:
        if isinstance(event, FileOutcome):
            texts.append(reader.call(api.SEND, question).message.text)
    read = reader.call(api.SEND, question).message.text
    assert read == "No he encontrado nada sobre esto en tus documentos."
    assert (texts[0].startswith(read) and "(0 de 3)" in texts[0]) or "(1 de 3)" in texts[0]
    missing = reader.call(api.SEND, Send(question.text, files=(str(tmp_path / "new.txt"),))).message.text
    assert missing.startswith(read) and missing != read and not model.received
