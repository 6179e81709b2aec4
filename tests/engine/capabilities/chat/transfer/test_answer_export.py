"""One answer as a file: with its question and its numbered sources, and nothing else of the conversation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from engine.capabilities.chat import api
from engine.protocol import errors
from tests.engine.capabilities.chat.test_sources import QUESTION, ScriptedRetrieval
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer

ANSWER = "El coste del carné es de doce euros."


@pytest.fixture
def answered(home: Path, model: FakeTextModel) -> Iterator[EngineHarness]:
    """A conversation of two questions, the second with a source."""
    engine = EngineHarness(
        home, home / "models", "chat", pool=FakeModelPool(model), indexer=NoIndexer(), retrieve=ScriptedRetrieval()
    )
    model.answer = "Buenos días."
    engine.call(api.SEND, api.Send("Hola, ¿qué tal?"))
    model.answer = ANSWER
    engine.call(api.SEND, api.Send(QUESTION.text, conversation=1, collections=("tasas",)))
    yield engine
    engine.close()


def test_the_answer_goes_out_with_its_question_and_its_numbered_source(answered: EngineHarness, tmp_path: Path) -> None:
    text: dict[str, str] = {}
    formats: tuple[api.ExportFormat, ...] = ("md", "html", "docx", "print")
    for format in formats:
        path = tmp_path / f"answer.{format}"
        done = answered.call(api.EXPORT, api.Export(str(path), format, language="es", message=4))
        assert (done.conversations, done.messages) == (1, 2)
        text[format] = path.read_bytes().decode("utf-8", "replace")
    document = docx.Document(str(tmp_path / "answer.docx"))
    text["docx"] = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for written in text.values():
        assert QUESTION.text in written and ANSWER in written and "Hola" not in written
    for written in (text["md"], text["html"], text["docx"]):
        assert "Tasas" in written and "pág. 3" in written
    assert "[^2-1]" in text["md"]


def test_what_is_no_answer_and_an_archive_of_one_are_refused(answered: EngineHarness, tmp_path: Path) -> None:
    path = str(tmp_path / "answer.md")
    with pytest.raises(errors.NotFound):
        answered.call(api.EXPORT, api.Export(path, "md", message=99))
    with pytest.raises(errors.BadRequest):
        answered.call(api.EXPORT, api.Export(path, "json", message=4))
    answered.call(api.DELETE, api.DeleteConversation(1))
    with pytest.raises(errors.NotFound):
        answered.call(api.EXPORT, api.Export(path, "md", message=4))
    assert not Path(path).exists()
