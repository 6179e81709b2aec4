"""The main job through the real engine child: index the samples, ask in both languages, read the cited page."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.protocol.pages import READ_PAGE, ReadPage
from tests.support.engine_process import EngineProcess

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
QUESTIONS: list[dict[str, Any]] = tomllib.loads((SAMPLES / "questions.toml").read_text("utf-8"))["questions"]

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[EngineProcess]:
    with EngineProcess(tmp_path_factory.mktemp("home"), models) as engine:
        done = engine.call(documents.INDEX, documents.IndexDocuments((str(SAMPLES),), "samples"))
        assert done.failed == 0
        assert done.added >= 5
        yield engine


@pytest.mark.parametrize("case", QUESTIONS, ids=[q["question"] for q in QUESTIONS])
def test_a_question_finds_its_page_among_the_first_three(reader: EngineProcess, case: dict[str, Any]) -> None:
    answer = reader.call(documents.SEARCH, documents.SearchDocuments(case["question"], ("samples",), k=3))
    assert (case["file"], case["page"]) in [(Path(m.passage.path).name, m.passage.page) for m in answer.results]


@pytest.mark.parametrize("language", ["es", "en"])
def test_an_answer_cites_a_page_whose_text_holds_the_quotation(reader: EngineProcess, language: str) -> None:
    case = next(q for q in QUESTIONS if q["language"] == language)
    replied = reader.call(chat.SEND, chat.Send(case["question"], collections=("samples",)))
    citation = replied.message.citations[0]
    page = reader.call(READ_PAGE, ReadPage(citation.document, citation.page))
    assert Path(citation.path).name == case["file"]
    assert page.text[citation.start : citation.end] == citation.text
    assert replied.message.text[citation.answer_start : citation.answer_end].strip()


def test_a_question_about_nothing_in_the_documents_is_told_so_without_citations(reader: EngineProcess) -> None:
    replied = reader.call(chat.SEND, chat.Send("¿Cuántos goles marcó el Real Betis en 1977?", collections=("samples",)))
    assert replied.message.citations == ()


def test_indexing_again_reads_nothing_twice(reader: EngineProcess) -> None:
    again = reader.call(documents.INDEX, documents.IndexDocuments((str(SAMPLES),), "samples"))
    assert (again.added, again.updated, again.failed) == (0, 0, 0)
