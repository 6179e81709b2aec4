"""Follow-up questions in a real library: the right document among those that resemble it, and a new topic that is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat.answering.ranking import SentenceRanker
from engine.capabilities.chat.answering.retrieval.passage_finder import PassageFinder
from engine.capabilities.chat.answering.sources import DocumentAccess
from engine.capabilities.chat.api import AnswerRemarks, ConversationSettings, Message
from engine.capabilities.chat.turns import ReplyContext
from engine.capabilities.documents.searching.document_search import DocumentSearch
from engine.capabilities.documents.searching.retriever import Retriever
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.store.vectors import VectorStore
from tests.support.harness import DocumentsHarness
from tests.support.models import starter_models

FILES = {
    "hogar": "Póliza del seguro de hogar. La prima es de 214 euros. El robo está cubierto. Se renueva cada 1 de octubre.",
    "coche": "Póliza del seguro del coche. La prima es de 389 euros. El robo está cubierto. Se renueva cada 15 de mayo.",
    "piso": "Contrato de alquiler del piso. La renta es de 780 euros al mes. La fianza es de dos mensualidades.",
    "local": "Contrato de alquiler del local. La renta es de 1.350 euros al mes. La fianza es de cuatro mensualidades.",
    "curso": "Curso de cerámica. Empieza el 16 de abril. Lo da Iván Roca. La matrícula cuesta 140 euros.",
}


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageFinder]:
    folder: Path = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    engine = DocumentsHarness(tmp_path_factory.mktemp("home"), starter_models())
    engine.index(folder)
    retriever = Retriever(DocumentSearch(engine.store, VectorStore(engine.store, CHUNK_VECTORS), engine.pool))
    yield PassageFinder(DocumentAccess(retriever.retrieve), SentenceRanker(engine.pool))
    engine.close()


def ask(finder: PassageFinder, *turns: str) -> tuple[str, str]:
    """Return the file that comes first for the last question, and what was searched for."""
    history: list[Message] = []
    for number, text in enumerate(turns):
        context = ReplyContext(1, "", 1, 2, text, tuple(history), ("default",), ConversationSettings())
        found = finder.find(context)
        history.append(Message(2 * number, 1, "user", text, "complete", 0))
        remarks = AnswerRemarks(searched_for=found.searched_for)
        passages = found.ranked.passages
        answer = Message(2 * number + 1, 1, "assistant", "", "complete", 0, passages=passages, remarks=remarks)
        history.append(answer)
    return Path(history[-1].passages[0].path).stem, found.searched_for


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("¿Cuál es la renta del piso?", "¿Y la fianza?"), ("piso", "¿Cuál es la fianza del piso?")),
        (("¿Cuál es la renta del piso?", "¿Y la del local?"), ("local", "¿Cuál es la renta del local?")),
        (
            ("¿Cuál es la renta del piso?", "¿Y la del local?", "¿Y la fianza?"),
            ("local", "¿Cuál es la fianza del local?"),
        ),
        (("¿Cuánto cuesta el seguro del coche?", "¿Y el de hogar?"), ("hogar", "¿Cuánto cuesta el seguro de hogar?")),
        (
            ("¿Qué prima tiene el seguro del hogar?", "¿Cuándo se renueva?"),
            ("hogar", "¿Cuándo se renueva? (el seguro del hogar)"),
        ),
        (
            ("¿Qué prima tiene el seguro del coche?", "¿Cuándo se renueva?"),
            ("coche", "¿Cuándo se renueva? (el seguro del coche)"),
        ),
    ],
)
def test_a_follow_up_finds_what_it_is_about(
    finder: PassageFinder, turns: tuple[str, ...], expected: tuple[str, str]
) -> None:
    assert ask(finder, *turns) == expected


@pytest.mark.parametrize(
    "turns",
    [
        ("¿Cuál es la renta del piso?", "¿Quién da el curso de cerámica?"),
        ("¿Quién da el curso de cerámica?", "¿Qué prima tiene el seguro del coche?"),
    ],
)
def test_a_question_about_something_else_is_searched_for_as_it_is_written(
    finder: PassageFinder, turns: tuple[str, ...]
) -> None:
    assert ask(finder, *turns) == ("curso" if "curso" in turns[-1] else "coche", "")
