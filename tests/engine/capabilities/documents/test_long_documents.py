"""A long document: its words first, with those of the files behind it; its vectors afterwards, part by part, each kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.documents import api
from engine.capabilities.documents.document_vectors import PART
from engine.models.registry import ModelRegistry
from engine.protocol.answering.passage import Passage
from engine.protocol.progress import Progress
from engine.rpc.generators import exhaust
from engine.store.integrity import find_problems
from tests.engine.capabilities.documents.conftest import write
from tests.support.harness import DocumentsHarness
from tests.support.long_documents import write_long_docx, write_long_text
from tests.support.tiny_models import write_embedder

ROOT = Path(__file__).parents[4]
CHARACTERS = 600_000
"""Of about 750 chunks."""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    exhaust(ModelRegistry([folder]).add(write_embedder(tmp_path / "words")))
    return folder


@pytest.fixture
def engine(home: Path, registry: Path) -> Iterator[DocumentsHarness]:
    engine = DocumentsHarness(home, registry)
    yield engine
    engine.close()


def embed(engine: DocumentsHarness, parts: int | None = None) -> api.EmbeddingReport:
    """Make the missing vectors, and cancel after so many parts."""
    made = 0

    def count(event: object) -> None:
        nonlocal made
        made += isinstance(event, Progress) and event.done > 0

    return engine.call(api.EMBED, api.EmbedDocuments(), count, lambda: parts is not None and made >= parts)


def listed(engine: DocumentsHarness, name: str) -> api.Document:
    (document,) = [document for document in engine.documents() if Path(document.path).name == name]
    return document


def test_the_words_of_a_long_document_and_the_files_behind_it_do_not_wait_for_its_vectors(
    engine: DocumentsHarness, folder: Path
) -> None:
    write_long_docx(folder / "0-long.docx", CHARACTERS)
    report = engine.index(folder)
    assert (report.added, report.embeddable) == (6, 1)
    long = listed(engine, "0-long.docx")
    assert (long.state, long.is_embeddable, long.embedded) == ("keywords", True, 0)
    assert {document.state for document in engine.documents() if document.id != long.id} == {"indexed"}
    assert engine.names("palabra1500")[0] == "0-long.docx"


def test_its_vectors_are_made_afterwards_and_it_is_not_read_again(engine: DocumentsHarness, folder: Path) -> None:
    write_long_docx(folder / "0-long.docx", CHARACTERS)
    engine.index(folder)
    long = listed(engine, "0-long.docx")
    report = embed(engine)
    assert (report.passages, report.left, report.cancelled) == (long.chunks, 0, False)
    assert listed(engine, "0-long.docx").state == "indexed"
    assert find_problems(engine.store) == []
    again = engine.index(folder)
    assert (again.unchanged, again.embeddable, embed(engine).passages) == (6, 0, 0)


def test_a_cancelled_run_keeps_its_parts_and_the_next_one_does_the_rest(engine: DocumentsHarness, folder: Path) -> None:
    write_long_text(folder / "long.txt", CHARACTERS)
    engine.index(folder)
    first = embed(engine, parts=2)
    long = listed(engine, "long.txt")
    assert first.cancelled
    assert (long.state, long.embedded, first.left) == ("keywords", first.passages, long.chunks - first.passages)
    assert 2 * PART <= first.passages < long.chunks
    assert engine.index(folder).unchanged == 6
    assert embed(engine).passages == long.chunks - long.embedded
    assert find_problems(engine.store) == []


def test_the_shorter_of_two_is_finished_first(engine: DocumentsHarness, folder: Path) -> None:
    write_long_text(folder / "a-longer.txt", 2 * CHARACTERS)
    write_long_text(folder / "b-shorter.txt", CHARACTERS)
    engine.index(folder)
    parts = -(-listed(engine, "b-shorter.txt").chunks // PART)
    embed(engine, parts)
    assert listed(engine, "b-shorter.txt").state == "indexed"
    assert listed(engine, "a-longer.txt").embedded <= PART


def test_a_document_replaced_or_removed_meanwhile_gets_no_vectors_of_what_it_was(
    engine: DocumentsHarness, folder: Path
) -> None:
    write_long_text(folder / "a.txt", CHARACTERS)
    write_long_text(folder / "b.txt", CHARACTERS + 50_000)
    engine.index(folder)
    running = engine.start(api.EMBED, api.EmbedDocuments())
    next(running)
    write(folder / "a.txt", 77)
    engine.store.checkpoint()
    engine.call(api.REMOVE, api.RemoveDocuments((listed(engine, "b.txt").id,)))
    with engine.store.write() as connection:
        connection.execute("DELETE FROM chunks WHERE document = ?", (listed(engine, "a.txt").id,))
    exhaust(running)
    assert listed(engine, "a.txt").embedded == 0


def test_a_passage_without_a_vector_is_judged_by_its_words(engine: DocumentsHarness, folder: Path) -> None:
    """Else nothing of a long document would be found to answer a question until it has all its vectors."""
    write_long_text(folder / "long.txt", CHARACTERS)
    engine.index(folder)
    question = "¿Dónde está palabra700 y cuántos litros de agua hay?"
    assert "palabra700 " in retrieve(engine, question)[0].text
    assert engine.matches(question)[0].is_sure


def retrieve(engine: DocumentsHarness, question: str) -> tuple[Passage, ...]:
    passages = engine.exports["retrieve"](question, ("default",), 3)
    assert isinstance(passages, tuple)
    return passages


def test_without_an_embedder_nothing_is_made(home: Path, tmp_path: Path, folder: Path) -> None:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    write_long_text(folder / "long.txt", CHARACTERS)
    assert engine.index(folder).embeddable == 0
    assert embed(engine).passages == 0
    assert not listed(engine, "long.txt").is_embeddable
    engine.close()


def test_a_lost_embedder_takes_no_vector_away(
    engine: DocumentsHarness, home: Path, tmp_path: Path, folder: Path
) -> None:
    engine.index(folder)
    engine.close()
    without = DocumentsHarness(home, tmp_path / "no-models")
    assert without.index(folder).unchanged == 5
    assert {document.state for document in without.documents()} == {"indexed"}
    without.close()


@pytest.mark.kill
def test_killed_between_its_parts_it_goes_on_where_it_was(home: Path, registry: Path, folder: Path) -> None:
    """docs/faults.md 41, for the parts of one file."""
    write_long_text(folder / "long.txt", CHARACTERS)
    command = [sys.executable, "-m", "tests.engine.capabilities.documents.embedding_child", str(home), str(registry)]
    child = subprocess.Popen([*command, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() != "0\n"
    child.kill()
    child.stdout.close()
    child.wait()
    engine = DocumentsHarness(home, registry)
    long = listed(engine, "long.txt")
    assert long.embedded >= PART
    assert embed(engine).passages == long.chunks - long.embedded
    assert find_problems(engine.store) == []
    engine.close()
